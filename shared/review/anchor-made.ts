import type { PatchRows, RowFile } from "../diff/rows";
import { mostAnchorLines, type CommentSide, type LineAnchor } from "../model/comment";
import { err, ok, type Result } from "../result";
import { indexOfLine, linesAfter, linesBefore, sideLines, together } from "./anchor-lines";

/** Most characters of the lines one comment is about. */
const mostCharacters = 20_000;

/** The lines of one comment, as a person names them. */
export interface NamedLines {
  readonly side: CommentSide;
  readonly start: number;
  readonly end: number;
}

type Made = Pick<LineAnchor, "path" | "oldPath" | "side" | "start" | "end" | "snippet" | "before" | "after">;

/**
 * What a comment on some lines keeps of them. In: the patch, its rows, the file, the lines by number. Out: the lines with what
 * stands around them, or why they cannot be commented: the patch does not show them all, or they are too many to keep.
 */
export function anchorOf(text: string, rows: PatchRows, file: RowFile, named: NamedLines): Result<Made> {
  const side = named.side === "old" ? "old" : "new";
  const [start, end] = named.start <= named.end ? [named.start, named.end] : [named.end, named.start];
  const count = end - start + 1;
  const words = `${side === "old" ? "old " : ""}${count === 1 ? `line ${String(start)}` : `lines ${String(start)} to ${String(end)}`}`;
  if (count > mostAnchorLines)
    return err({
      code: "range-long",
      message: `A comment is about at most ${String(mostAnchorLines)} lines; these are ${String(count)}.`,
      remedy: "Select fewer lines, or comment on the file.",
    });
  const lines = sideLines(text, rows, file, side);
  const from = indexOfLine(lines, start);
  if (from === -1 || !together(lines, from, count))
    return err({
      code: "not-found",
      message: `The patch does not show ${words} of this file.`,
      remedy: "Name lines that it shows, or comment on the file.",
    });
  const snippet = lines.texts.slice(from, from + count);
  if (snippet.reduce((sum, line) => sum + line.length, 0) > mostCharacters)
    return err({
      code: "range-long",
      message: `The ${words} hold more than ${String(mostCharacters)} characters.`,
      remedy: "Select fewer lines, or comment on the file.",
    });
  return ok({
    path: file.path,
    oldPath: file.oldPath,
    side,
    start,
    end,
    snippet,
    before: linesBefore(lines, from),
    after: linesAfter(lines, from + count),
  });
}
