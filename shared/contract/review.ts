import * as z from "zod";
import { attemptSchema, judgementSchema } from "../model/attempt";
import { entryTextsSchema } from "../model/audit-entry";
import { decisionKindSchema, decisionSchema, decisionStandingSchema } from "../model/decision";
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

/** A recorded decision as it stands now. */
export const decisionRecordSchema = z.strictObject({
  seq: z.int().nonnegative(),
  recordedAt: instantSchema,
  leafHash: sha256Schema,
  decision: decisionSchema,
  standing: decisionStandingSchema,
  /** The key that signed it; null where it was recorded before decisions were signed. */
  keyid: sha256Schema.nullable().optional(),
  /** Of a decision whose reason and comments are kept outside of its entry. */
  texts: entryTextsSchema.nullable().optional(),
  /** The entry that takes it back; its standing is then superseded. */
  withdrawn: z
    .strictObject({ seq: z.int().nonnegative(), at: instantSchema, person: z.string(), reason: z.string() })
    .optional(),
  /** Of an approval that was one of several when it was recorded: whether enough others stand by it now, and whether another name at this desk would be another person. */
  second: z.strictObject({ complete: z.boolean(), otherDesk: z.boolean() }).optional(),
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
    /** For `decide`: the kind of decision. */
    kind: decisionKindSchema.optional(),
    /** What makes it the next action, or why there is none. */
    why: z.string().optional(),
  }),
});
export type TaskView = z.infer<typeof taskViewSchema>;

export const reviewProcedures = {
  "task.get": procedure(z.strictObject({ taskId: taskIdSchema }), taskViewSchema),
  "reading.mark": procedure(
    z.strictObject({ attemptId: attemptIdSchema, file: sha256Schema, read: z.boolean() }),
    z.strictObject({ readFiles: z.array(sha256Schema) }),
  ),
  "evidence.raw": procedure(
    z.strictObject({ digest: sha256Schema, offset: z.int().nonnegative(), limit: z.int().positive().max(262_144) }),
    z.strictObject({ text: z.string(), bytes: z.int().nonnegative(), nextOffset: z.int().nonnegative().nullable() }),
  ),
};
