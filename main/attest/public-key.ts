import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { err, ok, type Problem, type Result } from "../../shared/result";

/** A public key that signatures can be checked with. */
export interface PublicKey {
  /** SHA-256 of its SubjectPublicKeyInfo (DER), lower-case hex. */
  readonly id: string;
  /** In the one form it is kept in. */
  readonly pem: string;
  readonly algorithm: string;
  readonly key: KeyObject;
}

const leastRsaBits = 2048;
const maxCharacters = 65_536;
const kinds = "Ed25519, ECDSA P-256 or P-384, or RSA of 2048 bits and more";

/** Reads a public key from PEM. Codes: "key-private", "key-unreadable", "key-unsupported". */
export function readPublicKey(pem: string): Result<PublicKey> {
  if (pem.length > maxCharacters) return err(unreadable("it is too long for a key"));
  if (pem.includes("PRIVATE KEY"))
    return err({
      code: "key-private",
      message: "This is a private key: whoever holds it can sign in its owner's name.",
      remedy: "Give the public key: openssl pkey -in KEY.pem -pubout.",
    });
  if (!pem.includes("-----BEGIN PUBLIC KEY-----") && !pem.includes("-----BEGIN RSA PUBLIC KEY-----"))
    return err(unreadable("it has no line -----BEGIN PUBLIC KEY-----"));
  try {
    return describe(createPublicKey(pem));
  } catch (error) {
    return err(unreadable(error instanceof Error ? error.message : "unreadable"));
  }
}

/** Reads the private key that a pack is signed with. Codes: "key-unreadable", "key-encrypted", "key-unsupported". */
export function readSigningKey(pem: string): Result<{ readonly signer: KeyObject; readonly publicKey: PublicKey }> {
  if (pem.includes("ENCRYPTED"))
    return err({
      code: "key-encrypted",
      message: "The signing key is protected by a password, which a program cannot be asked for.",
      remedy: "Give a key without one, in a file that only this account may read.",
    });
  try {
    const signer = createPrivateKey(pem);
    const described = describe(createPublicKey(signer));
    return described.ok ? ok({ signer, publicKey: described.value }) : described;
  } catch (error) {
    return err(unreadable(error instanceof Error ? error.message : "unreadable"));
  }
}

function describe(key: KeyObject): Result<PublicKey> {
  const algorithm = algorithmOf(key);
  if (algorithm === null)
    return err({
      code: "key-unsupported",
      message: `Keys of this kind (${key.asymmetricKeyType ?? "unknown"}) are not used.`,
      remedy: `Use ${kinds}.`,
    });
  return ok({
    id: createHash("sha256")
      .update(key.export({ type: "spki", format: "der" }))
      .digest("hex"),
    pem: key.export({ type: "spki", format: "pem" }).toString(),
    algorithm,
    key,
  });
}

function algorithmOf(key: KeyObject): string | null {
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case "ed25519":
      return "Ed25519";
    case "ec":
      if (details?.namedCurve === "prime256v1") return "ECDSA P-256";
      return details?.namedCurve === "secp384r1" ? "ECDSA P-384" : null;
    case "rsa":
    case "rsa-pss": {
      const bits = details?.modulusLength ?? 0;
      return bits >= leastRsaBits ? `RSA ${String(bits)}` : null;
    }
    default:
      return null;
  }
}

function unreadable(why: string): Problem {
  return {
    code: "key-unreadable",
    message: `No key could be read: ${why.slice(0, 200).replace(/\.$/, "")}.`,
    remedy: `Give a key as PEM: ${kinds}.`,
  };
}
