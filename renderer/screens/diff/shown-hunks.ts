import { RowKind, type PatchRows, type RowFile } from "../../../shared/diff/rows";

/**
 * Which hunks were on screen. A hunk counts once every line it changes was; one without changed lines once its header was.
 * Looking at a row costs one array access, and marks it once: scrolling back and forth costs nothing more.
 */
export class ShownHunks {
  /** Places of the hunks that count, in the order of the patch. */
  readonly shown: Set<number>;
  readonly total: number;
  /** For each row the place of its hunk, -1 above the first hunk of a file. */
  readonly #hunkOf: Int32Array;
  /** Rows that have to be seen and were not. */
  readonly #open: Uint8Array;
  readonly #left: Uint32Array;

  constructor({ kind }: Pick<PatchRows, "kind">) {
    this.shown = new Set();
    this.#hunkOf = new Int32Array(kind.length).fill(-1);
    this.#open = new Uint8Array(kind.length);
    const left: number[] = [];
    const headers: number[] = [];
    for (let row = 0; row < kind.length; row += 1) {
      if (kind[row] === RowKind.file) continue;
      if (kind[row] === RowKind.hunk) {
        headers.push(row);
        left.push(0);
      }
      const hunk = left.length - 1;
      this.#hunkOf[row] = hunk;
      if (kind[row] !== RowKind.add && kind[row] !== RowKind.del) continue;
      this.#open[row] = 1;
      left[hunk] = (left[hunk] ?? 0) + 1;
    }
    left.forEach((count, hunk) => {
      const header = headers[hunk] ?? 0;
      if (count > 0) return;
      this.#open[header] = 1;
      left[hunk] = 1;
    });
    this.#left = Uint32Array.from(left);
    this.total = left.length;
  }

  /** Hunks that are known to have been shown before. */
  know(hunks: readonly number[]): void {
    for (const hunk of hunks) if (hunk < this.total) this.shown.add(hunk);
  }

  /** A row was on screen. Out: the place of the hunk that this completes, or -1. */
  see(row: number): number {
    if (this.#open[row] !== 1) return -1;
    this.#open[row] = 0;
    const hunk = this.#hunkOf[row] ?? -1;
    const left = (this.#left[hunk] ?? 0) - 1;
    this.#left[hunk] = left;
    if (left > 0 || this.shown.has(hunk)) return -1;
    this.shown.add(hunk);
    return hunk;
  }
}

/** Hunks of each file: how many, and how many of them were shown. In: files in order, and the places of hunks that were shown. */
export function shownByFile(
  files: readonly Pick<RowFile, "hunks">[],
  shown: ReadonlySet<number>,
): { readonly hunks: number; readonly shown: number }[] {
  let place = 0;
  return files.map(({ hunks }) => {
    let count = 0;
    for (const end = place + hunks; place < end; place += 1) if (shown.has(place)) count += 1;
    return { hunks, shown: count };
  });
}
