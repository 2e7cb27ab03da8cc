import type { Decision } from "../model/decision";
import type { Gate } from "../model/gate";

/** The gate that asks for more than one reviewer: the first of them cannot meet it, and is let through all the same. */
export const secondReviewer = "reviewers";

/** Whether a gate stands in the way of recording an approval. What only waits for another person's does not. */
export function blocksApproval(gate: Pick<Gate, "id" | "met" | "overridden">): boolean {
  return !gate.met && gate.overridden === null && gate.id !== secondReviewer;
}

/** Whether an approval is one of several that are needed, and not the last of them: the task goes on waiting. */
export function awaitsAnother({ kind, gates }: Pick<Decision, "kind" | "gates">): boolean {
  return (
    kind === "approve" && gates.some((gate) => gate.id === secondReviewer && !gate.met && gate.overridden === undefined)
  );
}

/** A decision on record, with how an approval that was one of several stands now. */
interface StandingApproval {
  readonly decision: Pick<Decision, "kind" | "gates">;
  readonly second?: { readonly complete: boolean } | undefined;
}

/** Whether an approval on record still waits for another person's: not where enough others have approved since. */
export function stillAwaits({ decision, second }: StandingApproval): boolean {
  return awaitsAnother(decision) && second?.complete !== true;
}
