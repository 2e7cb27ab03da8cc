import { useEffect, type RefObject } from "react";

/** So long after opening, a focus that moved without the reader comes back. Milliseconds. */
const settling = 1_000;

/**
 * Puts the focus into the drawer when it opens on a subject. A screen that is laid out anew beside it may take the focus for its own
 * cursor; until that settled, or the reader moved it with pointer or Tab, the focus is brought back.
 */
export function useFocusIn(
  subject: string,
  drawer: RefObject<HTMLElement | null>,
  first: RefObject<HTMLElement | null>,
): void {
  useEffect(() => {
    const within = (target: EventTarget | null) => target instanceof Node && drawer.current?.contains(target) === true;
    // A change of kind from the drawer's own head keeps the focus there.
    if (within(document.activeElement)) return undefined;
    first.current?.focus();
    const bringBack = (event: FocusEvent) => {
      if (!within(event.target)) first.current?.focus();
    };
    const settle = () => {
      clearTimeout(timer);
      document.removeEventListener("focusin", bringBack);
      window.removeEventListener("pointerdown", settle, true);
      window.removeEventListener("keydown", onKey, true);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Tab" || event.key === "Escape") settle();
    };
    const timer = setTimeout(settle, settling);
    document.addEventListener("focusin", bringBack);
    window.addEventListener("pointerdown", settle, true);
    window.addEventListener("keydown", onKey, true);
    return settle;
  }, [subject, drawer, first]);
}
