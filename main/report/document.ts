import type { AttemptView, DecisionRecord, TaskView } from "../../shared/contract/review";
import type { DecisionKind } from "../../shared/model/decision";

/** The audit log as it was when the report was made. */
export interface ReportLog {
  /** `countersign.invalid/<log uuid>` */
  readonly origin: string;
  readonly entries: number;
  /** Root of the log's tree, lower-case hex. */
  readonly root: string;
  readonly verified: boolean;
  /** What does not hold, in one sentence; null when everything does. */
  readonly problem: string | null;
}

/** An attempt of the report with the patch as it stands now. `patch` is null where none is known. */
export interface ReportAttempt {
  readonly task: {
    readonly id: string;
    readonly ref: string | null;
    readonly title: string;
    readonly repository: string;
  };
  readonly view: AttemptView;
  readonly patch: string | null;
}

/** A task of the report on which nothing was decided in the period. */
export interface OpenTask {
  readonly id: string;
  readonly ref: string | null;
  readonly title: string;
  readonly repository: string;
  readonly tier: TaskView["tier"];
  readonly verdict: TaskView["verdict"];
  readonly owner: string | null;
  readonly attempts: number;
  readonly firstSeenAt: string;
}

/** How much of the sources of the report's attempts was understood. */
export interface ReportIngest {
  readonly sessions: number;
  readonly records: number;
  readonly recognised: number;
  readonly malformed: number;
  readonly shortened: number;
  readonly withheldReasoning: number;
  readonly unanswered: number;
  /** Record types no adapter knows, by name, most frequent first. */
  readonly unknown: readonly { readonly type: string; readonly count: number }[];
  /** Sessions that were not read completely. */
  readonly incomplete: readonly {
    readonly sessionId: string;
    readonly title: string | null;
    readonly records: number;
    readonly recognised: number;
    readonly malformed: number;
  }[];
}

/** A report before it has a format: everything a format needs, and nothing about how it looks. */
export interface ReportDocument {
  readonly appVersion: string;
  readonly generatedAt: string;
  /** Decisions recorded from `from` (included) to `to` (excluded); null means no bound. */
  readonly period: { readonly from: string | null; readonly to: string | null };
  readonly log: ReportLog;
  /** Every kind, also those with no decision in the period. */
  readonly counts: readonly { readonly kind: DecisionKind; readonly count: number; readonly notInForce: number }[];
  /** All decisions of the period, in the order of the log. */
  readonly decisions: readonly DecisionRecord[];
  /**
   * Lowered tiers and overridden gates: those of the period, and earlier and later ones on the attempts of the report, for what
   * was decided on these rests on them.
   */
  readonly excuses: readonly DecisionRecord[];
  /** The attempts those decisions are about, each once. */
  readonly attempts: readonly ReportAttempt[];
  readonly open: readonly OpenTask[];
  readonly ingest: ReportIngest;
  readonly threatStatement: readonly string[];
  readonly notProved: readonly string[];
}
