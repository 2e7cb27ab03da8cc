import type { Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useRef } from "react";

/**
 * Brings rows of a list into view. In: the list. Out: a function that stays the same and takes a row. A row that the list knows to be
 * in view is left where it is: to ask the page for that would lay it out once more before it is drawn.
 */
export function useBring(virtual: Virtualizer<HTMLDivElement, Element>): (index: number) => void {
  // Until the next frame the list does not know where it was moved to.
  const moving = useRef(false);
  return useCallback(
    (index: number) => {
      if (!moving.current && isInView(virtual, index)) return;
      moving.current = true;
      virtual.scrollToIndex(index, { align: "auto" });
      requestAnimationFrame(() => {
        moving.current = false;
      });
    },
    [virtual],
  );
}

function isInView(virtual: Virtualizer<HTMLDivElement, Element>, index: number): boolean {
  // Asking for the total brings the measurements up to date.
  virtual.getTotalSize();
  const row = virtual.measurementsCache[index];
  const [top, height] = [virtual.scrollOffset, virtual.scrollRect?.height ?? 0];
  return row !== undefined && top !== null && row.start >= top && row.end <= top + height;
}
