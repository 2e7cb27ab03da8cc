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

/** A task's decisions as they stand now, oldest first. Nothing of this is stored. */
export function decisionsOfTask(core: Core, task: Task, attempts: readonly StoredAttempt[]): DecisionRecord[] {
  const rows = core.ledger.decisions(task.id);
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
