import { createHash, verify, X509Certificate } from "node:crypto";
import { err, ok, type Result } from "../../shared/result";
import { algorithmOf, contentOf, DerError, inside, oidOf, readDer, smallOf, tags, type Der } from "./der";
import type { TimeToken } from "./time-stamp";

/*
 * The signature of a time-stamp (RFC 5652, 5.4 and RFC 3161, 2.4.2; RFC 5816): signed attributes over the content's digest, one
 * certificate for time-stamping and nothing else, named by its own digest, and a chain from it to a root that the person gave.
 */

const oids = {
  tstInfo: "1.2.840.113549.1.9.16.1.4",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  extendedKeyUsage: "2.5.29.37",
  timeStamping: "1.3.6.1.5.5.7.3.8",
} as const;

const digests: Readonly<Record<string, string>> = {
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};
/** Algorithms of signatures, with the digest that their name fixes; null: that of the signer. */
const signatures: Readonly<Record<string, { readonly key: "rsa" | "ec"; readonly digest: string | null }>> = {
  "1.2.840.113549.1.1.1": { key: "rsa", digest: null },
  "1.2.840.113549.1.1.11": { key: "rsa", digest: "sha256" },
  "1.2.840.113549.1.1.12": { key: "rsa", digest: "sha384" },
  "1.2.840.113549.1.1.13": { key: "rsa", digest: "sha512" },
  "1.2.840.10045.4.3.2": { key: "ec", digest: "sha256" },
  "1.2.840.10045.4.3.3": { key: "ec", digest: "sha384" },
  "1.2.840.10045.4.3.4": { key: "ec", digest: "sha512" },
};
const longestChain = 6;
const mostCertificates = 20;

/** Who signed a time-stamp, and whether that leads to a root. */
export interface TimeSigner {
  /** As its certificate calls it. */
  readonly name: string;
  /** It leads to one of the roots that were given; false where none was. */
  readonly vouched: boolean;
}

const refused = (why: string) =>
  err({
    code: "time-stamp-refused",
    message: `The time-stamp does not hold: ${why}.`,
    remedy: "Ask another authority, or give the root certificate that this one leads to.",
  });

/** Reads certificates from PEM. Codes: "root-unreadable". */
export function readRoots(pem: string): Result<readonly X509Certificate[]> {
  const parts = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    const roots = parts.slice(0, mostCertificates).map((part) => new X509Certificate(part));
    // One that another vouches for ends no chain: openssl would not take it either.
    if (roots.length > 0 && roots.every((root) => root.checkIssued(root) && root.verify(root.publicKey)))
      return ok(roots);
  } catch {
    // Said below.
  }
  return err({
    code: "root-unreadable",
    message: "No root certificate could be read.",
    remedy: "Give the authority's root as PEM, with its BEGIN and END lines.",
  });
}

/** Verifies a token that was read. In: the roots that count; none: its chain is not checked. Codes: "time-stamp-refused". */
export function verifyTimeToken(token: TimeToken, roots: readonly X509Certificate[]): Result<TimeSigner> {
  try {
    const certificates = token.certificates.slice(0, mostCertificates).map((bytes) => new X509Certificate(bytes));
    const signer = signerOf(token, certificates);
    if (!signer.ok) return signer;
    const purpose = wrongPurpose(signer.value);
    if (purpose !== null) return refused(purpose);
    const name = /^CN=(.+)$/m.exec(signer.value.subject)?.[1] ?? signer.value.subject.replaceAll("\n", ", ");
    if (roots.length === 0) return ok({ name, vouched: false });
    if (!leadsTo(roots, signer.value, certificates, token.time))
      return refused("its certificate leads to none of the roots that were given, or was not valid then");
    return ok({ name, vouched: true });
  } catch (error) {
    if (error instanceof DerError) return refused(error.message);
    // The parser of certificates throws for what it cannot read.
    if (error instanceof Error && "code" in error) return refused("it holds a certificate that cannot be read");
    throw error;
  }
}

