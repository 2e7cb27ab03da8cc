import type { Settings } from "../../shared/model/settings";

// Read and drawn before the page's first picture, so this file brings no library along.

/** How the page looks. */
export type Appearance = Pick<Settings, "theme" | "density" | "fontScale" | "marksInWords" | "reducedMotion">;

export const usualAppearance: Appearance = {
  theme: "system",
  density: "comfortable",
  fontScale: 100,
  marksInWords: false,
  reducedMotion: "system",
};

/** Where the page remembers how it looked, so that its first picture is already right. */
const remembered = "countersign.appearance";

/** Remembers how the page looks for its next start. */
export function keepAppearance(appearance: Appearance): void {
  localStorage.setItem(remembered, JSON.stringify(appearance));
}

/** How the page looked last time; the usual look in place of what was not remembered or is unknown. */
export function keptAppearance(): Appearance {
  const kept = readKept();
  const scale = kept["fontScale"];
  return {
    theme: oneOf(["system", "light", "dark", "hc"], kept["theme"]),
    density: oneOf(["comfortable", "compact"], kept["density"]),
    fontScale: typeof scale === "number" && scale >= 90 && scale <= 130 ? scale : usualAppearance.fontScale,
    marksInWords: kept["marksInWords"] === true,
    reducedMotion: oneOf(["system", "on", "off"], kept["reducedMotion"]),
  };
}

/** The first word is the usual one. */
function oneOf<W extends string>(words: readonly [W, ...W[]], kept: unknown): W {
  return words.find((word) => word === kept) ?? words[0];
}

function readKept(): Readonly<Record<string, unknown>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(remembered) ?? "null");
    return typeof kept === "object" && kept !== null ? { ...kept } : {};
  } catch {
    return {};
  }
}

/** Puts a look into effect on the page. */
export function drawAppearance({ theme, density, fontScale, marksInWords, reducedMotion }: Appearance): void {
  const root = document.documentElement;
  root.dataset["theme"] = drawnTheme(theme);
  root.dataset["density"] = density;
  root.dataset["words"] = marksInWords ? "on" : "off";
  root.dataset["motion"] = withMotion(reducedMotion) ? "full" : "reduced";
  root.style.setProperty("--scale", String(fontScale / 100));
  // The window opens next time in the ground of this theme.
  groundTag().content = getComputedStyle(root).getPropertyValue("--bg-0").trim();
}

function drawnTheme(theme: Settings["theme"]): "light" | "dark" | "hc" {
  if (theme !== "system") return theme;
  if (matchMedia("(prefers-contrast: more)").matches) return "hc";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function withMotion(reduced: Settings["reducedMotion"]): boolean {
  return reduced === "off" || (reduced === "system" && !matchMedia("(prefers-reduced-motion: reduce)").matches);
}

function groundTag(): HTMLMetaElement {
  const found = document.querySelector<HTMLMetaElement>("meta[name=theme-color]");
  if (found !== null) return found;
  const made = document.createElement("meta");
  made.name = "theme-color";
  document.head.append(made);
  return made;
}
