import type { Ownership, Task } from "../../shared/model/task";
import type { Core } from "./core";

/** Who answers for a task: the last owner a decision named, else the contract's, else nobody. */
export function ownershipOf(core: Core, task: Task): Ownership {
  const assigned = core.ledger.decisions(task.id).findLast((row) => row.decision.kind === "assign-owner");
  const onCall = task.contract?.onCall ?? null;
  if (assigned !== undefined && assigned.decision.person !== null)
    return { owner: assigned.decision.person, ground: "decision", onCall };
  const owner = task.contract?.owner;
  return owner === undefined ? { owner: null, ground: "none", onCall } : { owner, ground: "contract", onCall };
}
