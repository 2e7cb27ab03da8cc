import { create } from "zustand";
import type { Settings } from "../../shared/model/settings";

type Appearance = Pick<Settings, "theme" | "density" | "fontScale">;

const store = create<Appearance>(() => ({ theme: "system", density: "comfortable", fontScale: 100 }));

function drawnTheme(theme: Settings["theme"]): "light" | "dark" | "hc" {
  if (theme !== "system") return theme;
  if (matchMedia("(prefers-contrast: more)").matches) return "hc";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function draw({ theme, density, fontScale }: Appearance): void {
  const root = document.documentElement;
  root.dataset["theme"] = drawnTheme(theme);
  root.dataset["density"] = density;
  root.style.setProperty("--scale", String(fontScale / 100));
}

/** Puts settings into effect on the page, and follows the system where the theme says so. Out: the function that stops following. */
export function applyAppearance(appearance: Appearance): () => void {
  store.setState({ theme: appearance.theme, density: appearance.density, fontScale: appearance.fontScale });
  draw(appearance);
  if (appearance.theme !== "system") return () => undefined;
  const queries = [matchMedia("(prefers-color-scheme: dark)"), matchMedia("(prefers-contrast: more)")];
  const redraw = () => {
    draw(appearance);
  };
  for (const query of queries) query.addEventListener("change", redraw);
  return () => {
    for (const query of queries) query.removeEventListener("change", redraw);
  };
}

/** A height of the design in pixels at the chosen font size: virtual lists need it as a number. */
export function useScaled(pixels: number): number {
  return store((state) => Math.round((pixels * state.fontScale) / 100));
}

/** The chosen density of lists. */
export function useDensity(): Settings["density"] {
  return store((state) => state.density);
}
