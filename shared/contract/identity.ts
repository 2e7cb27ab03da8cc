import * as z from "zod";
import { keyPersonSchema, keyProtectionSchema } from "../model/audit-entry";
import { instantSchema, sha256Schema } from "../model/ids";
import { procedure } from "./procedure";

/** Shortest passphrase that is taken for a key: it stands against guessing by whoever has the file. */
export const shortestPassphrase = 12;
const passphraseSchema = z.string().max(1000);
const newPassphraseSchema = passphraseSchema.min(shortestPassphrase);
const place = z.int().nonnegative();

/** A reviewer's key as the log tells of it. */
const reviewerKeyRowSchema = z.strictObject({
  keyid: sha256Schema,
  vkey: z.string(),
  person: keyPersonSchema,
  protection: keyProtectionSchema,
  /** First entry that its signature counts in, and the first that it no longer does; null while it is in use. */
  from: place,
  until: place.nullable(),
  ended: z.strictObject({ seq: place, how: z.enum(["rotated", "revoked"]), reason: z.string().nullable() }).nullable(),
  /** It is the key of this data folder. */
  own: z.boolean(),
});
export type ReviewerKeyRow = z.infer<typeof reviewerKeyRowSchema>;

/** What protects a new key: what the window keeps for it, a passphrase that was given, or nothing yet. */
const offeredSchema = z.enum(["keychain", "basic_text", "passphrase", "nothing"]);

const identityStateSchema = z.strictObject({
  origin: z.string().nullable(),
  log: z.strictObject({
    /** `lost`: the log goes by a key that is not here; nothing can be recorded. */
    state: z.enum(["none", "ready", "lost", "unreadable"]),
    vkey: z.string().nullable(),
    protection: keyProtectionSchema.nullable(),
    file: z.string(),
    /** Earlier keys of the log. */
    earlier: z.array(z.strictObject({ vkey: z.string(), from: place })),
  }),
  reviewer: z.strictObject({
    /** `none`: the first decision makes it. `locked`: its passphrase is not known here. `ended`: it was revoked or replaced. */
    state: z.enum(["none", "ready", "locked", "unreadable", "ended"]),
    keyid: sha256Schema.nullable(),
    vkey: z.string().nullable(),
    protection: keyProtectionSchema.nullable(),
    person: keyPersonSchema,
    file: z.string(),
    /** What would protect a key that is made now. */
    offered: offeredSchema,
    /** What is to be done before anything can be signed, in a sentence; null where nothing is. */
    problem: z.string().nullable(),
  }),
  keys: z.array(reviewerKeyRowSchema),
});
export type IdentityState = z.infer<typeof identityStateSchema>;

/** What protects a key from now on: the window's keychain, a passphrase, or nothing but the file's rights. */
const protectSchema = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("keychain") }),
  z.strictObject({ by: z.literal("passphrase"), passphrase: newPassphraseSchema }),
  z.strictObject({ by: z.literal("file") }),
]);
export type Protect = z.infer<typeof protectSchema>;

const told = z.strictObject({ seq: place, recordedAt: instantSchema });

export const identityProcedures = {
  "identity.state": procedure(z.strictObject({}), identityStateSchema),
  /** Makes the reviewer's key before the first decision does, or a new one after a revocation. */
  "identity.create": procedure(z.strictObject({ protect: protectSchema }), told),
  /** Gives the passphrase of the reviewer's key; it is kept until the program ends. */
  "identity.unlock": procedure(z.strictObject({ passphrase: passphraseSchema.min(1) }), identityStateSchema),
  /** Protects the reviewer's key otherwise from now on. */
  "identity.protect": procedure(z.strictObject({ protect: protectSchema }), told),
  /** Puts a new key in the place of the one in use; both sign that. */
  "identity.rotate": procedure(z.strictObject({ role: z.enum(["reviewer", "log"]) }), told),
  /** Ends a reviewer's key: its signatures do not count from a place on, by default from here. */
  "identity.revoke": procedure(
    z.strictObject({ keyid: sha256Schema, from: place.nullable(), reason: z.string().trim().min(1).max(2000) }),
    told,
  ),
  /** Writes both keys into one file under a passphrase. */
  "identity.backup": procedure(
    z.strictObject({ out: z.string().max(4096).nullable(), passphrase: newPassphraseSchema }),
    z.strictObject({ path: z.string(), digest: sha256Schema }),
  ),
  /** Puts keys of a backup back. Out: which were, and what was not and why. */
  "identity.restore": procedure(
    z.strictObject({ path: z.string().min(1).max(4096), passphrase: passphraseSchema.min(1) }),
    z.strictObject({ restored: z.array(z.enum(["log", "reviewer"])), left: z.array(z.string()) }),
  ),
  /** The text that an SSH key signs to be bound to the reviewer's key. */
  "identity.ssh-text": procedure(z.strictObject({}), z.strictObject({ text: z.string(), namespace: z.string() })),
  /** Binds the reviewer's key to an SSH key that signed that text. */
  "identity.ssh": procedure(
    z.strictObject({ publicKey: z.string().max(20_000), signature: z.string().max(20_000) }),
    z.strictObject({ fingerprint: z.string(), seq: place }),
  ),
  /** Erases what was typed with a decision: an entry says so, and what that does not reach. */
  "audit.erase": procedure(
    z.strictObject({ seq: place, reason: z.string().trim().min(1).max(2000) }),
    z.strictObject({
      seq: place,
      commitment: sha256Schema,
      comments: z.int().nonnegative(),
      stays: z.array(z.string()),
    }),
  ),
};
