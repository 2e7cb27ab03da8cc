import { useCallback, useEffect, useRef, type RefObject } from "react";

export interface SideScroll {
  readonly bar: RefObject<HTMLDivElement | null>;
  /** Moves the code sideways by so many pixels. */
  readonly slide: (by: number) => void;
  readonly onScroll: () => void;
}

/** Where lines are cut instead of wrapped, one bar below the pane moves the code of all of them: `--diff-x` on the pane. */
export function useSideScroll(pane: RefObject<HTMLElement | null>, cut: boolean): SideScroll {
  const bar = useRef<HTMLDivElement>(null);
  const onScroll = useCallback(() => {
    pane.current?.style.setProperty("--diff-x", `${String(bar.current?.scrollLeft ?? 0)}px`);
  }, [pane]);
  useEffect(() => {
    if (!cut) pane.current?.style.removeProperty("--diff-x");
  }, [pane, cut]);
  const slide = useCallback((by: number) => {
    if (by !== 0) bar.current?.scrollBy(by, 0);
  }, []);
  return { bar, slide, onScroll };
}
