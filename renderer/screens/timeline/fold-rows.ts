import { isQuiet, leastFolded } from "../../../shared/review/fold-events";
import type { Strip } from "./strip";

/** A line of the list: an event by its position, or the head of a fold of positions `from` to `to`. */
export type ListRow =
  | { readonly kind: "event"; readonly index: number }
  | { readonly kind: "fold"; readonly from: number; readonly to: number; readonly open: boolean };

/** The lines of the list, few or a hundred thousand: which event stands where. */
export interface ListRows {
  readonly count: number;
  readonly at: (row: number) => ListRow;
  /** The line of an event, or of the closed fold it is in. */
  readonly rowOf: (index: number) => number;
  /** Where the fold begins that an event is in; null outside of folds. */
  readonly foldOf: (index: number) => number | null;
}

/** A line for each event: filtered lists fold nothing. */
export function plainRows(count: number): ListRows {
  return { count, at: (row) => ({ kind: "event", index: row }), rowOf: (index) => index, foldOf: () => null };
}

/**
 * Folds what is quiet: three or more such events in a row are one line that counts them. In: all events, where the folds begin that
 * are open. Speech, edits, checks, commands, calls to the network and to sub-agents, failures, and what a finding or a claim names
 * stand by themselves.
 */
export function foldedRows(strip: Strip, opened: ReadonlySet<number>): ListRows {
  // An event is its position, the head of a fold the negative of its first position less one.
  const codes = new Int32Array(strip.count + Math.ceil(strip.count / leastFolded));
  const ends = new Map<number, number>();
  const starts: number[] = [];
  let count = 0;
  let at = 0;
  while (at < strip.count) {
    let end = at;
    while (end < strip.count && isQuiet(strip, end)) end += 1;
    if (end - at >= leastFolded) {
      ends.set(at, end - 1);
      starts.push(at);
      codes[count] = -at - 1;
      count += 1;
      if (!opened.has(at)) {
        at = end;
        continue;
      }
    }
    const stop = Math.max(end, at + 1);
    for (; at < stop; at += 1) {
      codes[count] = at;
      count += 1;
    }
  }
  const firstOf = (row: number) => {
    const code = codes[row] ?? 0;
    return code < 0 ? -code - 1 : code;
  };
  const foldOf = (index: number): number | null => {
    const start = starts[lastAtMost(starts.length, (each) => starts[each] ?? 0, index)];
    return start !== undefined && index <= (ends.get(start) ?? -1) ? start : null;
  };
  return {
    count,
    at: (row) => {
      const code = codes[row] ?? 0;
      if (code >= 0) return { kind: "event", index: code };
      const from = -code - 1;
      return { kind: "fold", from, to: ends.get(from) ?? from, open: opened.has(from) };
    },
    // Of a head and its first event, which share a position, the later line is the event.
    rowOf: (index) => Math.max(0, lastAtMost(count, firstOf, index)),
    foldOf,
  };
}

/** The last of a rising row of numbers that is at most a value; -1 where none is. */
function lastAtMost(count: number, of: (at: number) => number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(middle) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
