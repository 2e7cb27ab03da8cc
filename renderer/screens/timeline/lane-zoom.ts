import { wholeWindow, type Window } from "./time-scale";

/** Closer than this nothing more is told apart: shares of the whole. */
const least = 1 / 20_000;

function placed(from: number, span: number): Window {
  const size = Math.min(1, Math.max(least, span));
  const start = Math.min(1 - size, Math.max(0, from));
  return size >= 1 ? wholeWindow : { from: start, to: start + size };
}

/** Zooms in (factor below 1) or out around a share of the whole, which keeps its place on screen. */
export function zoomed(window: Window, factor: number, around: number): Window {
  const span = window.to - window.from;
  const size = Math.min(1, Math.max(least, span * factor));
  const within = (around - window.from) / span;
  return placed(around - within * size, size);
}

/** Moves the window by a share of its own width. */
export function panned(window: Window, by: number): Window {
  const span = window.to - window.from;
  return placed(window.from + by * span, span);
}

/** The window of a drag: its middle at a share of the whole. */
export function centred(window: Window, middle: number): Window {
  const span = window.to - window.from;
  return placed(middle - span / 2, span);
}

/** One edge moved to a share of the whole; the other stays. */
export function resized(window: Window, edge: "from" | "to", share: number): Window {
  if (edge === "from") {
    const from = Math.min(window.to - least, Math.max(0, share));
    return { from, to: window.to };
  }
  return { from: window.from, to: Math.max(window.from + least, Math.min(1, share)) };
}

const levels = [1, 1 / 4, 1 / 16, 1 / 64];

/** How many events there are between two shares of the whole. */
export type EventsIn = (from: number, to: number) => number;

/** A window is told by how many of so many parts of it hold an event; so many places are tried. */
const parts = 16;
const tries = 16;

/** The window of a size that holds a share and shows the most: not half of a pause where there are events on the other side. */
function fullest(size: number, around: number, eventsIn: EventsIn): Window {
  let best = placed(around - size / 2, size);
  let most = 0;
  // From the middle outwards, so that of equals the one nearest to it is taken.
  for (let step = 0; step <= tries; step += 1) {
    const off = (Math.ceil(step / 2) / tries) * (step % 2 === 0 ? 1 : -1);
    const window = placed(around - size * (0.5 + off * 0.9), size);
    let held = 0;
    for (let part = 0; part < parts; part += 1) {
      const from = window.from + (part / parts) * size;
      if (eventsIn(from, from + size / parts) > 0) held += 1;
    }
    if (held > most) [best, most] = [window, held];
  }
  return best;
}

/**
 * The next zoom level around a share of the whole, moved to where events are; after the closest the whole again. A level that would
 * show one place only tells nothing: it is passed over.
 */
export function cycled(window: Window, around: number, eventsIn: EventsIn): Window {
  const span = window.to - window.from;
  for (const level of levels) {
    if (level >= span * 0.99) continue;
    const next = fullest(level, around, eventsIn);
    if (eventsIn(next.from, next.to) > 1) return next;
  }
  return wholeWindow;
}

/** The share nearest to another that holds an event; itself where none does. */
export function nearestEvent(around: number, eventsIn: EventsIn): number {
  for (let step = 0; step <= 200; step += 1) {
    const off = step / 200;
    for (const place of [around - off, around + off])
      if (place >= 0 && place <= 1 && eventsIn(place - 1 / 400, place + 1 / 400) > 0) return place;
  }
  return around;
}

/** The window moved just so far that a share is in it, with some room around it. */
export function holding(window: Window, share: number): Window {
  const span = window.to - window.from;
  if (share >= window.from && share <= window.to) return window;
  return placed(share - span / 2, span);
}
