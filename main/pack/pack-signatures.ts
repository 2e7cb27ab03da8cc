import { gather } from "../../shared/gather";
import type { SignatureCheck } from "../../shared/model/evidence";
import type { PackManifest } from "../../shared/model/pack";
import type { TrustedKey } from "../../shared/model/trusted-key";
import type { Problem } from "../../shared/result";
import { checkSignatures } from "../attest/check-signatures";
import { readEnvelope, statementPayloadType, writeEnvelope, type Envelope } from "../attest/envelope";
import { readSignedDocuments } from "../attest/signed-document";
import { envelopeName } from "../evidence/pack";

/** A pack's signed parts, as they were read. */
export interface SignedParts {
  readonly manifest: PackManifest;
  readonly manifestBytes: Uint8Array;
  /** The text of manifest.dsse.json; null where the pack has none. */
  readonly envelope: string | null;
  /** Attestations among the evidence. */
  readonly attestations: readonly { readonly path: string; readonly sha256: string; readonly text: string }[];
}

/** What the signatures of a pack say, of the whole and of each file. */
export interface PackSignatures {
  /** Over the manifest, and so over every file it lists; empty for an unsigned pack. */
  readonly ofPack: readonly SignatureCheck[];
  /** By path in the pack. */
  readonly ofFile: ReadonlyMap<string, readonly SignatureCheck[]>;
  readonly problems: readonly Problem[];
}

const maxPerFile = 50;

/**
 * Checks every signature that a pack brings against the keys trusted now: over its manifest, and over statements among its
 * evidence whose subject has a file's SHA-256. A signature that is wrong is a problem by name, and stays with each file it is about.
 */
export function packSignatures(parts: SignedParts, trusted: readonly TrustedKey[]): PackSignatures {
  const { manifest } = parts;
  const ofFile = new Map<string, SignatureCheck[]>();
  const add = (path: string, checks: readonly SignatureCheck[]): void => {
    const known = ofFile.get(path) ?? [];
    ofFile.set(path, known);
    for (const check of checks)
      if (known.length < maxPerFile && !known.some((one) => same(one, check))) known.push(check);
  };
  const { checks: ofPack, problems } = manifestSignatures(parts, trusted);
  if (ofPack.length > 0) for (const file of manifest.predicate.files) add(file.path, ofPack);

  const byDigest = new Map<string, string[]>();
  for (const { path, sha256 } of manifest.predicate.files) gather(byDigest, sha256, path);
  for (const attestation of parts.attestations) {
    const read = readSignedDocuments(attestation.text);
    if (!read.ok) continue;
    for (const document of read.value) {
      const checks = checkSignatures(document, trusted);
      add(attestation.path, checks);
      const digests = (document.statement?.subjects ?? []).flatMap(({ digests }) => digests["sha256"] ?? []);
      for (const path of new Set(digests.flatMap((digest) => byDigest.get(digest) ?? [])))
        if (path !== attestation.path)
          add(
            path,
            checks.map((check) => ({
              ...check,
              note: `By ${attestation.path}.${check.note === null ? "" : ` ${check.note}`}`,
            })),
          );
      for (const check of checks)
        if (check.outcome === "wrong")
          problems.push({
            code: "signature-wrong",
            message: `A signature of ${attestation.path} does not hold. ${check.note ?? ""}`.trim(),
            place: attestation.path,
          });
    }
  }
  return { ofPack, ofFile, problems };
}

function manifestSignatures(
  { manifestBytes, envelope: text }: SignedParts,
  trusted: readonly TrustedKey[],
): { checks: SignatureCheck[]; problems: Problem[] } {
  if (text === null) return { checks: [], problems: [] };
  const flaw = (code: string, message: string) => ({
    checks: [{ outcome: "wrong" as const, keyId: null, by: null, note: message }],
    problems: [{ code, message, place: envelopeName }],
  });
  const envelope = envelopeIn(text);
  if (envelope === null)
    return flaw(
      "pack-signature-malformed",
      `${envelopeName} is not the signed envelope of a manifest in the form that packs have.`,
    );
  if (envelope.payloadType !== statementPayloadType || !Buffer.from(envelope.payload).equals(manifestBytes))
    return flaw("pack-signature-other", `${envelopeName} signs another manifest than the one in this pack.`);
  const checks = checkSignatures({ statement: null, envelope, bundle: null }, trusted);
  const problems = checks.flatMap((check, at): Problem[] => {
    if (check.outcome === "wrong")
      return [
        {
          code: "signature-wrong",
          message: `The pack's signature does not hold. ${check.note ?? ""}`.trim(),
          place: envelopeName,
        },
      ];
    // The id is no part of what is signed: one that is not the signer's was changed afterwards.
    return check.outcome === "verified" && envelope.signatures[at]?.keyId !== check.keyId
      ? [
          {
            code: "signature-key",
            message: `The pack is signed by ${check.by ?? ""}, but ${envelopeName} names another key.`,
            place: envelopeName,
          },
        ]
      : [];
  });
  return { checks, problems };
}

/** The envelope, where its text is the one form that packs write it in: any other byte is a change. */
function envelopeIn(text: string): Envelope | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const envelope = readEnvelope(value);
  if (envelope === null || envelope.signatures.length === 0) return null;
  return writeEnvelope(envelope) === text ? envelope : null;
}

function same(a: SignatureCheck, b: SignatureCheck): boolean {
  return a.outcome === b.outcome && a.keyId === b.keyId && a.by === b.by && a.note === b.note;
}
