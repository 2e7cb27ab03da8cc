import * as z from "zod";
import { attemptSchema, judgementSchema } from "../model/attempt";
import { decisionSchema, decisionStandingSchema } from "../model/decision";
import { evidenceResultSchema, standingSchema } from "../model/evidence";
import { gateSchema } from "../model/gate";
import { attemptIdSchema, instantSchema, sha256Schema, taskIdSchema } from "../model/ids";
import { sessionSchema } from "../model/session";
import { ownershipSchema, taskSchema } from "../model/task";
import { tierLevelSchema } from "../model/tier";
import { procedure } from "./procedure";

/** One evidence slot, in the fixed order T B S C. */
export const evidenceSlotSchema = z.strictObject({
  slot: z.enum(["T", "B", "S", "C"]),
  state: z.enum(["missing", "present"]),
  result: evidenceResultSchema,
  standing: standingSchema.nullable(),
  stale: z.boolean(),
});
export type EvidenceSlot = z.infer<typeof evidenceSlotSchema>;

/** The one word a row leads with, worst first, and its cause. */
export const rowVerdictSchema = z.strictObject({
  word: z.enum([
    "contradicted",
    "escalated",
    "stale-decision",
    "finding",
    "stale",
    "unverifiable",
    "unbacked",
    "ready",
    "decided",
  ]),
  label: z.string(),
  cause: z.string(),
});
export type RowVerdict = z.infer<typeof rowVerdictSchema>;

export const inboxRowSchema = z.strictObject({
  taskId: taskIdSchema,
  ref: z.string().nullable(),
  title: z.string(),
  repository: z.string(),
  tier: tierLevelSchema,
  verdict: rowVerdictSchema,
  isNew: z.boolean(),
  attempts: z.int().positive(),
  sessions: z.int().nonnegative(),
  runners: z.array(z.string()),
  added: z.int(),
  removed: z.int(),
  files: z.int(),
  evidence: z.array(evidenceSlotSchema),
  owner: z.string().nullable(),
  waitingSince: instantSchema.nullable(),
  /** The attempt that Enter opens and that a decision key decides on. */
  focusAttempt: attemptIdSchema,
});
export type InboxRow = z.infer<typeof inboxRowSchema>;

export const inboxSchema = z.strictObject({
  groups: z.array(z.strictObject({ group: z.enum(["your-turn", "waiting", "done"]), rows: z.array(inboxRowSchema) })),
  /** Rows before the filter. */
  total: z.int().nonnegative(),
  /** A filter term that was not understood, in words; the rest of the filter still applies. */
  filterProblem: z.string().nullable(),
  /** Connections that are behind or failed, in words. */
  behind: z.array(z.string()),
});
export type Inbox = z.infer<typeof inboxSchema>;

/** A recorded decision as it stands now. */
export const decisionRecordSchema = z.strictObject({
  seq: z.int().nonnegative(),
  recordedAt: instantSchema,
  leafHash: sha256Schema,
  decision: decisionSchema,
  standing: decisionStandingSchema,
});
export type DecisionRecord = z.infer<typeof decisionRecordSchema>;

/** The tier after the decisions on it. `machine` is what the rules say, whatever was decided. */
export const shownTierSchema = z.strictObject({
  level: tierLevelSchema,
  machine: tierLevelSchema,
  /** The decision that lowers it, where one is in force. */
  lowered: z
    .strictObject({
      level: tierLevelSchema,
      seq: z.int().nonnegative(),
      person: z.string(),
      reason: z.string(),
      at: instantSchema,
    })
    .nullable(),
  /** Why a recorded lowering has no effect, or less than it had; null where there is nothing to say. */
  limit: z.string().nullable(),
});
export type ShownTier = z.infer<typeof shownTierSchema>;

export const attemptViewSchema = z.strictObject({
  attempt: attemptSchema,
  judgement: judgementSchema,
  effective: shownTierSchema,
  /** The gates of the effective tier. */
  gates: z.array(gateSchema),
  sessions: z.array(sessionSchema),
  evidenceSlots: z.array(evidenceSlotSchema),
  /** Digests of files of this attempt that were marked read. */
  readFiles: z.array(sha256Schema),
  /** Said when sessions were not read completely. */
  ingestNote: z.string().nullable(),
});
export type AttemptView = z.infer<typeof attemptViewSchema>;

/** One row of the files x attempts matrix. */
export const compareRowSchema = z.strictObject({
  path: z.string(),
  cells: z.array(
    z.strictObject({
      attemptId: attemptIdSchema,
      state: z.enum(["baseline", "same", "differs", "only-here", "absent"]),
      added: z.int(),
      removed: z.int(),
      /** Equal content shares a letter; null where the content is unique. */
      letter: z.string().nullable(),
      findings: z.int(),
    }),
  ),
});
export type CompareRow = z.infer<typeof compareRowSchema>;

export const taskViewSchema = z.strictObject({
  task: taskSchema,
  ownership: ownershipSchema,
  tier: tierLevelSchema,
  verdict: rowVerdictSchema,
  attempts: z.array(attemptViewSchema),
  compare: z.array(compareRowSchema),
  decisions: z.array(decisionRecordSchema),
  /** The one next action, in words, and where it leads. */
  next: z.strictObject({
    label: z.string(),
    to: z.enum(["diff", "timeline", "evidence", "decide", "task"]),
    attemptId: attemptIdSchema.nullable(),
  }),
});
export type TaskView = z.infer<typeof taskViewSchema>;

export const reviewProcedures = {
  "inbox.list": procedure(z.strictObject({ filter: z.string().max(500) }), inboxSchema),
  "inbox.seen": procedure(z.strictObject({ taskId: taskIdSchema }), z.strictObject({})),
  "task.get": procedure(z.strictObject({ taskId: taskIdSchema }), taskViewSchema),
  "diff.get": procedure(
    z.strictObject({ attemptId: attemptIdSchema }),
    z.strictObject({
      attemptId: attemptIdSchema,
      patch: z.string(),
      digest: sha256Schema.nullable(),
      source: attemptSchema.shape.patchSource,
      note: z.string().nullable(),
      base: z.string().nullable(),
      head: z.string().nullable(),
    }),
  ),
  "reading.mark": procedure(
    z.strictObject({ attemptId: attemptIdSchema, file: sha256Schema, read: z.boolean() }),
    z.strictObject({ readFiles: z.array(sha256Schema) }),
  ),
  "evidence.raw": procedure(
    z.strictObject({ digest: sha256Schema, offset: z.int().nonnegative(), limit: z.int().positive().max(262_144) }),
    z.strictObject({ text: z.string(), bytes: z.int().nonnegative(), nextOffset: z.int().nonnegative().nullable() }),
  ),
};
