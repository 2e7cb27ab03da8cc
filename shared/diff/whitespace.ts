import { RowKind, type PatchRows } from "./rows";

/** `all`: every change is drawn. `amount`: as git's -b, how much white space there is does not count. `none`: as git's -w. */
export type SpaceShown = "all" | "amount" | "none";

/** Removed and added lines of a patch that are the same but for white space. */
export interface SpaceChanges {
  readonly mode: Exclude<SpaceShown, "all">;
  /** For a removed line the row of the added line it is the same as, and back; -1 where there is none. */
  readonly same: Int32Array<ArrayBuffer>;
  /** How many pairs there are. */
  readonly lines: number;
}

/**
 * Finds the lines of each change that differ from a line of its other side in white space only, in order: lines that stand once on
 * either side first, then their neighbours. Linear but for sorting. Nothing is taken away: it says which rows are the same.
 */
export function spaceChanges(text: string, rows: PatchRows, mode: SpaceChanges["mode"]): SpaceChanges {
  const { length } = rows.kind;
  const same = new Int32Array(length).fill(-1);
  let lines = 0;
  for (let row = 0; row < length; row += 1) {
    if (rows.kind[row] !== RowKind.del) continue;
    let middle = row;
    while (middle < length && rows.kind[middle] === RowKind.del) middle += 1;
    let end = middle;
    while (end < length && rows.kind[end] === RowKind.add) end += 1;
    if (end > middle) lines += pairBlock(text, rows, mode, row, middle, end, same);
    row = end - 1;
  }
  return { mode, same, lines };
}

function pairBlock(
  text: string,
  rows: PatchRows,
  mode: SpaceChanges["mode"],
  start: number,
  middle: number,
  end: number,
  same: Int32Array,
): number {
  const keys: string[] = [];
  for (let row = start; row < end; row += 1) keys.push(keyOf(text.slice(rows.from[row], rows.to[row]), mode));
  const key = (row: number): string => keys[row - start] ?? "";
  const anchors = anchorsOf(key, start, middle, end);
  let pairs = 0;
  let old = start;
  let fresh = middle;
  const pair = (a: number, b: number): void => {
    same[a] = b;
    same[b] = a;
    pairs += 1;
  };
  for (const [a, b] of [...anchors, [middle, end] as const]) {
    // Forward from the pair before, then back from this one: what is left between them is a change.
    while (old < a && fresh < b && key(old) === key(fresh)) pair(old++, fresh++);
    let [lastOld, lastFresh] = [a, b];
    while (lastOld > old && lastFresh > fresh && key(lastOld - 1) === key(lastFresh - 1)) pair(--lastOld, --lastFresh);
    if (a === middle) break;
    pair(a, b);
    old = a + 1;
    fresh = b + 1;
  }
  return pairs;
}

/** Pairs of lines that stand once on either side, as many as keep their order on both. */
function anchorsOf(key: (row: number) => string, start: number, middle: number, end: number): [number, number][] {
  const places = new Map<string, { old: number; fresh: number }>();
  for (let row = start; row < middle; row += 1) {
    const known = places.get(key(row));
    if (known === undefined) places.set(key(row), { old: row, fresh: -1 });
    else known.old = -2;
  }
  for (let row = middle; row < end; row += 1) {
    const known = places.get(key(row));
    if (known !== undefined) known.fresh = known.fresh === -1 ? row : -2;
  }
  const both = [...places.values()].filter(({ old, fresh }) => old >= 0 && fresh >= 0);
  // `both` rises by `old`; the longest rise by `fresh` keeps most.
  const tails: number[] = [];
  const before = new Int32Array(both.length).fill(-1);
  both.forEach(({ fresh }, at) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const half = (low + high) >> 1;
      if ((both[tails[half] ?? 0]?.fresh ?? 0) < fresh) low = half + 1;
      else high = half;
    }
    before[at] = low === 0 ? -1 : (tails[low - 1] ?? -1);
    tails[low] = at;
  });
  const found: [number, number][] = [];
  for (let at = tails.at(-1) ?? -1; at !== -1; at = before[at] ?? -1) {
    const one = both[at];
    if (one !== undefined) found.push([one.old, one.fresh]);
  }
  return found.reverse();
}

function keyOf(line: string, mode: SpaceChanges["mode"]): string {
  return mode === "none" ? line.replaceAll(/[ \t\r\f\v]+/g, "") : line.replaceAll(/[ \t\r\f\v]+/g, " ").trimEnd();
}
