import type { TimelineStrip } from "../../../shared/contract/timeline";

/** All events of an attempt as columns, by position in the unfiltered list. */
export interface Strip {
  readonly count: number;
  /** Letters of shared/review/event-class. */
  readonly classes: string;
  readonly ends: string;
  /** Milliseconds, never going back; 0 where no time was recorded so far. */
  readonly times: Float64Array;
  readonly laneOf: Uint16Array;
  readonly lanes: TimelineStrip["lanes"];
  /** Milliseconds that an event took, of those that took long. */
  readonly long: ReadonlyMap<number, number>;
  readonly marked: ReadonlySet<number>;
  readonly about: TimelineStrip["about"];
  readonly unknownRecords: number;
}

/** The columns as the core sends them, made ready for drawing. */
export function readStrip(sent: TimelineStrip): Strip {
  const count = sent.classes.length;
  const laneOf = new Uint16Array(count);
  let at = 0;
  for (const [length, lane] of sent.laneRuns) {
    laneOf.fill(lane, at, at + length);
    at += length;
  }
  const times = new Float64Array(count);
  times.set(sent.times.length > count ? sent.times.slice(0, count) : sent.times);
  let last = 0;
  for (let index = 0; index < count; index += 1) {
    const time = times[index] ?? 0;
    if (time < last) times[index] = last;
    else last = time;
  }
  return {
    count,
    classes: sent.classes,
    ends: sent.ends,
    times,
    laneOf,
    lanes: sent.lanes,
    long: new Map(sent.long),
    marked: new Set(sent.marked),
    about: sent.about,
    unknownRecords: sent.unknownRecords,
  };
}

/** Stands in until the marks are read: the list does not wait for them. */
export const noStrip: Strip = readStrip({
  classes: "",
  ends: "",
  times: [],
  lanes: [],
  laneRuns: [],
  long: [],
  marked: [],
  about: { network: 0, secrets: 0, risky: 0, unknown: 0 },
  unknownRecords: 0,
});

/** The first position at or after a time. */
export function positionAt(times: Float64Array, ms: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first position with a recorded time: those before it have no place on a clock. */
export function firstTimed(times: Float64Array): number {
  return positionAt(times, 1);
}

/** How many events lie between two shares of the whole. In: their times, and the scale of the whole drawn one pixel wide. */
export function eventsIn(times: Float64Array, at: (share: number) => number): (from: number, to: number) => number {
  return (from, to) => {
    const first = Math.max(firstTimed(times), from <= 0 ? 0 : positionAt(times, at(from)));
    return Math.max(0, (to >= 1 ? times.length : positionAt(times, at(to))) - first);
  };
}
