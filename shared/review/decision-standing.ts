import type { Bound, Decision, DecisionStanding } from "../model/decision";

export interface StandingNow {
  /** What a decision on the same subject would be bound to now, or null if the subject is gone. */
  readonly bound: Bound | null;
  /** A later decision that replaces this one. */
  readonly superseded: boolean;
  /** Now, as milliseconds since the epoch. */
  readonly now: number;
  /** Who asked for the work, to notice self-approval. */
  readonly requester: string | null;
}

/**
 * What a decision is worth now. It is never stored: the tree may have moved, evidence may have changed, time may have run out.
 * In: the decision as recorded and what stands now. Out: its standing, worst first.
 */
export function decisionStanding(decision: Decision, now: StandingNow): DecisionStanding {
  if (now.superseded) return "superseded";
  if (decision.until !== null && Date.parse(decision.until) <= now.now) return "expired";
  // What excuses a finding or a gate excuses what was found then, and nothing that was found since.
  const excuses = decision.kind === "lower-tier" || decision.kind === "override-gate";
  const judgesContent =
    excuses ||
    decision.kind === "approve" ||
    decision.kind === "reject" ||
    decision.kind === "request-changes" ||
    decision.kind === "choose-attempt";
  if (judgesContent) {
    const bound = now.bound;
    if (bound === null) return "stale";
    if (
      bound.head !== decision.bound.head ||
      bound.base !== decision.bound.base ||
      bound.patch !== decision.bound.patch
    )
      return "stale";
    if (excuses && bound.judgement !== decision.bound.judgement) return "stale";
    // A tier rests on no evidence: showing more of it does not end a lowering.
    const restsOnEvidence = decision.kind !== "lower-tier";
    if ((restsOnEvidence && bound.evidence !== decision.bound.evidence) || bound.contract !== decision.bound.contract)
      return "evidence-changed";
  }
  if ((decision.kind === "approve" || excuses) && now.requester !== null && now.requester === decision.reviewer.name)
    return "self-approved";
  return "in-force";
}
