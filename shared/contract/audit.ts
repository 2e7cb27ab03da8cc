import * as z from "zod";
import { auditEntrySchema, keyPersonSchema, keyProtectionSchema } from "../model/audit-entry";
import { boundSchema, decisionSchema, decisionStandingSchema } from "../model/decision";
import { instantSchema, sha256Schema, taskIdSchema } from "../model/ids";
import { logStateSchema } from "./app";
import { procedure } from "./procedure";

/** What the check of the whole log is called where its progress is told. */
export const logCheckJob = "Checking the audit log";

const seqSchema = z.int().nonnegative();
const sizeSchema = z.int().nonnegative();
const hashSchema = sha256Schema;
const pathSchema = z.string().min(1).max(4096);
/** A key in text form or as PEM. */
const keyTextSchema = z.string().max(8192);
/** Which log is asked: an opened bundle by its id; the own log where it is absent. */
const bundleId = { bundle: z.string().max(80).optional() };

/**
 * What became of a decision's signature: `counts`; `unsigned`, recorded before decisions were signed; `does-not-count`, the key was
 * not in use there, was revoked, or the signature is wrong.
 */
const signedSchema = z.enum(["counts", "unsigned", "does-not-count"]);
export type Signed = z.infer<typeof signedSchema>;

/** One row of the audit list. */
const auditRowSchema = z.strictObject({
  seq: seqSchema,
  /** Null for an entry that a bundle withholds. */
  recordedAt: instantSchema.nullable(),
  person: z.string(),
  /** The kind in words. */
  kind: z.string(),
  /** The kind as the filter names it: a decision's kind or the body's; `withheld` for an entry that a bundle withholds. */
  kindId: z.string(),
  on: z.string(),
  taskId: taskIdSchema.nullable(),
  repository: z.string().nullable(),
  /** Null where nothing stands: no decision, or one of another's log. */
  standing: decisionStandingSchema.nullable(),
  signed: signedSchema.nullable(),
  /** The clock was found wrong before this entry, and no trusted time has been had since. */
  clockSuspect: z.boolean(),
  leafHash: hashSchema,
});
export type AuditRow = z.infer<typeof auditRowSchema>;

