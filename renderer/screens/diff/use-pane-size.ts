import { useLayoutEffect, useState, type RefObject } from "react";

export interface PaneSize {
  /** Width inside the scroll bar, in pixels. */
  readonly width: number;
  /** Width of one character of code, in pixels. */
  readonly character: number;
}

/** The pane's inner width and the width of a code character, kept current. Null before the first layout. */
export function usePaneSize(
  pane: RefObject<HTMLElement | null>,
  probe: RefObject<HTMLElement | null>,
): PaneSize | null {
  const [size, setSize] = useState<PaneSize | null>(null);
  useLayoutEffect(() => {
    const element = pane.current;
    const ruler = probe.current;
    if (element === null || ruler === null) return undefined;
    const measure = (): void => {
      const width = element.clientWidth;
      const character = ruler.getBoundingClientRect().width / (ruler.textContent.length || 1);
      if (width === 0 || character === 0) return;
      setSize((before) => (before?.width === width && before.character === character ? before : { width, character }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(ruler);
    return () => {
      observer.disconnect();
    };
  }, [pane, probe]);
  return size;
}
