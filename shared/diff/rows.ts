import { countHiddenCharacters } from "./hidden-characters";
import type { PatchFileHead } from "./patch-header";
import { scanPatch } from "./scan-patch";

/** Row kinds as numbers, so that 100,000 rows are 100,000 bytes. */
export const RowKind = { file: 0, hunk: 1, context: 2, add: 3, del: 4 } as const;
export type RowKindValue = (typeof RowKind)[keyof typeof RowKind];

/** Bits of `flags`. */
export const RowFlag = {
  noNewline: 1,
  /** The column count is not certain: wide or combining characters, or hidden ones that are drawn as chips. */
  inexact: 2,
  /** It holds a tab: with other tabs than of four columns its columns are not what is counted. */
  tab: 4,
} as const;

export interface RowFile extends PatchFileHead {
  readonly added: number;
  readonly removed: number;
  readonly end: number;
  /** `[firstRow, endRow)`; the first row is the file's own header. */
  readonly firstRow: number;
  readonly endRow: number;
  readonly hunks: number;
  readonly hiddenCharacters: number;
}

/**
 * A patch as flat rows: one per file, hunk header and line, in the order of the text. All arrays have one entry per row, so the
 * whole crosses to the page by transfer, without a copy and without an object per line.
 */
export interface PatchRows {
  readonly files: readonly RowFile[];
  readonly kind: Uint8Array<ArrayBuffer>;
  readonly flags: Uint8Array<ArrayBuffer>;
  /** `[from, to)` in the patch text, UTF-16 units: the line without sign, line feed and the carriage return before it. */
  readonly from: Uint32Array<ArrayBuffer>;
  readonly to: Uint32Array<ArrayBuffer>;
  /** Line numbers, 0 for none. */
  readonly oldNo: Uint32Array<ArrayBuffer>;
  readonly newNo: Uint32Array<ArrayBuffer>;
  /** Columns the line takes with tabs at every fourth, at most 65,535. */
  readonly columns: Uint16Array<ArrayBuffer>;
  /** For a removed line the row of the added line it became, and back; -1 where it has no partner. */
  readonly partner: Int32Array<ArrayBuffer>;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

export const TAB_COLUMNS = 4;

class Growing {
  capacity: number;
  length = 0;
  kind: Uint8Array<ArrayBuffer>;
  flags: Uint8Array<ArrayBuffer>;
  from: Uint32Array<ArrayBuffer>;
  to: Uint32Array<ArrayBuffer>;
  oldNo: Uint32Array<ArrayBuffer>;
  newNo: Uint32Array<ArrayBuffer>;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.kind = new Uint8Array(capacity);
    this.flags = new Uint8Array(capacity);
    this.from = new Uint32Array(capacity);
    this.to = new Uint32Array(capacity);
    this.oldNo = new Uint32Array(capacity);
    this.newNo = new Uint32Array(capacity);
  }

  push(kind: RowKindValue, from: number, to: number, oldNo: number, newNo: number): void {
    if (this.length === this.capacity) this.#grow();
    const row = this.length;
    this.kind[row] = kind;
    this.from[row] = from;
    this.to[row] = to;
    this.oldNo[row] = oldNo;
    this.newNo[row] = newNo;
    this.length = row + 1;
  }

  #grow(): void {
    this.capacity *= 2;
    this.kind = larger(this.kind, new Uint8Array(this.capacity));
    this.flags = larger(this.flags, new Uint8Array(this.capacity));
    this.from = larger(this.from, new Uint32Array(this.capacity));
    this.to = larger(this.to, new Uint32Array(this.capacity));
    this.oldNo = larger(this.oldNo, new Uint32Array(this.capacity));
    this.newNo = larger(this.newNo, new Uint32Array(this.capacity));
  }
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

function larger<T extends Uint8Array | Uint32Array>(old: T, fresh: T): T {
  fresh.set(old);
  return fresh;
}

/** Reads a patch into flat rows. Same rules as `parsePatch`; never throws. Linear in the text's length. */
export function patchRows(text: string): PatchRows {
  const rows = new Growing(countLines(text) + 64);
  const files: RowFile[] = [];
  const problems: { line: number; message: string }[] = [];
  let head: PatchFileHead | null = null;
  let firstRow = 0;
  let hunks = 0;
  let added = 0;
  let removed = 0;
  scanPatch(text, {
    file(next) {
      head = next;
      firstRow = rows.length;
      hunks = 0;
      added = 0;
      removed = 0;
      rows.push(RowKind.file, next.start, next.start, 0, 0);
    },
    hunk(_, from, to) {
      hunks += 1;
      rows.push(RowKind.hunk, from, withoutReturn(text, from, to), 0, 0);
    },
    line(kind, oldNo, newNo, from, to) {
      if (kind === "add") added += 1;
      else if (kind === "del") removed += 1;
      rows.push(RowKind[kind], from, withoutReturn(text, from, to), oldNo, newNo);
    },
    noNewline() {
      const last = rows.length - 1;
      if ((rows.kind[last] ?? 0) >= RowKind.context) rows.flags[last] = RowFlag.noNewline;
    },
    fileEnd(end) {
      if (head === null) return;
      files.push({ ...head, added, removed, end, firstRow, endRow: rows.length, hunks, hiddenCharacters: 0 });
    },
    problem(line, message) {
      problems.push({ line, message });
    },
  });
  const { length } = rows;
  const { kind, flags, from, to, oldNo, newNo } = rows;
  const columns = measureAll(text, length, from, to, flags);
  const partner = pairs(length, kind);
  const counted = files.map((file) => ({ ...file, hiddenCharacters: hiddenIn(text, file, flags, from, to) }));
  return {
    files: counted,
    kind: kind.slice(0, length),
    flags: flags.slice(0, length),
    from: from.slice(0, length),
    to: to.slice(0, length),
    oldNo: oldNo.slice(0, length),
    newNo: newNo.slice(0, length),
    columns,
    partner,
    problems,
  };
}

