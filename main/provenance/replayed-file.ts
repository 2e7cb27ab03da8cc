import { applyPatch } from "diff";
import type { FileEditDetail } from "../../shared/model/event";

/** One recorded hunk in the coordinates of the file as it was when the session began. */
export interface PlacedHunk {
  oldStart: number;
  readonly oldLines: number;
  readonly newLines: number;
  /** Where the hunk's new lines stand in the file as replayed so far. */
  newStart: number;
  readonly lines: readonly string[];
}

/** A file while its recorded edits are replayed. */
export interface ReplayedFile {
  readonly path: string;
  /** Name it was moved from. */
  movedFrom: string | null;
  /** Whole text before the first edit; null: the file did not exist; undefined: not recorded. */
  before: string | null | undefined;
  /** Whole text now; null: deleted; undefined: not known. */
  now: string | null | undefined;
  /** Hunks as recorded, for the time in which the whole text was not known. */
  readonly hunks: PlacedHunk[];
  /** What could not be replayed exactly, in words. */
  readonly gaps: Set<string>;
}

/** A file nothing is known of yet. */
export function unknownFile(path: string): ReplayedFile {
  return { path, movedFrom: null, before: undefined, now: undefined, hunks: [], gaps: new Set() };
}

/**
 * Applies one recorded edit to a file, as exactly as the record allows.
 * In: the file so far (changed in place) and the edit. Moves are the caller's: here a move is its change of content.
 */
export function replayEdit(file: ReplayedFile, edit: FileEditDetail): void {
  if (edit.fileBefore !== null) takeRecordedBefore(file, edit, edit.fileBefore);
  if (edit.op === "add") {
    if (file.before === undefined) file.before = null;
    file.now = edit.newText ?? (edit.hunks === null ? "" : (addedText(edit.hunks) ?? ""));
    if (edit.newText === null && edit.hunks === null) file.gaps.add("its text is not recorded");
    return;
  }
  if (edit.op === "delete") {
    if (file.before === undefined && edit.oldText !== null) file.before = edit.oldText;
    if (file.before === undefined) file.gaps.add("deleted, and its text before is not recorded");
    file.now = null;
    return;
  }
  if (edit.oldText === null && edit.newText === null && edit.hunks === null) {
    if (edit.op === "update") file.gaps.add("an edit's text is not recorded");
    return;
  }
  if (file.now !== undefined && file.now !== null) {
    const next = changed(file.now, edit);
    if (next !== null) {
      file.now = next;
      return;
    }
    file.gaps.add("an edit does not fit the text recorded before it");
    return;
  }
  placeHunks(file, edit);
}

/** The record of the whole file wins over what was replayed: something else may have changed it in between. */
function takeRecordedBefore(file: ReplayedFile, edit: FileEditDetail, recorded: string): void {
  if (file.now === undefined && file.hunks.length > 0) {
    // Earlier edits are known as hunks only; undoing them would be a guess.
    file.gaps.add("the whole file is not recorded from the start");
    return;
  }
  if (file.before === undefined) file.before = edit.op === "add" && recorded === "" ? null : recorded;
  else if (file.now !== undefined && (file.now ?? "") !== recorded)
    file.gaps.add("it also changed outside the recorded edits");
  file.now = recorded;
}

function changed(text: string, edit: FileEditDetail): string | null {
  if (edit.oldText !== null && edit.oldText !== "" && edit.newText !== null) {
    const at = text.indexOf(edit.oldText);
    if (at >= 0) {
      if (edit.replaceAll) return text.split(edit.oldText).join(edit.newText);
      return text.slice(0, at) + edit.newText + text.slice(at + edit.oldText.length);
    }
  }
  if (edit.hunks !== null) {
    const applied = patched(text, edit.hunks);
    if (applied !== null) return applied;
  }
  // A write of the whole file records the new text alone.
  return edit.oldText === null && edit.newText !== null && edit.hunks === null
    ? edit.newText
    : edit.oldText === "" && text === ""
      ? edit.newText
      : null;
}

