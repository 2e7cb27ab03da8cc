import type { DecisionKind } from "../model/decision";

/** Kinds that say who answers for a task: the last of them that was not taken back counts. */
const ownerKinds = ["assign-owner", "accept-owner", "hand-over"] as const satisfies readonly DecisionKind[];
export type OwnerKind = (typeof ownerKinds)[number];

/** Whether a decision says who answers for its task. */
export function isOwnerKind(kind: DecisionKind): kind is OwnerKind {
  return ownerKinds.some((one) => one === kind);
}
