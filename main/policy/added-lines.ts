import type { ParsedPatch, PatchFile, PatchHunk, PatchLine } from "../../shared/diff/parse-patch";
import type { Sighting } from "./rule";

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

/** The place of a line in a file, as a finding carries it: in the old file where the line was removed. */
export function placeOf(file: PatchFile, line: PatchLine): Pick<Sighting, "path" | "line" | "side"> {
  const side = line.kind === "del" ? "old" : "new";
  const number = positive(side === "old" ? line.oldNo : line.newNo);
  return { path: file.path, line: number, side: number === null ? null : side };
}

/** A line as a message shows it: without indentation, at most 100 characters. */
export function shownLine(text: string): string {
  const line = text.trim();
  return line.length <= 100 ? line : `${line.slice(0, 99)}…`;
}

/** A run of removed and added lines with no context between them. */
export interface ChangeBlock {
  readonly removed: readonly PatchLine[];
  readonly added: readonly PatchLine[];
}

/** Several rules ask for the same hunk's runs, some of them once for each line that matters to them. */
const known = new WeakMap<PatchHunk, readonly ChangeBlock[]>();

/** The runs of changed lines of a hunk, in order. */
export function changeBlocks(hunk: PatchHunk): readonly ChangeBlock[] {
  const blocks = known.get(hunk) ?? readBlocks(hunk);
  known.set(hunk, blocks);
  return blocks;
}

function readBlocks(hunk: PatchHunk): ChangeBlock[] {
  const blocks: { removed: PatchLine[]; added: PatchLine[] }[] = [];
  let open: { removed: PatchLine[]; added: PatchLine[] } | null = null;
  for (const line of hunk.lines) {
    if (line.kind === "context") {
      open = null;
      continue;
    }
    if (open === null) {
      open = { removed: [], added: [] };
      blocks.push(open);
    }
    (line.kind === "del" ? open.removed : open.added).push(line);
  }
  return blocks;
}

/** The texts of a file's removed or added lines, trimmed: a line that is in both only moved. */
export function trimmedLines(file: PatchFile, kind: "add" | "del"): ReadonlySet<string> {
  const texts = new Set<string>();
  for (const hunk of file.hunks) for (const line of hunk.lines) if (line.kind === kind) texts.add(line.text.trim());
  return texts;
}
