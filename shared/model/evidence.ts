import { z } from "zod";
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
  headline: z.string(),
  /** Test cases that a report lists, failures first, at most 2,000. */
  cases: z.array(testCaseSchema),
  /** Where it comes from: an archived file, or the event that showed it. */
  file: z.strictObject({ path: z.string(), digest: sha256Schema, bytes: z.int() }).nullable(),
  event: eventRefSchema.nullable(),
  note: z.string().nullable(),
});
export type Evidence = z.infer<typeof evidenceSchema>;