/** A part of a filter that was not understood and is passed over. `[start, end)` in UTF-16 units of the filter. */
const filterProblemSchema = z.strictObject({
  message: z.string(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  meant: z.string().nullable(),
});

/** One signature of a decision, and whether it counts. */
const auditSignatureSchema = z.strictObject({
  keyid: hashSchema,
  /** Text form of the key; null where the log does not tell of it. */
  key: z.string().nullable(),
  person: keyPersonSchema.nullable(),
  protection: keyProtectionSchema.nullable(),
  counts: z.boolean(),
  /** Why it does not count; null where it does. */
  why: z.string().nullable(),
});
export type AuditSignature = z.infer<typeof auditSignatureSchema>;

const entrySchema = z.strictObject({
  entry: auditEntrySchema,
  /** The stored bytes, which are UTF-8. */
  canonical: z.string(),
  /** What was signed, decoded: the in-toto Statement; null where nothing was. */
  statement: z.string().nullable(),
  standing: decisionStandingSchema.nullable(),
  /** The entry that takes this one back. */
  withdrawnBy: seqSchema.nullable(),
  /** What the same decision would be bound to now; null where its task is gone, or the entry is of a bundle. */
  boundNow: boundSchema.nullable(),
  /** Of a decision of another log that holds: what it says, its key, when by the other clock, and the size its proof leads to. */
  received: z
    .strictObject({
      decision: decisionSchema,
      keyid: sha256Schema,
      recordedAt: instantSchema,
      size: z.int().positive(),
    })
    .nullable(),
  clockSuspect: z.boolean(),
  /** Its place in the tree of the newest checkpoint; null where there is none yet. */
  place: z
    .strictObject({
      size: sizeSchema,
      root: hashSchema,
      /** Inclusion proof, nearest sibling first (RFC 9162). */
      proof: z.array(hashSchema),
      /** The signed checkpoint. */
      note: z.string(),
      /** The same as a file that others read (C2SP tlog-proof v1). */
      tlogProof: z.string(),
    })
    .nullable(),
  signed: signedSchema.nullable(),
  signatures: z.array(auditSignatureSchema),
});
export type AuditEntryView = z.infer<typeof entrySchema>;

/** The log as a bar: heads that were signed, and what of it is known outside of this machine. */
const barSchema = z.strictObject({
  origin: z.string().nullable(),
  /** First entry and number of entries: of a bundle the stretch it holds. */
  from: seqSchema,
  to: sizeSchema,
  /** Sizes at which a checkpoint is kept: the newest, every anchor's, and at most fifty between, in order. */
  checkpoints: z.array(z.strictObject({ size: sizeSchema })),
  anchors: z.array(
    z.strictObject({ seq: seqSchema, type: z.string(), size: sizeSchema, at: instantSchema, detail: z.string() }),
  ),
  logKey: z.strictObject({ vkey: z.string(), id: z.string(), protection: keyProtectionSchema.nullable() }).nullable(),
  reviewerKeys: z.array(
    z.strictObject({
      vkey: z.string(),
      keyid: hashSchema,
      person: keyPersonSchema,
      protection: keyProtectionSchema,
      state: z.enum(["in-use", "rotated", "revoked"]),
    }),
  ),
  /** The entry from which times are doubted; null where none are. */
  clockSuspectFrom: seqSchema.nullable(),
  /** The newest checkpoint. */
  note: z.string().nullable(),
});
export type AuditBar = z.infer<typeof barSchema>;

const bundleVerdictSchema = z.enum(["ANCHORED", "CONSISTENT", "UNPINNED", "DIVERGED", "INVALID", "UNSUPPORTED"]);
export type BundleVerdict = z.infer<typeof bundleVerdictSchema>;

/** Another person's bundle, and what the shipped verifier says of it. */
const openedBundleSchema = z.strictObject({
  bundle: z.string(),
  name: z.string(),
  path: z.string(),
  origin: z.string(),
  /** It is a bundle of this log. */
  own: z.boolean(),
  from: seqSchema,
  to: sizeSchema,
  root: hashSchema,
  withheld: z.int().nonnegative(),
  decisions: z.int().nonnegative(),
  verdict: bundleVerdictSchema,
  exit: z.int(),
  /** The verifier that said so, with its version. */
  verifier: z.string(),
  /** Who decided in it, by the names their keys carry. */
  people: z.array(z.string()),
  /** Keys that the bundle itself names: to be compared with what their owners say, never believed. */
  pinsAskedFor: z.array(z.strictObject({ role: z.enum(["log", "reviewer"]), vkey: z.string(), name: z.string() })),
  proved: z.array(z.string()),
  notProved: z.array(z.string()),
  problems: z.array(z.string()),
});
export type OpenedBundle = z.infer<typeof openedBundleSchema>;

/** A bundle that was written. */
const exportedSchema = z.strictObject({
  path: z.string(),
  origin: z.string(),
  from: seqSchema,
  to: sizeSchema,
  root: hashSchema,
  files: z.int(),
  bytes: z.int(),
  decisions: z.int(),
  withheld: z.int(),
  textsWithheld: z.int(),
  /** SHA-256 of its manifest.json, which lists every other file by digest. */
  digest: hashSchema,
  /** The checkpoint it ends with: keep it, and `--known-checkpoint` shows later that this log only grew. */
  note: z.string(),
  logKeys: z.array(z.string()),
  /** The entry that records the export; null where nothing can be recorded any more. */
  recorded: seqSchema.nullable(),
  /** The entry that says its checkpoint left the data folder; null where it lies inside of it. */
  anchored: seqSchema.nullable(),
  /** What a verifier will not accept in it, because the log itself does not hold; null where it does. */
  problem: z.string().nullable(),
});
export type ExportedBundle = z.infer<typeof exportedSchema>;

const comparisonSchema = z.strictObject({
  state: z.enum(["consistent", "diverged", "other-log", "not-comparable"]),
  here: z.strictObject({ origin: z.string().nullable(), size: sizeSchema, root: hashSchema }),
  there: z.strictObject({ origin: z.string(), from: seqSchema, to: sizeSchema, root: hashSchema }),
  /** Root of this log at the size where the bundle ends; null where this log is shorter. */
  rootHereAtTo: hashSchema.nullable(),
  /** The first entry of the bundle that is another one here; null where none was found. */
  firstOther: seqSchema.nullable(),
  sentence: z.string(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const auditProcedures = {
  /**
   * A page of the log, newest first. Without a filter the rows follow each other without a gap and `before` may be any number.
   * `skip` passes over as many matching rows first.
   */
  "audit.list": procedure(
    z.strictObject({
      ...bundleId,
      filter: z.string().max(300),
      before: seqSchema.nullable(),
      skip: z.int().nonnegative().optional(),
      limit: z.int().positive().max(500),
      /** The viewer's zone for `since:` and `until:`, an IANA name. */
      zone: z.string().max(100).optional(),
    }),
    z.strictObject({
      rows: z.array(auditRowSchema),
      /** Entries of the log, or of the bundle. */
      total: z.int().nonnegative(),
      /** How many of them match: all without a filter. */
      matched: z.int().nonnegative(),
      problems: z.array(filterProblemSchema),
      log: logStateSchema,
    }),
  ),
  "audit.entry": procedure(z.strictObject({ ...bundleId, seq: seqSchema }), entrySchema),
  "audit.bar": procedure(z.strictObject(bundleId), barSchema),
  /** Checks the whole log from its bytes. */
  "audit.verify": procedure(
    z.strictObject({}),
    logStateSchema.extend({
      tookMs: z.int().nonnegative(),
      /** The first entry that does not hold; null where all do, or it is not one entry. */
      brokenAt: seqSchema.nullable(),
    }),
  ),
  /** Writes a bundle of the entries [from, to) into the data folder's `reports`. Progress goes over the topic; it can be cancelled. */
  "audit.export": procedure(
    z.strictObject({
      tar: z.boolean(),
      from: seqSchema.nullable(),
      to: sizeSchema.nullable(),
      /** Entries of which only the hash is given. */
      withhold: z.array(seqSchema).max(10_000),
      /** Whether what was typed goes along. */
      texts: z.boolean(),
    }),
    exportedSchema,
  ),
  /** Writes one entry's bytes, proof and texts into the data folder's `reports`. */
  "audit.exportProof": procedure(
    z.strictObject({ seq: seqSchema }),
    z.strictObject({ path: z.string(), files: z.array(z.string()) }),
  ),
  /** Opens a bundle for reading and has the shipped verifier judge it. Nothing of it enters this log. */
  "audit.openBundle": procedure(
    z.strictObject({
      path: pathSchema,
      logKeys: z.array(keyTextSchema).max(20).optional(),
      reviewerKeys: z.array(keyTextSchema).max(100).optional(),
    }),
    openedBundleSchema,
  ),
  "audit.closeBundle": procedure(
    z.strictObject({ bundle: z.string().max(80) }),
    z.strictObject({ closed: z.boolean() }),
  ),
  /** Holds this log against a bundle: is what it shows the beginning of what is here? */
  "audit.compare": procedure(z.strictObject({ path: pathSchema }), comparisonSchema),
};
