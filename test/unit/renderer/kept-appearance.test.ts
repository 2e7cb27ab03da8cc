import { afterEach, expect, it, vi } from "vitest";
import { keptAppearance, usualAppearance } from "../../../renderer/state/kept-appearance";
import { defaultSettings, settingsSchema } from "../../../shared/model/settings";

afterEach(() => {
  vi.unstubAllGlobals();
});

function keptAs(text: string | null) {
  vi.stubGlobal("localStorage", { getItem: () => text });
  return keptAppearance();
}

it("the look of the page's first picture is the remembered one, for every value that settings know", () => {
  const { theme, density, reducedMotion } = settingsSchema.shape;
  for (const look of [
    ...theme.options.map((value) => ({ ...usualAppearance, theme: value })),
    ...density.options.map((value) => ({ ...usualAppearance, density: value })),
    ...reducedMotion.options.map((value) => ({ ...usualAppearance, reducedMotion: value })),
    ...[90, 130].map((value) => ({ ...usualAppearance, fontScale: value })),
    { ...usualAppearance, marksInWords: true },
  ])
    expect(keptAs(JSON.stringify(look))).toEqual(look);
});

it("what was not remembered, or is not known, is as settings are at first", () => {
  const usual = settingsSchema.partial().strip().parse(defaultSettings("reviewer"));
  expect(usual).toMatchObject(usualAppearance);
  for (const text of [null, "{", "[]", "3", '{"theme":"pink","density":1,"fontScale":400,"reducedMotion":null}'])
    expect(keptAs(text)).toEqual(usualAppearance);
});
