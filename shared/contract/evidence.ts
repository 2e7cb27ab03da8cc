import * as z from "zod";
import { annotationSchema, componentSchema, standingSchema, statementSchema, testCaseSchema } from "../model/evidence";
import { attemptIdSchema, sha256Schema, taskIdSchema } from "../model/ids";
import { procedure } from "./procedure";

const itemOf = { attemptId: attemptIdSchema, evidenceId: z.string().max(1200) };
const page = { offset: z.int().nonnegative(), limit: z.int().positive().max(500) };
const text = z.string().max(200);
const outcome = testCaseSchema.shape.outcome;

/** Which cases of a report are shown: "" and null are all. */
const caseFilterSchema = z.strictObject({ text, outcome: outcome.nullable() });

const suiteSchema = z.strictObject({
  name: z.string(),
  failed: z.int(),
  skipped: z.int(),
  passed: z.int(),
  durationMs: z.number().nullable(),
  /** Place of its first case among those that pass the filter. */
  first: z.int(),
});
export type SuiteOfCases = z.infer<typeof suiteSchema>;

const placedAnnotationSchema = z.strictObject({
  annotation: annotationSchema,
  /** The changed file it is in; null where it is in none, or its name could be several. */
  path: z.string().nullable(),
  /** On a line that the patch adds. */
  onChangedLine: z.boolean(),
  /** Not in the report of the base; null where there is none. */
  isNew: z.boolean().nullable(),
});
export type PlacedAnnotation = z.infer<typeof placedAnnotationSchema>;

const namesSchema = z.strictObject({ count: z.int(), names: z.array(z.string()) });
const changedCoverage = {
  added: z.int(),
  ran: z.int(),
  notRun: z.int(),
  cannotRun: z.int(),
  notInReport: z.int(),
};

/** Coverage of the lines a patch adds: the figure is `ran` of `ran + notRun`. */
const changedCoverageSchema = z.strictObject({
  ...changedCoverage,
  files: z.array(
    z.strictObject({
      path: z.string(),
      ...changedCoverage,
      /** The first lines that did not run. */
      missed: z.array(z.int()),
      /** The first lines that ran and whose branches were not all taken. */
      partly: z.array(z.int()),
    }),
  ),
  unmatched: namesSchema,
  ambiguous: namesSchema,
});
export type ChangedCoverage = z.infer<typeof changedCoverageSchema>;

const columnSchema = z.strictObject({
  label: z.string(),
  kind: z.enum(["base", "attempt", "re-run"]),
  attemptId: attemptIdSchema.nullable(),
  reports: z.int(),
  cases: z.int(),
  /** The least solid standing of its reports. */
  standing: standingSchema,
  /** The reports' names in the pack, as a place in the evidence. */
  paths: z.array(z.string()),
});
export type CompareColumn = z.infer<typeof columnSchema>;

/** What became of a test from the first column to another: the same, or how it differs. */
const changeSchema = z.enum(["fixed", "broken", "new", "gone", "same", "other"]);
export type CaseChange = z.infer<typeof changeSchema>;

/** What stands on the lines of a diff: coverage and findings of tools. */
const lineMarksSchema = z.strictObject({
  /** By file of the patch: lines of the new file with how often they ran. */
  coverage: z.array(
    z.strictObject({
      path: z.string(),
      marks: z.array(z.tuple([z.int(), z.int()])),
      /** [line, branches taken, branches] of those that ran and whose branches were not all taken. */
      partly: z.array(z.tuple([z.int(), z.int(), z.int()])),
    }),
  ),
  annotations: z.array(
    z.strictObject({
      evidenceId: z.string(),
      producer: z.string(),
      path: z.string(),
      line: z.int().nullable(),
      level: annotationSchema.shape.level,
      rule: z.string(),
      message: z.string(),
      isNew: z.boolean().nullable(),
    }),
  ),
  /** Findings of changed files that are not listed because there are too many. */
  left: z.int(),
  /** Reports whose lines are not shown, and why, in words. */
  notes: z.array(z.string()),
});
export type LineMarks = z.infer<typeof lineMarksSchema>;
export type LineAnnotation = LineMarks["annotations"][number];

/** The lists of evidence files, page by page. */
export const evidenceProcedures = {
  "evidence.suites": procedure(
    z.strictObject({ ...itemOf, filter: caseFilterSchema }),
    z.strictObject({ cases: z.int(), total: z.int(), suites: z.array(suiteSchema).max(20_000) }),
  ),
  "evidence.cases": procedure(
    z.strictObject({ ...itemOf, filter: caseFilterSchema, ...page }),
    z.strictObject({ cases: z.array(testCaseSchema) }),
  ),
  /** New findings first, then those on changed lines, then in changed files, each in the order of the report: errors first. */
  "evidence.annotations": procedure(
    z.strictObject({ ...itemOf, text, only: z.enum(["all", "new", "changed"]), ...page }),
    z.strictObject({
      total: z.int(),
      /** Of all, whatever is asked for; null without a report of the base. */
      fresh: z.int().nullable(),
      changed: z.int(),
      rows: z.array(placedAnnotationSchema),
    }),
  ),
  "evidence.components": procedure(
    z.strictObject({ ...itemOf, text, ...page }),
    z.strictObject({ total: z.int(), components: z.array(componentSchema) }),
  ),
  "evidence.statements": procedure(
    z.strictObject({ ...itemOf, ...page }),
    z.strictObject({ total: z.int(), statements: z.array(statementSchema) }),
  ),
  "evidence.coverage": procedure(z.strictObject(itemOf), changedCoverageSchema),
  "evidence.lines": procedure(z.strictObject({ attemptId: attemptIdSchema }), lineMarksSchema),
  /** Results of tests by suite and name, each column's reports together. */
  "evidence.compare": procedure(
    z.strictObject({
      taskId: taskIdSchema,
      text,
      /** `telling`: what differs, with a failure first, then what fails everywhere. */
      only: z.enum(["different", "telling", "all"]),
      ...page,
    }),
    z.strictObject({
      columns: z.array(columnSchema),
      total: z.int(),
      different: z.int(),
      rows: z.array(
        z.strictObject({
          suite: z.string(),
          name: z.string(),
          cells: z.array(
            z.strictObject({
              outcome: outcome.nullable(),
              change: changeSchema,
              /** What a failed case says, its first line; absent where it says nothing or is one of very many. */
              message: z.string().optional(),
            }),
          ),
        }),
      ),
      /** What is not compared, and why, in words. */
      notes: z.array(z.string()),
    }),
  ),
  "evidence.log": procedure(
    z.strictObject({
      digest: sha256Schema,
      from: z.int().nonnegative(),
      limit: z.int().positive().max(1000),
      query: text,
    }),
    z.strictObject({
      lines: z.array(z.string()),
      total: z.int(),
      opening: z.string(),
      matches: z.array(z.int()),
      matched: z.int(),
      truncated: z.string().nullable(),
    }),
  ),
  /** The bytes of a picture, whose kind and size were read from its own header. */
  "evidence.image": procedure(
    z.strictObject(itemOf),
    z.strictObject({ format: z.string(), width: z.int(), height: z.int(), bytes: z.instanceof(Uint8Array) }),
  ),
};
