import type { DecisionRecord } from "../../shared/contract/review";
import type { Task } from "../../shared/model/task";
import { awaitsAnother } from "../../shared/review/second-reviewer";
import { countApprovers, isPerson, sameApprover, type Approval } from "../policy/approvers";
import { barredFrom, reviewersNeeded } from "../policy/people-gates";
import type { StoredAttempt } from "../store/tasks";
import { approvalsOf, deskIdentities } from "./approvals";
import type { Core } from "./core";
import { policyOf } from "./policy";

/** Who has approved an attempt, and how many have to. */
export interface Approvers {
  readonly needed: number;
  /** Different people among those whose approvals count. */
  readonly people: number;
  /** In force, of people who may approve; oldest first. */
  readonly counting: readonly Approval[];
  /** In force, of people who may not: who asked for it, the owner by its contract. */
  readonly barred: readonly Approval[];
}

/** Who has approved an attempt at a tier, by the policy in force. */
export function approversOf(
  core: Core,
  task: Task,
  stored: StoredAttempt,
  level: Parameters<typeof reviewersNeeded>[1],
): Approvers {
  const { policy } = policyOf(core, stored.attempt);
  const not = barredFrom({ policy, tier: { level }, task, requester: task.requester?.name ?? null });
  const approvals = approvalsOf(core, task, stored);
  const counting = approvals.filter((one) => !not.some((name) => isPerson(one, name)));
  return {
    needed: reviewersNeeded(policy, level),
    people: countApprovers(counting),
    counting,
    barred: approvals.filter((one) => !counting.includes(one)),
  };
}

/**
 * Says of approvals that were one of several when they were recorded how that stands now: an approval taken in from another log makes
 * them whole, and its end makes them wait again. In: a task's decisions as they stand.
 */
export function withSecond(
  core: Core,
  task: Task,
  attempts: readonly StoredAttempt[],
  decisions: readonly DecisionRecord[],
): DecisionRecord[] {
  return decisions.map((row) => {
    const { decision, keyid } = row;
    const stored = attempts.find(({ attempt }) => attempt.id === decision.attemptId);
    if (!awaitsAnother(decision) || stored === undefined) return row;
    const { needed, people, counting } = approversOf(core, task, stored, decision.tier);
    const own = counting.find(({ seq }) => seq === row.seq);
    const self = { person: "", seq: -1, identities: deskIdentities(core, stored) };
    return {
      ...row,
      second: {
        complete: own !== undefined && people >= needed,
        otherDesk: keyid !== undefined && keyid !== null && own !== undefined && !sameApprover(own, self),
      },
    };
  });
}
