import type { Attempt } from "../../shared/model/attempt";
import type { AttemptOwners, CodeownersFile, PathOwners } from "../../shared/model/owners";
import { readCodeowners, type OwnersProblem } from "../ownership/codeowners";
import { indexCodeowners, type OwnersLookup } from "../ownership/codeowners-index";
import { changedCodeowners, ownersOfPaths, ownerShares } from "../ownership/shares";
import { readCodeownersRow, type CodeownersRow } from "../store/codeowners";
import type { Core } from "./core";

/** A file ready to be asked. */
interface Read {
  readonly lookup: OwnersLookup;
  readonly rules: number;
  readonly problems: readonly OwnersProblem[];
}

/** Files as read, by digest: attempts of one night begin from few. Null: the text is gone. */
const reads = new WeakMap<Core, Map<string, Read | null>>();
const mostReads = 50;
const mostProblems = 200;

function readOf(core: Core, digest: string): Read | null {
  const known = reads.get(core) ?? new Map<string, Read | null>();
  reads.set(core, known);
  const before = known.get(digest);
  if (before !== undefined) return before;
  const bytes = core.archive.get(digest);
  const file = bytes.ok ? readCodeowners(bytes.value.toString("utf8")) : null;
  const made =
    file === null ? null : { lookup: indexCodeowners(file), rules: file.rules.length, problems: file.problems };
  for (const oldest of known.keys()) {
    if (known.size < mostReads) break;
    known.delete(oldest);
  }
  known.set(digest, made);
  return made;
}

/** What is known of the repository where an attempt began, else of the pack it came with; null: nobody could look. */
function rowOf(core: Core, { id, base }: Pick<Attempt, "id" | "base">): CodeownersRow | null {
  return (
    (base === null ? null : readCodeownersRow(core.record, base)) ?? readCodeownersRow(core.record, `attempt:${id}`)
  );
}

function fileOf(row: CodeownersRow | null, read: Read | null): CodeownersFile {
  const { place = null, commit = null, source = null, readAt = null, bytes = 0, digest = null } = row ?? {};
  const problems = read?.problems ?? [];
  const state =
    row === null
      ? "unknown"
      : place === null
        ? "none"
        : digest === null
          ? "too-large"
          : read === null
            ? "unreadable"
            : "file";
  return {
    state,
    place,
    commit,
    source,
    readAt,
    bytes,
    rules: read?.rules ?? 0,
    skipped: problems.length,
    problems: problems.slice(0, mostProblems),
  };
}

/** The owners of what an attempt changes, by the CODEOWNERS of where it began, never by what it says itself. */
export function attemptOwners(core: Core, attempt: Attempt): AttemptOwners {
  const row = rowOf(core, attempt);
  const digest = row?.digest ?? null;
  const read = digest === null ? null : readOf(core, digest);
  const file = fileOf(row, read);
  const paths =
    read === null
      ? attempt.files.map(({ path }): PathOwners => ({ path, owners: [], line: null, pattern: null }))
      : ownersOfPaths(read.lookup, pathsOf(attempt));
  const says = file.state !== "unknown" && file.state !== "unreadable";
  return {
    attemptId: attempt.id,
    letter: attempt.letter,
    file,
    paths,
    unowned: says ? paths.filter(({ owners }) => owners.length === 0).length : null,
    owners: ownerShares(paths),
    changes: changedCodeowners(attempt.files),
  };
}

/** Who CODEOWNERS names for a task, and what that rests on; null where it names nobody. */
export interface NamedOwner {
  /** Who owns most of what the attempts change. */
  readonly owner: string;
  /** Where that is written and how far it goes: ".github/CODEOWNERS at 1a2b3c4, 3 of 4 paths". */
  readonly detail: string;
}

/** In: the attempts of one task. Every path counts once, however many attempts change it. */
export function namedOwner(core: Core, attempts: readonly Attempt[]): NamedOwner | null {
  const paths = new Map<string, PathOwners>();
  let place: string | null = null;
  for (const attempt of attempts) {
    const row = rowOf(core, attempt);
    const digest = row?.digest ?? null;
    if (row === null || digest === null) continue;
    const read = readOf(core, digest);
    if (read === null) continue;
    place ??= `${row.place ?? "CODEOWNERS"}${row.commit === null ? "" : ` at ${row.commit.slice(0, 7)}`}`;
    for (const one of ownersOfPaths(read.lookup, pathsOf(attempt))) if (!paths.has(one.path)) paths.set(one.path, one);
  }
  const [most] = ownerShares([...paths.values()]);
  if (most === undefined || place === null) return null;
  return { owner: most.owner, detail: `${place}, ${String(most.paths)} of ${String(paths.size)} paths` };
}

/** A file that was moved is asked about where it was and where it is. */
function pathsOf({ files }: Pick<Attempt, "files">): Set<string> {
  return new Set(files.flatMap(({ path, oldPath }) => (oldPath === null ? [path] : [oldPath, path])));
}
