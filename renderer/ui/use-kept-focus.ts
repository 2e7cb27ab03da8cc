import { useEffect } from "react";

/** Where the keyboard is at home: the row of a list that it was at. */
const rows = ["[role=row][tabindex='0']", "[role=treeitem][tabindex='0']"];
/** Then what can be scrolled, then what can be pressed. */
const others = ["[tabindex='0']", "button:not([disabled])", "a[href]", "input:not([disabled])"];

/**
 * Keeps the focus in the page: where the element that had it goes away (a row that was decided, a drawer that closed, a screen that was
 * left), it goes to the nearest place that is still there. Whoever places it themselves within two frames is not disturbed.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: Element | null = null;
    let around: Element[] = [];
    let asked = 0;
    const note = (event: FocusEvent) => {
      if (!(event.target instanceof Element)) return;
      last = event.target;
      around = ancestorsOf(last);
    };
    const look = () => {
      if (!isLost(last)) return;
      const place = around
        .filter((element) => element.isConnected)
        .map(placeIn)
        .find((found) => found !== null);
      (place ?? document.getElementById("main"))?.focus({ preventScroll: true });
    };
    const observer = new MutationObserver(() => {
      if (asked !== 0 || !isLost(last)) return;
      asked = requestAnimationFrame(() => {
        asked = requestAnimationFrame(() => {
          asked = 0;
          look();
        });
      });
    });
    document.addEventListener("focusin", note);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", note);
      observer.disconnect();
      cancelAnimationFrame(asked);
    };
  }, []);
}

/** The element that had the focus is gone, and nothing has it. */
function isLost(last: Element | null): boolean {
  if (last?.isConnected !== false) return false;
  const now = document.activeElement;
  return now === null || now === document.body;
}

function ancestorsOf(element: Element): Element[] {
  const found: Element[] = [];
  for (let at = element.parentElement; at !== null && at !== document.body; at = at.parentElement) found.push(at);
  return found;
}

function placeIn(element: Element): HTMLElement | null {
  // Past the work the sidebar would be next, which is nobody's place.
  if (element.contains(document.getElementById("main")) && element.id !== "main") return null;
  // Of a whole screen no control is nearer than another, and one would take Enter from the screen's keys: the screen itself has it.
  for (const place of element.id === "main" ? rows : [...rows, ...others]) {
    const found = element.querySelector<HTMLElement>(place);
    if (found?.checkVisibility() === true) return found;
  }
  return null;
}
