import { useLayoutEffect, useState, type RefObject } from "react";
import { diffView } from "../../state/diff-view";

/** Windows that have room for the code, the list of files and how a line came to be. */
export const storyFits = "(min-width: 1280px)";

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

/** The rail, the list of files, the line between it and the code, the code's scroll bar. */
const listWidth = 44 + 248 + 1 + 15;
/** How a line came to be, and the line before it. */
const storyWidth = 320 + 1;

/** How wide the pane will probably be, in pixels: as the last one was; before there was one, as the window leaves it beside the others. */
export function likelyWidth(): number {
  const beside = diffView().story && matchMedia(storyFits).matches ? storyWidth : 0;
  return last?.width ?? window.innerWidth - listWidth - beside;
}

function likely(): PaneSize {
  return last ?? { width: likelyWidth(), height: window.innerHeight - 96, character: 7.2, measured: false };
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