/** Only lines that are not plain ASCII can hold hidden characters, so only these are searched. */
function hiddenIn(text: string, file: RowFile, flags: Uint8Array, from: Uint32Array, to: Uint32Array): number {
  let count = countHiddenCharacters(file.path) + countHiddenCharacters(file.oldPath ?? "");
  for (let row = file.firstRow + 1; row < file.endRow; row += 1) {
    if (((flags[row] ?? 0) & RowFlag.inexact) !== 0) count += countHiddenCharacters(text.slice(from[row], to[row]));
  }
  return count;
}

function withoutReturn(text: string, from: number, to: number): number {
  return to > from && text.charCodeAt(to - 1) === 13 ? to - 1 : to;
}

const NOT_PLAIN = /[^\x20-\x7e\n\r]|\r(?!\n|$)/g;

/**
 * Columns of every row. Nearly all lines are plain ASCII, where columns are characters: only lines in which the pattern finds
 * a tab or anything else are walked.
 */
function measureAll(
  text: string,
  length: number,
  from: Uint32Array,
  to: Uint32Array,
  flags: Uint8Array,
): Uint16Array<ArrayBuffer> {
  const columns = new Uint16Array(length);
  for (let row = 0; row < length; row += 1) columns[row] = Math.min((to[row] ?? 0) - (from[row] ?? 0), 0xffff);
  NOT_PLAIN.lastIndex = 0;
  let row = 0;
  for (let match = NOT_PLAIN.exec(text); match !== null; match = NOT_PLAIN.exec(text)) {
    while (row < length && (to[row] ?? 0) <= match.index) row += 1;
    if (row >= length) break;
    if (match.index < (from[row] ?? 0)) {
      NOT_PLAIN.lastIndex = from[row] ?? 0;
      continue;
    }
    measure(text, row, from, to, columns, flags);
    NOT_PLAIN.lastIndex = to[row] ?? 0;
  }
  return columns;
}

function measure(
  text: string,
  row: number,
  from: Uint32Array,
  to: Uint32Array,
  columns: Uint16Array,
  flags: Uint8Array,
): void {
  const end = to[row] ?? 0;
  let column = 0;
  let plain = true;
  let tab = false;
  for (let at = from[row] ?? 0; at < end; at += 1) {
    const code = text.charCodeAt(at);
    column += code === 9 ? TAB_COLUMNS - (column % TAB_COLUMNS) : 1;
    if (code === 9) tab = true;
    else if (code > 126 || code < 32) plain = false;
  }
  columns[row] = Math.min(column, 0xffff);
  flags[row] = (flags[row] ?? 0) | (plain ? 0 : RowFlag.inexact) | (tab ? RowFlag.tab : 0);
}

/** Joins each run of removed lines with the run of added lines below it, first to first. */
function pairs(length: number, kind: Uint8Array): Int32Array<ArrayBuffer> {
  const partner = new Int32Array(length).fill(-1);
  let row = 0;
  while (row < length) {
    if (kind[row] !== RowKind.del) {
      row += 1;
      continue;
    }
    let addStart = row;
    while (addStart < length && kind[addStart] === RowKind.del) addStart += 1;
    let end = addStart;
    while (end < length && kind[end] === RowKind.add) end += 1;
    const count = Math.min(addStart - row, end - addStart);
    for (let index = 0; index < count; index += 1) {
      const old = row + index;
      const fresh = addStart + index;
      partner[old] = fresh;
      partner[fresh] = old;
    }
    row = end;
  }
  return partner;
}

/** The index of the file that holds a row. */
export function fileOfRow(files: readonly RowFile[], row: number): number {
  let low = 0;
  let high = files.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((files[middle]?.firstRow ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The row whose text holds an offset of the patch, or -1 where a header or the gap between lines does. */
export function rowAtOffset(rows: PatchRows, offset: number): number {
  let low = 0;
  let high = rows.from.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rows.from[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const inside = (rows.from[low] ?? 0) <= offset && offset < (rows.to[low] ?? 0);
  return inside && (rows.kind[low] ?? 0) >= RowKind.context ? low : -1;
}
