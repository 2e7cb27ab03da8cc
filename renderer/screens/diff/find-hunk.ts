import { fileOfRow, RowKind, type PatchRows } from "../../../shared/diff/rows";

/**
 * The first changed line of the next or previous hunk as seen from a row, across files; the row itself at the ends. Hunks of
 * folded files are passed over.
 */
export function neighbourHunk(
  rows: PatchRows,
  row: number,
  step: 1 | -1,
  folded: ReadonlySet<number> = new Set(),
): number {
  let hunk = row;
  if (step === -1) {
    while (hunk > 0 && rows.kind[hunk] !== RowKind.hunk) hunk -= 1;
  }
  hunk += step;
  const passed = (at: number): boolean =>
    rows.kind[at] !== RowKind.hunk || (folded.size > 0 && folded.has(fileOfRow(rows.files, at)));
  while (hunk >= 0 && hunk < rows.kind.length && passed(hunk)) hunk += step;
  return hunk < 0 || hunk >= rows.kind.length ? row : firstChange(rows, hunk);
}

/** The first added or removed line below a hunk header. */
export function firstChange(rows: PatchRows, hunk: number): number {
  let row = hunk + 1;
  while (row < rows.kind.length && rows.kind[row] === RowKind.context) row += 1;
  const kind = rows.kind[row];
  return kind === RowKind.add || kind === RowKind.del ? row : Math.min(hunk + 1, rows.kind.length - 1);
}
