import * as z from "zod";
import { attemptViewSchema, decisionRecordSchema, rowVerdictSchema } from "../../shared/contract/review";
import { effectStateSchema } from "../../shared/model/audit-entry";
import { verdictSchema } from "../../shared/model/claim";
import { requesterSchema } from "../../shared/model/contract";
import { decisionKindSchema } from "../../shared/model/decision";
import { instantSchema, sha256Schema, taskIdSchema } from "../../shared/model/ids";
import { redactionCountSchema, reportFiltersSchema } from "../../shared/model/report-choice";
import { runnerKindSchema } from "../../shared/model/runner";
import { ownershipSchema } from "../../shared/model/task";
import { tierLevelSchema } from "../../shared/model/tier";

const count = z.int().nonnegative();
const entryAt = { seq: count, recordedAt: instantSchema };

/** A place of the log that was put on record outside of it. */
const reportAnchorSchema = z.strictObject({
  ...entryAt,
  type: z.string(),
  size: count,
  root: sha256Schema,
  detail: z.string(),
});
export type ReportAnchor = z.infer<typeof reportAnchorSchema>;

/** What the log says of a key: how well it is kept, and whom it speaks for. */
const reportKeySchema = z.strictObject({
  ...entryAt,
  role: z.enum(["log", "reviewer"]),
  action: z.string(),
  key: z.string(),
  keyid: sha256Schema.nullable(),
  person: z.string().nullable(),
  binding: z.string().nullable(),
  account: z.string().nullable(),
  protection: z.string(),
});

/** What was done outside of this machine, or was to be, and what became of it. */
const reportEffectSchema = z.strictObject({
  ...entryAt,
  via: z.string(),
  operation: z.string(),
  target: z.string(),
  state: effectStateSchema,
  detail: z.string(),
});

/** A decision that a second person made in a log of his own. */
const reportReceivedSchema = z.strictObject({
  ...entryAt,
  /** The other log, and the entry's place in it. */
  from: z.string(),
  at: count,
  kind: decisionKindSchema,
  taskRef: z.string().nullable(),
  taskId: taskIdSchema,
  person: z.string(),
  binding: z.string(),
  keyid: sha256Schema,
});

/** The audit log as it was when the report was made. */
export const reportLogSchema = z.strictObject({
  /** `countersign.invalid/<log uuid>` */
  origin: z.string(),
  entries: count,
  /** Root of the log's tree, lower-case hex. */
  root: z.string(),
  verified: z.boolean(),
  /** What does not hold, in one sentence; null when everything does. */
  problem: z.string().nullable(),
  /** The newest signed head as it stands in the log; null where none was signed. */
  checkpoint: z.strictObject({ size: count, note: z.string() }).nullable(),
  keys: z.array(reportKeySchema),
  anchors: z.array(reportAnchorSchema),
  /** Decisions newer than the last anchor. */
  notAnchored: count,
  policies: z.array(z.strictObject({ ...entryAt, id: z.string(), version: count, digest: sha256Schema })),
  clock: z.array(z.strictObject({ ...entryAt, message: z.string() })),
  erased: z.array(z.strictObject({ ...entryAt, commitment: sha256Schema, reason: z.string() })),
  recoveries: z.array(z.strictObject({ ...entryAt, message: z.string() })),
  effects: z.array(reportEffectSchema.extend({ effect: z.string(), decision: count.nullable() })),
  received: z.array(reportReceivedSchema),
  /** Entries that could not be read, by place. */
  unreadable: z.array(count),
  /** Entries of kinds that this version does not know: in the tree as they were recorded; what they say is not in the report. */
  unknown: z.array(
    z.strictObject({
      seq: count,
      recordedAt: instantSchema.nullable(),
      /** Form and kind as the entry names them. */
      v: z.int().positive(),
      kind: z.string(),
      leafHash: sha256Schema,
    }),
  ),
});
export type ReportLog = z.infer<typeof reportLogSchema>;

