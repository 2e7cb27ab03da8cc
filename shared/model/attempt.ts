import * as z from "zod";
import { claimSchema, statementSchema } from "./claim";
import { checkCountsSchema, checkTypeSchema } from "./event";
import { evidenceSchema, eventRefSchema } from "./evidence";
import { findingSchema } from "./finding";
import { attemptIdSchema, instantSchema, sessionIdSchema, sha256Schema, taskIdSchema } from "./ids";
import { attemptPullSchema } from "./pull";
import { runnerKindSchema } from "./runner";
import { groundSchema } from "./task";
import { provenanceFiguresSchema } from "./provenance";
import { tierSchema } from "./tier";

/** Where the patch comes from, most solid first. */
export const patchSourceSchema = z.enum(["pack", "pull-request", "repository", "runner", "recorded-edits", "none"]);

export const changedFileSchema = z.strictObject({
  path: z.string(),
  oldPath: z.string().nullable(),
  status: z.enum(["added", "modified", "deleted", "renamed", "copied", "mode"]),
  added: z.int().nonnegative(),
  removed: z.int().nonnegative(),
  binary: z.boolean(),
  /** SHA-256 of this file's part of the patch: the key of read marks. Between attempts equal ones are the same change. */
  digest: sha256Schema,
  /**
   * Mode and full name of the content after the change, where Countersign's own git drew the patch out of a repository. Absent where
   * only a patch says so: that can name any content.
   */
  content: z
    .string()
    .regex(/^[0-7]{6} (?:[0-9a-f]{40}|[0-9a-f]{64})$/)
    .optional(),
});
export type ChangedFile = z.infer<typeof changedFileSchema>;

/** One candidate result for a task. */
export const attemptSchema = z.strictObject({
  id: attemptIdSchema,
  taskId: taskIdSchema,
  letter: z.string().regex(/^[A-Z]{1,2}$/),
  runner: runnerKindSchema,
  runnerName: z.string(),
  model: z.string().nullable(),
  base: z.string().nullable(),
  head: z.string().nullable(),
  branch: z.string().nullable(),
  summary: z.string().nullable(),
  /** Every text in which the attempt says what was done, the summary among them. */
  statements: z.array(statementSchema).default([]),
  startedAt: instantSchema.nullable(),
  finishedAt: instantSchema.nullable(),
  costUsd: z.number().nullable(),
  sessions: z.array(sessionIdSchema),
  patchSource: patchSourceSchema,
  patchDigest: sha256Schema.nullable(),
  /** What a patch that came with no pack was read from, what it leaves out, and where its sources differ. */
  patchNote: z.string().nullable(),
  files: z.array(changedFileSchema),
  /** Why this attempt is in its task, where that is not what the task's own ground says; null where it is. */
  ground: groundSchema.nullable().default(null),
  /** The pull request it is. Absent where it is none. */
  pull: attemptPullSchema.optional(),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** What a check showed. `masked`: its exit code is another command's, and no count says more; `no-result`: it never answered. */
export const stepResultSchema = z.enum(["passed", "failed", "masked", "no-result", "unknown"]);
export type StepResult = z.infer<typeof stepResultSchema>;

const stepSpan = { from: eventRefSchema, to: eventRefSchema, at: instantSchema.nullable() };

/** One step of an attempt's edits and checks, in the order they happened. `at` is the time of `to`, its last event. */
export const freshnessStepSchema = z.discriminatedUnion("kind", [
  /** Edits without a check between them. */
  z.strictObject({
    kind: z.literal("edits"),
    ...stepSpan,
    edits: z.int().positive(),
    files: z.int().positive(),
    /** The files edited last, the last one first; at most 3. */
    paths: z.array(z.string()),
  }),
  z.strictObject({
    kind: z.literal("check"),
    ...stepSpan,
    command: z.string(),
    checkType: checkTypeSchema,
    result: stepResultSchema,
    counts: checkCountsSchema.omit({ line: true }).nullable(),
    /** Files or names that its command line restricts it to; empty where it runs everything. */
    only: z.array(z.string()),
  }),
  /** Commands that may have changed files, though no edit of theirs is recorded. */
  z.strictObject({
    kind: z.literal("commands"),
    ...stepSpan,
    commands: z.int().positive(),
    /** The last of them, and what in it may have changed files: "sed -i". */
    command: z.string(),
    how: z.string(),
  }),
]);
export type FreshnessStep = z.infer<typeof freshnessStepSchema>;

/** A file's last edit and the last pass after which it was not edited again. */
export const fileFreshnessSchema = z.strictObject({
  path: z.string(),
  edit: z.strictObject({ event: eventRefSchema, at: instantSchema.nullable() }),
  /** The last passing check; null where none passed. */
  pass: z.strictObject({ event: eventRefSchema, at: instantSchema.nullable() }).nullable(),
  /** `after`: it passed after this edit; `part`: so it did, but was restricted to other files or folders; `before`, `never`. */
  seen: z.enum(["after", "part", "before", "never"]),
});
export type FileFreshness = z.infer<typeof fileFreshnessSchema>;

/** Edits and checks in order: what the last check saw. */
export const freshnessSchema = z.strictObject({
  lastEdit: z.strictObject({ event: eventRefSchema, at: instantSchema.nullable(), path: z.string() }).nullable(),
  lastPass: z.strictObject({ event: eventRefSchema, at: instantSchema.nullable(), command: z.string() }).nullable(),
  /** True when a file was edited after the last passing check. */
  stale: z.boolean(),
  sentence: z.string(),
  /** The last steps, at most 80. */
  steps: z.array(freshnessStepSchema).default([]),
  /** What lies before them, counted; null where they begin at the beginning. */
  earlier: z.strictObject({ edits: z.int(), checks: z.int(), commands: z.int() }).nullable().default(null),
  /** The files edited last, the last one first; at most 50. */
  files: z.array(fileFreshnessSchema).default([]),
  /** Commands after the last pass that may have changed files: how many, and the last; null where there is none. */
  unsure: z
    .strictObject({
      commands: z.int().positive(),
      event: eventRefSchema,
      at: instantSchema.nullable(),
      command: z.string(),
      how: z.string(),
    })
    .nullable()
    .default(null),
});
export type Freshness = z.infer<typeof freshnessSchema>;

/** What the engines say of an attempt. Recomputed whenever its facts or the engines change; never edited. */
export const judgementSchema = z.strictObject({
  attemptId: attemptIdSchema,
  claims: z.array(claimSchema),
  findings: z.array(findingSchema),
  evidence: z.array(evidenceSchema),
  freshness: freshnessSchema,
  tier: tierSchema,
  /** An escalation the agent itself raised: it asked and nobody answered. */
  escalation: z.strictObject({ event: eventRefSchema, text: z.string() }).nullable(),
  rulesRun: z.int().nonnegative(),
  /** How much of each thing the rules looked at: added lines, commands and so on, by the names of `LookedAt`. */
  looked: z.record(z.string(), z.int().nonnegative()),
  /** Which events wrote the changed lines, counted; null where there is no patch. */
  provenance: provenanceFiguresSchema.nullable(),
});
export type Judgement = z.infer<typeof judgementSchema>;
