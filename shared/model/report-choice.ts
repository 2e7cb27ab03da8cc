import * as z from "zod";
import { decisionKindSchema } from "./decision";
import { instantSchema } from "./ids";
import { tierLevelSchema } from "./tier";

/** Files a report can be written as. `csv` has a row for each decision, `csv-attempts` one for each attempt decided on. */
export const reportFormatSchema = z.enum(["html", "pdf", "json", "csv", "csv-attempts", "markdown"]);
export type ReportFormatId = z.infer<typeof reportFormatSchema>;

/** What is left out of a report before anything is drawn. */
export const redactionRuleSchema = z.enum([
  "reasons",
  "comments",
  "names",
  "agent-texts",
  "code",
  "paths",
  "hosts",
  "emails",
  "secrets",
]);
export type RedactionRule = z.infer<typeof redactionRuleSchema>;

const words = z.array(z.string().min(1).max(500)).max(200);

/** Which decisions a report is about. A list without entries leaves everything in; a decision has to fit all that are given. */
export const reportFiltersSchema = z.strictObject({
  /** Recorded at or after. */
  from: instantSchema.nullable(),
  /** Recorded before. */
  to: instantSchema.nullable(),
  repositories: words,
  reviewers: words,
  /** Who answers for the task as it stands now. */
  owners: words,
  /** The tier as it was when the decision was recorded. */
  tiers: z.array(tierLevelSchema),
  kinds: z.array(decisionKindSchema),
});
export type ReportFilters = z.infer<typeof reportFiltersSchema>;

/** A rule and how often it left something out. */
export const redactionCountSchema = z.strictObject({ rule: redactionRuleSchema, count: z.int().nonnegative() });
export type RedactionCount = z.infer<typeof redactionCountSchema>;
