import * as z from "zod";
import { aboutEscalationSchema, boundSchema, decisionKindSchema, raisedBySchema } from "../model/decision";
import { commentIdSchema } from "../model/comment";
import { gateSchema } from "../model/gate";
import { attemptIdSchema, instantSchema, sha256Schema, taskIdSchema } from "../model/ids";
import { readRecordSchema } from "../model/read-record";
import { policyRefSchema, tierLevelSchema } from "../model/tier";
import { mostInBatch } from "../review/batch-rule";
import { undoSchema } from "./inbox";
import { procedure } from "./procedure";

const subject = { kind: decisionKindSchema, taskId: taskIdSchema, attemptId: attemptIdSchema.nullable() };

/** What the decision sheet shows, computed by the core. `nonce` names exactly this state: recording with an older one is refused. */
export const decisionSheetSchema = z.strictObject({
  ...subject,
  /** The tier as decisions leave it, and as the rules alone say. */
  tier: tierLevelSchema,
  machineTier: tierLevelSchema,
  /** For `lower-tier`: the levels it can be set to, lowest first; one above the present level takes a lowering back. */
  levels: z.array(tierLevelSchema),
  gates: z.array(gateSchema),
  policy: policyRefSchema.nullable(),
  notOpened: z.array(z.string()),
  /** What the reviewer has opened of the attempt by now; null for a decision on a task. Not part of the nonce: reading goes on. */
  read: readRecordSchema.nullable(),
  ingestNote: z.string().nullable(),
  bound: boundSchema,
  patchStat: z.strictObject({ files: z.int(), added: z.int(), removed: z.int() }),
  /** Why this kind cannot be recorded now, apart from fields not yet filled in; null when it can. */
  blocked: z.string().nullable(),
  /**
   * First 7 characters of the head (or patch digest) the reviewer must type to approve, to lower the tier or to override a gate
   * at high and critical; null otherwise.
   */
  confirm: z.string().nullable(),
  nonce: z.string(),
});
export type DecisionSheet = z.infer<typeof decisionSheetSchema>;

export const receiptSchema = z.strictObject({
  seq: z.int().nonnegative(),
  leafHash: sha256Schema,
  root: sha256Schema,
  recordedAt: instantSchema,
});
export type Receipt = z.infer<typeof receiptSchema>;

/** A sheet as the decision on several tasks shows it. */
const batchSheetSchema = z.strictObject({
  taskId: taskIdSchema,
  ref: z.string().nullable(),
  title: z.string(),
  repository: z.string(),
  letter: z.string().nullable(),
  sheet: decisionSheetSchema,
  /** Why it is left out of the act; null where it is part of it. */
  leftOut: z.string().nullable(),
});
export type BatchSheet = z.infer<typeof batchSheetSchema>;

const problemSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  place: z.string().optional(),
  remedy: z.string().optional(),
});

export const decideProcedures = {
  "decision.sheet": procedure(z.strictObject(subject), decisionSheetSchema),
  "decision.record": procedure(
    z.strictObject({
      ...subject,
      nonce: z.string(),
      reason: z.string().max(20_000),
      person: z.string().max(200).nullable(),
      until: instantSchema.nullable(),
      confirm: z.string().max(80).nullable(),
      /** For `regroup`: the task to move to; null for a task of its own. */
      target: taskIdSchema.nullable().optional(),
      /** For `lower-tier`: the level it is set to. */
      level: tierLevelSchema.optional(),
      /** For `override-gate`: the gate's id. */
      gate: z.string().max(300).optional(),
      /** For `acknowledge` and `answer`: what it is about; absent where the only one that waits is meant. */
      escalation: aboutEscalationSchema.optional(),
      /** For `answer`: the address of what was heard on GitHub and is the answer; absent where it was given elsewhere. */
      heard: z.string().max(1000).optional(),
      /** For `escalate`: what asked for it. */
      raisedBy: raisedBySchema.optional(),
      /** Comments to take along, by the revision that was shown. */
      comments: z
        .array(z.strictObject({ id: commentIdSchema, rev: z.int().positive() }))
        .max(200)
        .optional(),
      /** Effects to send, by the ids of `outbox.plan`: exactly those that were shown. Absent: nothing is sent. */
      effects: z.array(z.string().max(600)).max(100).optional(),
    }),
    receiptSchema,
  ),
  /** The sheets of several tasks, in the order asked for; a task that is gone is left away. */
  "decision.sheets": procedure(
    z.strictObject({
      kind: decisionKindSchema,
      subjects: z
        .array(z.strictObject({ taskId: taskIdSchema, attemptId: attemptIdSchema.nullable() }))
        .max(mostInBatch),
    }),
    z.strictObject({ sheets: z.array(batchSheetSchema) }),
  ),
  /** One decision on several tasks: an entry for each; what is refused is told and leaves the others alone. */
  "decision.batch": procedure(
    z.strictObject({
      kind: decisionKindSchema,
      subjects: z
        .array(
          z.strictObject({
            taskId: taskIdSchema,
            attemptId: attemptIdSchema.nullable(),
            nonce: z.string(),
            /** As in `decision.record`, by the ids of `outbox.planMany`. */
            effects: z.array(z.string().max(600)).max(100).optional(),
          }),
        )
        .min(1)
        .max(mostInBatch),
      reason: z.string().max(20_000),
      person: z.string().max(200).nullable(),
      until: instantSchema.nullable(),
    }),
    z.strictObject({
      /** `sent`: how many effects went into the outbox with it. */
      done: z.array(z.strictObject({ taskId: taskIdSchema, receipt: receiptSchema, sent: z.int().nonnegative() })),
      failed: z.array(z.strictObject({ taskId: taskIdSchema, problem: problemSchema })),
    }),
  ),
  /** What the reviewer could take back now: the last act on a task, or of all (null). */
  "decision.last": procedure(
    z.strictObject({ taskId: taskIdSchema.nullable() }),
    z.strictObject({ undo: undoSchema.nullable() }),
  ),
  /** Takes entries back, all or none, within their grace. */
  "decision.withdraw": procedure(
    z.strictObject({
      entries: z.array(z.int().nonnegative()).min(1).max(mostInBatch),
      reason: z.string().max(20_000),
    }),
    z.strictObject({ receipts: z.array(receiptSchema) }),
  ),
};
