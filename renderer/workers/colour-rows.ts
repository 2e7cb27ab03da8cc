import { RowKind, type PatchRows, type RowFile } from "../../shared/diff/rows";
import type { RowSpans } from "./diff-messages";
import type { SyntaxToken } from "./highlighter";
import { wordDiff } from "./word-diff";

/** Lines longer than this stay plain and are blank for the highlighter. */
export const PLAIN_FROM = 2000;
/** Rows coloured at a time. A hunk above this is coloured in parts, each from a fresh start. */
export const PART_ROWS = 2000;
/** And of a hunk first so many: more than fill a screen, so that its colours do not wait for those of the whole hunk. */
export const FIRST_PART_ROWS = 160;

export type Highlight = (text: string) => readonly SyntaxToken[];

/** The parts of a file's rows that overlap `[from, to)`: whole hunks, or stretches of a long one. */
export function partsOf(rows: PatchRows, file: RowFile, from: number, to: number): [number, number][] {
  const parts: [number, number][] = [];
  let start = Math.max(from, file.firstRow + 1);
  if (start >= Math.min(to, file.endRow)) return parts;
  while (start > file.firstRow + 1 && rows.kind[start] !== RowKind.hunk) start -= 1;
  const end = Math.min(to, file.endRow);
  while (start < end) {
    let hunkEnd = start + 1;
    while (hunkEnd < file.endRow && rows.kind[hunkEnd] !== RowKind.hunk) hunkEnd += 1;
    for (let part = start, size = FIRST_PART_ROWS; part < hunkEnd; part += size, size = PART_ROWS) {
      const partEnd = Math.min(part + size, hunkEnd);
      if (partEnd > from && part < end) parts.push([part, partEnd]);
    }
    start = hunkEnd;
  }
  return parts;
}

/**
 * Colours one part: the old and the new side each as one text, so that strings and comments that span lines are seen whole.
 * `highlight` null leaves syntax out. Word marks stop when `clock()` passes `deadline`: what is left stays unmarked.
 */
export function colourPart(
  text: string,
  rows: PatchRows,
  part: readonly [number, number],
  highlight: Highlight | null,
  clock: () => number,
  deadline: number,
): RowSpans {
  const [firstRow, endRow] = part;
  const syntax = new Array<number[] | undefined>(endRow - firstRow);
  if (highlight !== null) {
    colourSide(text, rows, part, RowKind.add, highlight, syntax);
    colourSide(text, rows, part, RowKind.del, highlight, syntax);
  }
  const words = new Array<readonly number[] | undefined>(endRow - firstRow);
  for (let row = firstRow; row < endRow && clock() < deadline; row += 1) {
    const partner = rows.partner[row] ?? -1;
    // A pair is compared at its removed line, at its added line only where the removed one belongs to the part before.
    const removed = rows.kind[row] === RowKind.del;
    if (partner === -1 || (!removed && partner >= firstRow)) continue;
    const [old, fresh] = removed ? [row, partner] : [partner, row];
    const marks = wordDiff(text.slice(rows.from[old], rows.to[old]), text.slice(rows.from[fresh], rows.to[fresh]));
    if (marks === null) continue;
    if (removed) words[old - firstRow] = marks.old;
    if (fresh < endRow) words[fresh - firstRow] = marks.new;
  }
  const [syntaxIndex, syntaxData] = flatten(syntax, 3);
  const [wordIndex, wordData] = flatten(words, 2);
  return { firstRow, endRow, syntaxIndex, syntax: syntaxData, wordIndex, words: wordData };
}

/** Colours a text by its lines: row 0 is its first. */
export function colourText(text: string, highlight: Highlight | null): RowSpans {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const syntax = new Array<number[] | undefined>(starts.length);
  let line = 0;
  for (const token of highlight === null ? [] : highlight(text)) {
    while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= token.start) line += 1;
    for (let at = line; at < starts.length && (starts[at] ?? 0) < token.end; at += 1) {
      const begin = starts[at] ?? 0;
      const start = Math.max(token.start, begin) - begin;
      const end = Math.min(token.end, (starts[at + 1] ?? text.length + 1) - 1) - begin;
      if (start < end) (syntax[at] ??= []).push(start, end, token.syntax);
    }
  }
  const [syntaxIndex, syntaxData] = flatten(syntax, 3);
  const none = new Uint32Array(starts.length + 1);
  return {
    firstRow: 0,
    endRow: starts.length,
    syntaxIndex,
    syntax: syntaxData,
    wordIndex: none,
    words: new Uint32Array(0),
  };
}

/** Colours context and added lines (side add), or removed lines read among their context (side del). */
function colourSide(
  text: string,
  rows: PatchRows,
  [firstRow, endRow]: readonly [number, number],
  side: typeof RowKind.add | typeof RowKind.del,
  highlight: Highlight,
  out: (number[] | undefined)[],
): void {
  const lines: number[] = [];
  const starts: number[] = [];
  let source = "";
  let wanted = false;
  for (let row = readFrom(rows, firstRow); row < endRow; row += 1) {
    const kind = rows.kind[row];
    if (kind !== RowKind.context && kind !== side) continue;
    wanted ||= row >= firstRow && (kind === side || side === RowKind.add);
    const from = rows.from[row] ?? 0;
    const to = rows.to[row] ?? 0;
    lines.push(row);
    starts.push(source.length);
    source += to - from > PLAIN_FROM ? "\n" : `${text.slice(from, to)}\n`;
  }
  if (!wanted) return;
  starts.push(source.length);
  let line = 0;
  for (const token of highlight(source)) {
    while (line + 1 < lines.length && (starts[line + 1] ?? 0) <= token.start) line += 1;
    for (let at = line; at < lines.length && (starts[at] ?? 0) < token.end; at += 1) {
      const row = lines[at] ?? 0;
      if (row < firstRow) continue;
      // Context was coloured with the new side; here it only gave the removed lines their surroundings.
      if (side === RowKind.del && rows.kind[row] === RowKind.context) continue;
      const start = Math.max(token.start, starts[at] ?? 0) - (starts[at] ?? 0);
      const end = Math.min(token.end, (starts[at + 1] ?? 0) - 1) - (starts[at] ?? 0);
      if (start < end) (out[row - firstRow] ??= []).push(start, end, token.syntax);
    }
  }
}

/** The part after a hunk's first is read from the hunk's start: what began there may go on in it. */
function readFrom(rows: PatchRows, firstRow: number): number {
  for (let row = firstRow; row >= 0 && row >= firstRow - FIRST_PART_ROWS; row -= 1)
    if ((rows.kind[row] ?? RowKind.hunk) < RowKind.context) return row;
  return firstRow;
}

function flatten(
  lists: readonly (readonly number[] | undefined)[],
  width: number,
): [Uint32Array<ArrayBuffer>, Uint32Array<ArrayBuffer>] {
  const index = new Uint32Array(lists.length + 1);
  let total = 0;
  for (let at = 0; at < lists.length; at += 1) {
    total += lists[at]?.length ?? 0;
    index[at + 1] = total / width;
  }
  const data = new Uint32Array(total);
  for (let at = 0; at < lists.length; at += 1) {
    const list = lists[at];
    if (list !== undefined) data.set(list, (index[at] ?? 0) * width);
  }
  return [index, data];
}
