import { parsePatch } from "../../shared/diff/parse-patch";
import type { Attempt } from "../../shared/model/attempt";
import { counted } from "../../shared/review/counted";
import type { DerivedPatch } from "../provenance/derive-patch";
import { someOf } from "../provenance/wording";
import type { Core } from "../views/core";
import type { RepositoryLook } from "./repository-patch";

/** The patch that stands for an attempt, and what it was taken from. */
export interface ChosenPatch {
  readonly source: Attempt["patchSource"];
  readonly bytes: Uint8Array | null;
  readonly note: string | null;
  readonly base: string | null;
  readonly head: string | null;
  readonly branch: string | null;
}

export interface PatchSources {
  readonly look: RepositoryLook;
  /** Digest of the patch that the runner itself states. */
  readonly statedPatch: string | null;
  /** What the recorded edits come to. */
  readonly derived: DerivedPatch;
  /** The attempt as it was made before, where it was: what was read of a repository then is not lost with it. */
  readonly before: Attempt | null;
}

/**
 * Takes the most solid source of a session's change: the repository, then the runner's own patch, then the recorded edits.
 * The note says what was read, why a better source was not, and where the recorded edits tell of other files.
 */
export function choosePatch(core: Core, { look, statedPatch, derived, before }: PatchSources): ChosenPatch {
  const recorded = derived === null ? null : pathsOf(derived.patch);
  const nowhere = { base: null, head: null, branch: null };
  const unread =
    look.problem === null
      ? []
      : [`${look.problem.message}${look.problem.remedy === undefined ? "" : ` ${look.problem.remedy}`}`];

  if (look.found !== null && (look.found.patch.length > 0 || recorded === null)) {
    const { patch, folder, note, base, head, branch } = look.found;
    const inRepository = recorded?.map((path) => (folder === null || folder === "" ? path : `${folder}/${path}`));
    const other = inRepository === undefined ? null : differences(pathsOf(patch.toString("utf8")), inRepository);
    return { source: "repository", bytes: patch, base, head, branch, note: joined([note, other]) };
  }
  if (look.found !== null) unread.push("The commits from the session's time change nothing.");

  const kept = look.found === null ? readBefore(core, before, unread) : null;
  if (kept !== null) return kept;

  const stated = statedPatch === null ? null : core.archive.get(statedPatch);
  if (stated?.ok === true) {
    const other = recorded === null ? null : differences(pathsOf(stated.value.toString("utf8")), recorded);
    return {
      source: "runner",
      bytes: stated.value,
      note: joined([...unread, other]),
      ...nowhere,
    };
  }
  if (derived === null) return { source: "none", bytes: null, note: joined(unread), ...nowhere };
  return {
    source: "recorded-edits",
    bytes: Buffer.from(derived.patch, "utf8"),
    note: joined([...unread, derived.note]),
    ...nowhere,
  };
}

const readEarlier = "It was read before and stands as it was then: the repository does not give it now.";

/**
 * What an earlier look into the repository found. Worktrees are removed and branches deleted after a night: the commits that
 * were read are what was done all the same, and a decision on them does not become stale by tidying up.
 */
function readBefore(core: Core, before: Attempt | null, unread: readonly string[]): ChosenPatch | null {
  if (before?.patchSource !== "repository" || before.patchDigest === null) return null;
  const bytes = core.archive.get(before.patchDigest);
  if (!bytes.ok) return null;
  const first = (before.patchNote ?? "").split(` ${readEarlier}`)[0] ?? null;
  return {
    source: "repository",
    bytes: bytes.value,
    base: before.base,
    head: before.head,
    branch: before.branch,
    note: joined([first, readEarlier, ...unread]),
  };
}

/** Every path that a patch touches, under its old and its new name. */
function pathsOf(patch: string): string[] {
  return parsePatch(patch).files.flatMap((file) => (file.oldPath === null ? [file.path] : [file.path, file.oldPath]));
}

/** Where two tellings of one change name other files, in a sentence; null where they name the same. */
function differences(patch: readonly string[], recorded: readonly string[]): string | null {
  const inPatch = new Set(patch);
  const inEdits = new Set(recorded);
  const onlyEdits = [...inEdits].filter((path) => !inPatch.has(path));
  const onlyPatch = [...inPatch].filter((path) => !inEdits.has(path));
  const parts = [
    ...(onlyEdits.length === 0
      ? []
      : [
          `the recorded edits name ${counted(onlyEdits.length, "file")} that it does not touch: ${someOf(onlyEdits, 3)}`,
        ]),
    ...(onlyPatch.length === 0
      ? []
      : [`it touches ${counted(onlyPatch.length, "file")} that they do not name: ${someOf(onlyPatch, 3)}`]),
  ];
  if (parts.length === 0) return null;
  const text = parts.join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function joined(parts: readonly (string | null)[]): string | null {
  const said = parts.flatMap((part) => (part === null || part === "" ? [] : [part]));
  return said.length === 0 ? null : said.join(" ");
}
