import { create } from "zustand";
import type { Settings } from "../../shared/model/settings";
import { drawAppearance, keepAppearance, keptAppearance, type Appearance } from "./kept-appearance";

/** As main.tsx drew it before the app's code was here. */
const store = create<Appearance>(keptAppearance);

/** Puts settings into effect on the page, and follows the system where they say so. Out: the function that stops following. */
export function applyAppearance(settings: Appearance): () => void {
  const { theme, density, fontScale, marksInWords, reducedMotion } = settings;
  const appearance = { theme, density, fontScale, marksInWords, reducedMotion };
  store.setState(appearance);
  drawAppearance(appearance);
  keepAppearance(appearance);
  const queries = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(prefers-reduced-motion: reduce)"].map(
    (query) => matchMedia(query),
  );
  const redraw = () => {
    drawAppearance(appearance);
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
