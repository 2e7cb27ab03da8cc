import * as z from "zod";
import { decisionSchema } from "./decision";
import { instantSchema, sha256Schema } from "./ids";

/**
 * The body of one entry of the audit log. Its canonical bytes (RFC 8785) are what is stored and hashed:
 * integers only, no floats, at most 256 KiB, depth at most 12. `origin` and `seq` are inside the body, so an entry cannot
 * be moved to another log or place.
 */
const header = {
  v: z.literal(1),
  /** `countersign.invalid/<log uuid>` */
  origin: z.string().regex(/^countersign\.invalid\/[0-9a-f-]{36}$/),
  /** Index of the leaf, from 0. */
  seq: z.int().nonnegative(),
  /** Wall clock of this machine: recorded, not proved. */
  recordedAt: instantSchema,
  bootId: z.string(),
  /** Nanoseconds of the monotonic clock, as a decimal string (it may exceed 2^53). */
  monotonicNs: z.string().regex(/^[0-9]+$/),
};

export const auditBodySchema = z.discriminatedUnion("kind", [
  z.strictObject({ ...header, kind: z.literal("log.created"), app: z.string(), keyProtection: z.literal("none") }),
  z.strictObject({ ...header, kind: z.literal("decision"), decision: decisionSchema }),
  z.strictObject({
    ...header,
    kind: z.literal("ingest"),
    summary: z.string(),
    sources: z.int().nonnegative(),
    sessions: z.int().nonnegative(),
    records: z.int().nonnegative(),
    notRecognised: z.int().nonnegative(),
    archive: sha256Schema.describe("SHA-256 over the sorted digests of the archived sources, one per line"),
  }),
  z.strictObject({
    ...header,
    kind: z.literal("export"),
    format: z.string(),
    path: z.string(),
    digest: sha256Schema,
    entries: z.int().nonnegative(),
  }),
  z.strictObject({
    ...header,
    kind: z.literal("key"),
    action: z.enum(["trusted", "removed"]),
    key: sha256Schema.describe("Id of the key: signatures made with it count from here on, or no longer"),
    name: z.string(),
    algorithm: z.string(),
    /** Of a Sigstore root: who must have signed, and who must have vouched for that. */
    identity: z.string().nullable(),
    issuer: z.string().nullable(),
  }),
  z.strictObject({ ...header, kind: z.literal("clock.anomaly"), message: z.string() }),
]);
export type AuditBody = z.infer<typeof auditBodySchema>;

/** An entry as it is shown: the body, its leaf hash, and the root of the tree that ends with it. */
export const auditEntrySchema = z.strictObject({ body: auditBodySchema, leafHash: sha256Schema, root: sha256Schema });
export type AuditEntry = z.infer<typeof auditEntrySchema>;
