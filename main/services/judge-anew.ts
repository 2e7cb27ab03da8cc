import { readSettings, writeSetting } from "../store/reviewer";
import { attemptIds, readAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import { policyOf } from "../views/policy";
import { judgeSteps } from "./judge-attempt";
import { breathe } from "./breathe";
import { inSteps } from "./steps";

/** Names the policy of this machine that every attempt was judged by. */
const stampName = "judgedByPolicy";

/** Whether the policy of this machine is another one than the attempts were judged by. */
export function judgedOtherwise(core: Core): boolean {
  return readSettings(core.record).get(stampName) !== JSON.stringify(core.policy.ref.digest);
}

/**
 * Judges every attempt again whose tier is from another policy than the one in force, in steps, and remembers that it was done.
 * What was judged until it is cancelled stays; the next start goes on. Out: how many were judged.
 */
export async function judgeAnew(
  core: Core,
  cancelled: () => boolean,
  tell: (done: number, total: number) => void = () => undefined,
): Promise<number> {
  let judged = 0;
  const ids = attemptIds(core.index);
  for (const [at, id] of ids.entries()) {
    if (cancelled()) return judged;
    if (at % 20 === 0) tell(at, ids.length);
    const stored = readAttempt(core.index, id);
    if (stored === null || stored.judgement?.tier.policy.digest === policyOf(core, stored.attempt).ref.digest) continue;
    await inSteps(judgeSteps(core, id), cancelled);
    judged += 1;
    await breathe();
  }
  if (cancelled()) return judged;
  writeSetting(core.record, stampName, JSON.stringify(core.policy.ref.digest));
  if (judged > 0) core.publish("changed", { scopes: ["inbox", "task"] });
  return judged;
}
