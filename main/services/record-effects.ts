import type { Input } from "../../shared/contract/api";
import type { Receipt } from "../../shared/contract/decide";
import type { Result } from "../../shared/result";
import type { Core } from "../views/core";
import { chosenEffects, queueEffects } from "./plan-effects";

/**
 * Records a decision together with the effects that were chosen of it, within `ledger.together`: both are on the disk, or none is.
 * In: what was asked, and what records the decision. Codes: "effects-moved".
 */
export function recordWithEffects(
  core: Core,
  asked: Input<"decision.record">,
  record: () => Result<Receipt>,
): Result<Receipt> {
  const { kind, taskId, attemptId, reason, person, until, escalation, heard, effects = [] } = asked;
  const comments = (asked.comments ?? []).map(({ id }) => id);
  // Planned before anything is recorded: what was shown was worked out from what stood before it.
  const plan = { kind, taskId, attemptId, reason, person, until, escalation, heard, comments };
  const chosen = chosenEffects(core, plan, effects);
  if (!chosen.ok) return chosen;
  const receipt = record();
  if (!receipt.ok) return receipt;
  const { seq, recordedAt } = receipt.value;
  queueEffects(core, chosen.value, { decision: seq, at: recordedAt, taskId, attemptId });
  return receipt;
}
