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

/** Bodies of the first form: decisions stand in them unsigned. They stay valid for ever. */
const firstBodySchema = z.discriminatedUnion("kind", [
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

const signedHeader = { ...header, v: z.literal(2) };
/** Text form of an Ed25519 key (C2SP signed-note): NAME+HASH+KEY. */
const vkeySchema = z.string().max(1000);
const signatureSchema = z.base64().max(200);

/** How well a private key is kept: by the system's keychain, by a passphrase, by nothing but the file's rights, by a known password. */
export const keyProtectionSchema = z.enum(["keychain", "passphrase", "file", "basic_text"]);
export type KeyProtection = z.infer<typeof keyProtectionSchema>;

/** Who a key speaks for, and how that is known. */
export const keyPersonSchema = z.strictObject({
  name: z.string().min(1).max(200),
  binding: z.enum(["self-asserted", "github", "ssh", "roster"]),
  account: z.string().max(200).optional(),
  /** GitHub's number of the account: the login may change. */
  accountId: z.int().nonnegative().optional(),
  boundAt: instantSchema.optional(),
});
export type KeyPerson = z.infer<typeof keyPersonSchema>;

/** A DSSE envelope as it stands in an entry. */
export const entryEnvelopeSchema = z.strictObject({
  payloadType: z.literal("application/vnd.countersign.decision.v1+json"),
  payload: z.base64(),
  signatures: z
    .array(z.strictObject({ keyid: sha256Schema, sig: signatureSchema }))
    .min(1)
    .max(10),
});
export type EntryEnvelope = z.infer<typeof entryEnvelopeSchema>;

/** What became of an effect: seen at the far end, held back, given up, or cancelled before it was sent. */
export const effectStateSchema = z.enum(["confirmed", "held", "failed", "cancelled"]);

/** Something that was, or was to be, done outside of this machine, and what became of it. */
const effectContent = {
  kind: z.literal("effect"),
  /** Lower-case UUID. Several entries may tell of one effect: each of what it came to then. */
  effect: z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  /** Place of the decision it belongs to; null where it belongs to none. */
  decision: z.int().nonnegative().nullable(),
  via: z.enum(["github", "webhook", "mail"]),
  /** review, comment, labels, assignees, reviewers, close, webhook, mail. */
  operation: z.string().min(1).max(60),
  /** "owner/repo#12", or a webhook's host: never a secret. */
  target: z.string().min(1).max(300),
  state: effectStateSchema,
  /** The commit it was pinned to. */
  head: z.string().max(100).nullable(),
  /** How the far end calls what was made, by its own clock. */
  remote: z.strictObject({ id: z.string().max(200), url: z.string().max(2000), at: instantSchema }).nullable(),
  detail: z.string().max(2000),
  /** SHA-256 of the bytes that were sent. */
  digest: sha256Schema.nullable(),
};

/** A decision that was made and signed in another log, as it stands there: it is never one of this log. */
const receivedContent = {
  kind: z.literal("decision.received"),
  /** Bytes of the other log's entry. */
  entry: z.base64(),
  /** The reviewer's key that signed it, and whom it speaks for, as the other log says. */
  key: vkeySchema,
  person: keyPersonSchema,
  /** The other log's origin, and the entry's place in it. */
  from: header.origin,
  at: z.int().nonnegative(),
  /** The other log's key. */
  logKey: vkeySchema,
  /** C2SP tlog-proof: that the entry is under a checkpoint that the other log's key signed. At most 64 KiB. */
  proof: z.base64().max(90_000),
};

/** Bodies since the log has keys: decisions are signed, and the log tells of keys, anchors, erasures and recoveries. */
const signedBodySchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...signedHeader,
    kind: z.literal("log.created"),
    app: z.string(),
    logKey: vkeySchema,
    protection: keyProtectionSchema,
  }),
  z.strictObject({ ...signedHeader, kind: z.literal("decision"), envelope: entryEnvelopeSchema }),
  z.strictObject({
    ...signedHeader,
    kind: z.literal("log.key"),
    action: z.enum(["created", "rotated"]),
    key: vkeySchema,
    protection: keyProtectionSchema,
    /** Of a rotation: the key it takes the place of, and what both signed of it. */
    previous: vkeySchema.optional(),
    signatures: z.strictObject({ old: signatureSchema, new: signatureSchema }).optional(),
  }),
  z.strictObject({
    ...signedHeader,
    kind: z.literal("reviewer.key"),
    action: z.enum(["created", "rotated", "revoked", "restored"]),
    key: vkeySchema,
    keyid: sha256Schema,
    person: keyPersonSchema,
    protection: keyProtectionSchema,
    previous: sha256Schema.optional(),
    signatures: z.strictObject({ old: signatureSchema, new: signatureSchema }).optional(),
    /** Of a revocation: the size of the tree from which signatures of the key no longer count. */
    from: z.int().nonnegative().optional(),
    reason: z.string().max(2000).optional(),
  }),
  z.strictObject({
    ...signedHeader,
    kind: z.literal("anchor"),
    type: z.enum(["export", "github", "git", "rfc3161"]),
    size: z.int().nonnegative(),
    root: sha256Schema,
    receipt: z.base64().max(90_000),
    detail: z.string().max(2000),
  }),
  z.strictObject({
    ...signedHeader,
    kind: z.literal("blob.erased"),
    commitment: sha256Schema,
    reason: z.string().max(2000),
  }),
  z.strictObject({
    ...signedHeader,
    kind: z.literal("policy"),
    id: z.string().max(300),
    version: z.int().nonnegative(),
    digest: sha256Schema,
  }),
  z.strictObject({ ...signedHeader, kind: z.literal("recovery"), message: z.string().max(2000) }),
  z.strictObject({ ...signedHeader, ...effectContent }),
  z.strictObject({ ...signedHeader, ...receivedContent }),
]);