function signerOf(token: TimeToken, certificates: readonly X509Certificate[]): Result<X509Certificate> {
  const [version, sid, algorithm, attributes, signatureAlgorithm, signature] = inside(token.signer, tags.sequence);
  if (smallOf(version) !== 1) return refused("its signer is named in an unknown way");
  const digest = digests[algorithmOf(algorithm)];
  if (digest === undefined || !token.digests.includes(algorithmOf(algorithm)))
    return refused("it is signed over a kind of digest that does not count here");
  const held = attributeValues(attributes);
  if (oidOf(held.get(oids.contentType)) !== oids.tstInfo) return refused("it signs something else than a time");
  if (!contentOf(held.get(oids.messageDigest), tags.octetString).equals(hash(digest, token.info)))
    return refused("its time is not the one that was signed");
  const [issuer, serial] = inside(sid, tags.sequence);
  const signer = certificates.find((one) => {
    const names = namesOf(one);
    return (
      names.issuer.equals(issuer?.bytes ?? Buffer.alloc(0)) && names.serial.equals(serial?.bytes ?? Buffer.alloc(0))
    );
  });
  if (signer === undefined) return refused("the certificate that signed it is not in it");
  if (!isNamed(held, signer)) return refused("it names another certificate than the one that signed it");
  const how = signatures[algorithmOf(signatureAlgorithm)];
  if (how === undefined || signer.publicKey.asymmetricKeyType !== how.key)
    return refused("it is signed in a way that cannot be checked here");
  // What is signed is the attributes as a SET, not as the tagged field they stand in (RFC 5652, 5.4).
  const signed = Buffer.from(attributes?.bytes ?? Buffer.alloc(0));
  signed[0] = tags.set;
  if (!verify(how.digest ?? digest, signed, signer.publicKey, contentOf(signature, tags.octetString)))
    return refused("its signature is wrong");
  return ok(signer);
}

/** The one value of each signed attribute. */
function attributeValues(attributes: Der | undefined): ReadonlyMap<string, Der | undefined> {
  const held = new Map<string, Der | undefined>();
  for (const attribute of inside(attributes, tags.context0)) {
    const [type, values] = inside(attribute, tags.sequence);
    const name = oidOf(type);
    if (held.has(name)) throw new DerError("an attribute stands in it twice");
    const [value, ...more] = inside(values, tags.set);
    held.set(name, more.length === 0 ? value : undefined);
  }
  return held;
}

/** Whether the signed attributes name this certificate by its digest. */
function isNamed(held: ReadonlyMap<string, Der | undefined>, certificate: X509Certificate): boolean {
  const second = held.get(oids.signingCertificateV2);
  const first = held.get(oids.signingCertificate);
  if (second === undefined && first === undefined) return false;
  const [list] = inside(second ?? first, tags.sequence);
  const [id] = inside(list, tags.sequence);
  const [algorithm, ...rest] = inside(id, tags.sequence);
  if (second === undefined) return contentOf(algorithm, tags.octetString).equals(hash("sha1", certificate.raw));
  // The algorithm is left out where it is SHA-256.
  if (algorithm?.tag === tags.octetString) return algorithm.content.equals(hash("sha256", certificate.raw));
  const digest = digests[algorithmOf(algorithm)];
  return digest !== undefined && contentOf(rest[0], tags.octetString).equals(hash(digest, certificate.raw));
}

function hash(algorithm: string, bytes: Uint8Array): Buffer {
  return createHash(algorithm).update(bytes).digest();
}

/** A certificate's fields up to its extensions (RFC 5280, 4.1); the version stands first where it is not 1. */
function fieldsOf(certificate: X509Certificate): readonly Der[] {
  const [body] = inside(readDer(certificate.raw), tags.sequence);
  const fields = inside(body, tags.sequence);
  return fields[0]?.tag === tags.context0 ? fields.slice(1) : fields;
}

function namesOf(certificate: X509Certificate): { readonly issuer: Buffer; readonly serial: Buffer } {
  const [serial, , issuer] = fieldsOf(certificate);
  return { serial: serial?.bytes ?? Buffer.alloc(1), issuer: issuer?.bytes ?? Buffer.alloc(1) };
}

/** A certificate that stamps times must be for that alone, and say so in a way that cannot be passed over (RFC 3161, 2.3). */
function wrongPurpose(certificate: X509Certificate): string | null {
  const wrapped = fieldsOf(certificate).find(({ tag }) => tag === 0xa3);
  const extensions = wrapped === undefined ? [] : inside(inside(wrapped, 0xa3)[0], tags.sequence);
  for (const extension of extensions) {
    const [name, critical] = inside(extension, tags.sequence);
    if (oidOf(name) !== oids.extendedKeyUsage) continue;
    const usage = certificate.keyUsage as readonly string[] | undefined;
    return critical?.tag === tags.boolean && usage?.length === 1 && usage[0] === oids.timeStamping
      ? null
      : "its certificate is not for time-stamping alone";
  }
  return "its certificate is not for time-stamping";
}

/** Whether certificates lead from this one to a root, all of them valid at a time. */
function leadsTo(
  roots: readonly X509Certificate[],
  from: X509Certificate,
  between: readonly X509Certificate[],
  time: number,
): boolean {
  let at = from;
  for (let step = 0; step < longestChain; step += 1) {
    if (time < at.validFromDate.getTime() || time > at.validToDate.getTime()) return false;
    const certificate = at;
    if (roots.some((root) => root.raw.equals(certificate.raw))) return true;
    const issuer = [...roots, ...between].find(
      (one) => one.ca && certificate.checkIssued(one) && certificate.verify(one.publicKey),
    );
    if (issuer === undefined || issuer === at) return false;
    at = issuer;
  }
  return false;
}
