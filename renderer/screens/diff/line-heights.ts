import { NOTHING, noteAt, type Layout } from "../../../shared/diff/layout";
import { fileOfRow, RowFlag, RowKind, TAB_COLUMNS, type PatchRows } from "../../../shared/diff/rows";

/** A line longer than this is withheld until it is asked for: drawing it would cost more than reading it is worth. */
export const WITHHELD_FROM = 4096;
/** And of a line that is asked for, no more than this is drawn. */
export const MOST_DRAWN = 200_000;

export interface Metrics {
  /** Characters that fit beside each other in one code column. */
  readonly perLine: number;
  /** Characters that fit where a line has the whole width of a split layout. */
  readonly perWide: number;
  readonly line: number;
  readonly hunk: number;
  readonly file: number;
  readonly note: number;
  /** Columns between tab stops. */
  readonly tabs: number;
  /** The widths are so far from a whole number of characters that counting them cannot be off by one. */
  readonly sure?: boolean | undefined;
}

/** Whether lines are as high by one as by the other. */
export function sameMetrics(before: Metrics, now: Metrics): boolean {
  return (Object.keys(now) as (keyof Metrics)[]).every((name) => before[name] === now[name]);
}

/** Screen lines a row takes when its text wraps. */
export function linesOf(rows: PatchRows, row: number, perLine: number): number {
  if ((rows.to[row] ?? 0) - (rows.from[row] ?? 0) > WITHHELD_FROM) return 1;
  return Math.max(1, Math.ceil((rows.columns[row] ?? 0) / Math.max(1, perLine)));
}

/** Whether a line of a split layout has the whole width: a file that was added or deleted has no other side. */
export function isWide(layout: Layout, rows: PatchRows, index: number): boolean {
  if (!layout.split) return false;
  const left = layout.left[index] ?? NOTHING;
  const right = layout.right[index] ?? NOTHING;
  const row = left === NOTHING ? right : right === NOTHING ? left : NOTHING;
  if (row < 0) return false;
  const status = rows.files[fileOfRow(rows.files, row)]?.status;
  return status === "added" || status === "deleted";
}

function charactersOf(layout: Layout, rows: PatchRows, index: number, metrics: Metrics): number {
  return isWide(layout, rows, index) ? metrics.perWide : metrics.perLine;
}

/** The height of a screen line as it can be told from counts alone, in pixels. */
export function heightOf(layout: Layout, rows: PatchRows, index: number, metrics: Metrics): number {
  const left = layout.left[index] ?? NOTHING;
  const right = layout.right[index] ?? NOTHING;
  if (noteAt(left) !== null) return metrics.note;
  const kind = left === NOTHING ? RowKind.add : rows.kind[left];
  if (kind === RowKind.file) return metrics.file;
  if (kind === RowKind.hunk) return metrics.hunk;
  const characters = charactersOf(layout, rows, index, metrics);
  const leftLines = left === NOTHING ? 1 : linesOf(rows, left, characters);
  const rightLines = right === NOTHING || right === left ? leftLines : linesOf(rows, right, characters);
  return Math.max(leftLines, rightLines) * metrics.line;
}

/** Heights of all screen lines as they can be told from counts alone, in pixels. Linear; an array, not an object a line. */
export function heightsOf(layout: Layout, rows: PatchRows, metrics: Metrics): Float64Array {
  const heights = new Float64Array(layout.length);
  const { left, right, split } = layout;
  const { kind, columns } = rows;
  const { perLine, line } = metrics;
  for (let index = 0; index < layout.length; index += 1) {
    const old = left[index] ?? NOTHING;
    const fresh = right[index] ?? NOTHING;
    // Nearly all are lines with both sides, or the one line of a unified layout: told here, without a call for each.
    const plain = old >= 0 && (fresh >= 0 || !split) && (kind[old] ?? 0) >= RowKind.context;
    const most = Math.max(columns[old] ?? 0, columns[fresh] ?? 0);
    heights[index] =
      plain && most <= 1024 ? Math.max(1, Math.ceil(most / perLine)) * line : heightOf(layout, rows, index, metrics);
  }
  return heights;
}

/** Whether the counted height may be wrong, so that the screen line has to be measured once it is drawn. */
export function isUncertain(
  layout: Layout,
  rows: PatchRows,
  index: number,
  metrics: Metrics,
  shown: ReadonlySet<number>,
  textOf: (row: number) => string,
): boolean {
  const left = layout.left[index] ?? NOTHING;
  const right = layout.right[index] ?? NOTHING;
  if (noteAt(left) !== null) return true;
  const characters = charactersOf(layout, rows, index, metrics);
  const uncertain = (row: number): boolean => {
    if (row === NOTHING) return false;
    if (shown.has(row)) return true;
    const flags = rows.flags[row] ?? 0;
    if ((flags & (RowFlag.inexact | RowFlag.noNewline)) !== 0) return true;
    if (metrics.tabs !== TAB_COLUMNS && (flags & RowFlag.tab) !== 0) return true;
    if (linesOf(rows, row, characters) === 1) return false;
    // Tabs count from the line's start, not from where it wrapped: where there are none, every column is a character.
    return metrics.sure !== true || textOf(row).includes("\t");
  };
  return uncertain(left) || uncertain(right);
}
