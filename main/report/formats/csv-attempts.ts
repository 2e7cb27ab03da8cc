import { verdictSchema } from "../../../shared/model/claim";
import { runnerNames } from "../../../shared/model/runner";
import { csvTable, each } from "../csv-table";
import type { ReportAttempt } from "../document";
import { reportFormat } from "../format";

interface Column {
  readonly id: string;
  readonly of: (item: ReportAttempt) => string | number | null;
}

const columns: readonly Column[] = [
  { id: "attempt", of: ({ view }) => view.attempt.id },
  { id: "letter", of: ({ view }) => view.attempt.letter },
  { id: "task_id", of: ({ task }) => task.id },
  { id: "change_id", of: ({ task }) => task.ref ?? task.id },
  { id: "title", of: ({ task }) => task.title },
  { id: "repository", of: ({ task }) => task.repository },
  { id: "agent", of: ({ view }) => runnerNames[view.attempt.runner] },
  { id: "model", of: ({ view }) => view.attempt.model },
  { id: "started_at", of: ({ view }) => view.attempt.startedAt },
  { id: "finished_at", of: ({ view }) => view.attempt.finishedAt },
  { id: "base", of: ({ view }) => view.attempt.base },
  { id: "head", of: ({ view }) => view.attempt.head },
  { id: "diff_sha256", of: ({ view }) => view.attempt.patchDigest },
  { id: "patch_source", of: ({ view }) => view.attempt.patchSource },
  { id: "files", of: ({ view }) => view.attempt.files.length },
  { id: "tier_now", of: ({ view }) => view.effective.level },
  { id: "tier_by_rules", of: ({ view }) => view.effective.machine },
  ...verdictSchema.options.map((verdict) => ({
    id: `claims_${verdict}`,
    of: ({ view }: ReportAttempt) => view.judgement.claims.filter((claim) => claim.verdict === verdict).length,
  })),
  ...(["serious", "warning", "note"] as const).map((severity) => ({
    id: `findings_${severity}`,
    of: ({ view }: ReportAttempt) => view.judgement.findings.filter((one) => one.severity === severity).length,
  })),
  ...(["passed", "failed", "unknown"] as const).map((result) => ({
    id: `evidence_${result}`,
    of: ({ view }: ReportAttempt) => view.judgement.evidence.filter((item) => item.result === result).length,
  })),
  { id: "stale", of: ({ view }) => (view.judgement.freshness.stale ? "yes" : "no") },
  { id: "records_read", of: ({ view }) => view.ingestNote ?? "completely" },
];

/** One row for each attempt that a decision of the report is about, as it stands now. */
export const csvAttempts = reportFormat({
  id: "csv-attempts",
  name: "CSV, attempts",
  extension: "csv",
  suffix: "-attempts",
  pieces({ attempts }) {
    return csvTable(
      columns.map(({ id }) => id),
      each(attempts, (item) =>
        columns.map(({ of }) => {
          const value = of(item);
          return value === null ? "not recorded" : String(value);
        }),
      ),
    );
  },
});
