import { constants, sign, verify, type KeyObject } from "node:crypto";
import { signedBytes, writeEnvelope, type Envelope } from "./envelope";
import type { PublicKey } from "./public-key";

/** Whether a key made a signature over an envelope. ECDSA in DER, RSA as PSS, the digest that goes with the key. */
export function verifies(key: KeyObject, envelope: Envelope, signature: Uint8Array): boolean {
  try {
    const how = padding(key);
    return verify(digestOf(key), signedBytes(envelope), how === null ? key : { key, ...how }, signature);
  } catch {
    // Bytes that are no signature of this kind at all.
    return false;
  }
}

/** Signs a payload. Out: the envelope as a pack holds it. */
export function signEnvelope(
  payload: Uint8Array,
  payloadType: string,
  by: { readonly signer: KeyObject; readonly publicKey: PublicKey },
): string {
  const how = padding(by.signer);
  const bytes = sign(
    digestOf(by.signer),
    signedBytes({ payload, payloadType }),
    how === null ? by.signer : { key: by.signer, ...how },
  );
  return writeEnvelope({
    payloadType,
    payload,
    signatures: [{ keyId: by.publicKey.id, bytes, certificate: false }],
  });
}

function digestOf(key: KeyObject): string | null {
  if (key.asymmetricKeyType === "ed25519") return null;
  return key.asymmetricKeyDetails?.namedCurve === "secp384r1" ? "sha384" : "sha256";
}

function padding(key: KeyObject): { padding: number; saltLength: number } | null {
  return key.asymmetricKeyType === "rsa" || key.asymmetricKeyType === "rsa-pss"
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : null;
}
