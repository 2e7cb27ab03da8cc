import type { DecisionRecord, TaskView } from "../../shared/contract/review";
import type { ReportFilters } from "../../shared/model/report-choice";
import type { ReportDecision, ReportLog } from "./document";

/** A decision as the log holds it, with its signature. */
export type FactDecision = DecisionRecord & Pick<ReportDecision, "signed">;

/** What a report is made from: read from store and log by the service that writes it. */
export interface ReportFacts {
  readonly appVersion: string;
  /** Now, RFC 3339. */
  readonly generatedAt: string;
  readonly filters: ReportFilters;
  readonly log: Omit<ReportLog, "notAnchored">;
  /** Every decision of the log: period and filters are cut here, so none can be left out by accident. */
  readonly decisions: readonly FactDecision[];
  readonly tasks: readonly TaskView[];
  /** Patch text by attempt id, where one is known. */
  readonly patches: { get(attemptId: string): string | undefined };
  /** Files and lines of an archived patch, by its digest; null where it is not here. */
  readonly patchStat: (
    digest: string,
  ) => { readonly files: number; readonly added: number; readonly removed: number } | null;
  /** When a reviewer first opened something in an attempt; null where nothing is recorded. */
  readonly firstOpened: (attemptId: string, reviewer: string) => string | null;
  /** Whether two names are one person's, as far as spelling tells. */
  readonly samePerson: (a: string, b: string) => boolean;
}
