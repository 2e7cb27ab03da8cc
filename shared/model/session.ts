import { z } from "zod";
import { instantSchema, sessionIdSchema } from "./ids";
import { runnerKindSchema } from "./runner";

/** Tokens and cost as the runner states them. Absent is null: nothing is estimated. */
export const usageSchema = z.strictObject({
  input: z.int().nonnegative().nullable(),
  output: z.int().nonnegative().nullable(),
  cacheRead: z.int().nonnegative().nullable(),
  cacheWrite: z.int().nonnegative().nullable(),
  reasoning: z.int().nonnegative().nullable(),
  costUsd: z.number().nonnegative().nullable(),
});
export type Usage = z.infer<typeof usageSchema>;

/** How much of the source was understood. `records = recognised + unknown + malformed`. */
export const completenessSchema = z.strictObject({
  bytes: z.int().nonnegative(),
  records: z.int().nonnegative(),
  recognised: z.int().nonnegative(),
  /** Record types no adapter knows, by name, with the first line each was seen on. */
  unknown: z.array(
    z.strictObject({ type: z.string(), count: z.int().positive(), firstLine: z.int().positive(), sample: z.string() }),
  ),
  malformedCount: z.int().nonnegative(),
  /** The first 50 unreadable records. */
  malformed: z.array(z.strictObject({ line: z.int().positive(), reason: z.string() })),
  /** Payloads shortened when they were stored; the raw source keeps them whole. */
  shortened: z.int().nonnegative(),
  /** Reasoning the runner withheld or encrypted. */
  withheldReasoning: z.int().nonnegative(),
  /** Tool calls that never got a result. */
  unanswered: z.int().nonnegative(),
});
export type Completeness = z.infer<typeof completenessSchema>;

export const sessionStatusSchema = z.enum(["completed", "aborted", "errored", "in-flight", "unknown"]);
export const sessionKindSchema = z.enum(["main", "sub-agent", "review", "compaction"]);

/** One agent run. Texts (`title`, `prompt`, `finalMessage`) are the agent's or a person's words: hostile until drawn as text. */
export const sessionSchema = z.strictObject({
  id: sessionIdSchema,
  runner: runnerKindSchema,
  runnerSessionId: z.string(),
  parentRunnerSessionId: z.string().nullable(),
  kind: sessionKindSchema,
  status: sessionStatusSchema,
  title: z.string().nullable(),
  prompt: z.string().nullable(),
  finalMessage: z.string().nullable(),
  cwd: z.string().nullable(),
  branch: z.string().nullable(),
  baseCommit: z.string().nullable(),
  models: z.array(z.string()),
  runnerVersions: z.array(z.string()),
  startedAt: instantSchema.nullable(),
  endedAt: instantSchema.nullable(),
  usage: usageSchema,
  completeness: completenessSchema,
});
export type Session = z.infer<typeof sessionSchema>;
