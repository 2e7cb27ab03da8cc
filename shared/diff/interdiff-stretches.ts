import type { BaseRun, Change } from "./interdiff-side";

/** Lines that stand next to each other in both results, as far as they are known. Starts are line numbers, counted from 1. */
export interface Stretch {
  readonly fromStart: number;
  readonly toStart: number;
  readonly fromLines: readonly string[];
  readonly toLines: readonly string[];
}

/**
 * The stretches in which two changes of one base are known: the union of what their hunks show. Outside of them neither changed
 * anything. Null where the two show different lines under one number: then the bases differ.
 */
export function stretchesOfOneBase(from: Change, to: Change): Stretch[] | null {
  const stretches: Stretch[] = [];
  let fromShift = 0;
  let toShift = 0;
  for (const run of union(from.runs, to.runs)) {
    if (run.lines.includes(undefined)) return null;
    const fromLines: string[] = [];
    const toLines: string[] = [];
    for (let index = 0; index <= run.lines.length; index += 1) {
      const at = run.from + index;
      for (const line of from.inserted.get(at) ?? []) fromLines.push(line);
      for (const line of to.inserted.get(at) ?? []) toLines.push(line);
      const line = run.lines[index];
      if (line === undefined) break;
      if (!from.deleted.has(at)) fromLines.push(line);
      if (!to.deleted.has(at)) toLines.push(line);
    }
    stretches.push({ fromStart: run.from + fromShift, toStart: run.from + toShift, fromLines, toLines });
    fromShift += fromLines.length - run.lines.length;
    toShift += toLines.length - run.lines.length;
  }
  return stretches;
}

/** Runs that overlap or touch are one. A line on which the two disagree is undefined. */
function union(one: readonly BaseRun[], other: readonly BaseRun[]): { from: number; lines: (string | undefined)[] }[] {
  const all = [...one, ...other].sort((a, b) => a.from - b.from || a.lines.length - b.lines.length);
  const merged: { from: number; lines: (string | undefined)[] }[] = [];
  for (const run of all) {
    const last = merged.at(-1);
    if (last === undefined || run.from > last.from + last.lines.length) {
      merged.push({ from: run.from, lines: [...run.lines] });
      continue;
    }
    run.lines.forEach((line, index) => {
      const at = run.from + index - last.from;
      if (at >= last.lines.length) last.lines.push(line);
      else if (last.lines[at] !== line) last.lines[at] = undefined;
    });
  }
  return merged;
}
