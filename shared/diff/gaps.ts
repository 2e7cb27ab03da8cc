import { RowKind, type PatchRows, type RowFile } from "./rows";

/** Lines of a file that its hunks leave out: between two of them, above the first, or below the last. */
export interface Gap {
  /** The row above: the file's own header, or the last line of the hunk above. */
  readonly above: number;
  /** The hunk header below; -1 below the last hunk. */
  readonly below: number;
  /** The first line that is left out, on both sides, counted from 1. */
  readonly oldFrom: number;
  readonly newFrom: number;
  /** How many there are; null below the last hunk, where only the file knows. */
  readonly lines: number | null;
}

const HEADER = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@ ?(.*)$/;

interface Head {
  readonly oldFrom: number;
  readonly oldEnd: number;
  readonly newFrom: number;
  readonly newEnd: number;
}

/** The lines a hunk header speaks of, as `[from, end)`. Of a side without lines it names the line above. */
function headOf(text: string, rows: PatchRows, row: number): Head | null {
  const found = HEADER.exec(text.slice(rows.from[row], rows.to[row]));
  if (found === null) return null;
  const [oldLines, newLines] = [Number(found[2] ?? 1), Number(found[4] ?? 1)];
  const oldFrom = Number(found[1]) + (oldLines === 0 ? 1 : 0);
  const newFrom = Number(found[3]) + (newLines === 0 ? 1 : 0);
  return { oldFrom, oldEnd: oldFrom + oldLines, newFrom, newEnd: newFrom + newLines };
}

/**
 * What a file's hunks leave out. None where the file has no other side, or where its headers do not count the lines on both sides
 * alike: then what lies between hunks is not known to be unchanged.
 */
export function gapsOf(text: string, rows: PatchRows, file: RowFile): Gap[] {
  if (file.hunks === 0 || file.status === "added" || file.status === "deleted") return [];
  const gaps: Gap[] = [];
  let oldAt = 1;
  let newAt = 1;
  for (let row = file.firstRow + 1; row < file.endRow; row += 1) {
    if (rows.kind[row] !== RowKind.hunk) continue;
    const head = headOf(text, rows, row);
    if (head === null || head.newFrom - newAt !== head.oldFrom - oldAt || head.newFrom < newAt) return [];
    const lines = head.newFrom - newAt;
    if (lines > 0) gaps.push({ above: row - 1, below: row, oldFrom: oldAt, newFrom: newAt, lines });
    oldAt = head.oldEnd;
    newAt = head.newEnd;
  }
  gaps.push({ above: file.endRow - 1, below: -1, oldFrom: oldAt, newFrom: newAt, lines: null });
  return gaps;
}

/** What a hunk header says after its second `@@`: the function it lies in. */
export function sectionOf(text: string, rows: PatchRows, row: number): string {
  return HEADER.exec(text.slice(rows.from[row], rows.to[row]))?.[5] ?? "";
}

/** The first row of a file whose line the whole file does not hold at that place, or -1: then it is not the file the patch is of. */
export function firstDifference(
  text: string,
  rows: PatchRows,
  file: RowFile,
  lines: readonly string[],
  side: "old" | "new",
): number {
  const other = side === "new" ? RowKind.del : RowKind.add;
  const numbers = side === "new" ? rows.newNo : rows.oldNo;
  for (let row = file.firstRow + 1; row < file.endRow; row += 1) {
    const kind = rows.kind[row];
    const line = numbers[row] ?? 0;
    if (kind === RowKind.hunk || kind === other || line === 0) continue;
    const held = lines[line - 1];
    if (held?.replace(/\r$/, "") !== text.slice(rows.from[row], rows.to[row])) return row;
  }
  return -1;
}

/** The line, counted from 1, at which the function that a hunk lies in begins: the nearest above that reads as its header says. 0: none. */
export function functionStart(lines: readonly string[], section: string, before: number): number {
  const wanted = section.trim();
  if (wanted === "") return 0;
  for (let line = before - 1; line >= 1; line -= 1)
    if (lines[line - 1]?.trim().startsWith(wanted) === true) return line;
  return 0;
}

/** The line after the function that begins at a line: the next one, below `from`, that is indented no deeper and is no closing bracket. */
export function functionEnd(lines: readonly string[], start: number, from: number): number {
  const depth = indentOf(lines[start - 1] ?? "");
  for (let line = from; line <= lines.length; line += 1) {
    const text = lines[line - 1] ?? "";
    if (text.trim() === "" || indentOf(text) > depth) continue;
    return /^\s*[)\]}]/.test(text) ? line + 1 : line;
  }
  return lines.length + 1;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
