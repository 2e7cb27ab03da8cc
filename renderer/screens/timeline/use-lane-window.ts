import { useCallback, useEffect, useEffectEvent, useState, type RefObject } from "react";
import { cycled, holding, nearestEvent, panned, zoomed, type EventsIn } from "./lane-zoom";
import { wholeWindow, type Window } from "./time-scale";

export interface LaneWindow {
  readonly window: Window;
  readonly set: (window: Window) => void;
  readonly cycle: () => void;
  readonly zoom: (factor: number) => void;
  readonly pan: (by: number) => void;
  readonly fit: () => void;
}

/**
 * The part of the session that the lanes show. In: where the cursor's event is, as a share of the whole (null without a time): zooming
 * keeps it in place, and moving it out of view moves the view; and how many events there are between two shares.
 */
export function useLaneWindow(cursor: number | null, eventsIn: EventsIn): LaneWindow {
  const [window, set] = useState<Window>(wholeWindow);
  const [followed, setFollowed] = useState(cursor);
  if (cursor !== followed) {
    setFollowed(cursor);
    if (cursor !== null) set((before) => holding(before, cursor));
  }
  const around = useCallback(
    (before: Window) =>
      cursor !== null && cursor >= before.from && cursor <= before.to ? cursor : (before.from + before.to) / 2,
    [cursor],
  );
  return {
    window,
    set,
    cycle: () => set((before) => cycled(before, nearestEvent(around(before), eventsIn), eventsIn)),
    zoom: (factor) => set((before) => zoomed(before, factor, around(before))),
    pan: (by) => set((before) => panned(before, by)),
    fit: () => set(wholeWindow),
  };
}

/** Wheel with Ctrl or Cmd zooms around the pointer, sideways it pans. In: the drawing and where its time begins, in px. */
export function useLaneWheel(
  frame: RefObject<HTMLElement | null>,
  left: number,
  room: number,
  { set, window }: LaneWindow,
): void {
  const onWheel = useEffectEvent((event: WheelEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (box === undefined || room <= 0) return;
    const zooming = event.ctrlKey || event.metaKey;
    if (!zooming && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
    event.preventDefault();
    if (zooming) {
      const share = Math.min(1, Math.max(0, (event.clientX - box.left - left) / room));
      set(
        zoomed(
          window,
          Math.exp(Math.min(60, Math.max(-60, event.deltaY)) / 120),
          window.from + share * (window.to - window.from),
        ),
      );
    } else set(panned(window, event.deltaX / room));
  });
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    // A listener of our own: only one that is not passive can keep the page from zooming.
    const listener = (event: WheelEvent) => {
      onWheel(event);
    };
    element.addEventListener("wheel", listener, { passive: false });
    return () => {
      element.removeEventListener("wheel", listener);
    };
  }, [frame]);
}
