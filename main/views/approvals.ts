import type { Task } from "../../shared/model/task";
import { decisionStanding } from "../../shared/review/decision-standing";
import type { Approval } from "../policy/people-gates";
import type { StoredAttempt } from "../store/tasks";
import { boundTo } from "./bound";
import type { Core } from "./core";
import { recordedDecisions } from "./decisions";

/**
 * Approvals of exactly this change that are in force, oldest first. A later approval takes none of them away, as one person's
 * would; a request for changes or a rejection takes all.
 */
export function approvalsOf(core: Core, task: Task, stored: StoredAttempt): Approval[] {
  const approvals: Approval[] = [];
  for (const { seq, decision } of recordedDecisions(core).onAttempt.get(stored.attempt.id) ?? []) {
    if (decision.kind === "reject" || decision.kind === "request-changes") approvals.length = 0;
    if (decision.kind !== "approve") continue;
    const standing = decisionStanding(decision, {
      bound: boundTo(task, stored, [stored]),
      superseded: false,
      now: core.platform.clock.now().getTime(),
      requester: task.requester?.name ?? null,
    });
    if (standing === "in-force" || standing === "self-approved")
      approvals.push({ person: decision.reviewer.name, seq });
  }
  return approvals;
}
