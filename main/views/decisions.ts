import type { DecisionRecord } from "../../shared/contract/review";
import type { Decision } from "../../shared/model/decision";
import type { Task } from "../../shared/model/task";
import { decisionRule } from "../../shared/review/decision-catalog";
import { isOwnerKind } from "../../shared/review/owner-kinds";
import { shownReason } from "../../shared/review/shown-reason";
import { awaitsAnother } from "../../shared/review/second-reviewer";
import { decisionStanding } from "../../shared/review/decision-standing";
import { isAbout, sameSubject } from "../escalation/derive";
import { samePerson } from "../policy/same-person";
import type { RecordedDecision } from "../audit/log-reader";
import type { Core } from "./core";
import { readAttempt, readAttempts, readTask, type StoredAttempt } from "../store/tasks";
import { boundTo } from "./bound";

const verdictKinds: ReadonlySet<Decision["kind"]> = new Set(["approve", "request-changes", "reject"]);

/** Whether `later` takes the place of `earlier`, both on the same task. */
function replacesEntry(later: Recorded, earlier: Recorded): boolean {
  // An answer ends the waiting for it; what was acknowledged goes on waiting.
  if (earlier.decision.kind === "escalate" && later.decision.kind === "answer")
    return isAbout(later.decision.escalation, earlier);
  return replaces(later.decision, earlier.decision);
}

function replaces(later: Decision, earlier: Decision): boolean {
  if (earlier.kind === "withdraw" || later.kind === "withdraw") return false;
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
  if (earlier.kind === "acknowledge" || earlier.kind === "answer")
    return (
      decisionRule(later.kind).moves !== "none" ||
      (later.kind === earlier.kind && sameSubject(later.escalation, earlier.escalation))
    );
  if (isOwnerKind(earlier.kind)) return isOwnerKind(later.kind);
  return later.kind === earlier.kind;
}

type Recorded = RecordedDecision;

interface Known {
  size: number;
  /** How many texts were erased by then: one more, and everything is read anew. */
  erased: number;
  readonly byTask: Map<string, Recorded[]>;
  readonly onAttempt: Map<string, Recorded[]>;
  readonly moves: Map<string, Move>;
  readonly withdrawn: Map<number, Withdrawal>;
  readonly inOrder: Recorded[];
  /** Places of decisions that are still to be read, the last one next. */
  readonly unread: number[];
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
  /** By the entry that was taken back. */
  readonly withdrawn: ReadonlyMap<number, Withdrawal>;
  /** All of them, oldest first. */
  readonly inOrder: readonly Recorded[];
}

/** The entry that takes another one back. */
type Withdrawal = NonNullable<DecisionRecord["withdrawn"]>;

/** Every decision of the log with what became of it, kept between calls: only entries since the last one are read. */
export function recordedDecisions(core: Core): Recordings {
  const last = knownOf(core);
  while (readNext(core, last));
  return last;
}

/**
 * Reads what `recordedDecisions` gives, a decision a step: thousands of them take a second, in which others are answered. What is asked
 * for before it came to its end is read at once.
 */
export function* decisionSteps(core: Core): Generator<void, void> {
  while (readNext(core, knownOf(core))) yield;
}

function knownOf(core: Core): Known {
  const size = core.ledger.size();
  const last = known.get(core);
  const erased = last?.size === size ? last.erased : core.ledger.entriesOf("blob.erased").length;
  if (last !== undefined && last.size <= size && last.erased === erased) {
    for (; last.size < size; last.size += 1) if (core.ledger.isDecision(last.size)) last.unread.unshift(last.size);
    return last;
  }
  const begun: Known = {
    size,
    erased,
    byTask: new Map(),
    onAttempt: new Map(),
    moves: new Map(),
    withdrawn: new Map(),
    inOrder: [],
    unread: core.ledger.decisionPlaces().reverse(),
  };
  known.set(core, begun);
  return begun;
}

/** Reads one more. Out: false where none is left. */
function readNext(core: Core, last: Known): boolean {
  const seq = last.unread.at(-1);
  if (seq === undefined) return false;
  const row = core.ledger.decision(seq);
  last.unread.pop();
  if (row !== null) add(last, row);
  return true;
}

function add({ byTask, moves, onAttempt, withdrawn, inOrder }: Known, row: Recorded): void {
  const { decision, seq } = row;
  inOrder.push(row);
  if (decision.withdraws !== undefined)
    withdrawn.set(decision.withdraws.seq, {
      seq,
      at: row.recordedAt,
      person: decision.reviewer.name,
      reason: shownReason(row),
    });
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
    reason: shownReason(row),
    reviewer: decision.reviewer.name,
  });
}

/** The decisions on an attempt that were not taken back, oldest first, whatever became of what they were bound to. */
export function keptOnAttempt(core: Core, attemptId: string): readonly Recorded[] {
  const { onAttempt, withdrawn } = recordedDecisions(core);
  return (onAttempt.get(attemptId) ?? []).filter((row) => !withdrawn.has(row.seq));
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
    const withdrawal = recorded.withdrawn.get(row.seq);
    return {
      ...row,
      ...(withdrawal === undefined ? {} : { withdrawn: withdrawal }),
      standing: decisionStanding(decision, {
        bound: gone ? null : boundTo(task, attempt, attempts),
        superseded:
          withdrawal !== undefined ||
          // What was taken back replaces nothing: what it had replaced stands again.
          rows.slice(at + 1).some((later) => !recorded.withdrawn.has(later.seq) && replacesEntry(later, row)),
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
