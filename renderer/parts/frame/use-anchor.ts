import { useEffect, useMemo, useState } from "react";

/** A screen needs a moment to be there; after so long the tour points at the work as a whole. */
const patience = 4_000;
const lookEvery = 120;

export interface Anchor {
  /** What a popover can hang on. */
  readonly anchor: { readonly current: { getBoundingClientRect: () => DOMRect } };
  /** The selector that was found; null while nothing was. */
  readonly found: string | null;
  /** Where it is now, in pixels of the window; null where it is nearly everything. */
  readonly rect: DOMRect | null;
}

/** Follows an element of the page, wherever it goes. In: selectors, the first that is there counts. */
export function useAnchor(selectors: readonly string[]): Anchor {
  const [found, setFound] = useState<string | null>(null);
  const [rect, setRect] = useState<DOMRect | null>(null);
  // Another object each time it moves: a popover asks again only for another anchor.
  const anchor = useMemo(() => ({ current: { getBoundingClientRect: () => rect ?? new DOMRect(8, 8, 1, 1) } }), [rect]);
  useEffect(() => {
    const since = performance.now();
    const look = () => {
      const now = rectOf(selectors) ?? (performance.now() - since > patience ? rectOf(["#main"]) : null);
      if (now === null) return;
      setFound(now.selector);
      setRect((before) => (before !== null && sameRect(before, now.rect) ? before : now.rect));
    };
    look();
    const timer = setInterval(look, lookEvery);
    return () => {
      clearInterval(timer);
    };
  }, [selectors]);
  return { anchor, found, rect };
}

function rectOf(selectors: readonly string[]): { selector: string; rect: DOMRect } | null {
  for (const selector of selectors) {
    const element = document.querySelector(selector);
    if (element === null) continue;
    const { left, top, right, bottom } = element.getBoundingClientRect();
    // What is scrolled out of the work is not seen.
    const seen = element.closest("#main")?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight);
    const [x, y] = [Math.max(seen.left, left), Math.max(seen.top, top)];
    const [width, height] = [Math.min(seen.right, right) - x, Math.min(seen.bottom, bottom) - y];
    if (width > 0 && height > 0) return { selector, rect: new DOMRect(x, y, width, height) };
  }
  return null;
}

function sameRect(a: DOMRect, b: DOMRect): boolean {
  return a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;
}
