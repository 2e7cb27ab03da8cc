import type { Claim } from "../../shared/model/claim";
import type { EventRef } from "../../shared/model/evidence";

/** A claim as the summary makes it, before anything is compared with it. */
export interface StatedClaim {
  readonly kind: Claim["kind"];
  readonly sentence: string;
  /** Number of passing tests the sentence names. */
  readonly count: number | null;
  /** The sentence speaks of everything ("all tests", "the full suite"). */
  readonly whole: boolean;
  /** The sentence speaks of a part ("the new tests"). */
  readonly part: boolean;
  /** Which tool a static-analysis claim is about. */
  readonly analysis: "lint" | "types" | "any";
  /** Paths the sentence names. */
  readonly paths: readonly string[];
  /** The named path is the sentence's own object ("Updated src/x.ts"), not mentioned along the way. */
  readonly direct: boolean;
}

/** What the facts say to a claim. */
export interface ClaimFinding {
  readonly verdict: Claim["verdict"];
  readonly why: string;
  readonly events: readonly EventRef[];
}