function patched(text: string, hunks: string): string | null {
  try {
    const result = applyPatch(text, `--- a\n+++ b\n${hunks.endsWith("\n") ? hunks : `${hunks}\n`}`);
    return result === false ? null : result;
  } catch {
    // The library throws on hunks it cannot read. The record is foreign text: that is a gap, not a bug.
    return null;
  }
}

function placeHunks(file: ReplayedFile, edit: FileEditDetail): void {
  if (edit.oldText === null && edit.newText !== null && edit.hunks === null) {
    // A whole-file write over a file that was never recorded: the new text is exact, the old one is not known.
    file.gaps.add("its text before is not recorded, all of it shows as added");
    file.now = edit.newText;
    if (file.before === undefined) file.before = "";
    return;
  }
  const parsed = edit.hunks === null ? [] : readHunks(edit.hunks);
  if (parsed.length > 0) {
    file.gaps.add("the whole file is not recorded, its hunks stand as recorded");
    // Within one edit new starts count all hunks above; taking them from the bottom up keeps each old start true.
    for (const hunk of [...parsed].sort((a, b) => b.oldStart - a.oldStart)) place(file, hunk);
    return;
  }
  file.gaps.add("line numbers are not recorded, they count from the edit");
  const oldLines = linesOf(edit.oldText ?? "");
  const newLines = linesOf(edit.newText ?? "");
  const start = file.hunks.reduce((end, hunk) => Math.max(end, hunk.newStart + hunk.newLines), 1);
  place(file, {
    oldStart: start,
    oldLines: oldLines.length,
    newLines: newLines.length,
    newStart: start,
    lines: [...oldLines.map((line) => `-${line}`), ...newLines.map((line) => `+${line}`)],
  });
}

/** Puts a hunk that counts in the file's present lines back to the lines it had at the start. */
function place(file: ReplayedFile, hunk: PlacedHunk): void {
  const at = hunk.oldStart;
  let shift = 0;
  for (const earlier of file.hunks) {
    const delta = earlier.newLines - earlier.oldLines;
    if (earlier.newStart + earlier.newLines <= at) shift += delta;
    else if (earlier.newStart >= at + hunk.oldLines) earlier.newStart += hunk.newLines - hunk.oldLines;
    else file.gaps.add("several edits touch the same lines, each is shown");
  }
  file.hunks.push({ ...hunk, oldStart: Math.max(1, at - shift), newStart: at });
}

/** Hunks of unified diff text. Lines before the first header are passed over; without line numbers there is no hunk. */
function readHunks(text: string): PlacedHunk[] {
  const hunks: PlacedHunk[] = [];
  let header: { oldStart: number; newStart: number } | null = null;
  let lines: string[] = [];
  const close = (): void => {
    if (header === null) return;
    const oldLines = lines.filter((line) => line.startsWith("-") || line.startsWith(" ")).length;
    const newLines = lines.filter((line) => line.startsWith("+") || line.startsWith(" ")).length;
    // An empty side names the line before it; here every start is the line the hunk begins at.
    hunks.push({
      oldStart: header.oldStart + (oldLines === 0 ? 1 : 0),
      newStart: header.newStart + (newLines === 0 ? 1 : 0),
      oldLines,
      newLines,
      lines,
    });
  };
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const match = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (match !== null) {
      close();
      header = { oldStart: Number(match[1]), newStart: Number(match[2]) };
      lines = [];
    } else if (header !== null) {
      // Some writers drop the blank of an empty context line.
      lines.push(line === "" ? " " : line);
    }
  }
  close();
  return hunks;
}

function addedText(hunks: string): string | null {
  const parsed = readHunks(hunks);
  if (parsed.length === 0) return null;
  const lines = parsed.flatMap((hunk) => hunk.lines).filter((line) => line.startsWith("+"));
  const open = parsed.at(-1)?.lines.at(-1)?.startsWith("\\") === true;
  return lines.map((line) => line.slice(1)).join("\n") + (open || lines.length === 0 ? "" : "\n");
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
