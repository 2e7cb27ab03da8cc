import type { KeyObject } from "node:crypto";
import type { KeyPerson, KeyProtection } from "../../shared/model/audit-entry";
import type { Result } from "../../shared/result";
import { publicHalf } from "./public-half";

/** A private key that signs here, and how well it is kept. */
export interface Signer {
  readonly key: KeyObject;
  readonly protection: KeyProtection;
}

/** What opens a protected private key, and what keeps that. */
export interface KeySecret {
  readonly passphrase: string;
  readonly protection: Exclude<KeyProtection, "file">;
}

/** A reviewer's private key, and who it speaks for. */
export interface ReviewerSigner extends Signer {
  readonly person: KeyPerson;
}

/** The two keys of this machine: the log's signs checkpoints, the reviewer's signs decisions. Never one for both. */
export interface Signers {
  /** The log's key; made when it is asked for the first time. */
  log(): Result<Signer>;
  /** The reviewer's key; made when it is asked for the first time. Err where it is there and cannot be opened. */
  reviewer(): Result<ReviewerSigner>;
}

/** Names a key: SHA-256 of its public half as SubjectPublicKeyInfo (DER), lower-case hex. */
export function publicKeyId(key: KeyObject): string {
  return publicHalf(key).id;
}

/** The name of a reviewer's key, from the person's: in it may stand neither spaces nor plus signs. */
export function reviewerKeyName({ name }: Pick<KeyPerson, "name">): string {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `reviewer/${slug === "" ? "unnamed" : slug.slice(0, 60)}`;
}
