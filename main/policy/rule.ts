import type { ParsedPatch } from "../../shared/diff/parse-patch";
import type { Attempt, Freshness, Judgement } from "../../shared/model/attempt";
import type { SessionEvent } from "../../shared/model/event";
import type { Finding } from "../../shared/model/finding";
import type { ProvenanceFigures } from "../../shared/model/provenance";
import type { Session } from "../../shared/model/session";
import type { Ownership, Task } from "../../shared/model/task";

/** What a rule reads of the facts: counted once for all rules, and said beside what they found. */
export type LookedAt =
  | "files"
  | "added-lines"
  | "removed-lines"
  | "edits"
  | "commands"
  | "checks"
  | "messages"
  | "tool-results"
  | "contract";

/** One run of a check: index of its event, what it showed, and what a later run that covers it showed. */
export interface JudgedCheck {
  readonly at: number;
  readonly result: "passed" | "failed" | "unknown" | "not-run" | "no-result";
  readonly later: "passed" | "unseen" | null;
}

/** Which lines of the patch the recorded events explain, as far as rules go by it. */
export interface ExplainedLines {
  readonly figures: ProvenanceFigures;
  /** Recorded edits that were replayed. */
  readonly edits: number;
  /** Hunks that no edit and no command can have made. */
  readonly unexplained: readonly {
    readonly path: string;
    readonly side: "new" | "old";
    readonly from: number;
    readonly to: number;
    readonly added: number;
    readonly removed: number;
  }[];
}

/** Everything a rule may look at. */
export interface AttemptFacts {
  readonly task: Task;
  readonly attempt: Attempt;
  readonly patch: ParsedPatch;
  readonly sessions: readonly Session[];
  /** The events of the attempt's sessions in time order. */
  readonly events: readonly SessionEvent[];
  readonly ownership: Ownership;
  /** The checks among the events as the claims are held against them: one reading for both. */
  readonly checks: readonly JudgedCheck[];
  readonly freshness: Freshness;
  /** What the agent asked and nobody answered. */
  readonly escalation: Judgement["escalation"];
  /** Null where there is no patch. */
  readonly provenance: ExplainedLines | null;
}

/** What a rule saw; its rule, title and id are added when it is run. */
export type Sighting = Omit<Finding, "id" | "rule" | "title">;

/** One policy rule: pure, and the same answer for the same facts. */
export interface FindingRule {
  /** Kebab-case, stable: decisions and tiers refer to it. */
  readonly id: string;
  readonly title: string;
  /** Why a reviewer should care, in one or two sentences. */
  readonly rationale: string;
  readonly looksAt: readonly LookedAt[];
  run(facts: AttemptFacts): readonly Sighting[];
}

/** A sighting with nothing to link to yet: rules say only what they know. */
export function sighting(
  severity: Finding["severity"],
  message: string,
  where: Partial<Omit<Sighting, "severity" | "message">> = {},
): Sighting {
  return { severity, message, path: null, line: null, side: null, event: null, ...where };
}
