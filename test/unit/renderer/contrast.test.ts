import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../../../renderer/styles/tokens.css", import.meta.url), "utf8");

/** The colours of a theme, by token. */
function coloursOf(theme: string): ReadonlyMap<string, string> {
  const start = css.indexOf(`[data-theme="${theme}"] {`);
  const body = css.slice(start, css.indexOf("\n}", start));
  return new Map([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = "", value = ""]) => [name, value]));
}

/** Relative luminance of WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratio(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

const grounds = ["bg-0", "bg-1", "bg-2", "bg-hover", "bg-select", "bg-inset"];
const hues = ["red", "orange", "amber", "green", "violet"];
const code = ["ink-1", "syn-key", "syn-str", "syn-num", "syn-fn"];

/** What stands on what, and the floor: 4.5 for text, 3 for shapes and edges that carry meaning. */
const pairs: readonly (readonly [string, readonly string[], number])[] = [
  ...["ink-1", "ink-2", "ink-3", "accent"].map((ink) => [ink, grounds, 4.5] as const),
  ...hues.map((hue) => [hue, [...grounds, `${hue}-bg`], 4.5] as const),
  ...hues.map((hue) => ["on-solid", [`${hue}-solid`], 4.5] as const),
  ...hues.map((hue) => [`${hue}-solid`, ["bg-0", "bg-1", "bg-select"], 3] as const),
  ["on-accent", ["accent"], 4.5],
  ["line-ui", ["bg-0", "bg-1", "bg-2", "bg-inset"], 3],
  ["accent", ["bg-0", "bg-1", "bg-select"], 3],
  ...[...code, "syn-com"].map((ink) => [ink, ["bg-1", "add-bg", "del-bg", "bg-select"], 4.5] as const),
  ...code.map((ink) => [ink, ["add-word", "del-word"], 4.5] as const),
  ["ink-3", ["add-bg", "del-bg"], 4.5],
];

describe.each(["light", "dark", "hc"])("contrast in the theme %s", (theme) => {
  const colours = coloursOf(theme);
  it.each(pairs)("%s on %j is at least %d", (ink, on, floor) => {
    const low = on
      .map((ground) => ({ ground, measured: ratio(colours.get(ink) ?? "", colours.get(ground) ?? "") }))
      // A token that is missing measures as NaN and must not pass.
      .filter(({ measured }) => !(measured >= floor));
    expect(low).toEqual([]);
  });
  it("has every colour that the other themes have", () => {
    expect([...colours.keys()].sort()).toEqual([...coloursOf("light").keys()].sort());
  });
});
