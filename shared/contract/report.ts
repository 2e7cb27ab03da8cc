import * as z from "zod";
import { decisionKindSchema, decisionStandingSchema } from "../model/decision";
import { instantSchema, sha256Schema } from "../model/ids";
import {
  redactionCountSchema,
  redactionRuleSchema,
  reportFiltersSchema,
  reportFormatSchema,
} from "../model/report-choice";
import { tierLevelSchema } from "../model/tier";
import { procedure } from "./procedure";

const asked = { filters: reportFiltersSchema, redaction: z.array(redactionRuleSchema) };

/** What a report would hold, before it is written: counts, what would be left out, its first decisions, and the page. */
export const reportPreviewSchema = z.strictObject({
  population: z.strictObject({
    entries: z.int().nonnegative(),
    decisions: z.int().nonnegative(),
    inPeriod: z.int().nonnegative(),
    filteredOut: z.int().nonnegative(),
    included: z.int().nonnegative(),
    /** The same in words, as the report says it. */
    sentence: z.string(),
  }),
  sections: z.array(z.strictObject({ name: z.string(), count: z.int().nonnegative(), unit: z.string() })),
  redactions: z.array(redactionCountSchema),
  sample: z.array(
    z.strictObject({
      seq: z.int().nonnegative(),
      recordedAt: instantSchema,
      reviewer: z.string(),
      kind: decisionKindSchema,
      on: z.string(),
      repository: z.string(),
      tier: tierLevelSchema,
      standing: decisionStandingSchema,
      reason: z.string(),
    }),
  ),
  /**
   * The HTML page itself, at an address that a frame of the window shows: the bytes that are written, `bytes` of them. `cut`: the
   * page is longer and ends there. Null where there is no window.
   */
  page: z.strictObject({ address: z.string(), bytes: z.int().nonnegative(), cut: z.boolean() }).nullable(),
  /** What there is to filter by in the whole log. */
  choices: z.strictObject({
    repositories: z.array(z.string()),
    reviewers: z.array(z.string()),
    owners: z.array(z.string()),
  }),
});
export type ReportPreview = z.infer<typeof reportPreviewSchema>;

export const writtenReportSchema = z.strictObject({
  format: reportFormatSchema,
  path: z.string(),
  bytes: z.int().nonnegative(),
  digest: sha256Schema,
});
export type WrittenReport = z.infer<typeof writtenReportSchema>;

export const reportProcedures = {
  "report.preview": procedure(z.strictObject(asked), reportPreviewSchema),
  /**
   * Writes a report, one file for each format, into the data folder's `reports` (`out` null), and records each as an export with
   * its digest. Formats that were written before one that fails stay.
   */
  "report.write": procedure(
    z.strictObject({
      ...asked,
      formats: z.array(reportFormatSchema).min(1).max(6),
      out: z.string().max(4096).nullable(),
    }),
    z.strictObject({
      files: z.array(writtenReportSchema),
      decisions: z.int().nonnegative(),
      redactions: z.array(redactionCountSchema),
      /** Why the log has no entry of a file, where it takes none any more; null where each is recorded. */
      unrecorded: z.string().nullable(),
    }),
  ),
};
