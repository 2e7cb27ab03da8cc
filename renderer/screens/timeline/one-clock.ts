import type { LaneRows } from "./lane-rows";
import { positionAt, firstTimed, type Strip } from "./strip";
import { timeSpan, type TimeSpan } from "./time-scale";

/** `clock`: by the time of day; `start`: every attempt from its own first event. */
export type ClockMode = "clock" | "start";

/** An attempt's events on the shared clock. */
export interface ClockedStrip {
  readonly strip: Strip;
  /** What its times were moved by, in ms. */
  readonly shift: number;
}

/** Midnight of a day here: from it the clock of a tick reads as hours and minutes since the start. */
function midnight(near: number): number {
  const day = new Date(near);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
}

/** Puts attempts on one clock. In: their events as recorded. Events without a time stay without. */
export function onOneClock(
  strips: readonly Strip[],
  mode: ClockMode,
): { readonly clocked: ClockedStrip[]; readonly span: TimeSpan } {
  const starts = strips.map(({ times }) => times[firstTimed(times)] ?? 0);
  const origin = midnight(Math.min(...starts.filter((start) => start > 0), Date.now()));
  const clocked = strips.map((strip, at): ClockedStrip => {
    const start = starts[at] ?? 0;
    const shift = mode === "clock" || start === 0 ? 0 : origin - start;
    return {
      strip: shift === 0 ? strip : { ...strip, times: strip.times.map((time) => (time === 0 ? 0 : time + shift)) },
      shift,
    };
  });
  const moments = clocked.flatMap(({ strip: { times } }) => [...times.subarray(firstTimed(times))]);
  return { clocked, span: timeSpan(moments) };
}

/** The last event at or before a moment of the shared clock; the first where none is. */
export function eventAt({ times }: Strip, moment: number): number {
  return Math.max(0, Math.min(times.length - 1, positionAt(times, moment + 1) - 1));
}

/** All of an attempt in one line: for those that are not read beside each other just now. */
export function oneLine({ rowOf }: LaneRows): LaneRows {
  return { rows: [{ name: "All", kind: "agent", lane: null }], rowOf: rowOf.map(() => 0) };
}

/** Which two attempts stand beside each other after one was chosen for a side. An attempt that is on the other side changes places. */
export function choose(
  sides: readonly [string, string],
  active: 0 | 1,
  wanted: string,
): { readonly sides: readonly [string, string]; readonly active: 0 | 1 } {
  if (sides[active] === wanted) return { sides, active };
  const other = active === 0 ? 1 : 0;
  if (sides[other] === wanted) return { sides, active: other };
  return { sides: active === 0 ? [wanted, sides[1]] : [sides[0], wanted], active };
}
