import { conflictRows, fileFacts, type FileFacts } from "../../../shared/diff/file-facts";
import type { PatchRows, RowFile } from "../../../shared/diff/rows";
import { formatDigest, formatPlural } from "../../ui/format";

/** What a file is besides its lines, for its header and above its lines. */
export interface FileState {
  /** Said under the header; null where the lines say it all. */
  readonly sentence: string | null;
  /** Words in the header: "submodule", "87 % alike". */
  readonly tags: readonly string[];
  readonly conflicts: readonly number[];
}

/** What to say of a file. In: the patch, its rows, one of its files. */
export function fileState(text: string, rows: PatchRows, file: RowFile): FileState {
  const facts = fileFacts(text, rows, file);
  const conflicts = conflictRows(text, rows, file);
  const tags: string[] = [];
  if (facts.kind === "submodule") tags.push("submodule");
  if (facts.kind === "symlink") tags.push("link");
  if (facts.similarity !== null && facts.similarity < 100) tags.push(`${String(facts.similarity)} % alike`);
  if (conflicts.length > 0) tags.push("conflict markers");
  return { sentence: sentenceOf(text, file, facts), tags, conflicts };
}

function sentenceOf(text: string, file: RowFile, facts: FileFacts): string | null {
  const mode = modeSentence(file);
  if (facts.kind === "submodule") return submoduleSentence(facts);
  if (facts.kind === "symlink" && file.hunks > 0) return linkSentence(facts);
  if (file.binary) return joined(binarySentence(file, facts), mode);
  if (file.hunks > 0) return mode;
  if (text.startsWith("diff --c", file.start)) return "Combined diff of a merge: not shown line by line.";
  const alike = facts.similarity === null ? "" : ` ${String(facts.similarity)} % alike.`;
  if (file.status === "renamed") return joined(`Renamed without changes.${alike}`, mode);
  if (file.status === "copied") return joined(`Copied without changes.${alike}`, mode);
  if (file.status === "added") return "Added empty.";
  if (file.status === "deleted") return "Deleted; it was empty.";
  return mode ?? "No lines differ.";
}

function joined(first: string, second: string | null): string {
  return second === null ? first : `${first} ${second}`;
}

function binarySentence(file: RowFile, { oldBlob, newBlob }: FileFacts): string {
  const blobs =
    oldBlob === null || newBlob === null
      ? ""
      : file.status === "added"
        ? `, blob ${formatDigest(newBlob)}`
        : file.status === "deleted"
          ? `, blob ${formatDigest(oldBlob)}`
          : `, blob ${formatDigest(oldBlob)} before, ${formatDigest(newBlob)} after`;
  return `Binary file${blobs}: there are no lines to show.`;
}

function submoduleSentence({ before, after }: FileFacts): string {
  const inside = "What changed inside it is not part of this patch.";
  if (before !== null && after !== null)
    return `Submodule, commit ${formatDigest(before)} before, ${formatDigest(after)} after. ${inside}`;
  if (after !== null)
    return `Submodule added at commit ${formatDigest(after)}. What it holds is not part of this patch.`;
  if (before !== null) return `Submodule removed; it was at commit ${formatDigest(before)}.`;
  return `Submodule. ${inside}`;
}

function linkSentence({ before, after }: FileFacts): string {
  if (before !== null && after !== null) return `Link: points to ${after}, before to ${before}.`;
  if (after !== null) return `Link to ${after}.`;
  return before === null ? "Link." : `Link removed; it pointed to ${before}.`;
}

const modes: Readonly<Record<string, string>> = {
  "100644": "a plain file",
  "100755": "a file that can be run",
  "120000": "a link",
  "160000": "a submodule",
};

function modeSentence(file: RowFile): string | null {
  const { oldMode, newMode } = file;
  if (oldMode === null || newMode === null || oldMode === newMode) return null;
  const words = modes[newMode];
  return `Mode changed from ${oldMode} to ${newMode}${words === undefined ? "" : `: ${words} now`}.`;
}

/** Said at the first conflict marker of a file. */
export function conflictSentence(rows: readonly number[]): string {
  return `Conflict markers of a merge were committed: ${formatPlural(rows.length, "line")}, the first here.`;
}
