import * as z from "zod";
import { evidenceKindSchema } from "./contract";
import { instantSchema, sessionIdSchema, sha256Schema } from "./ids";

/** How solid an item is: the agent says so, a record shows it, a verified signature shows it, Countersign ran it. */
export const standingSchema = z.enum(["claimed", "observed", "attested", "re-run"]);
export type Standing = z.infer<typeof standingSchema>;

export const evidenceResultSchema = z.enum(["passed", "failed", "unknown"]);

export const eventRefSchema = z.strictObject({ sessionId: sessionIdSchema, seq: z.int().positive() });
export type EventRef = z.infer<typeof eventRefSchema>;

export const testCaseSchema = z.strictObject({
  suite: z.string(),
  name: z.string(),
  outcome: z.enum(["passed", "failed", "skipped"]),
  durationMs: z.number().nonnegative().nullable(),
  message: z.string().nullable(),
});
export type TestCase = z.infer<typeof testCaseSchema>;

/** A result of static analysis, or an advisory: on a line where the tool names one. */
export const annotationSchema = z.strictObject({
  /** As the tool wrote it; null where it names no file. */
  path: z.string().nullable(),
  /** 1-based; null where the tool names no line. */
  line: z.int().positive().nullable(),
  endLine: z.int().positive().nullable(),
  /** 1-based, in UTF-16 code units unless the tool says otherwise. */
  column: z.int().positive().nullable(),
  level: z.enum(["error", "warning", "note"]),
  rule: z.string(),
  message: z.string(),
  /** The same finding in another run of the same tool has the same fingerprint: the tool's own, else rule, file and message. */
  fingerprint: z.string(),
  /** Listed by the tool but accepted by its users: not counted as an error. */
  suppressed: z.boolean(),
  /** CVSS 0 to 10 where the tool states it. */
  severity: z.number().nullable(),
});
export type Annotation = z.infer<typeof annotationSchema>;

/** Coverage of one file: how often each line that can run did run. */
export const fileCoverageSchema = z.strictObject({
  /** As the report wrote it. */
  path: z.string(),
  /** [line, hits], 1-based, ascending, only lines the report lists. */
  lines: z.array(z.tuple([z.int().positive(), z.int().nonnegative()])),
  branches: z.strictObject({ covered: z.int(), total: z.int() }).nullable(),
  /** [line, branches taken, branches] of the lines with branches that were not all taken, ascending; absent where the report has none. */
  partly: z.array(z.tuple([z.int().positive(), z.int().nonnegative(), z.int().positive()])).optional(),
});
export type FileCoverage = z.infer<typeof fileCoverageSchema>;

/** One part of a software bill of materials. */
export const componentSchema = z.strictObject({
  name: z.string(),
  version: z.string().nullable(),
  purl: z.string().nullable(),
  licenses: z.array(z.string()),
});
export type Component = z.infer<typeof componentSchema>;

/** What an in-toto statement says, whoever signed it. */
export const statementSchema = z.strictObject({
  predicateType: z.string(),
  subjects: z.array(z.strictObject({ name: z.string().nullable(), digests: z.record(z.string(), z.string()) })),
  /** What a reader needs of the predicate, in order: builder, source, result. */
  facts: z.array(z.strictObject({ label: z.string(), value: z.string() })),
});
export type Statement = z.infer<typeof statementSchema>;

/** What became of one signature. `by` is the trusted key's name or the certificate's identity; null unless it verified. */
export const signatureCheckSchema = z.strictObject({
  outcome: z.enum(["verified", "wrong", "unknown-key", "not-checked"]),
  keyId: z.string().nullable(),
  by: z.string().nullable(),
  note: z.string().nullable(),
});
export type SignatureCheck = z.infer<typeof signatureCheckSchema>;

/** What was counted in an item that is not a test report. */
export const totalsSchema = z.discriminatedUnion("of", [
  z.strictObject({
    of: z.literal("findings"),
    errors: z.int(),
    warnings: z.int(),
    notes: z.int(),
    suppressed: z.int(),
  }),
  z.strictObject({
    of: z.literal("coverage"),
    files: z.int(),
    coveredLines: z.int(),
    lines: z.int(),
    branches: z.strictObject({ covered: z.int(), total: z.int() }).nullable(),
  }),
  z.strictObject({ of: z.literal("components"), components: z.int() }),
  z.strictObject({ of: z.literal("statements"), statements: z.int(), signatures: z.int() }),
  z.strictObject({ of: z.literal("log"), lines: z.int() }),
  z.strictObject({ of: z.literal("image"), format: z.string(), width: z.int(), height: z.int() }),
  z.strictObject({ of: z.literal("check-runs"), passed: z.int(), failed: z.int(), waiting: z.int() }),
]);
export type Totals = z.infer<typeof totalsSchema>;

/** One shape for every evidence item, whatever tool wrote it. */
export const evidenceSchema = z.strictObject({
  id: z.string(),
  kind: evidenceKindSchema,
  standing: standingSchema,
  result: evidenceResultSchema,
  /** What made it: a tool's name, or the command line. */
  producer: z.string(),
  producedAt: instantSchema.nullable(),
  /** Whether it was made on the tree the attempt ends with; `stale` when files were edited afterwards. */
  tree: z.enum(["match", "mismatch", "stale", "unknown"]),
  counts: z.strictObject({ passed: z.int(), failed: z.int(), skipped: z.int() }).nullable(),
  /** What else was counted: findings, lines covered, components. */
  totals: totalsSchema.nullable().default(null),
  headline: z.string(),
  /** The parser that read it, as listed in docs/evidence-formats.md; null for an event or a file no parser knows. */
  format: z.string().nullable().default(null),
  /** What of the file is not in the counts or lists, and why; null when everything is. */
  truncated: z.string().nullable().default(null),
  /** Signatures over this item, each with what became of it; empty for what nobody signed. */
  signatures: z.array(signatureCheckSchema).default([]),
  /** What it says it was made on: a git tree, and commits it names. Absent where it says nothing. */
  madeOn: z.strictObject({ tree: z.string().nullable(), commits: z.array(z.string()) }).optional(),
  /** Held against the same tool's report of the base (by its id): findings only here, only there. Absent without one. */
  againstBase: z.strictObject({ base: z.string(), new: z.int(), gone: z.int() }).optional(),
  /** The first test cases a report lists, failures first, at most 100; all of them are asked for by page. */
  cases: z.array(testCaseSchema),
  /** Where it comes from: an archived file, or the event that showed it. */
  file: z.strictObject({ path: z.string(), digest: sha256Schema, bytes: z.int() }).nullable(),
  event: eventRefSchema.nullable(),
  note: z.string().nullable(),
});
export type Evidence = z.infer<typeof evidenceSchema>;
