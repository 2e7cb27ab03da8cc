import * as z from "zod";
import { decisionKindSchema } from "../model/decision";
import { attemptIdSchema, instantSchema, sha256Schema, taskIdSchema } from "../model/ids";
import { procedure } from "./procedure";

const place = z.int().nonnegative();
const problemSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  place: z.string().optional(),
  remedy: z.string().optional(),
});
/** The content that an approval is about. */
const contentSchema = z.strictObject({
  base: z.string().nullable(),
  head: z.string().nullable(),
  patch: sha256Schema.nullable(),
});

/** An approval of an attempt, recorded here or taken in, as it stands now. */
const approvalRowSchema = z.strictObject({
  /** Its entry in this log. */
  seq: place,
  recordedAt: instantSchema,
  person: z.string(),
  /** What the name rests on, in words. */
  ground: z.string(),
  /** The log it was taken in from, and its place there; null of one that was recorded here. */
  from: z.strictObject({ origin: z.string(), at: place }).nullable(),
  keyid: sha256Schema.nullable(),
  reason: z.string(),
  standing: z.enum(["counts", "same-person", "barred", "withdrawn", "untrusted", "stale", "expired", "not-in-force"]),
  /** Why it does not count; null where it does. */
  why: z.string().nullable(),
});
export type ApprovalRow = z.infer<typeof approvalRowSchema>;

const approvalsStateSchema = z.strictObject({
  taskId: taskIdSchema,
  attemptId: attemptIdSchema,
  letter: z.string(),
  content: contentSchema,
  /** Different people that the policy asks for at this tier; 0 or 1 where it asks for no second. */
  needed: place,
  /** Different people whose approvals count now. */
  people: place,
  approvals: z.array(approvalRowSchema),
  /** The newest approval of this log that can be handed over. */
  handOut: z.strictObject({ seq: place, at: instantSchema }).nullable(),
  /** The remote that the audit log is anchored to: approvals go the same way. */
  remote: z.string().nullable(),
});
export type ApprovalsState = z.infer<typeof approvalsStateSchema>;

/** The attempt here that has exactly the content a file names; null where none has. */
const matchSchema = z
  .strictObject({ taskId: taskIdSchema, ref: z.string(), attemptId: attemptIdSchema, letter: z.string() })
  .nullable();

/** What a file says, as far as it was checked. Nothing is recorded by looking. */
const lookedSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("approval"),
    digest: sha256Schema,
    /** Why it would not be taken in as it stands, apart from whose key it is; null where it would. */
    refused: problemSchema.nullable(),
    /** The person that its key is trusted for here; null: it is to be trusted first. */
    trustedAs: z.string().nullable(),
    keyid: sha256Schema,
    /** Whom the key speaks for, as the other log says. */
    claims: z.strictObject({ name: z.string(), binding: z.string(), account: z.string().nullable() }),
    origin: z.string(),
    at: place,
    madeAt: instantSchema,
    decision: z.strictObject({
      kind: decisionKindSchema,
      taskRef: z.string().nullable(),
      taskTitle: z.string(),
      repository: z.string(),
      reason: z.string(),
      textsWithheld: z.boolean(),
      until: instantSchema.nullable(),
      content: contentSchema,
    }),
    ended: z.strictObject({ kind: decisionKindSchema, at: instantSchema }).nullable(),
    match: matchSchema,
    /** What the other reviewer had otherwise before them, in sentences. */
    differs: z.array(z.string()),
  }),
  z.strictObject({
    kind: z.literal("request"),
    digest: sha256Schema,
    origin: z.string(),
    by: z.string(),
    at: instantSchema,
    task: z.strictObject({ ref: z.string().nullable(), title: z.string(), repository: z.string() }),
    needed: place,
    content: contentSchema,
    lookAt: z.array(z.string()),
    note: z.string(),
    match: matchSchema,
    /** Why no attempt here has that content, in a sentence; null where one has. */
    why: z.string().nullable(),
  }),
]);
export type LookedFile = z.infer<typeof lookedSchema>;

const trustSchema = z.strictObject({
  person: z.string().trim().min(1).max(200),
  /** All 64 digits of the key's fingerprint, as they were compared. */
  fingerprint: z.string().max(200),
});
const pathSchema = z.string().min(1).max(4096);
/** A remote: https, ssh or a folder. Null: the one that the audit log is anchored to. */
const remoteSchema = z.string().trim().min(1).max(2000).nullable();
const handedSchema = z.strictObject({
  path: z.string(),
  digest: sha256Schema,
  /** Where it was pushed to too; null where it was not. */
  pushed: z.strictObject({ remote: z.string(), ref: z.string(), commit: z.string() }).nullable(),
});

const subject = { taskId: taskIdSchema, attemptId: attemptIdSchema };

export const secondProcedures = {
  /** The approvals of an attempt, how many are needed, and who counts. */
  "approvals.state": procedure(z.strictObject(subject), approvalsStateSchema),
  /** Writes the newest approval of this log on an attempt as a signed file; pushes it too where asked. */
  "approvals.handOut": procedure(
    z.strictObject({ ...subject, text: z.boolean(), push: z.boolean(), remote: remoteSchema }),
    handedSchema.extend({ seq: place }),
  ),
  /** Writes what a second reviewer needs to find the same attempt. */
  "approvals.request": procedure(
    z.strictObject({ ...subject, note: z.string().trim().max(2000), push: z.boolean(), remote: remoteSchema }),
    handedSchema,
  ),
  /** Reads a file of another reviewer and says what it is worth here; nothing is recorded. */
  "approvals.look": procedure(z.strictObject({ path: pathSchema }), lookedSchema),
  /** Takes a file in: an entry keeps the other log's decision. In: also whose key it is, where that is not trusted yet. */
  "approvals.takeIn": procedure(
    z.strictObject({ path: pathSchema, trust: trustSchema.nullable() }),
    z.strictObject({
      seq: place,
      person: z.string(),
      taskId: taskIdSchema,
      attemptId: attemptIdSchema,
      ended: z.boolean(),
    }),
  ),
  /** Brings the files that reviewers pushed; each lies in the data folder then. */
  "approvals.fetch": procedure(
    z.strictObject({ remote: remoteSchema }),
    z.strictObject({
      remote: z.string(),
      files: z.array(z.strictObject({ path: z.string(), digest: sha256Schema, ref: z.string() })).max(1000),
      /** What was there and not taken: too large, too many, of another name. */
      left: z.array(z.string()).max(100),
    }),
  ),
  "approvals.reviewers": procedure(
    z.strictObject({}),
    z.strictObject({
      reviewers: z.array(
        z.strictObject({ keyid: sha256Schema, person: z.string(), origin: z.string(), trustedAt: instantSchema }),
      ),
    }),
  ),
  /** Trusts a reviewer's key no longer: what it approved counts no more. */
  "approvals.distrust": procedure(
    z.strictObject({ keyid: sha256Schema }),
    z.strictObject({ person: z.string(), seq: place }),
  ),
};
