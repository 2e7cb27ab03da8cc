import { NOTHING, type Layout } from "../../../shared/diff/layout";
import { sectionOf } from "../../../shared/diff/gaps";
import { RowKind, type PatchRows } from "../../../shared/diff/rows";

/** Room for the largest line number, at least the design's 36 px. */
export function gutterWidths(rows: PatchRows): number {
  let most = 0;
  // Numbers ascend within a hunk: the last of each side are the largest of a file, but for hunks out of order.
  for (const { firstRow, endRow } of rows.files) {
    let [old, fresh] = [0, 0];
    for (let row = endRow - 1; row > firstRow && (old === 0 || fresh === 0); row -= 1) {
      old ||= rows.oldNo[row] ?? 0;
      fresh ||= rows.newNo[row] ?? 0;
    }
    most = Math.max(most, old, fresh);
  }
  return Math.max(36, 8 + String(most).length * 7);
}

/** A row of a screen line; for a note the row above it. */
export function rowAt(layout: Layout, index: number): number {
  for (let at = Math.min(index, layout.length - 1); at >= 0; at -= 1) {
    const left = layout.left[at] ?? NOTHING;
    if (left >= 0) return left;
    const right = layout.right[at] ?? NOTHING;
    if (right >= 0) return right;
  }
  return -1;
}

/** The screen line of a row; of a removed line drawn as unchanged, its partner's. -1 in a folded file. */
export function indexOfRow(layout: Layout, rows: PatchRows, row: number): number {
  const left = layout.left.indexOf(row);
  if (left !== -1) return left;
  const right = layout.split ? layout.right.indexOf(row) : -1;
  if (right !== -1) return right;
  const partner = rows.partner[row] ?? NOTHING;
  return partner < 0 ? -1 : layout.left.indexOf(partner);
}

/** Rows `[from, to)` that screen lines `[first, last]` show. */
export function rowRange(layout: Layout, first: number, last: number): readonly [number, number] {
  let from = Number.MAX_SAFE_INTEGER;
  let to = 0;
  for (let index = first; index <= last && index < layout.length; index += 1) {
    for (const row of [layout.left[index] ?? NOTHING, layout.right[index] ?? NOTHING]) {
      if (row < 0) continue;
      from = Math.min(from, row);
      to = Math.max(to, row + 1);
    }
  }
  return to === 0 ? [0, 0] : [from, to];
}

/** Columns of the widest line. */
export function widest(rows: PatchRows): number {
  let most = 0;
  for (const columns of rows.columns) if (columns > most) most = columns;
  return Math.min(most, 5000);
}

/** The function that a row lies in, as the header of its hunk says; "" on a header itself, which says so. */
export function sectionAbove(text: string, rows: PatchRows, row: number): string {
  let hunk = row;
  while (hunk > 0 && (rows.kind[hunk] ?? 0) >= RowKind.context) hunk -= 1;
  return hunk === row || rows.kind[hunk] !== RowKind.hunk ? "" : sectionOf(text, rows, hunk).trim().slice(0, 120);
}
