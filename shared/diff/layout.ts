import { RowFlag, RowKind, type PatchRows } from "./rows";

/** How the rows are laid out on screen. */
export interface LayoutOptions {
  readonly split: boolean;
  /** Draw lines that differ in white space only as unchanged. */
  readonly hideSpace: boolean;
  /** Indexes of files whose rows are folded away under their header. */
  readonly folded: ReadonlySet<number>;
  /** Notes and the rows they open under. */
  readonly notes: readonly { readonly row: number; readonly note: number }[];
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
  for (const { row, note } of options.notes) notes.set(row, [...(notes.get(row) ?? []), note]);
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
        row = putBlock(rows, row, file.endRow, put);
        continue;
      }
      const spaceOnly = options.hideSpace && kind === RowKind.del && ((rows.flags[row] ?? 0) & RowFlag.spaceOnly) !== 0;
      // The removed half of a white space change is dropped only where nothing is noted about it.
      if (!spaceOnly || notes.has(row)) put(options.split && kind === RowKind.add ? NOTHING : row, row);
      row += 1;
    }
  });
  return { split: options.split, left: left.subarray(0, length), right: right.subarray(0, length), length };
}

/** Side by side: a run of removed lines beside the run of added lines below it. Gives the row after both. */
function putBlock(rows: PatchRows, start: number, endRow: number, put: (old: number, fresh: number) => void): number {
  let addStart = start;
  while (addStart < endRow && rows.kind[addStart] === RowKind.del) addStart += 1;
  let end = addStart;
  while (end < endRow && rows.kind[end] === RowKind.add) end += 1;
  const dels = addStart - start;
  const adds = end - addStart;
  for (let index = 0; index < Math.max(dels, adds); index += 1) {
    put(index < dels ? start + index : NOTHING, index < adds ? addStart + index : NOTHING);
  }
  return end;
}