/** Which decisions there were, and which of them are in the report. */
export const populationSchema = z.strictObject({
  /** First entry of the log and the one after the last: the range that was read. */
  from: count,
  to: count,
  /** Every entry of the range was read, in order, and none is missing. */
  contiguous: z.boolean(),
  /** Entries of kinds that this version does not know: a decision may be among them. */
  unknown: count,
  decisions: count,
  inPeriod: count,
  filteredOut: count,
  included: count,
  /** Places of the first and last decision of the period; null where it has none. */
  first: count.nullable(),
  last: count.nullable(),
  /** Decisions of the report whose texts are not here any more. */
  textsWithheld: count,
});
export type Population = z.infer<typeof populationSchema>;

const escalationSchema = z.strictObject({
  ...entryAt,
  to: z.string().nullable(),
  reason: z.string(),
  due: instantSchema.nullable(),
  /** The next decision on the work itself; null where there is none yet. */
  answeredBy: count.nullable(),
});

const placeSchema = z.strictObject({ ...entryAt, type: z.string(), size: count });

/** A decision with all that is known around it. Null says: not recorded. */
export const reportDecisionSchema = decisionRecordSchema.extend({
  /** The key that signed it and whom the log says it speaks for; null for a decision from before decisions were signed. */
  signed: z
    .strictObject({
      keyid: sha256Schema,
      binding: z.string().nullable(),
      account: z.string().nullable(),
      protection: z.string().nullable(),
    })
    .nullable(),
  /** The task as it is known now; null where it is no longer here. */
  task: z
    .strictObject({
      requester: requesterSchema.nullable(),
      ownership: ownershipSchema,
      contractDigest: sha256Schema.nullable(),
      firstSeenAt: instantSchema,
    })
    .nullable(),
  /** What made the attempt decided on, as its sessions state it. */
  agent: z
    .strictObject({
      runner: runnerKindSchema,
      runnerName: z.string(),
      versions: z.array(z.string()),
      models: z.array(z.string()),
      sessions: z.array(z.string()),
      branch: z.string().nullable(),
      startedAt: instantSchema.nullable(),
      finishedAt: instantSchema.nullable(),
    })
    .nullable(),
  /** Of the patch that was decided on, not of a later one. */
  change: z
    .strictObject({ files: count, added: count, removed: count, sensitive: z.array(z.string()).nullable() })
    .nullable(),
  /** Claims of the agent by verdict, and checks, where the attempt still is what was decided on. */
  claims: z.strictObject({ total: count, verdicts: z.partialRecord(verdictSchema, count) }).nullable(),
  checks: z
    .array(
      z.strictObject({
        kind: z.string(),
        result: z.string(),
        standing: z.string(),
        tree: z.string(),
        producer: z.string(),
        output: sha256Schema.nullable(),
      }),
    )
    .nullable(),
  /** First opening by the reviewer that is recorded in this attempt, and seconds from it to the decision. */
  opened: z.strictObject({ firstAt: instantSchema, seconds: count }).nullable(),
  /** Seconds from the attempt's end, on the runner's clock, to the decision. */
  waited: count.nullable(),
  selfApproval: z.boolean().nullable(),
  reviewerOwns: z.boolean().nullable(),
  handovers: z.array(z.strictObject({ ...entryAt, to: z.string().nullable() })),
  escalations: z.array(escalationSchema),
  /** An earlier verdict on this attempt that was bound to another head. */
  reviewedBefore: z.strictObject({ seq: count, head: z.string().nullable() }).nullable(),
  anchoredBy: placeSchema.nullable(),
  trustedTime: placeSchema.nullable(),
  /** What became of each of its effects, as the newest entry on it says. */
  effects: z.array(reportEffectSchema),
});
export type ReportDecision = z.infer<typeof reportDecisionSchema>;

