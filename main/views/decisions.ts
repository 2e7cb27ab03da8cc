import type { DecisionRecord } from "../../shared/contract/review";
import type { Decision } from "../../shared/model/decision";
import type { Task } from "../../shared/model/task";
import { decisionStanding } from "../../shared/review/decision-standing";
import type { Core } from "./core";
import { readAttempts, readTask, type StoredAttempt } from "../store/tasks";
import { boundTo } from "./bound";

const verdictKinds: ReadonlySet<Decision["kind"]> = new Set(["approve", "request-changes", "reject"]);

/** Whether `later` takes the place of `earlier`, both on the same task. */
function replaces(later: Decision, earlier: Decision): boolean {
  if (verdictKinds.has(earlier.kind)) {
    if (!verdictKinds.has(later.kind)) return false;
    // A verdict on an attempt replaces the one before; approving another attempt replaces an approval.
    return later.attemptId === earlier.attemptId || (later.kind === "approve" && earlier.kind === "approve");
  }
  if (earlier.kind === "escalate" || earlier.kind === "snooze")
    return later.kind !== "assign-owner" && later.kind !== "choose-attempt";
  return later.kind === earlier.kind;
}

type Recorded = ReturnType<Core["ledger"]["decisions"]>[number];

interface Known {
  size: number;
  readonly byTask: Map<string, Recorded[]>;
}

/** The log only grows, so a decision read from it once is kept: a task without one costs no read at all. */
const known = new WeakMap<Core, Known>();

/** Every recorded decision by its task, oldest first. */
export function decisionsByTask(core: Core): ReadonlyMap<string, readonly Recorded[]> {
  const size = core.ledger.size();
  let last = known.get(core);
  if (last === undefined || last.size > size) {
    last = { size, byTask: new Map() };
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
  return last.byTask;
}

function add({ byTask }: Known, row: Recorded): void {
  const rows = byTask.get(row.decision.taskId);
  if (rows === undefined) byTask.set(row.decision.taskId, [row]);
  else rows.push(row);
}

/**
 * A task's decisions as they stand now, oldest first. Nothing of this is stored. In: also what was recorded, by task,
 * where a caller goes through many tasks.
 */
export function decisionsOfTask(
  core: Core,
  task: Task,
  attempts: readonly StoredAttempt[],
  recorded = decisionsByTask(core),
): DecisionRecord[] {
  const rows = recorded.get(task.id) ?? [];
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

/** How one recorded decision stands now, whatever became of its task. */
export function standingOf(core: Core, seq: number, decision: Decision): DecisionRecord["standing"] {
  const task = readTask(core.index, decision.taskId);
  if (task === null) return "stale";
  return (
    decisionsOfTask(core, task, readAttempts(core.index, task.id)).find((row) => row.seq === seq)?.standing ?? "stale"
  );
}
