import { RowKind, type PatchRows } from "./rows";
import { gather } from "../gather";

/** How the rows are laid out on screen. */
export interface LayoutOptions {
  readonly split: boolean;
  /** Lines that are drawn as unchanged because only their white space differs: `SpaceChanges.same`; null draws every change. */
  readonly same: Int32Array | null;
  /** Indexes of files whose rows are folded away under their header. */
  readonly folded: ReadonlySet<number>;
  /** Notes and the rows they open under. */
  readonly notes: readonly { readonly row: number; readonly note: number }[];
  /** Rows that are not drawn: headers of hunks that have nothing left between them. */
  readonly without?: ReadonlySet<number> | undefined;
}

/**
 * What stands on each screen line. A value of 0 or more is a row; `NOTHING` is an empty half; `noteAt(value)` of the others is a
 * note. In unified layout both sides are the same array.
 */
export interface Layout {
  readonly split: boolean;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly length: number;
}

export const NOTHING = -1;

/** The index of the note a layout value stands for, or null for a row or an empty half. */
export function noteAt(value: number): number | null {
  return value <= -2 ? -value - 2 : null;
}

/** Lays a patch out. Linear in the number of rows: 100,000 take a few milliseconds. */
export function layoutRows(rows: PatchRows, options: LayoutOptions): Layout {
  const notes = new Map<number, number[]>();
  for (const { row, note } of options.notes) gather(notes, row, note);
  const capacity = rows.kind.length + options.notes.length;
  const left = new Int32Array(capacity);
  const right = options.split ? new Int32Array(capacity) : left;
  let length = 0;
  const put = (old: number, fresh: number): void => {
    left[length] = old;
    right[length] = fresh;
    length += 1;
    if (notes.size === 0) return;
    for (const row of old === fresh ? [old] : [old, fresh]) {
      for (const note of notes.get(row) ?? []) {
        left[length] = -2 - note;
        right[length] = -2 - note;
        length += 1;
      }
    }
  };
  rows.files.forEach((file, index) => {
    put(file.firstRow, file.firstRow);
    if (options.folded.has(index)) return;
    let row = file.firstRow + 1;
    while (row < file.endRow) {
      const kind = rows.kind[row];
      if (options.split && kind === RowKind.del) {
        row = putBlock(rows, row, file.endRow, options.same, put);
        continue;
      }
      const drawnBelow = kind === RowKind.del && (options.same?.[row] ?? NOTHING) !== NOTHING;
      const left = options.without?.has(row) === true || drawnBelow;
      // The removed half of a white space change is dropped only where nothing is noted about it.
      if (!left || notes.has(row)) put(options.split && kind === RowKind.add ? NOTHING : row, row);
      row += 1;
    }
  });
  return { split: options.split, left: left.subarray(0, length), right: right.subarray(0, length), length };
}

/**
 * Side by side: a run of removed lines beside the run of added lines below it. Lines that are the same but for white space stand
 * beside each other, the others first to first between them. Gives the row after both.
 */
function putBlock(
  rows: PatchRows,
  start: number,
  endRow: number,
  same: Int32Array | null,
  put: (old: number, fresh: number) => void,
): number {
  let addStart = start;
  while (addStart < endRow && rows.kind[addStart] === RowKind.del) addStart += 1;
  let end = addStart;
  while (end < endRow && rows.kind[end] === RowKind.add) end += 1;
  let old = start;
  let fresh = addStart;
  const putUpTo = (oldEnd: number, freshEnd: number): void => {
    while (old < oldEnd || fresh < freshEnd) {
      put(old < oldEnd ? old++ : NOTHING, fresh < freshEnd ? fresh++ : NOTHING);
    }
  };
  if (same !== null) {
    for (let row = start; row < addStart; row += 1) {
      const partner = same[row] ?? NOTHING;
      if (partner === NOTHING) continue;
      putUpTo(row, partner);
      put(old++, fresh++);
    }
  }
  putUpTo(addStart, end);
  return end;
}
