import * as z from "zod";
import { boundSchema, decisionKindSchema, decisionStandingSchema } from "../model/decision";
import { auditEntrySchema } from "../model/audit-entry";
import { gateSchema } from "../model/gate";
import { attemptIdSchema, instantSchema, sha256Schema, taskIdSchema } from "../model/ids";
import { readRecordSchema } from "../model/read-record";
import { policyRefSchema, tierLevelSchema } from "../model/tier";
import { logStateSchema } from "./app";
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

/** One row of the audit list. */
export const auditRowSchema = z.strictObject({
  seq: z.int().nonnegative(),
  recordedAt: instantSchema,
  person: z.string(),
  kind: z.string(),
  on: z.string(),
  taskId: taskIdSchema.nullable(),
  standing: decisionStandingSchema.nullable(),
  leafHash: sha256Schema,
});
export type AuditRow = z.infer<typeof auditRowSchema>;

export const reportFormatSchema = z.enum(["html"]);

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
    }),
    receiptSchema,
  ),
  "audit.list": procedure(
    z.strictObject({
      filter: z.string().max(300),
      before: z.int().nonnegative().nullable(),
      limit: z.int().positive().max(500),
    }),
    z.strictObject({ rows: z.array(auditRowSchema), total: z.int().nonnegative(), log: logStateSchema }),
  ),
  "audit.entry": procedure(
    z.strictObject({ seq: z.int().nonnegative() }),
    z.strictObject({
      entry: auditEntrySchema,
      previous: sha256Schema.nullable(),
      standing: decisionStandingSchema.nullable(),
      canonical: z.string(),
    }),
  ),
  "audit.verify": procedure(z.strictObject({}), logStateSchema),
  /** Writes the report of a period into the data folder's `reports`, and records the export. Times null: everything. */
  "report.write": procedure(
    z.strictObject({
      format: reportFormatSchema,
      from: instantSchema.nullable(),
      to: instantSchema.nullable(),
      out: z.string().max(4096).nullable(),
    }),
    z.strictObject({ path: z.string(), bytes: z.int(), digest: sha256Schema }),
  ),
};
