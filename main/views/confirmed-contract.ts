import { readContract } from "../evidence/contract-file";
import type { Task } from "../../shared/model/task";
import { readConfirmed } from "../store/confirmed-contracts";
import type { Core } from "./core";

/**
 * A task with the contract that a person confirmed for it, over whatever else states one. Who asked for the work stays as it was read: it
 * says who must not approve alone, so no text that a reviewer may edit takes it away. In: a task as its sources state it.
 */
export function withConfirmed(core: Core, task: Task): Task {
  const kept = readConfirmed(core.record, task.id);
  if (kept === null) return task;
  const bytes = core.archive.get(kept.digest);
  if (!bytes.ok) return task;
  const { contract } = readContract(bytes.value.toString("utf8"), "contract.yaml");
  if (contract === null) return task;
  return {
    ...task,
    contract,
    contractDigest: kept.digest,
    confirmed: { by: kept.reviewer, at: kept.at, from: kept.guess },
    requester: task.requester ?? contract.requester ?? null,
  };
}
