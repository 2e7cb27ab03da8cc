import * as z from "zod";
import { instantSchema, sessionIdSchema, sha256Schema } from "./ids";
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
  /** Events whose time is before that of the event above them in the same lane, the longest such step back in milliseconds, and events without a time. */
  clock: z
    .strictObject({
      backwards: z.int().nonnegative(),
      longestMs: z.int().nonnegative(),
      missing: z.int().nonnegative(),
    })
    .default({ backwards: 0, longestMs: 0, missing: 0 }),
});
export type Completeness = z.infer<typeof completenessSchema>;

export const sessionStatusSchema = z.enum(["completed", "aborted", "errored", "in-flight", "unknown"]);
/** How a session goes on with another: taken up again, branched off, taken over from another runner, or split for length. */
export const sessionLinkSchema = z.enum(["resumed", "forked", "handed-over", "continued"]);
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
  /** Commit at the end of the session, where the runner states it. */
  headCommit: z.string().nullable().default(null),
  /** Repository as the runner states it: a name or an address. */
  repository: z.string().nullable().default(null),
  /** Issue, pull request or benchmark task that the transcript itself names as its work. */
  taskRef: z.string().nullable().default(null),
  /** The agent's own name, where the format carries sessions of many agents. */
  agentName: z.string().nullable().default(null),
  /** Earlier sessions of the same work that the transcript names. */
  links: z.array(z.strictObject({ kind: sessionLinkSchema, runnerSessionId: z.string() })).default([]),
  /** Sub-agents that the transcript names and that have a transcript of their own, with the call that began each. */
  subAgents: z.array(z.strictObject({ runnerSessionId: z.string(), callId: z.string().nullable() })).default([]),
  /** Folder and branch from an event on, where either changes within the session. */
  locations: z
    .array(z.strictObject({ fromSeq: z.int().positive(), cwd: z.string().nullable(), branch: z.string().nullable() }))
    .default([]),
  /** The first events that repeat another session: they are not this session's work. `from` is that session where it is known. */
  copied: z.strictObject({ from: z.string().nullable(), events: z.int().positive() }).nullable().default(null),
  /** Digest of the result as the runner itself states it: a patch, in the archive. */
  statedPatch: sha256Schema.nullable().default(null),
  models: z.array(z.string()),
  runnerVersions: z.array(z.string()),
  startedAt: instantSchema.nullable(),
  endedAt: instantSchema.nullable(),
  usage: usageSchema,
  completeness: completenessSchema,
});
export type Session = z.infer<typeof sessionSchema>;
/** A session before what is absent is filled in. */
export type SessionInput = z.input<typeof sessionSchema>;
