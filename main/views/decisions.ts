import type { DecisionRecord } from "../../shared/contract/review";
import type { Decision } from "../../shared/model/decision";
import type { Task } from "../../shared/model/task";
import { decisionRule } from "../../shared/review/decision-catalog";
import { awaitsAnother } from "../../shared/review/second-reviewer";
import { decisionStanding } from "../../shared/review/decision-standing";
import { samePerson } from "../policy/same-person";
import type { Core } from "./core";
import { readAttempt, readAttempts, readTask, type StoredAttempt } from "../store/tasks";
import { boundTo } from "./bound";

const verdictKinds: ReadonlySet<Decision["kind"]> = new Set(["approve", "request-changes", "reject"]);

/** Whether `later` takes the place of `earlier`, both on the same task. */
function replaces(later: Decision, earlier: Decision): boolean {
  if (verdictKinds.has(earlier.kind)) {
    if (!verdictKinds.has(later.kind)) return false;
    // Where several have to approve, the second stands beside the first.
    if (awaitsAnother(earlier) && later.kind === "approve" && later.attemptId === earlier.attemptId)
      return samePerson(later.reviewer.name, earlier.reviewer.name);
    // A verdict on an attempt replaces the one before; approving another attempt replaces an approval.
    return later.attemptId === earlier.attemptId || (later.kind === "approve" && earlier.kind === "approve");
  }
  if (earlier.kind === "regroup") return later.kind === "regroup" && later.attemptId === earlier.attemptId;
  if (earlier.kind === "lower-tier") return later.kind === "lower-tier" && later.attemptId === earlier.attemptId;
  if (earlier.kind === "override-gate")
    return (
      later.kind === "override-gate" && later.attemptId === earlier.attemptId && later.gate?.id === earlier.gate?.id
    );
  if (earlier.kind === "escalate" || earlier.kind === "snooze") return decisionRule(later.kind).moves !== "none";
  return later.kind === earlier.kind;
}

type Recorded = ReturnType<Core["ledger"]["decisions"]>[number];

interface Known {
  size: number;
  readonly byTask: Map<string, Recorded[]>;
  readonly onAttempt: Map<string, Recorded[]>;
  readonly moves: Map<string, Move>;
}

/** The log only grows, so a decision read from it once is kept: a task without one costs no read at all. */
const known = new WeakMap<Core, Known>();

/** Every recorded decision, as views ask for it. */
export interface Recordings {
  /** By the task it was made in, oldest first. */
  readonly byTask: ReadonlyMap<string, readonly Recorded[]>;
  readonly onAttempt: ReadonlyMap<string, readonly Recorded[]>;
  /** Where attempts were moved to by hand. */
  readonly moves: ReadonlyMap<string, Move>;
}

export function recordedDecisions(core: Core): Recordings {
  const size = core.ledger.size();
  let last = known.get(core);
  if (last === undefined || last.size > size) {
    last = { size, byTask: new Map(), onAttempt: new Map(), moves: new Map() };
    for (const row of core.ledger.decisions(null)) add(last, row);
    known.set(core, last);
  }
  for (; last.size < size; last.size += 1) {
    const read = core.ledger.read(last.size);
    const entry = read.ok ? read.value?.entry : undefined;
    if (entry?.body.kind !== "decision") continue;
    const { body, leafHash } = entry;
    add(last, { seq: body.seq, recordedAt: body.recordedAt, leafHash, decision: body.decision });
  }
  return last;
}

function add({ byTask, moves, onAttempt }: Known, row: Recorded): void {
  const { decision, seq } = row;
  const rows = byTask.get(decision.taskId);
  if (rows === undefined) byTask.set(decision.taskId, [row]);
  else rows.push(row);
  if (decision.attemptId === null) return;
  const own = onAttempt.get(decision.attemptId);
  if (own === undefined) onAttempt.set(decision.attemptId, [row]);
  else own.push(row);
  if (decision.target === undefined) return;
  moves.set(decision.attemptId, {
    seq,
    target: decision.target,
    reason: decision.reason,
    reviewer: decision.reviewer.name,
  });
}

/** The last decision that put an attempt into a task. */
export interface Move {
  readonly seq: number;
  readonly target: NonNullable<Decision["target"]>;
  readonly reason: string;
  readonly reviewer: string;
}

/** Where attempts were moved to by hand. */
export function movesByAttempt(core: Core): ReadonlyMap<string, Move> {
  return recordedDecisions(core).moves;
}

/**
 * The decisions that stand with a task: what was decided in it on the task or on attempts that are in it, what was decided
 * on its attempts while they were in another task, and the moves out of it. Oldest first.
 */
function rowsOf(
  { byTask, onAttempt, moves }: Recordings,
  task: Task,
  attempts: readonly StoredAttempt[],
): readonly Recorded[] {
  const under = byTask.get(task.id) ?? [];
  if (moves.size === 0) return under;
  const here = new Set(attempts.map((row) => row.attempt.id));
  const stayed = under.filter(
    ({ decision }) =>
      decision.attemptId === null ||
      decision.kind === "regroup" ||
      here.has(decision.attemptId) ||
      !moves.has(decision.attemptId),
  );
  const brought = [...here].flatMap((id) => onAttempt.get(id) ?? []).filter((row) => row.decision.taskId !== task.id);
  return brought.length === 0 ? stayed : [...stayed, ...brought].sort((a, b) => a.seq - b.seq);
}

/**
 * A task's decisions as they stand now, oldest first. Nothing of this is stored. In: also what was recorded, where a caller
 * goes through many tasks.
 */
export function decisionsOfTask(
  core: Core,
  task: Task,
  attempts: readonly StoredAttempt[],
  recorded = recordedDecisions(core),
): DecisionRecord[] {
  const rows = rowsOf(recorded, task, attempts);
  const now = core.platform.clock.now().getTime();
  return rows.map((row, at) => {
    const { decision } = row;
    const attempt = attempts.find((candidate) => candidate.attempt.id === decision.attemptId) ?? null;
    const gone = decision.attemptId !== null && attempt === null;
    return {
      ...row,
      standing: decisionStanding(decision, {
        bound: gone ? null : boundTo(task, attempt, attempts),
        superseded: rows.slice(at + 1).some((later) => replaces(later.decision, decision)),
        now,
        requester: task.requester?.name ?? null,
      }),
    };
  });
}

/** How one recorded decision stands now, whatever became of its task: a decision on an attempt goes where the attempt goes. */
export function standingOf(core: Core, seq: number, decision: Decision): DecisionRecord["standing"] {
  const now =
    decision.attemptId === null ? null : (readAttempt(core.index, decision.attemptId)?.attempt.taskId ?? null);
  for (const taskId of new Set([decision.taskId, ...(now === null ? [] : [now])])) {
    const task = readTask(core.index, taskId);
    const row =
      task === null
        ? undefined
        : decisionsOfTask(core, task, readAttempts(core.index, taskId)).find((one) => one.seq === seq);
    if (row !== undefined) return row.standing;
  }
  return "stale";
}
