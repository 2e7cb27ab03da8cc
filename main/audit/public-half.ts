import { createHash, createPublicKey, type KeyObject } from "node:crypto";

/** The public half of an Ed25519 key, in the forms that signing and checking name it by. */
interface PublicHalf {
  /** SHA-256 of it as SubjectPublicKeyInfo (DER), lower-case hex. */
  readonly id: string;
  /** Its 32 bytes. */
  readonly raw: Buffer;
}

/** Working it out costs as much as a signature, and each decision asks for the same two keys several times. */
const known = new WeakMap<KeyObject, PublicHalf>();

/** In: a private or public Ed25519 key. Out: its public half. */
export function publicHalf(key: KeyObject): PublicHalf {
  const found = known.get(key);
  if (found !== undefined) return found;
  const open = key.type === "public" ? key : createPublicKey(key);
  const spki = open.export({ type: "spki", format: "der" });
  const made = { id: createHash("sha256").update(spki).digest("hex"), raw: spki.subarray(-32) };
  known.set(key, made);
  return made;
}
