import type { App } from "../../main/app";
import type { WrittenReport } from "../../shared/contract/report";
import type { ReportFilters } from "../../shared/model/report-choice";

/** Filters that leave everything in. */
export const allDecisions: ReportFilters = {
  from: null,
  to: null,
  repositories: [],
  reviewers: [],
  owners: [],
  tiers: [],
  kinds: [],
};

/** Has the HTML report of the whole log written. */
export async function htmlReport(app: App): Promise<WrittenReport> {
  const written = await app.invoke("report.write", {
    formats: ["html"],
    filters: allDecisions,
    redaction: [],
    out: null,
  });
  if (!written.ok) throw new Error(written.error.message);
  const [file] = written.value.files;
  if (file === undefined) throw new Error("no report was written");
  return file;
}