/** An attempt of the report with the patch as it stands now. `patch` is null where none is known. */
const reportAttemptSchema = z.strictObject({
  task: z.strictObject({ id: taskIdSchema, ref: z.string().nullable(), title: z.string(), repository: z.string() }),
  view: attemptViewSchema,
  patch: z.string().nullable(),
  /** The patch is known and is left out by a rule of redaction. */
  withheld: z.boolean(),
});
export type ReportAttempt = z.infer<typeof reportAttemptSchema>;

/** A task of the report on which nothing was decided in the period. */
const openTaskSchema = z.strictObject({
  id: taskIdSchema,
  ref: z.string().nullable(),
  title: z.string(),
  repository: z.string(),
  tier: tierLevelSchema,
  verdict: rowVerdictSchema,
  owner: z.string().nullable(),
  attempts: count,
  firstSeenAt: instantSchema,
});
export type OpenTask = z.infer<typeof openTaskSchema>;

/** How much of the sources of the report's attempts was understood. */
const reportIngestSchema = z.strictObject({
  sessions: count,
  records: count,
  recognised: count,
  malformed: count,
  shortened: count,
  withheldReasoning: count,
  unanswered: count,
  /** Record types no adapter knows, by name, most frequent first. */
  unknown: z.array(z.strictObject({ type: z.string(), count })),
  /** Sessions that were not read completely. */
  incomplete: z.array(
    z.strictObject({
      sessionId: z.string(),
      title: z.string().nullable(),
      records: count,
      recognised: count,
      malformed: count,
    }),
  ),
});
export type ReportIngest = z.infer<typeof reportIngestSchema>;

const barSchema = z.strictObject({ name: z.string(), count });
export type Bar = z.infer<typeof barSchema>;

/** Figures over the decisions of the report. */
export const reportSummarySchema = z.strictObject({
  tiers: z.array(barSchema),
  /** Claims of the attempts decided on, by verdict. */
  verdicts: z.array(barSchema),
  /** By day of recording, UTC; days without a decision between them are 0. */
  days: z.array(barSchema),
  reviewers: z.array(
    z.strictObject({ name: z.string(), decisions: count, approvals: count, underLimit: count, timed: count }),
  ),
  overriddenGates: count,
  loweredTiers: count,
  /** Approvals that rest on a gate an earlier decision let pass. */
  onOverride: count,
  selfApprovals: count,
  unopened: z.strictObject({ decisions: count, files: count }),
  /** Verdicts on an attempt that came within the limit after the first opening; `unknown`: no opening is recorded. */
  quick: z.strictObject({ limitSeconds: count, timed: count, under: count, unknown: count }),
  waited: z.strictObject({
    buckets: z.array(barSchema),
    known: count,
    unknown: count,
    medianSeconds: count.nullable(),
    p90Seconds: count.nullable(),
  }),
});
export type ReportSummary = z.infer<typeof reportSummarySchema>;

/** A report before it has a format: everything a format needs, and nothing about how it looks. */
export const reportDocumentSchema = z.strictObject({
  appVersion: z.string(),
  generatedAt: instantSchema,
  filters: reportFiltersSchema,
  /** What was left out, rule by rule; empty where nothing was asked to be. */
  redactions: z.array(redactionCountSchema),
  log: reportLogSchema,
  population: populationSchema,
  summary: reportSummarySchema,
  /** Every kind, also those with no decision in the period. */
  counts: z.array(z.strictObject({ kind: decisionKindSchema, count, notInForce: count })),
  /** The decisions of the report, in the order of the log. */
  decisions: z.array(reportDecisionSchema),
  /**
   * Lowered tiers and overridden gates: those of the report, and earlier and later ones on its attempts, for what was decided on
   * these rests on them.
   */
  excuses: z.array(decisionRecordSchema),
  /** The attempts those decisions are about, each once. */
  attempts: z.array(reportAttemptSchema),
  open: z.array(openTaskSchema),
  ingest: reportIngestSchema,
  threatStatement: z.array(z.string()),
  notProved: z.array(z.string()),
});
export type ReportDocument = z.infer<typeof reportDocumentSchema>;
