import { RowKind, type PatchRows, type RowFile } from "../../shared/diff/rows";
import type { RowSpans } from "./diff-messages";
import type { SyntaxToken } from "./highlighter";
import { wordDiff } from "./word-diff";

/** Lines longer than this stay plain and are blank for the highlighter. */
export const PLAIN_FROM = 2000;
/** Rows coloured at a time. A hunk above this is coloured in parts, each from a fresh start. */
export const PART_ROWS = 2000;

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
    for (let part = start; part < hunkEnd; part += PART_ROWS) {
      const partEnd = Math.min(part + PART_ROWS, hunkEnd);
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
    if (rows.kind[row] !== RowKind.del || partner < firstRow) continue;
    const marks = wordDiff(text.slice(rows.from[row], rows.to[row]), text.slice(rows.from[partner], rows.to[partner]));
    if (marks === null) continue;
    words[row - firstRow] = marks.old;
    if (partner < endRow) words[partner - firstRow] = marks.new;
  }
  const [syntaxIndex, syntaxData] = flatten(syntax, 3);
  const [wordIndex, wordData] = flatten(words, 2);
  return { firstRow, endRow, syntaxIndex, syntax: syntaxData, wordIndex, words: wordData };
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
  for (let row = firstRow; row < endRow; row += 1) {
    const kind = rows.kind[row];
    if (kind !== RowKind.context && kind !== side) continue;
    wanted ||= kind === side || side === RowKind.add;
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
      // Context was coloured with the new side; here it only gave the removed lines their surroundings.
      if (side === RowKind.del && rows.kind[row] === RowKind.context) continue;
      const start = Math.max(token.start, starts[at] ?? 0) - (starts[at] ?? 0);
      const end = Math.min(token.end, (starts[at + 1] ?? 0) - 1) - (starts[at] ?? 0);
      if (start < end) (out[row - firstRow] ??= []).push(start, end, token.syntax);
    }
  }
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
