import type { SignatureCheck } from "../../shared/model/evidence";
import type { TrustedKey } from "../../shared/model/trusted-key";
import type { Envelope, EnvelopeSignature } from "./envelope";
import { readPublicKey, type PublicKey } from "./public-key";
import { verifies } from "./signature";
import { checkBundle } from "./sigstore";
import type { SignedDocument } from "./signed-document";

/**
 * What became of each signature over a document, against the keys trusted now. Nothing but "verified" says anything good.
 * A bare statement has no signatures: an empty list.
 */
export function checkSignatures(document: SignedDocument, trusted: readonly TrustedKey[]): SignatureCheck[] {
  const { envelope, bundle } = document;
  const keys = trusted.flatMap((one) => {
    const read = one.kind === "public-key" ? readPublicKey(one.text) : null;
    return read?.ok === true ? [{ name: one.name, ...read.value }] : [];
  });
  const checks = envelope?.signatures.map((one) => checkOne(envelope, one, keys, bundle !== null)) ?? [];
  if (bundle === null || checks.some(({ outcome }) => outcome === "verified" || outcome === "wrong")) return checks;
  return [checkBundle(bundle, envelope, trusted)];
}

function checkOne(
  envelope: Envelope,
  { keyId, bytes, certificate }: EnvelopeSignature,
  keys: readonly (PublicKey & { readonly name: string })[],
  inBundle: boolean,
): SignatureCheck {
  if (bytes === null) return { outcome: "wrong", keyId, by: null, note: "The signature is not base64." };
  const signer = keys.find(({ key }) => verifies(key, envelope, bytes));
  if (signer !== undefined) {
    const other = keyId !== null && /^[0-9a-f]{64}$/.test(keyId) && keyId !== signer.id;
    return {
      outcome: "verified",
      keyId: signer.id,
      by: signer.name,
      note: other ? `The envelope names another key, ${keyId.slice(0, 12)}.` : null,
    };
  }
  const named = keys.find(({ id }) => id === keyId);
  if (named !== undefined)
    return {
      outcome: "wrong",
      keyId,
      by: null,
      note: `It names the key of ${named.name} and does not verify with it.`,
    };
  if (certificate && !inBundle)
    return {
      outcome: "not-checked",
      keyId,
      by: null,
      note: "It brings its own certificate without a log entry, so nothing says when it was made.",
    };
  return {
    outcome: "unknown-key",
    keyId,
    by: null,
    note: keys.length === 0 ? "No key is trusted here." : "No trusted key verifies it.",
  };
}