export const auditBodySchema = z.discriminatedUnion("v", [firstBodySchema, signedBodySchema]);
export type AuditBody = z.infer<typeof auditBodySchema>;

const laterKinds: ReadonlySet<string> = new Set(signedBodySchema.options.map(({ shape }) => shape.kind.value));

/** Whether entries of the second form have that kind. */
export function isSecondKind(kind: string): boolean {
  return laterKinds.has(kind);
}

/** What every entry of the second form says beside what its kind asks for. */
export const secondHeaderSchema = z.looseObject({ ...signedHeader, kind: z.string() });

/**
 * An entry that the tree knows and this version does not: of another kind, with further keys, or of a later form. A later version wrote
 * it. It is shown and counted, and never written.
 */
const unknownBodySchema = z.strictObject({
  /** As it stands there. */
  v: z.int().positive(),
  origin: header.origin,
  seq: header.seq,
  /** Null where the form is a later one and has no such time. */
  recordedAt: instantSchema.nullable(),
  kind: z.literal("unknown"),
  /** What the entry calls its kind, at most 100 characters; empty where it does not. */
  named: z.string().max(100),
});
export type UnknownBody = z.infer<typeof unknownBodySchema>;

/** An entry's body as it is shown. */
export type ShownBody = AuditBody | UnknownBody;

/** What was typed with a decision, where it is kept outside of the entry: there, erased by an entry that says so, or not there. */
export const entryTextsSchema = z.strictObject({
  commitment: sha256Schema,
  state: z.enum(["kept", "erased", "absent"]),
});
export type EntryTexts = z.infer<typeof entryTextsSchema>;

/** An entry as it is shown: the body, its leaf hash, and the root of the tree that ends with it. */
export const auditEntrySchema = z.strictObject({
  body: z.union([auditBodySchema, unknownBodySchema]),
  /** What was decided, where the entry is a decision: of a signed one what its envelope holds. */
  decision: decisionSchema.nullable(),
  /** Of a decision whose reason and comments are kept outside of its entry; null of all others. */
  texts: entryTextsSchema.nullable(),
  leafHash: sha256Schema,
  root: sha256Schema,
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
