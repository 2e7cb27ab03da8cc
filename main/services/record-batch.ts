import { randomUUID } from "node:crypto";
import type { Input, Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { batchKinds, leftOut, mostInBatch } from "../../shared/review/batch-rule";
import { decisionRule } from "../../shared/review/decision-catalog";
import type { Core } from "../views/core";
import { decisionSheet } from "../views/decision-sheet";
import { breathe } from "./breathe";
import { startJob } from "./jobs";
import { keepTyped } from "./recover-typed";
import { recordOne } from "./record-decision";
import { recordWithEffects } from "./record-effects";

type Asked = Input<"decision.batch">;

/**
 * Records one decision on several tasks: every task gets a signed entry of its own, with its own gates and digests. One that is refused
 * leaves the others alone and is told with its reason. What is sent of one goes into the queue in the transaction of its entry. Ending
 * the job keeps what was recorded.
 */
export async function recordBatch(core: Core, asked: Asked): Promise<Result<Output<"decision.batch">>> {
  const { kind, subjects } = asked;
  if (!batchKinds.includes(kind))
    return err({
      code: "not-for-several",
      message: `${decisionRule(kind).verb} is decided on one task at a time.`,
      remedy: `On several tasks: ${batchKinds.join(", ")}.`,
    });
  const job = startJob(core);
  const batch = subjects.length < 2 ? undefined : { id: randomUUID(), count: subjects.length };
  const done: Output<"decision.batch">["done"] = [];
  const failed: Output<"decision.batch">["failed"] = [];
  const tell = (finished: boolean): void => {
    core.publish("progress", {
      job: "Decisions",
      id: job.id,
      step: `Recording ${decisionRule(kind).verb.toLowerCase()}`,
      done: done.length + failed.length,
      total: subjects.length,
      finished,
    });
  };
  for (const { taskId, attemptId, nonce, effects = [] } of subjects.slice(0, mostInBatch)) {
    if (job.cancelled()) {
      failed.push({ taskId, problem: { code: "ended", message: "Ended before this task came." } });
      continue;
    }
    const sheet = decisionSheet(core, kind, taskId, attemptId);
    const out = sheet.ok ? leftOut(kind, sheet.value) : null;
    const { reason, person, until } = asked;
    const each = { kind, taskId, attemptId, nonce, reason, person, until, confirm: null, effects };
    const record = () => recordOne(core, each, batch);
    const one =
      out !== null
        ? err({ code: "left-out", message: `${out}.`, remedy: "Decide on it by itself." })
        : effects.length === 0
          ? record()
          : core.ledger.together(() => recordWithEffects(core, each, record));
    if (one.ok) done.push({ taskId, receipt: one.value, sent: new Set(effects).size });
    else {
      // What was typed is the same for all: it is kept once.
      const told = failed.length === 0 ? keepTyped(core, { ...asked, taskId }, one) : one;
      failed.push({ taskId, problem: told.ok ? one.error : told.error });
    }
    tell(false);
    await breathe();
  }
  job.end();
  tell(true);
  core.publish("changed", { scopes: ["inbox", "task", "audit", "outbox"] });
  return ok({ done, failed });
}
