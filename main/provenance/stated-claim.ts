import type { Claim, ClaimKind } from "../../shared/model/claim";
import type { EventRef } from "../../shared/model/evidence";
import type { SummarySentence } from "./sentences";

/** A part of a sentence that is read alone: what stands between "but", "although" and semicolons. */
export interface Clause {
  readonly text: string;
  /** Its place in `sentence.plain`. */
  readonly from: number;
  readonly sentence: SummarySentence;
  /** Commit messages and pull requests say "Add", where a message says "Added". */
  readonly imperative: boolean;
}

/** What a claim is about, as far as its kind needs it. */
export interface ClaimDetails {
  /** Number the sentence names: of passing tests, of added tests. */
  readonly count: number | null;
  /** The sentence speaks of everything ("all tests", "the full suite"). */
  readonly whole: boolean;
  /** The sentence speaks of a part ("the new tests"). */
  readonly part: boolean;
  /** The name before "tests" where it tells which ones: "All parser tests pass". */
  readonly subject: string | null;
  /** Which tool a static-analysis claim is about. */
  readonly analysis: "lint" | "types" | "any";
  /** Paths the sentence names. */
  readonly paths: readonly string[];
  /** The named path is the sentence's own object ("Updated src/x.ts"), not mentioned along the way. */
  readonly direct: boolean;
  /** What is said to have been done with the file; `changed` where the sentence does not say more. */
  readonly op: "added" | "deleted" | "changed";
  /** Names of functions, classes and other definitions. */
  readonly symbols: readonly string[];
  /** The command line the sentence names. */
  readonly command: string | null;
  /** The sentence says that the named command went well. */
  readonly success: boolean;
  /** The sentence says that there were no warnings. */
  readonly noWarnings: boolean;
  /** The words speak of a part of what the check covers: of new errors, of files that are named. */
  readonly limited: boolean;
  /** Elsewhere the same text says that a check fails. */
  readonly ownsUp: boolean;
}

/** Words of a clause that make a claim: their place in the clause, and what they are about. */
export interface Said extends Partial<ClaimDetails> {
  readonly start: number;
  readonly end: number;
  /** The words name nobody who did it: "5 tests were added". */
  readonly own?: boolean;
}

/** A rule by which claims of one kind are found. Nothing but the words decides. */
export interface ClaimRule {
  readonly kind: ClaimKind;
  readonly title: string;
  /** What it matches, in words. */
  readonly matches: string;
  readonly examples: readonly string[];
  /** Sentences that come near and make no claim. */
  readonly nearMisses: readonly string[];
  find(clause: Clause): readonly Said[];
}

/** A claim as a statement makes it, before anything is compared with it. */
export interface StatedClaim extends ClaimDetails {
  readonly kind: ClaimKind;
  readonly sentence: string;
  readonly span: Claim["span"];
}

export type Ground = Claim["ground"][number];

/** What the facts say to a claim. */
export interface ClaimFinding {
  readonly verdict: Claim["verdict"];
  readonly why: string;
  readonly events: readonly EventRef[];
  readonly ground?: readonly Ground[];
}

const noGround: Ground = { event: null, exitCode: null, line: null, evidenceId: null, path: null };

/** One thing a verdict rests on. */
export function groundOf(over: Partial<Ground>): Ground {
  return { ...noGround, ...over, line: over.line?.slice(0, 500).toWellFormed() ?? null };
}
