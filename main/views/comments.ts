import type { Output } from "../../shared/contract/api";
import type { ShownComment } from "../../shared/contract/comments";
import { fileDigestInput } from "../../shared/diff/parse-patch";
import { patchRows, type PatchRows } from "../../shared/diff/rows";
import type { Comment, CommentSide, Placement } from "../../shared/model/comment";
import { ok, type Result } from "../../shared/result";
import { placeComment, type AnchorFile } from "../../shared/review/anchor";
import { sideLines, type SideLines } from "../../shared/review/anchor-lines";
import { sha256 } from "../platform/files";
import { readComments } from "../store/comments";
import { readAttempt, readAttempts, readTask, type StoredAttempt } from "../store/tasks";
import type { Core } from "./core";
import { recordedDecisions } from "./decisions";
import { taskMissing } from "./task-view";
import { attemptMissing } from "./timeline";

interface ReadPatch {
  readonly text: string;
  readonly rows: PatchRows;
}

const patchesKept = 4;
/** Patches asked for last: a patch is named by its digest, so they never grow old. */
const lastPatches = new WeakMap<Core, Map<string, ReadPatch>>();

/** An archived patch as rows. A patch that cannot be read is a problem. */
export function patchOf(core: Core, digest: string): Result<ReadPatch> {
  const kept = lastPatches.get(core) ?? new Map<string, ReadPatch>();
  lastPatches.set(core, kept);
  let read = kept.get(digest);
  if (read === undefined) {
    const bytes = core.archive.get(digest);
    if (!bytes.ok) return bytes;
    const text = bytes.value.toString("utf8");
    read = { text, rows: patchRows(text) };
  }
  kept.delete(digest);
  kept.set(digest, read);
  for (const oldest of kept.keys()) {
    if (kept.size <= patchesKept) break;
    kept.delete(oldest);
  }
  return ok(read);
}

const noLines: SideLines = { numbers: [], texts: [] };

/** The files of an attempt's patch, read no further than a comment needs: equal digests are told from the record alone. */
function anchorFiles(core: Core, { attempt }: StoredAttempt): AnchorFile[] {
  let read: ReadPatch | null | undefined;
  const patch = (): ReadPatch | null => {
    if (read !== undefined) return read;
    const found = attempt.patchDigest === null ? null : patchOf(core, attempt.patchDigest);
    read = found?.ok === true ? found.value : null;
    return read;
  };
  return attempt.files.map(({ path, oldPath, digest }) => {
    const sides = new Map<CommentSide, SideLines>();
    return {
      path,
      oldPath,
      digest,
      lines: (side) => {
        const known = sides.get(side);
        if (known !== undefined) return known;
        const whole = patch();
        const file = whole?.rows.files.find((each) => each.path === path);
        const lines = whole === null || file === undefined ? noLines : sideLines(whole.text, whole.rows, file, side);
        sides.set(side, lines);
        return lines;
      },
    };
  });
}

/** SHA-256 of a file's part of a patch: see `ChangedFile.digest`. */
export function fileDigest(text: string, file: PatchRows["files"][number]): string {
  return sha256(fileDigestInput(text, file));
}

/** Entries that carry comments and were not taken back, by comment. */
export function entriesOf(
  core: Core,
  taskId: string,
  attempts: readonly string[],
): ReadonlyMap<string, ShownComment["entries"]> {
  const { byTask, onAttempt, withdrawn } = recordedDecisions(core);
  const rows = [...(byTask.get(taskId) ?? []), ...attempts.flatMap((id) => onAttempt.get(id) ?? [])];
  const found = new Map<string, ShownComment["entries"]>();
  for (const { seq, recordedAt: at, decision } of rows) {
    // What was taken back carries nothing: its comments are drafts again.
    if (withdrawn.has(seq)) continue;
    for (const { id } of decision.comments ?? []) {
      const known = found.get(id) ?? [];
      if (known.some((entry) => entry.seq === seq)) continue;
      found.set(id, [...known, { seq, at, kind: decision.kind, person: decision.reviewer.name }]);
    }
  }
  return found;
}

/** Entries that carry one comment. */
export function entriesOfComment(core: Core, { id, taskId, attemptId }: Comment): ShownComment["entries"] {
  const now = readAttempt(core.index, attemptId)?.attempt.taskId;
  const tasks = [...new Set([taskId, ...(now === undefined ? [] : [now])])];
  return tasks.map((task) => entriesOf(core, task, [attemptId]).get(id)).find((entries) => entries !== undefined) ?? [];
}

/** The comments of a task as they stand now: see the contract. */
export function commentsOf(core: Core, taskId: string, attemptId: string | null): Result<Output<"comments.list">> {
  if (readTask(core.index, taskId) === null) return taskMissing(taskId);
  const attempts = readAttempts(core.index, taskId);
  const byId = new Map(attempts.map((row) => [row.attempt.id, row]));
  const named = attemptId === null ? null : (byId.get(attemptId) ?? null);
  if (attemptId !== null && named === null) return attemptMissing(attemptId);
  const here = new Set(byId.keys());
  const comments = readComments(core.record, taskId, [...here]).filter(
    // A comment goes where its attempt goes: one that was moved to another task takes its comments along.
    (comment) => here.has(comment.attemptId) || readAttempt(core.index, comment.attemptId) === null,
  );
  const entries = entriesOf(core, taskId, [...here]);
  const files = new Map<string, readonly AnchorFile[]>();
  const place = (comment: Comment): Placement => {
    const { anchor } = comment;
    if (anchor === null) return { state: "attempt" };
    const stored = named ?? byId.get(comment.attemptId);
    if (stored === undefined) return { state: "orphan", why: "The attempt it was written on is gone." };
    const known = files.get(stored.attempt.id) ?? anchorFiles(core, stored);
    files.set(stored.attempt.id, known);
    return placeComment(anchor, known);
  };
  const placed = new Map<string, Placement>();
  for (const comment of comments) if (comment.thread === null) placed.set(comment.id, place(comment));
  return ok({
    patch: named?.attempt.patchDigest ?? null,
    comments: comments.map((comment) => ({
      comment,
      placed: placed.get(comment.thread ?? comment.id) ?? {
        state: "orphan",
        why: "The comment it answers was dropped.",
      },
      letter: byId.get(comment.attemptId)?.attempt.letter ?? null,
      entries: entries.get(comment.id) ?? [],
    })),
  });
}
