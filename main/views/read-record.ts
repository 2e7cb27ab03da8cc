import { hash } from "node:crypto";
import type { ReadingRecord } from "../../shared/contract/reading-record";
import { hunkKeyInput, hunkTexts } from "../../shared/diff/hunk-texts";
import type { Evidence } from "../../shared/model/evidence";
import type { ReadRecord } from "../../shared/model/read-record";
import { ok, type Result } from "../../shared/result";
import { sha256 } from "../platform/files";
import { openedOf, type FirstOpened } from "../store/opened";
import { readAttempt, type StoredAttempt } from "../store/tasks";
import type { Core } from "./core";
import { currentSettings } from "./settings";
import { attemptMissing } from "./timeline";

/** A hunk's key in the record, and the file it is in. */
interface HunkKey {
  readonly key: string;
  readonly path: string;
}

const patchesKept = 8;

/** Keys of the patches asked for last: a patch is named by its digest, so they never grow old. */
const lastKeys = new WeakMap<Core, Map<string, readonly HunkKey[]>>();

/** The hunks of an archived patch in their order. A patch that cannot be read is a problem. */
export function hunkKeys(core: Core, patch: string | null): Result<readonly HunkKey[]> {
  if (patch === null) return ok([]);
  const kept = lastKeys.get(core) ?? new Map<string, readonly HunkKey[]>();
  lastKeys.set(core, kept);
  let keys = kept.get(patch);
  if (keys === undefined) {
    const bytes = core.archive.get(patch);
    if (!bytes.ok) return bytes;
    // Of small texts most of the time goes into making a hash object: the one-shot form makes none.
    keys = hunkTexts(bytes.value.toString("utf8")).map((hunk) => ({
      key: hash("sha256", hunkKeyInput(hunk)),
      path: hunk.path,
    }));
  }
  kept.delete(patch);
  kept.set(patch, keys);
  for (const oldest of kept.keys()) {
    if (kept.size <= patchesKept) break;
    kept.delete(oldest);
  }
  return ok(keys);
}

/** An evidence item's key: its file's digest, so that the same report elsewhere is the same; of a run in a transcript its id. */
export function evidenceKey(item: Evidence): string {
  return item.file?.digest ?? item.id;
}

interface Opened {
  readonly reviewer: string;
  readonly problem: string | null;
  readonly hunks: readonly HunkKey[];
  readonly files: ReadonlyMap<string, FirstOpened>;
  readonly shown: ReadonlyMap<string, FirstOpened>;
  readonly evidence: ReadonlyMap<string, FirstOpened>;
}

function openedIn(core: Core, { attempt, judgement }: StoredAttempt): Opened {
  const reviewer = currentSettings(core).reviewerName;
  const hunks = hunkKeys(core, attempt.patchDigest);
  const keys = hunks.ok ? hunks.value : [];
  const digests = attempt.files.map((file) => file.digest);
  const items = (judgement?.evidence ?? []).map(evidenceKey);
  return {
    reviewer,
    problem: hunks.ok ? null : hunks.error.message,
    hunks: keys,
    files: openedOf(core.record, "file", digests, reviewer),
    shown: openedOf(core.record, "hunk", [...new Set(keys.map(({ key }) => key))], reviewer),
    evidence: openedOf(core.record, "evidence", [...new Set(items)], reviewer),
  };
}

/** How many of some things were opened, and the digest over the sorted keys of those that were, one a line. */
function tally(keys: readonly string[], opened: ReadonlyMap<string, FirstOpened>): ReadRecord["files"] {
  const found = keys.filter((key) => opened.has(key));
  const lines = [...new Set(found)].sort().map((key) => `${key}\n`);
  return { opened: found.length, of: keys.length, digest: sha256(lines.join("")) };
}

function totalsOf({ attempt, judgement }: StoredAttempt, { files, hunks, shown, evidence }: Opened): ReadRecord {
  return {
    files: tally(
      attempt.files.map((file) => file.digest),
      files,
    ),
    hunks: tally(
      hunks.map(({ key }) => key),
      shown,
    ),
    evidence: tally((judgement?.evidence ?? []).map(evidenceKey), evidence),
  };
}

/** What the reviewer has opened of an attempt up to now, as a decision carries it. */
export function readTotals(core: Core, stored: StoredAttempt): ReadRecord {
  return totalsOf(stored, openedIn(core, stored));
}

/** What the reviewer has opened of an attempt: files marked, hunks and evidence that were on screen, here or in other attempts. */
export function readingRecord(core: Core, attemptId: string): Result<ReadingRecord> {
  const stored = readAttempt(core.index, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const opened = openedIn(core, stored);
  const { attempt, judgement } = stored;
  const perFile = new Map<string, { hunks: number; shown: number }>();
  const shown: number[] = [];
  opened.hunks.forEach(({ key, path }, place) => {
    const own = perFile.get(path) ?? { hunks: 0, shown: 0 };
    perFile.set(path, own);
    own.hunks += 1;
    if (!opened.shown.has(key)) return;
    own.shown += 1;
    shown.push(place);
  });
  return ok({
    attemptId,
    reviewer: opened.reviewer,
    patch: attempt.patchDigest,
    problem: opened.problem,
    files: attempt.files.map(({ path, digest }) => ({
      path,
      digest,
      read: opened.files.get(digest) ?? null,
      ...(perFile.get(path) ?? { hunks: 0, shown: 0 }),
    })),
    shown,
    evidence: (judgement?.evidence ?? []).map((item) => ({
      id: item.id,
      opened: opened.evidence.get(evidenceKey(item)) ?? null,
    })),
    totals: totalsOf(stored, opened),
    elsewhere: elsewhereOf(core, stored, opened),
  });
}

/** The other attempts in which some of this one's content was first opened. */
function elsewhereOf(core: Core, { attempt, judgement }: StoredAttempt, opened: Opened): ReadingRecord["elsewhere"] {
  const found = new Map<string, { files: number; hunks: number; evidence: number }>();
  const count = (of: "files" | "hunks" | "evidence", first: FirstOpened | undefined): void => {
    const id = first?.attemptId ?? null;
    if (id === null || id === attempt.id) return;
    const sums = found.get(id) ?? { files: 0, hunks: 0, evidence: 0 };
    sums[of] += 1;
    found.set(id, sums);
  };
  for (const { digest } of attempt.files) count("files", opened.files.get(digest));
  for (const { key } of opened.hunks) count("hunks", opened.shown.get(key));
  for (const item of judgement?.evidence ?? []) count("evidence", opened.evidence.get(evidenceKey(item)));
  return [...found].map(([attemptId, sums]) => {
    const other = readAttempt(core.index, attemptId)?.attempt;
    return { attemptId, letter: other?.letter ?? null, taskId: other?.taskId ?? null, ...sums };
  });
}
