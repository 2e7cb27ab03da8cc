import type { PatchStatus } from "./patch-header";
import { scanPatch, type LineKind } from "./scan-patch";

export interface PatchLine {
  readonly kind: LineKind;
  /** Line number in the old file; null for added lines and under a hunk header without numbers. */
  readonly oldNo: number | null;
  /** Line number in the new file; null for removed lines and under a hunk header without numbers. */
  readonly newNo: number | null;
  /** The line without its sign and line feed. A carriage return before the line feed stays. */
  readonly text: string;
  /** The file ends with this line and has no line feed there. */
  readonly noNewline: boolean;
}

export interface PatchHunk {
  /** The four numbers as the header states them, right or wrong. */
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** What stands after the second `@@`. */
  readonly section: string;
  readonly lines: readonly PatchLine[];
}

export interface PatchFile {
  /** The file's name after the change; of a deleted file its name before. Empty where the patch names no file. */
  readonly path: string;
  /** The name before a rename, or the source of a copy; null otherwise. */
  readonly oldPath: string | null;
  readonly status: PatchStatus;
  /** Git's six octal digits. Equal where the mode did not change; null where the patch does not say. */
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly binary: boolean;
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly PatchHunk[];
  /**
   * `[start, end)` in UTF-16 units: this file's part of the text, from its first header line to the line feed of its last
   * line. Text between files (mail headers, `-- ` trailers, prose) belongs to none. See `fileDigestInput`.
   */
  readonly start: number;
  readonly end: number;
}

export interface ParsedPatch {
  readonly files: readonly PatchFile[];
  /** What was odd, by line of the patch text counted from 1. Whatever could be read is in `files` all the same. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

interface OpenLine {
  kind: LineKind;
  oldNo: number | null;
  newNo: number | null;
  text: string;
  noNewline: boolean;
}
interface OpenFile extends Omit<PatchFile, "hunks"> {
  added: number;
  removed: number;
  end: number;
  hunks: (Omit<PatchHunk, "lines"> & { lines: OpenLine[] })[];
}

/**
 * Reads a git unified diff into files, hunks and lines. Takes the patch as text (decoded as UTF-8; format rules: git-diff(1),
 * "Generating patch text with -p"). Never throws: what is odd is in `problems`.
 */
export function parsePatch(text: string): ParsedPatch {
  const files: OpenFile[] = [];
  const problems: { line: number; message: string }[] = [];
  let file: OpenFile | undefined;
  let lines: OpenLine[] = [];
  scanPatch(text, {
    file(head) {
      file = { ...head, added: 0, removed: 0, hunks: [], end: head.start };
      files.push(file);
      lines = [];
    },
    hunk(head) {
      lines = [];
      file?.hunks.push({
        oldStart: head.oldStart,
        oldLines: head.oldLines,
        newStart: head.newStart,
        newLines: head.newLines,
        section: head.section,
        lines,
      });
    },
    line(kind, oldNo, newNo, from, to) {
      lines.push({ kind, oldNo: oldNo || null, newNo: newNo || null, text: text.slice(from, to), noNewline: false });
      if (file === undefined) return;
      if (kind === "add") file.added += 1;
      else if (kind === "del") file.removed += 1;
    },
    noNewline() {
      const last = lines.at(-1);
      if (last !== undefined) last.noNewline = true;
    },
    fileEnd(end) {
      if (file !== undefined) file.end = end;
    },
    problem(line, message) {
      problems.push({ line, message });
    },
  });
  return { files, problems };
}

/**
 * The text whose SHA-256 (over its UTF-8 bytes, lower-case hex) is the file's digest: `ChangedFile.digest`, the key of read
 * marks and of "same" between attempts. It is the file's part of the patch as it stands, headers and `index` line included,
 * so that equal digests mean equal old and new content wherever the patch was made by git.
 */
export function fileDigestInput(text: string, file: Pick<PatchFile, "start" | "end">): string {
  return text.slice(file.start, file.end);
}
