import type { Ownership, Task } from "../../shared/model/task";
import { isOwnerKind } from "../../shared/review/owner-kinds";
import { readAttempts, type StoredAttempt } from "../store/tasks";
import { namedOwner } from "./codeowners";
import type { Core } from "./core";
import { recordedDecisions } from "./decisions";

/**
 * Who answers for a task: the last owner a decision named, else the contract's, else who owns most of what it changes by CODEOWNERS,
 * else nobody. In: also its attempts and every recorded decision, where a caller has
 * them.
 */
export function ownershipOf(
  core: Core,
  task: Task,
  attempts?: readonly StoredAttempt[],
  recorded = recordedDecisions(core),
): Ownership {
  const { byTask, withdrawn } = recorded;
  const named = byTask.get(task.id)?.findLast((row) => isOwnerKind(row.decision.kind) && !withdrawn.has(row.seq));
  const onCall = task.contract?.onCall ?? null;
  if (named?.decision.person !== null && named?.decision.person !== undefined)
    return { owner: named.decision.person, ground: "decision", onCall };
  const owner = task.contract?.owner;
  if (owner !== undefined) return { owner, ground: "contract", onCall };
  const stored = attempts ?? readAttempts(core.index, task.id);
  const coded = namedOwner(
    core,
    stored.map((row) => row.attempt),
  );
  return coded === null
    ? { owner: null, ground: "none", onCall }
    : { owner: coded.owner, ground: "codeowners", onCall };
}
