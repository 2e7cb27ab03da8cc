import type { Decision } from "../../shared/model/decision";

const digest = "a".repeat(64);

/** An approval with everything a decision has to say and nothing more. */
export function plainDecision(over: Partial<Decision> = {}): Decision {
  return {
    kind: "approve",
    taskId: "T-00001",
    taskRef: null,
    taskTitle: "Make refund retries idempotent",
    repository: "ledger-service",
    attemptId: "A-00001",
    attemptLetter: "A",
    reason: "All gates are met.",
    person: null,
    until: null,
    tier: "low",
    gates: [],
    notOpened: [],
    ingestNote: null,
    bound: {
      base: null,
      head: null,
      patch: digest,
      contract: null,
      evidence: digest,
      judgement: digest,
      considered: [],
    },
    reviewer: { name: "ilse", binding: "self-asserted" },
    ...over,
  };
}
