import { createHash, X509Certificate } from "node:crypto";
import { bundleFromJSON, type Bundle } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { toSignedEntity, toTrustMaterial, VerificationError, Verifier, type Signer } from "@sigstore/verify";
import type { SignatureCheck } from "../../shared/model/evidence";
import type { TrustedKey } from "../../shared/model/trusted-key";
import { err, ok, type Result } from "../../shared/result";
import type { Envelope } from "./envelope";

/**
 * Sigstore bundles (sigstore/protobuf-specs, `sigstore_bundle.proto`) are verified offline against a trusted root that the
 * reviewer gives: certificate chain, certificate log, transparency log, time, signature, and then the one identity that is
 * trusted under it. A root alone trusts nobody: anyone may sign under the public one.
 */
const rootMediaType = "application/vnd.dev.sigstore.trustedroot";
const maxRootCharacters = 1024 * 1024;

/** Reads a trusted root (`trusted_root.json`). Out: the same text. Codes: "root-unreadable". */
export function readTrustedRoot(text: string): Result<{ readonly text: string }> {
  const bad = (why: string) =>
    err({
      code: "root-unreadable",
      message: `This is no Sigstore trusted root: ${why}.`,
      remedy: "Give a trusted_root.json, as Sigstore's TUF repository distributes it.",
    });
  if (text.length > maxRootCharacters) return bad("it is too long");
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("mediaType" in value)) return bad("it names no media type");
    if (typeof value.mediaType !== "string" || !value.mediaType.startsWith(rootMediaType))
      return bad("its media type is another");
    const root = TrustedRoot.fromJSON(value);
    toTrustMaterial(root);
    if (root.certificateAuthorities.length === 0 || root.tlogs.length === 0)
      return bad("it names no certificate authority or no log");
    return ok({ text });
  } catch (error) {
    return bad(error instanceof Error ? error.message.slice(0, 200) : "unreadable");
  }
}

/** The id of a root with its identity: another identity under the same root is another key. */
export function rootId(root: { readonly text: string; readonly identity: string; readonly issuer: string }): string {
  return createHash("sha256")
    .update(JSON.stringify([root.text, root.identity, root.issuer]))
    .digest("hex");
}

/** What becomes of a bundle's signature under the trusted roots. In: the bundle as JSON, and the envelope read from the same JSON. */
export function checkBundle(value: unknown, envelope: Envelope | null, trusted: readonly TrustedKey[]): SignatureCheck {
  const said = (outcome: SignatureCheck["outcome"], note: string): SignatureCheck => ({
    outcome,
    keyId: null,
    by: null,
    note,
  });
  if (envelope === null)
    return said("not-checked", "The bundle signs a file and no statement; such bundles are not checked.");
  const roots = trusted.filter((key) => key.kind === "sigstore");
  if (roots.length === 0)
    return said("not-checked", "No Sigstore root is trusted here: countersign keys trust takes one with an identity.");
  let bundle: Bundle;
  try {
    bundle = bundleFromJSON(value);
  } catch (error) {
    return said("wrong", `The bundle is malformed: ${wordsOf(error)}.`);
  }
  const { content } = bundle;
  // What is shown was read by us; what is verified is read by the verifier. They must be the same.
  if (
    content.$case !== "dsseEnvelope" ||
    content.dsseEnvelope.payloadType !== envelope.payloadType ||
    !Buffer.from(content.dsseEnvelope.payload).equals(envelope.payload)
  )
    return said("wrong", "The bundle's payload can be read in two ways.");
  let last: SignatureCheck | null = null;
  for (const root of roots) {
    const check = underRoot(bundle, root, said);
    if (check.outcome === "verified") return check;
    if (last === null || check.outcome === "wrong") last = check;
  }
  return last ?? said("not-checked", "No Sigstore root is trusted here.");
}

function underRoot(
  bundle: Bundle,
  trusted: TrustedKey,
  said: (outcome: SignatureCheck["outcome"], note: string) => SignatureCheck,
): SignatureCheck {
  let signer: Signer;
  try {
    const root = TrustedRoot.fromJSON(JSON.parse(trusted.text));
    if (!issuedUnder(bundle, root)) return said("unknown-key", `Its certificate was not issued under ${trusted.name}.`);
    signer = new Verifier(toTrustMaterial(root)).verify(toSignedEntity(bundle));
  } catch (error) {
    if (error instanceof VerificationError && error.code === "PUBLIC_KEY_ERROR")
      return said("unknown-key", "It was signed with a key that is not trusted here.");
    return said("wrong", `It does not verify: ${wordsOf(error)}.`);
  }
  const identity = signer.identity?.subjectAlternativeName ?? null;
  const issuer = signer.identity?.extensions?.issuer ?? null;
  if (identity === null || !isIdentity(identity, trusted.identity) || issuer !== trusted.issuer)
    return said(
      "unknown-key",
      `It verifies, but was signed by ${identity ?? "nobody by name"} (${issuer ?? "no issuer"}), who is not trusted here.`,
    );
  return {
    outcome: "verified",
    keyId: trusted.id,
    by: identity,
    note: `Under ${trusted.name}, issuer ${issuer ?? ""}.`,
  };
}

/** Whether the certificate comes from an authority of the root; one from elsewhere is unknown, not wrong. A bare key has none. */
function issuedUnder(bundle: Bundle, root: TrustedRoot): boolean {
  const { content } = bundle.verificationMaterial;
  if (content.$case === "publicKey") return true;
  const raw =
    content.$case === "certificate"
      ? content.certificate.rawBytes
      : content.x509CertificateChain.certificates[0]?.rawBytes;
  if (raw === undefined) return false;
  const leaf = new X509Certificate(raw);
  return root.certificateAuthorities.some((authority) =>
    (authority.certChain?.certificates ?? []).some((one) =>
      leaf.checkIssued(new X509Certificate(Buffer.from(one.rawBytes))),
    ),
  );
}

function isIdentity(found: string, wanted: string | null): boolean {
  if (wanted === null || wanted === "") return false;
  return wanted.endsWith("*") && wanted.length > 1 ? found.startsWith(wanted.slice(0, -1)) : found === wanted;
}

function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : "unreadable").slice(0, 300).replace(/\.$/, "");
}
