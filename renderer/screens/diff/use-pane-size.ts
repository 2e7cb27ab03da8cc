import { useLayoutEffect, useState, type RefObject } from "react";

export interface PaneSize {
  /** Width inside the scroll bar, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Width of one character of code, in pixels. */
  readonly character: number;
  /** False where it is what the pane will probably be: enough to prepare lines by, not to tell anyone. */
  readonly measured: boolean;
}

let last: PaneSize | null = null;

/** As the last pane was; before there was one, as wide as the window leaves it beside the list of files. */
function likely(): PaneSize {
  return last ?? { width: window.innerWidth - 264, height: window.innerHeight - 96, character: 7.2, measured: false };
}

/**
 * The pane's inner size and the width of a code character, kept current. Before the first layout it is a likely one: lines that
 * are prepared by it stay where it turns out right, and are placed anew in the same frame where it does not.
 */
export function usePaneSize(pane: RefObject<HTMLElement | null>, probe: RefObject<HTMLElement | null>): PaneSize {
  const [size, setSize] = useState(likely);
  useLayoutEffect(() => {
    const element = pane.current;
    const ruler = probe.current;
    if (element === null || ruler === null) return undefined;
    const measure = (): void => {
      // With fractions, which a resized pane has: a character more or less fits by them.
      const width = element.getBoundingClientRect().width - (element.offsetWidth - element.clientWidth);
      const character = ruler.getBoundingClientRect().width / (ruler.textContent.length || 1);
      if (width <= 0 || character === 0) return;
      last = { width, height: element.clientHeight, character, measured: false };
      setSize((before) =>
        before.measured && before.width === width && before.character === character
          ? before
          : { width, height: element.clientHeight, character, measured: true },
      );
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
