import type { ParsedPatch, PatchFile } from "../../shared/diff/parse-patch";

/** A line that a patch adds. */
export interface AddedLine {
  readonly file: PatchFile;
  readonly text: string;
  /** Line number in the new file; null where the patch does not say. */
  readonly line: number | null;
}

/** Every added line of a patch, or of the files that pass a test. */
export function* addedLines(
  patch: ParsedPatch,
  wanted: (file: PatchFile) => boolean = () => true,
): Generator<AddedLine> {
  for (const file of patch.files) {
    if (!wanted(file)) continue;
    for (const hunk of file.hunks) {
      for (const line of hunk.lines)
        if (line.kind === "add") yield { file, text: line.text, line: positive(line.newNo) };
    }
  }
}

/** A line number as a finding carries it: a patch that counts from 0 has none. */
export function positive(line: number | null): number | null {
  return line !== null && line > 0 ? line : null;
}
