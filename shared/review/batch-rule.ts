import type { DecisionKind } from "../model/decision";
import type { TierLevel } from "../model/tier";

/** Kinds that can be decided on several tasks in one act. */
export const batchKinds: readonly DecisionKind[] = ["approve", "assign-owner", "snooze", "escalate"];

/** So many tasks at the most are decided on in one act. */
export const mostInBatch = 500;

/** A sheet, as far as a batch asks. */
export interface BatchSheet {
  readonly tier: TierLevel;
  readonly blocked: string | null;
}

/**
 * Why a task is left out of a decision on several, in a sentence without its end; null where it is part of it. Approvals of several
 * tasks are for what one could approve one after the other without a second thought: low or medium, and nothing in the way.
 */
export function leftOut(kind: DecisionKind, sheet: BatchSheet): string | null {
  if (kind === "approve" && (sheet.tier === "high" || sheet.tier === "critical"))
    return `${sheet.tier === "high" ? "High" : "Critical"} risk is approved one task at a time`;
  return sheet.blocked;
}
