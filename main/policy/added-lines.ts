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

/** Longer runs are cut: what a line is compared with stays near it, and the work stays in proportion to the patch. */
const longestBlock = 400;

/** Several rules ask for the same hunk's runs, some of them once for each line that matters to them. */
interface KnownHunk {
  readonly blocks: readonly ChangeBlock[];
  readonly blockOf: ReadonlyMap<PatchLine, ChangeBlock>;
  readonly positions: ReadonlyMap<PatchLine, number>;
}
const known = new WeakMap<PatchHunk, KnownHunk>();

function readHunk(hunk: PatchHunk): KnownHunk {
  const before = known.get(hunk);
  if (before !== undefined) return before;
  const blocks = readBlocks(hunk);
  const blockOf = new Map<PatchLine, ChangeBlock>();
  for (const block of blocks) for (const line of [...block.removed, ...block.added]) blockOf.set(line, block);
  const read = { blocks, blockOf, positions: new Map(hunk.lines.map((line, index) => [line, index])) };
  known.set(hunk, read);
  return read;
}

/** The runs of changed lines of a hunk, in order; a very long one comes in pieces, old and new lines side by side. */
export function changeBlocks(hunk: PatchHunk): readonly ChangeBlock[] {
  return readHunk(hunk).blocks;
}

/** The run a changed line stands in; undefined for context. */
export function blockOf(hunk: PatchHunk, line: PatchLine): ChangeBlock | undefined {
  return readHunk(hunk).blockOf.get(line);
}

/** The place of a line among the hunk's lines, from 0. */
export function positionOf(hunk: PatchHunk, line: PatchLine): number {
  return readHunk(hunk).positions.get(line) ?? 0;
}

/** The lines above one in its hunk, in order; at most as many as say something of it. */
export function linesAbove(hunk: PatchHunk, line: PatchLine): readonly PatchLine[] {
  const at = positionOf(hunk, line);
  return hunk.lines.slice(Math.max(0, at - longestBlock), at);
}

/** A line and those below it in its hunk, in order; at most as many as say something of it. */
export function linesFrom(hunk: PatchHunk, line: PatchLine): readonly PatchLine[] {
  const at = positionOf(hunk, line);
  return hunk.lines.slice(at, at + longestBlock);
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
  return blocks.flatMap(pieces);
}

function pieces({ removed, added }: ChangeBlock): ChangeBlock[] {
  const count = Math.ceil(Math.max(removed.length, added.length) / longestBlock);
  const part = (lines: readonly PatchLine[], index: number): readonly PatchLine[] =>
    lines.slice(Math.floor((lines.length * index) / count), Math.floor((lines.length * (index + 1)) / count));
  return Array.from({ length: count }, (_, index) => ({ removed: part(removed, index), added: part(added, index) }));
}

/** The texts of a file's removed or added lines, trimmed: a line that is in both only moved. */
export function trimmedLines(file: PatchFile, kind: "add" | "del"): ReadonlySet<string> {
  const texts = new Set<string>();
  for (const hunk of file.hunks) for (const line of hunk.lines) if (line.kind === kind) texts.add(line.text.trim());
  return texts;
}
