import type { Inbox, InboxRow } from "../../shared/contract/review";
import type { Core } from "./core";
import { ownershipOf } from "./ownership";
import { evidenceSlots } from "../evidence/slots";
import { sha256 } from "../platform/files";
import { readConnections } from "../store/connections";
import { seenFingerprint } from "../store/reviewer";
import { readAttempts, readTasks, type StoredAttempt } from "../store/tasks";
import type { Task } from "../../shared/model/task";
import { judgementOr } from "./attempt-view";
import { judgementDigest } from "./bound";
import { decisionsOfTask } from "./decisions";
import { parseFilter } from "./inbox-filter";
import { highestTier, strongest } from "./task-view";
import { placeOf, verdictOf, verdictRank } from "./verdict";

type Group = Inbox["groups"][number]["group"];

/** Names the state of a task a reviewer may have seen: it changes when an attempt or its judgement does. */
export function fingerprintOf(attempts: readonly StoredAttempt[]): string {
  return sha256(
    attempts
      .map((row) => `${row.attempt.id} ${row.attempt.patchDigest ?? ""} ${judgementDigest(row.judgement)}\n`)
      .join(""),
  );
}

function rowOf(core: Core, task: Task, attempts: readonly StoredAttempt[]): { group: Group; row: InboxRow } | null {
  const focus = strongest(attempts);
  if (focus === null) return null;
  const place = placeOf(decisionsOfTask(core, task, attempts), attempts);
  const finished = attempts
    .flatMap((row) => row.attempt.finishedAt ?? [])
    .sort((a, b) => Date.parse(a) - Date.parse(b));
  const { files } = focus.attempt;
  return {
    group: place.group,
    row: {
      taskId: task.id,
      ref: task.ref,
      title: task.title,
      repository: task.repository,
      tier: highestTier(attempts),
      verdict: verdictOf(place, attempts),
      isNew: seenFingerprint(core.record, task.id) !== fingerprintOf(attempts),
      attempts: attempts.length,
      sessions: new Set(attempts.flatMap((row) => row.attempt.sessions)).size,
      runners: [...new Set(attempts.map((row) => row.attempt.runnerName))],
      added: files.reduce((sum, file) => sum + file.added, 0),
      removed: files.reduce((sum, file) => sum + file.removed, 0),
      files: files.length,
      evidence: evidenceSlots(attempts.flatMap((row) => judgementOr(row).evidence)),
      owner: ownershipOf(core, task).owner,
      waitingSince:
        place.group === "your-turn"
          ? (finished.at(-1) ?? null)
          : (place.decision?.recordedAt ?? finished.at(-1) ?? null),
      focusAttempt: focus.attempt.id,
    },
  };
}

/** Every task with its group, before any filter. */
export function inboxRows(core: Core): { group: Group; row: InboxRow }[] {
  return readTasks(core.index).flatMap((task) => rowOf(core, task, readAttempts(core.index, task.id)) ?? []);
}

function byTriage(a: InboxRow, b: InboxRow): number {
  const rank = verdictRank[a.verdict.word] - verdictRank[b.verdict.word];
  if (rank !== 0) return rank;
  return (
    Date.parse(a.waitingSince ?? "9999-12-31T00:00:00Z") - Date.parse(b.waitingSince ?? "9999-12-31T00:00:00Z") ||
    (a.taskId < b.taskId ? -1 : 1)
  );
}

/** The inbox in triage order. In: a filter as typed. A term that is not understood is said and passed over. */
export function inbox(core: Core, filter: string): Inbox {
  const { matches, problem } = parseFilter(filter);
  const all = inboxRows(core);
  const shown = all.filter(({ row }) => matches(row));
  const groups = (["your-turn", "waiting", "done"] as const).map((group) => ({
    group,
    rows: shown
      .filter((item) => item.group === group)
      .map((item) => item.row)
      .sort(byTriage),
  }));
  const behind = readConnections(core.record).flatMap((connection) =>
    connection.problem === null ? [] : [`${connection.name} could not be read: ${connection.problem.message}`],
  );
  return { groups, total: all.length, filterProblem: problem, behind };
}
