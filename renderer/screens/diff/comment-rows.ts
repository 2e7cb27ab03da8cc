import type { CommentPlace, ShownComment } from "../../../shared/contract/comments";
import { fileOfRow, RowKind, type PatchRows } from "../../../shared/diff/rows";
import { lineWords } from "../../../shared/review/comment-prompt";
import { threadsOf, type Thread } from "../../parts/comment-threads";
import type { WritingPlace } from "../../state/comments";
import { rowOfLine } from "./place-notes";

/** Rows of the patch that are selected: `[from, to]`, of one file, without a gap between hunks. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** What a comment on a row or a selection would be about. */
export interface Commentable {
  readonly place: CommentPlace;
  /** The row it opens under. */
  readonly row: number;
  /** The lines, for a suggestion to start from. */
  readonly lines: string;
}

/** The place of a comment on rows. A removed last line means the old file; a header the file as a whole; null where there is no file. */
export function commentable(rows: PatchRows, range: RowRange, textOf: (row: number) => string): Commentable | null {
  const file = rows.files[fileOfRow(rows.files, range.to)];
  if (file === undefined || file.path === "") return null;
  const side = rows.kind[range.to] === RowKind.del ? "old" : "new";
  const numbers = side === "old" ? rows.oldNo : rows.newNo;
  const own: number[] = [];
  for (let row = range.from; row <= range.to; row += 1) {
    const kind = rows.kind[row] ?? RowKind.file;
    if (kind === RowKind.context || kind === (side === "old" ? RowKind.del : RowKind.add)) own.push(row);
  }
  const [first] = own;
  const last = own.at(-1);
  if (first === undefined || last === undefined)
    return { place: { kind: "file", path: file.path }, row: file.firstRow, lines: "" };
  const [start, end] = [numbers[first] ?? 0, numbers[last] ?? 0];
  if (start === 0 || end < start) return { place: { kind: "file", path: file.path }, row: file.firstRow, lines: "" };
  return {
    place: { kind: "lines", path: file.path, side, start, end },
    row: last,
    lines: own.map(textOf).join("\n"),
  };
}

/** The selection from one row to another, cut where a hunk or the file ends. */
export function rangeBetween(rows: PatchRows, anchor: number, row: number): RowRange {
  const step = row < anchor ? -1 : 1;
  let end = anchor;
  while (end !== row && (rows.kind[end + step] ?? RowKind.file) >= RowKind.context) end += step;
  return { from: Math.min(anchor, end), to: Math.max(anchor, end) };
}

/** A thread or an open composer, and the row it stands under. */
export interface PlacedThread {
  readonly id: string;
  readonly row: number;
  readonly about: string;
  readonly thread: Thread | undefined;
}

export interface PlacedThreads {
  readonly placed: readonly PlacedThread[];
  /** Those of this attempt that have no line here. */
  readonly tray: readonly Thread[];
  /** Threads that are not resolved, by file. */
  readonly byFile: ReadonlyMap<number, number>;
}

function aboutWords(path: string, lines: { side: "old" | "new"; start: number; end: number } | null): string {
  return lines === null ? path : `${lineWords(lines)} of ${path}`;
}

/** What was written on another attempt is shown here only where the very same lines stand. */
function belongs({ comment, placed }: ShownComment, attemptId: string): boolean {
  if (comment.attemptId === attemptId) return true;
  return placed.state === "lines" && (placed.how === "same-file" || placed.how === "same-lines");
}

/** Where the comments of an attempt stand in its rows, with the composers that are open. */
export function placeThreads(
  rows: PatchRows,
  attemptId: string,
  comments: readonly ShownComment[],
  writings: readonly WritingPlace[],
): PlacedThreads {
  const placed: PlacedThread[] = [];
  const tray: Thread[] = [];
  const byFile = new Map<number, number>();
  const files = new Map(rows.files.map((file, index) => [file.path, index]));
  const put = (
    id: string,
    path: string,
    lines: { side: "old" | "new"; start: number; end: number } | null,
    thread: Thread | undefined,
  ): boolean => {
    const index = files.get(path);
    const file = index === undefined ? undefined : rows.files[index];
    if (index === undefined || file === undefined) return false;
    const row = lines === null ? file.firstRow : rowOfLine(rows, file, lines.end, lines.side);
    if (row === -1) return false;
    placed.push({ id, row, about: aboutWords(path, lines), thread });
    if (thread?.first.comment.resolved === null) byFile.set(index, (byFile.get(index) ?? 0) + 1);
    return true;
  };
  const listed = new Set<string>();
  for (const thread of threadsOf(comments)) {
    const { comment, placed: at } = thread.first;
    listed.add(comment.id);
    if (at.state === "event" || !belongs(thread.first, attemptId)) continue;
    const done =
      at.state === "lines" || at.state === "file"
        ? put(comment.id, at.path, at.state === "lines" ? at : null, thread)
        : false;
    if (!done) tray.push(thread);
  }
  for (const { id, attemptId: of, place } of writings) {
    if (listed.has(id) || of !== attemptId || place === null) continue;
    if (place.kind === "lines") put(id, place.path, place, undefined);
    else if (place.kind === "file") put(id, place.path, null, undefined);
  }
  return { placed: placed.sort((a, b) => a.row - b.row), tray, byFile };
}
