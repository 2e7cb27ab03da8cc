import type { HeaderSide } from "./interdiff-text";
import { fileDigestInput, parsePatch, type PatchFile } from "./parse-patch";

/** A file of a patch, with its part of the text. */
export interface Patch {
  readonly file: PatchFile;
  readonly text: string;
  /** Names of the contents before and after, as the patch's `index` line has them; null without one. */
  readonly blobs: readonly [old: string, fresh: string] | null;
}

/** What two patches do to one file; null where a patch does not name it. */
export interface FilePair {
  readonly from: Patch | null;
  readonly to: Patch | null;
  /** Told by the names of contents; null where they do not say. */
  readonly equalBases: boolean | null;
  readonly equalBlobs: boolean;
  /** The file came to its name by a rename on one side and anew on the other, which deleted the renamed one. */
  readonly joined: { readonly side: "from" | "to"; readonly base: Patch | null } | null;
}

/** Puts the files of two patches beside each other, by the name they had in the base. In the order of the second, then of the first. */
export function pairFiles(from: string, to: string): FilePair[] {
  const left = new Map(read(from).map((patch) => [keyOf(patch), patch]));
  const right = new Map(read(to).map((patch) => [keyOf(patch), patch]));
  const pairs: FilePair[] = [];
  for (const [key, patch] of right) pairs.push(pairOf(left.get(key) ?? null, patch));
  for (const [key, patch] of left) if (!right.has(key)) pairs.push(pairOf(patch, null));
  return joinNames(pairs).sort((a, b) => compareNames(nameOf(a), nameOf(b)));
}

function nameOf({ from, to }: FilePair): string {
  return (to ?? from)?.file.path ?? "";
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function read(text: string): Patch[] {
  return parsePatch(text).files.map((file) => {
    const part = fileDigestInput(text, file);
    const found = /^index ([0-9a-f]{7,64})\.\.([0-9a-f]{7,64})/m.exec(part.slice(0, 4096));
    const blobs = found?.[1] === undefined || found[2] === undefined ? null : ([found[1], found[2]] as const);
    return { file, text: part, blobs };
  });
}

/** A file is named by what it was; what was not there before, by what it became. */
function keyOf({ file }: Patch): string {
  if (file.status === "copied") return `copy ${file.path}`;
  return file.status === "added" ? `new ${file.path}` : `old ${file.oldPath ?? file.path}`;
}

function pairOf(from: Patch | null, to: Patch | null): FilePair {
  const [one, other] = [from?.blobs ?? null, to?.blobs ?? null];
  const told = one !== null && other !== null;
  return {
    from,
    to,
    equalBases: told ? sameName(one[0], other[0]) : null,
    equalBlobs: told && sameName(one[1], other[1]),
    joined: null,
  };
}

/** Names of contents may be shortened. */
function sameName(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

/** Two ways to one name are one file: what the one side renamed to it, and what the other made anew under it. */
function joinNames(pairs: readonly FilePair[]): FilePair[] {
  const made = new Map<string, FilePair>();
  for (const pair of pairs) {
    const only = pair.from === null ? pair.to : pair.to === null ? pair.from : null;
    if (only?.file.status === "added") made.set(only.file.path, pair);
  }
  const used = new Set<FilePair>();
  const joined = pairs.map((pair): FilePair => {
    for (const side of ["from", "to"] as const) {
      const own = pair[side];
      const other = pair[side === "from" ? "to" : "from"];
      const twin =
        own?.file.status === "renamed" && other?.file.status === "deleted" ? made.get(own.file.path) : undefined;
      const fresh = twin?.[side === "from" ? "to" : "from"] ?? null;
      if (own === null || twin === undefined || fresh === null) continue;
      used.add(twin);
      const both = side === "from" ? pairOf(own, fresh) : pairOf(fresh, own);
      return { ...both, equalBases: null, joined: { side, base: other } };
    }
    return pair;
  });
  return joinMoved(joined.filter((pair) => !used.has(pair)));
}

/** What the one patch makes or renames and the other finds in its base is one file: the base moved there. */
function joinMoved(pairs: readonly FilePair[]): FilePair[] {
  const ended = new Map<string, FilePair>();
  for (const pair of pairs) if (pair.to === null && pair.from !== null) ended.set(pair.from.file.path, pair);
  const used = new Set<FilePair>();
  const joined = pairs.map((pair): FilePair => {
    const twin = pair.from === null && pair.to !== null ? ended.get(pair.to.file.path) : undefined;
    const statuses = [twin?.from?.file.status, pair.to?.file.status];
    const found = statuses.includes("modified") && (statuses.includes("added") || statuses.includes("renamed"));
    if (!found || twin === undefined) return pair;
    used.add(twin);
    return { ...pairOf(twin.from, pair.to), equalBases: false };
  });
  return joined.filter((pair) => !used.has(pair));
}

/** Name and mode of a file after one change; where a patch does not name it, what the other says it was before. */
export function resultOf(own: Patch | null, other: Patch | null): HeaderSide {
  if (own !== null) {
    const { status, path, newMode, oldMode } = own.file;
    return status === "deleted" ? { path: null, mode: null } : { path, mode: newMode ?? oldMode };
  }
  if (other === null || other.file.status === "added" || other.file.status === "copied")
    return { path: null, mode: null };
  return { path: other.file.oldPath ?? other.file.path, mode: other.file.oldMode };
}
