import { decisionCatalog } from "../../shared/review/decision-catalog";
import { openSheet } from "../state/decide";
import { useKeys } from "../state/keys";

/** Where an attempt is read, other keys belong to the screen: these decisions keep the keys that they have everywhere. */
const kinds: ReadonlySet<string> = new Set([
  "approve",
  "request-changes",
  "reject",
  "escalate",
  "assign-owner",
  "snooze",
]);

/** The keys that decide on the attempt that is being read: the same as in the inbox and on its task. */
export function useDecisionKeys(taskId: string, attemptId: string): void {
  useKeys(
    "decision",
    decisionCatalog
      .filter(({ kind }) => kinds.has(kind))
      .map(({ kind, key, verb, subject }) => ({
        key,
        label: verb,
        group: "Decide",
        run: () => openSheet({ kind, taskId, attemptId: subject === "attempt" ? attemptId : null }),
      })),
  );
}
