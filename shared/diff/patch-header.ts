import {
  guessGitNames,
  readHeaderName,
  splitGitNames,
  stripPrefixes,
  withoutFirst,
  type NamePair,
} from "./quoted-path";

export type PatchStatus = "added" | "modified" | "deleted" | "renamed" | "copied" | "mode";

/** What the lines above a file's first hunk say. */
export interface PatchFileHead {
  readonly path: string;
  readonly oldPath: string | null;
  readonly status: PatchStatus;
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly binary: boolean;
  /** Offset of the file's first header line. */
  readonly start: number;
}

/** Header lines of one file as they are met; `headOf` judges them together. */
export interface HeaderLines {
  readonly start: number;
  /** What follows `diff --git `, or null for a file that begins with `---`. */
  readonly git: string | null;
  old: string | null;
  new: string | null;
  renameFrom: string | null;
  renameTo: string | null;
  copyFrom: string | null;
  copyTo: string | null;
  oldMode: string | null;
  newMode: string | null;
  indexMode: string | null;
  created: boolean;
  removed: boolean;
  binary: boolean;
}

/** An empty collection for the file whose header begins at offset `start`. */
export function headerLines(start: number, git: string | null): HeaderLines {
  return {
    start,
    git,
    old: null,
    new: null,
    renameFrom: null,
    renameTo: null,
    copyFrom: null,
    copyTo: null,
    oldMode: null,
    newMode: null,
    indexMode: null,
    created: false,
    removed: false,
    binary: false,
  };
}

const INDEX_MODE = /^[0-9a-f]+\.\.[0-9a-f]+ ([0-7]{6})$/;

/** Takes in one extended header line (`rename from x`, `new file mode 100644` ...). False where the line is none. */
export function takeExtended(lines: HeaderLines, line: string): boolean {
  const take = (prefix: string): string | null => (line.startsWith(prefix) ? line.slice(prefix.length) : null);
  let value: string | null;
  if ((value = take("index ")) !== null) lines.indexMode = INDEX_MODE.exec(value)?.[1] ?? null;
  else if ((value = take("old mode ")) !== null) lines.oldMode = value.trim();
  else if ((value = take("new mode ")) !== null) lines.newMode = value.trim();
  else if ((value = take("new file mode ")) !== null) {
    lines.newMode = value.trim();
    lines.created = true;
  } else if ((value = take("deleted file mode ")) !== null) {
    lines.oldMode = value.trim();
    lines.removed = true;
  } else if ((value = take("rename from ")) !== null) lines.renameFrom = readHeaderName(value);
  else if ((value = take("rename to ")) !== null) lines.renameTo = readHeaderName(value);
  else if ((value = take("copy from ")) !== null) lines.copyFrom = readHeaderName(value);
  else if ((value = take("copy to ")) !== null) lines.copyTo = readHeaderName(value);
  else return take("similarity index ") !== null || take("dissimilarity index ") !== null;
  return true;
}

/** Judges the header lines. `certain` is false where the file's name had to be guessed from an ambiguous header. */
export function headOf(lines: HeaderLines, hasHunks: boolean): { head: PatchFileHead; certain: boolean } {
  const { pair, certain } = namesOf(lines);
  const added = lines.created || pair.old === "/dev/null";
  const deleted = lines.removed || (pair.new === "/dev/null" && !added);
  const renamed = lines.renameFrom !== null || lines.renameTo !== null;
  const copied = lines.copyFrom !== null || lines.copyTo !== null;
  const modeChanged = lines.oldMode !== null && lines.newMode !== null && lines.oldMode !== lines.newMode;
  let status: PatchStatus = "modified";
  if (renamed) status = "renamed";
  else if (copied) status = "copied";
  else if (added) status = "added";
  else if (deleted) status = "deleted";
  else if (modeChanged && !hasHunks && !lines.binary) status = "mode";
  const head: PatchFileHead = {
    path: deleted ? pair.old : pair.new,
    oldPath: renamed || copied ? pair.old : null,
    status,
    oldMode: lines.oldMode ?? (added ? null : lines.indexMode),
    newMode: lines.newMode ?? (deleted ? null : lines.indexMode),
    binary: lines.binary,
    start: lines.start,
  };
  return { head, certain };
}

function namesOf(lines: HeaderLines): { pair: NamePair; certain: boolean } {
  const from = lines.renameFrom ?? lines.copyFrom;
  const to = lines.renameTo ?? lines.copyTo;
  if (from !== null && to !== null) return { pair: { old: from, new: to }, certain: true };
  const git = lines.git === null ? null : splitGitNames(lines.git);
  const unprefixed = git !== null && git.old === git.new;
  if (lines.old !== null && lines.new !== null) {
    const written = { old: lines.old, new: lines.new };
    if (unprefixed) return { pair: written, certain: true };
    const stripped = stripPrefixes(written);
    // `diff -ru before/x after/x` has no agreed prefix: what differs is the folder the two trees stood in.
    const otherTrees =
      lines.git === null && stripped.old !== stripped.new && withoutFirst(stripped.old) === withoutFirst(stripped.new);
    return {
      pair: otherTrees ? { old: withoutFirst(stripped.old), new: withoutFirst(stripped.new) } : stripped,
      certain: true,
    };
  }
  if (git !== null) return { pair: unprefixed ? git : stripPrefixes(git), certain: true };
  const one = lines.new ?? lines.old;
  if (one !== null) return { pair: stripPrefixes({ old: lines.old ?? "/dev/null", new: one }), certain: false };
  return { pair: stripPrefixes(guessGitNames(lines.git ?? "")), certain: false };
}
