import { RowKind, type PatchRows, type RowFile } from "../diff/rows";
import { contextLines, type CommentSide } from "../model/comment";

/** What a patch shows of one side of a file: line numbers, ascending, with their texts as anchors keep them. */
export interface SideLines {
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
}

const longestKept = 1000;

/** 53 bits over a text: two long lines that begin and end alike are told apart by it. Not a defence against forgery. */
function textHash(text: string): string {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 2654435761);
    high = Math.imul(high ^ code, 1597334677);
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  return (4294967296 * (2097151 & high) + (low >>> 0)).toString(36);
}

/**
 * A line as anchors keep it: whole up to 1,000 characters; of a longer one its beginning, its length and a mark that differs
 * where the rest differs. Equal lines stay equal, different ones different.
 */
export function foldLine(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  if (whole.length <= longestKept) return whole;
  return `${whole.slice(0, 900).toWellFormed()}… [${String(whole.length)} characters, ${textHash(whole)}]`;
}

/** The lines of one side that a patch shows of a file: changed ones of that side and the unchanged around them. */
export function sideLines(text: string, rows: PatchRows, file: RowFile, side: CommentSide): SideLines {
  const numbers: number[] = [];
  const texts: string[] = [];
  const own = side === "old" ? rows.oldNo : rows.newNo;
  const kind = side === "old" ? RowKind.del : RowKind.add;
  for (let row = file.firstRow + 1; row < file.endRow; row += 1) {
    if (rows.kind[row] !== RowKind.context && rows.kind[row] !== kind) continue;
    const number = own[row] ?? 0;
    // A patch may lie about its numbers: one that does not go up is no place to find anything at.
    if (number === 0 || number <= (numbers.at(-1) ?? 0)) continue;
    numbers.push(number);
    texts.push(foldLine(text.slice(rows.from[row], rows.to[row])));
  }
  return { numbers, texts };
}

/** The index of a line number, or -1. */
export function indexOfLine({ numbers }: SideLines, line: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = numbers[middle] ?? 0;
    if (found === line) return middle;
    if (found < line) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Whether `count` lines from an index follow each other without a gap. */
export function together({ numbers }: SideLines, from: number, count: number): boolean {
  const first = numbers[from];
  const last = numbers[from + count - 1];
  return first !== undefined && last !== undefined && last - first === count - 1;
}

/** The lines right above an index, nearest last; fewer where the patch shows fewer. */
export function linesBefore(lines: SideLines, from: number): string[] {
  const found: string[] = [];
  for (let at = from - 1; at >= 0 && found.length < contextLines; at -= 1) {
    if ((lines.numbers[at] ?? 0) + 1 !== lines.numbers[at + 1]) break;
    found.unshift(lines.texts[at] ?? "");
  }
  return found;
}

/** The lines right below the last of a range, nearest first. */
export function linesAfter(lines: SideLines, end: number): string[] {
  const found: string[] = [];
  for (let at = end; at < lines.texts.length && found.length < contextLines; at += 1) {
    if (lines.numbers[at] !== (lines.numbers[at - 1] ?? 0) + 1) break;
    found.push(lines.texts[at] ?? "");
  }
  return found;
}
