import { RowKind, type PatchRows } from "../../../shared/diff/rows";

/** The first changed line of the next or previous hunk as seen from a row, across files; the row itself at the ends. */
export function neighbourHunk(rows: PatchRows, row: number, step: 1 | -1): number {
  let hunk = row;
  if (step === -1) {
    while (hunk > 0 && rows.kind[hunk] !== RowKind.hunk) hunk -= 1;
  }
  hunk += step;
  while (hunk >= 0 && hunk < rows.kind.length && rows.kind[hunk] !== RowKind.hunk) hunk += step;
  return hunk < 0 || hunk >= rows.kind.length ? row : firstChange(rows, hunk);
}

/** The first added or removed line below a hunk header. */
export function firstChange(rows: PatchRows, hunk: number): number {
  let row = hunk + 1;
  while (row < rows.kind.length && rows.kind[row] === RowKind.context) row += 1;
  const kind = rows.kind[row];
  return kind === RowKind.add || kind === RowKind.del ? row : Math.min(hunk + 1, rows.kind.length - 1);
}
