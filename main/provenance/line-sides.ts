import type { PatchFile } from "../../shared/diff/parse-patch";
import { tail, type LineTexts } from "./line-text";

/** A changed line of a patch: its number in its file, and its place in the text below. */
export interface ChangedLine {
  readonly no: number;
  readonly at: number;
}

/** The two texts a patch tells of, as far as it shows them. Null where there is no file on that side. */
export interface Sides {
  readonly before: number[] | null;
  readonly after: number[] | null;
  readonly removed: readonly ChangedLine[];
  readonly added: readonly ChangedLine[];
}

/** A file with more lines than this is not replayed. */
const mostLines = 3_000_000;

/**
 * Reads both sides of one file of a patch. Lines between its hunks are hidden and the same on both sides. Null where the
 * patch numbers no lines, or is of a file too long to be replayed.
 */
export function sidesOf(file: PatchFile, texts: LineTexts): Sides | null {
  const before: number[] = [];
  const after: number[] = [];
  const removed: ChangedLine[] = [];
  const added: ChangedLine[] = [];
  let [oldNext, newNext] = [1, 1];
  let [oldOpen, newOpen] = [true, true];
  for (const hunk of file.hunks) {
    const oldStart = hunk.oldStart + (hunk.oldLines === 0 ? 1 : 0);
    const newStart = hunk.newStart + (hunk.newLines === 0 ? 1 : 0);
    const gap = oldStart - oldNext;
    // Hunks that tell of overlapping lines come from records without line numbers: then their order is all there is.
    const hiddenLines = gap >= 0 && gap === newStart - newNext ? gap : 1;
    if (before.length + hiddenLines > mostLines) return null;
    for (let line = 0; line < hiddenLines; line += 1) {
      const number = texts.hidden();
      before.push(number);
      after.push(number);
    }
    [oldNext, newNext] = [oldStart, newStart];
    for (const line of hunk.lines) {
      const number = texts.number(line.text);
      if (line.kind !== "add") {
        if (line.oldNo === null) return null;
        if (line.kind === "del") removed.push({ no: line.oldNo, at: before.length });
        before.push(number);
        oldNext += 1;
        if (line.noNewline) oldOpen = false;
      }
      if (line.kind !== "del") {
        if (line.newNo === null) return null;
        if (line.kind === "add") added.push({ no: line.newNo, at: after.length });
        after.push(number);
        newNext += 1;
        if (line.noNewline) newOpen = false;
      }
    }
  }
  const whole = file.status === "added" || file.status === "deleted";
  // Where one side ends without a line feed, both end here.
  const ends = whole || !oldOpen || !newOpen;
  const end = ends ? texts.number("") : tail;
  if (oldOpen) before.push(end);
  if (newOpen) after.push(end);
  return {
    before: file.status === "added" || file.status === "copied" ? null : before,
    after: file.status === "deleted" ? null : after,
    removed,
    added,
  };
}
