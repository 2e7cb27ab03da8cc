import type { ChangedFile } from "../../shared/model/attempt";
import type { Claim } from "../../shared/model/claim";
import type { SessionEvent } from "../../shared/model/event";
import type { Evidence, EventRef } from "../../shared/model/evidence";
import { judgeCheckClaim } from "./check-claim";
import { claimsIn } from "./claim-patterns";
import { judgeFileClaim } from "./file-claim";
import { summarySentences } from "./sentences";
import type { ClaimFinding, StatedClaim } from "./stated-claim";

export interface ClaimInput {
  readonly summary: string | null;
  /** The event that holds the summary, where it is one. */
  readonly summaryAt: EventRef | null;
  /** The events of the attempt's sessions in time order. */
  readonly events: readonly SessionEvent[];
  readonly files: readonly ChangedFile[];
  readonly evidence: readonly Evidence[];
}

/**
 * Finds the checkable claims of a summary and compares each with the events, the changed files and the evidence.
 * In: see ClaimInput. Out: claims in the order they are said. Where a claim cannot be settled the verdict is "unverifiable",
 * never a guess.
 */
export function checkClaims(input: ClaimInput): Claim[] {
  const steps = claimSteps(input);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** `checkClaims` in steps: each claim is compared with all events, which takes a moment in a long session. */
export function* claimSteps(input: ClaimInput): Generator<void, Claim[]> {
  if (input.summary === null) return [];
  const claims: Claim[] = [];
  const seen = new Set<string>();
  for (const sentence of summarySentences(input.summary)) {
    for (const stated of claimsIn(sentence)) {
      const key = [stated.kind, stated.analysis, stated.sentence, ...stated.paths].join("\u0000");
      if (seen.has(key)) continue;
      seen.add(key);
      const finding = judge(stated, input);
      claims.push({
        id: `c${claims.length + 1}`,
        kind: stated.kind,
        source: "final-message",
        ref: null,
        sentence: stated.sentence,
        span: { start: 0, end: stated.sentence.length },
        verdict: finding.verdict,
        why: finding.why,
        saidAt: input.summaryAt,
        events: [...finding.events],
        ground: finding.events.map((event) => ({ event, exitCode: null, line: null, evidenceId: null, path: null })),
      });
      yield;
    }
  }
  return claims;
}

function judge(stated: StatedClaim, input: ClaimInput): ClaimFinding {
  switch (stated.kind) {
    case "tests-pass":
    case "static-analysis-clean":
    case "build-works":
      return judgeCheckClaim(stated, input.events, input.evidence);
    case "file-changed":
    case "only-these-files":
      return judgeFileClaim(stated, input.files, input.events);
    default:
      return { verdict: "unverifiable", why: "No rule knows how to check this claim.", events: [] };
  }
}
