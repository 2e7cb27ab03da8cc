import type { Input, Output } from "../../shared/contract/api";
import type { Task } from "../../shared/model/task";
import { err, ok, type Result } from "../../shared/result";
import { parseContract } from "../evidence/contract-file";
import { readConfirmed, removeConfirmed, writeConfirmed } from "../store/confirmed-contracts";
import { readAttempts, readHome, readTask, taskKeyOf, upsertTask } from "../store/tasks";
import { withConfirmed } from "../views/confirmed-contract";
import type { Core } from "../views/core";
import { currentSettings } from "../views/settings";
import { taskMissing } from "../views/task-view";
import { judgeSteps } from "./judge-attempt";
import { inSteps } from "./steps";

/**
 * Makes a text the contract of a task that states none, by the reviewer's word and name, or takes that back; the task's attempts are judged
 * by it at once. The tier that was reached is held, as with every change of what is judged. Codes: "not-found", "contract-stated", "nothing-confirmed",
 * and those of a contract that is not valid.
 */
export async function confirmContract(
  core: Core,
  { taskId, text }: Input<"contract.confirm">,
): Promise<Result<Output<"contract.confirm">>> {
  const task = readTask(core.index, taskId);
  const key = taskKeyOf(core.index, taskId);
  if (task === null || key === null) return taskMissing(taskId);
  const name = task.ref ?? task.id;
  const before = readConfirmed(core.record, taskId);
  if (before === null && task.contract !== null)
    return err({
      code: "contract-stated",
      message: `${name} has a contract already, in its evidence pack or its issue.`,
      remedy: "Change it there; what is read next is judged by it.",
    });
  if (text === null) {
    if (before === null)
      return err({
        code: "nothing-confirmed",
        message: `No contract of ${name} was confirmed.`,
        remedy: "countersign contract confirm TASK confirms one.",
      });
    removeConfirmed(core.record, taskId);
  } else {
    const read = parseContract(text, "contract.yaml");
    if (!read.ok) return read;
    writeConfirmed(core.record, taskId, {
      digest: core.archive.put(Buffer.from(text, "utf8")),
      guess: task.guessed?.digest ?? null,
      reviewer: currentSettings(core).reviewerName,
      at: core.platform.clock.now().toISOString(),
    });
  }
  const now = withConfirmed(core, asStated(core, task));
  upsertTask(core.index, key, now);
  for (const { attempt } of readAttempts(core.index, taskId))
    await inSteps(judgeSteps(core, attempt.id), () => !core.index.open);
  if (core.index.open) core.publish("changed", { scopes: ["inbox", "task"] });
  return ok({ digest: now.contractDigest });
}

/** The task as its sources state it, without what was confirmed. */
function asStated(core: Core, task: Task): Task {
  const { confirmed, ...rest } = task;
  if (confirmed === undefined) return task;
  const homes = readAttempts(core.index, task.id).flatMap(
    ({ attempt }) => readHome(core.index, attempt.id)?.task ?? [],
  );
  const stated = homes.find(({ contract }) => contract !== null);
  const asked = homes.find(({ requester }) => requester !== null);
  return {
    ...rest,
    contract: stated?.contract ?? null,
    contractDigest: stated?.contractDigest ?? null,
    requester: asked?.requester ?? null,
  };
}
