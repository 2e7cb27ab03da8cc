import * as z from "zod";
import { decisionCommentSchema } from "./comment";
import { eventRefSchema } from "./evidence";
import { attemptIdSchema, instantSchema, sha256Schema, taskIdSchema } from "./ids";
import { readRecordSchema } from "./read-record";
import { policyRefSchema, tierLevelSchema } from "./tier";

/** Decision kinds that can be recorded today. Each has a row in review/decision-catalog. */
export const decisionKindSchema = z.enum([
  "approve",
  "request-changes",
  "reject",
  "escalate",
  "assign-owner",
  "accept-owner",
  "hand-over",
  "snooze",
  "choose-attempt",
  "regroup",
  "lower-tier",
  "override-gate",
  "withdraw",
  "take-to-foreground",
  "acknowledge",
  "answer",
]);
export type DecisionKind = z.infer<typeof decisionKindSchema>;

/** The digests a decision is bound to: exactly what the reviewer had before them. */
export const boundSchema = z.strictObject({
  base: z.string().nullable(),
  head: z.string().nullable(),
  patch: sha256Schema.nullable(),
  contract: sha256Schema.nullable(),
  /** SHA-256 over the sorted digests and ids of the evidence items and their results. */
  evidence: sha256Schema,
  /** SHA-256 over the canonical judgement: claims, findings and tier as they were shown. */
  judgement: sha256Schema,
  /** The other attempts of the task, their heads and patches at that time. Entries of earlier versions name no heads. */
  considered: z.array(
    z.strictObject({
      attemptId: attemptIdSchema,
      letter: z.string(),
      head: z.string().nullable().optional(),
      patch: sha256Schema.nullable(),
    }),
  ),
});
export type Bound = z.infer<typeof boundSchema>;

/** What is acknowledged or answered. */
export const aboutEscalationSchema = z.union([
  z.strictObject({ seq: z.int().nonnegative(), leafHash: sha256Schema }),
  z.strictObject({ event: eventRefSchema, digest: sha256Schema }),
]);
export type AboutEscalation = z.infer<typeof aboutEscalationSchema>;

/** What asked for an escalation, where it was not the person alone. */
export const raisedBySchema = z.union([
  z.strictObject({ rule: z.string().min(1).max(80) }),
  z.strictObject({ event: eventRefSchema }),
]);
export type RaisedBy = z.infer<typeof raisedBySchema>;

/** What a decision says. Strings and integers only: it becomes canonical JSON (RFC 8785) in the audit log. */
export const decisionSchema = z.strictObject({
  kind: decisionKindSchema,
  taskId: taskIdSchema,
  taskRef: z.string().nullable(),
  taskTitle: z.string(),
  repository: z.string(),
  attemptId: attemptIdSchema.nullable(),
  attemptLetter: z.string().nullable(),
  reason: z.string().max(20_000),
  /** Whom it is escalated to, the new owner, or who acknowledged or answered. */
  person: z.string().max(200).nullable(),
  /** Until when a snooze lasts, or by when an escalation wants an answer. */
  until: instantSchema.nullable(),
  tier: tierLevelSchema,
  /** What the rules alone said, where a decision had lowered the tier. */
  machineTier: tierLevelSchema.optional(),
  /** The gates as they stood; `overridden` is the entry that let one pass that was not met. */
  gates: z.array(
    z.strictObject({
      id: z.string(),
      /** What it was called; entries of earlier versions do not say. */
      title: z.string().optional(),
      met: z.boolean(),
      overridden: z.int().nonnegative().optional(),
    }),
  ),
  /** Paths of changed files the reviewer had not opened. */
  notOpened: z.array(z.string()),
  /** Said when the sessions judged were not read completely. */
  ingestNote: z.string().nullable(),
  /** For `regroup`: the task that the attempt is moved to, as it was called then; `own` where it was made for this attempt. */
  target: z
    .strictObject({ taskId: taskIdSchema, title: z.string(), repository: z.string(), own: z.boolean() })
    .optional(),
  /** For `lower-tier`: the tier it is lowered to. */
  level: tierLevelSchema.optional(),
  /** For `lower-tier`: the rules that had matched, with the level each asked for: what matches later is not covered. */
  matched: z.array(z.strictObject({ rule: z.string(), level: tierLevelSchema })).optional(),
  /** For `override-gate`: the gate that need not be met, and why it was not. */
  gate: z.strictObject({ id: z.string(), title: z.string(), why: z.string() }).optional(),
  /** The policy that the tier and the gates are from. */
  policy: policyRefSchema.optional(),
  /** For `accept-owner` and `hand-over`: who answered until then; absent where nobody did. */
  from: z.string().max(200).optional(),
  /** For `withdraw`: the entry that is taken back, by its place and hash. */
  withdraws: z
    .strictObject({ seq: z.int().nonnegative(), kind: decisionKindSchema, leafHash: sha256Schema })
    .optional(),
  /** For `acknowledge` and `answer`: the escalation's entry, by its place and hash; or the agent's own question, by its event and the digest of its text. */
  escalation: aboutEscalationSchema.optional(),
  /** For `escalate`: the rule of the policy that asks for it, or the event in which the agent asked; absent where a person did of their own. */
  raisedBy: raisedBySchema.optional(),
  /** For `answer`: where it was given, where that was on GitHub: the comment's address, its author by login and by GitHub's number, when, and the digest of its text. */
  heard: z
    .strictObject({
      url: z.string().max(1000),
      login: z.string().max(200),
      accountId: z.int().nonnegative(),
      at: instantSchema,
      digest: sha256Schema,
    })
    .optional(),
  /** For `take-to-foreground`: what kind of folder the files were put into (never its path), the commit they are of, and whether the patch was applied to that. */
  foreground: z
    .strictObject({ folder: z.enum(["data-folder", "named"]), commit: z.string().max(100), patched: z.boolean() })
    .optional(),
  /** One act on several tasks: what its entries share, and how many tasks were decided on with it. */
  batch: z.strictObject({ id: z.uuid(), count: z.int().min(2) }).optional(),
  /** What was opened before deciding, by content. */
  read: readRecordSchema.optional(),
  /** Comments it takes along, as they were then: from here on they are never edited. */
  comments: z.array(decisionCommentSchema).min(1).max(200).optional(),
  bound: boundSchema,
  /** Who decided, as the log said of the key then; entries of earlier versions always say self-asserted. */
  reviewer: z.strictObject({
    name: z.string().min(1),
    binding: z.enum(["self-asserted", "ssh", "github", "roster"]),
    account: z.string().max(200).optional(),
    /** GitHub's number of the account: the login may change. */
    accountId: z.int().nonnegative().optional(),
  }),
});
export type Decision = z.infer<typeof decisionSchema>;

/** Derived on every read from what the decision is bound to and what stands now. */
export const decisionStandingSchema = z.enum([
  "in-force",
  "stale",
  "expired",
  "superseded",
  "evidence-changed",
  "self-approved",
]);
export type DecisionStanding = z.infer<typeof decisionStandingSchema>;
