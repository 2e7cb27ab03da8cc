import type { Inbox, InboxRow } from "../../shared/contract/review";
import { seenFingerprints } from "../store/reviewer";
import type { Core } from "./core";
import { ownershipOf } from "./ownership";
import { evidenceSlots } from "../evidence/slots";
import { sha256 } from "../platform/files";
import { changeStamp, foreignVersion } from "../store/change-stamp";
import { readConnections } from "../store/connections";
import { readAttempts, readTask, tasksWrittenSince, taskStates, type StoredAttempt } from "../store/tasks";
import type { Task } from "../../shared/model/task";
import { judgementOr } from "./attempt-view";
import { judgementDigest } from "./bound";
import { recordedDecisions, decisionsOfTask } from "./decisions";
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

/** A row of the inbox and what it was derived from. It holds until one of those is another. */
interface Kept {
  readonly group: Group;
  readonly row: InboxRow;
  readonly fingerprint: string;
  /** Of the stored texts; empty where the row was derived after a write of this process. */
  readonly stamp: string;
  /** How many decisions were recorded on the task. */
  readonly decisions: number;
  /** The clock's milliseconds within which the decisions stand as they did: a time given in one has passed or has not. */
  readonly from: number;
  readonly until: number;
  readonly waitingMs: number;
}

/** Every row as last derived. Reading and judging all tasks anew for each request would take seconds. */
interface Memory {
  readonly kept: Map<string, Kept>;
  indexVersion: number | null;
  writes: number;
  logSize: number;
  recordStamp: string;
  seen: ReadonlyMap<string, string>;
  sorted: readonly Kept[] | null;
}

const memories = new WeakMap<Core, Memory>();

function derive(
  core: Core,
  { task, attempts }: { readonly task: Task; readonly attempts: readonly StoredAttempt[] },
  recorded: ReturnType<typeof recordedDecisions>,
  stamp: string,
): Kept | null {
  const focus = strongest(attempts);
  if (focus === null) return null;
  const decisions = decisionsOfTask(core, task, attempts, recorded);
  const place = placeOf(decisions, attempts);
  const finished = attempts
    .flatMap((row) => row.attempt.finishedAt ?? [])
    .sort((a, b) => Date.parse(a) - Date.parse(b));
  const { files } = focus.attempt;
  const now = core.platform.clock.now().getTime();
  const times = decisions.flatMap((row) => (row.decision.until === null ? [] : Date.parse(row.decision.until)));
  const waitingSince =
    place.group === "your-turn" ? (finished.at(-1) ?? null) : (place.decision?.recordedAt ?? finished.at(-1) ?? null);
  return {
    group: place.group,
    fingerprint: fingerprintOf(attempts),
    stamp,
    decisions: decisions.length,
    from: Math.max(-Infinity, ...times.filter((time) => time <= now)),
    until: Math.min(Infinity, ...times.filter((time) => time > now)),
    waitingMs: Date.parse(waitingSince ?? "9999-12-31T00:00:00Z"),
    row: {
      taskId: task.id,
      ref: task.ref,
      title: task.title,
      repository: task.repository,
      tier: highestTier(core, task, attempts),
      verdict: verdictOf(place, attempts),
      isNew: false,
      attempts: attempts.length,
      sessions: new Set(attempts.flatMap((row) => row.attempt.sessions)).size,
      runners: [...new Set(attempts.map((row) => row.attempt.runnerName))],
      added: files.reduce((sum, file) => sum + file.added, 0),
      removed: files.reduce((sum, file) => sum + file.removed, 0),
      files: files.length,
      evidence: evidenceSlots(attempts.flatMap((row) => judgementOr(row).evidence)),
      // Only a decision takes a task from its contract's owner: most tasks have none, and cost no look into the log.
      owner: decisions.length === 0 ? (task.contract?.owner ?? null) : ownershipOf(core, task).owner,
      waitingSince,
      focusAttempt: focus.attempt.id,
    },
  };
}

/** Derives one task's row again, or forgets it with its task. */
function refresh(core: Core, memory: Memory, taskId: string): void {
  const task = readTask(core.index, taskId);
  const attempts = readAttempts(core.index, taskId);
  const kept = task === null ? null : derive(core, { task, attempts }, recordedDecisions(core), "");
  if (kept === null) memory.kept.delete(taskId);
  else memory.kept.set(taskId, kept);
}

