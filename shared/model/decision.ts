import * as z from "zod";
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
  "snooze",
  "choose-attempt",
  "regroup",
  "lower-tier",
  "override-gate",
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
  /** The other attempts of the task and their patches at that time. */
  considered: z.array(
    z.strictObject({ attemptId: attemptIdSchema, letter: z.string(), patch: sha256Schema.nullable() }),
  ),
});
export type Bound = z.infer<typeof boundSchema>;

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
  /** Whom it is escalated to, or the new owner. */
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
  /** What was opened before deciding, by content. */
  read: readRecordSchema.optional(),
  bound: boundSchema,
  reviewer: z.strictObject({ name: z.string().min(1), binding: z.literal("self-asserted") }),
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