/** Another process may have written anything: the texts are compared, and what differs is read. */
function sweep(core: Core, memory: Memory): void {
  const here = new Set<string>();
  const recorded = recordedDecisions(core);
  for (const state of taskStates(core.index)) {
    const last = memory.kept.get(state.taskId);
    if (last?.stamp === state.stamp) here.add(state.taskId);
    else {
      const kept = derive(core, state.read(), recorded, state.stamp);
      if (kept === null) continue;
      memory.kept.set(state.taskId, kept);
      here.add(state.taskId);
    }
  }
  for (const taskId of memory.kept.keys()) if (!here.has(taskId)) memory.kept.delete(taskId);
}

/** Ids of tasks whose rows no longer hold: written here, decided on, or with a time that has come. */
function outdated(core: Core, memory: Memory): Set<string> {
  const { count, taskIds } = tasksWrittenSince(core.index, memory.writes);
  memory.writes = count;
  const ids = new Set(taskIds);
  const logSize = core.ledger.size();
  if (logSize !== memory.logSize) {
    memory.logSize = logSize;
    const recorded = recordedDecisions(core);
    for (const [taskId, kept] of memory.kept)
      if (kept.decisions !== (recorded.byTask.get(taskId)?.length ?? 0)) ids.add(taskId);
  }
  const now = core.platform.clock.now().getTime();
  for (const [taskId, kept] of memory.kept) if (now < kept.from || now >= kept.until) ids.add(taskId);
  return ids;
}

/** Brings every row up to date. Out: all of them, in triage order. */
function currentRows(core: Core): readonly Kept[] {
  const memory: Memory = memories.get(core) ?? {
    kept: new Map(),
    indexVersion: null,
    writes: 0,
    logSize: 0,
    recordStamp: "",
    seen: new Map(),
    sorted: null,
  };
  memories.set(core, memory);
  const indexVersion = foreignVersion(core.index);
  if (memory.indexVersion !== indexVersion) {
    // Taken before the rows are read: a write in between is then seen by the next request at the latest.
    memory.writes = tasksWrittenSince(core.index, memory.writes).count;
    sweep(core, memory);
    memory.indexVersion = indexVersion;
    memory.sorted = null;
  }
  for (const taskId of outdated(core, memory)) {
    refresh(core, memory, taskId);
    memory.sorted = null;
  }
  const recordStamp = changeStamp(core.record);
  if (memory.recordStamp !== recordStamp) {
    memory.seen = seenFingerprints(core.record);
    memory.recordStamp = recordStamp;
    memory.sorted = null;
  }
  memory.sorted ??= [...memory.kept.values()].map((kept) => withNew(kept, memory.seen)).sort(byTriage);
  return memory.sorted;
}

function withNew(kept: Kept, seen: ReadonlyMap<string, string>): Kept {
  return { ...kept, row: { ...kept.row, isNew: seen.get(kept.row.taskId) !== kept.fingerprint } };
}

function byTriage(a: Kept, b: Kept): number {
  return (
    verdictRank[a.row.verdict.word] - verdictRank[b.row.verdict.word] ||
    a.waitingMs - b.waitingMs ||
    (a.row.taskId < b.row.taskId ? -1 : 1)
  );
}

/** How many tasks each group holds, before any filter. */
export function countGroups(core: Core): Readonly<Record<Group | "all", number>> {
  const rows = currentRows(core);
  const counts = { "your-turn": 0, waiting: 0, done: 0, all: rows.length };
  for (const { group } of rows) counts[group] += 1;
  return counts;
}

/** The inbox in triage order. In: a filter as typed. A term that is not understood is said and passed over. */
export function inbox(core: Core, filter: string): Inbox {
  const { matches, problem } = parseFilter(filter);
  const all = currentRows(core);
  const groups = (["your-turn", "waiting", "done"] as const).map((group) => ({
    group,
    rows: all.flatMap((item) => (item.group === group && matches(item.row) ? item.row : [])),
  }));
  const behind = readConnections(core.record).flatMap((connection) =>
    connection.problem === null ? [] : [`${connection.name} could not be read: ${connection.problem.message}`],
  );
  return { groups, total: all.length, filterProblem: problem, behind };
}
