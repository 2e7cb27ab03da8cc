import { createHash, randomBytes } from "node:crypto";
import { err, ok, type Result } from "../../shared/result";
import {
  algorithmOf,
  contentOf,
  der,
  DerError,
  inside,
  oidOf,
  positiveInteger,
  readDer,
  smallOf,
  tags,
  timeOf,
  type Der,
} from "./der";

/*
 * Time-stamps (RFC 3161): the request, and what an answer says. Whether its signature holds is time-stamp-signature's part:
 * nothing said here is believed before that.
 */

const oids = {
  sha256: "2.16.840.1.101.3.4.2.1",
  signedData: "1.2.840.113549.1.7.2",
  tstInfo: "1.2.840.113549.1.9.16.1.4",
} as const;
const sha256Algorithm = der(tags.sequence, der(tags.oid, Buffer.from("608648016503040201", "hex")), der(tags.null));

export interface TimeRequest {
  readonly bytes: Buffer;
  /** DER of the number that the answer must repeat. */
  readonly nonce: Buffer;
}

/** Asks for a time-stamp over the SHA-256 of bytes, with a number of its own and the authority's certificates. */
export function timeRequest(bytes: Uint8Array): TimeRequest {
  const nonce = positiveInteger(randomBytes(16));
  const imprint = der(tags.sequence, sha256Algorithm, der(tags.octetString, sha256(bytes)));
  const wantsCertificates = der(tags.boolean, Uint8Array.of(0xff));
  const version = der(tags.integer, Uint8Array.of(1));
  return { bytes: der(tags.sequence, version, imprint, nonce, wantsCertificates), nonce };
}

/** A token in its parts, as far as they are read: bytes where a signature or a digest is over them. */
export interface TimeToken {
  /** TSTInfo as it was signed over. */
  readonly info: Buffer;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Digests that it says to be signed over. */
  readonly digests: readonly string[];
  readonly certificates: readonly Buffer[];
  /** The one SignerInfo. */
  readonly signer: Der;
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

const refused = (why: string) =>
  err({
    code: "time-stamp-refused",
    message: `The time-stamp does not hold: ${why}.`,
    remedy: "Nothing was recorded. Ask another authority, or look at the answer with openssl ts -reply.",
  });

/**
 * Reads an answer. In: its bytes (TimeStampResp in DER), the bytes that were to be stamped, the request's nonce (null where the
 * request is not kept any more). Codes: "time-stamp-refused".
 */
export function readTimeAnswer(answer: Uint8Array, stamped: Uint8Array, nonce: Buffer | null): Result<TimeToken> {
  try {
    const [status, token] = inside(readDer(Buffer.from(answer)), tags.sequence);
    const [code, said] = inside(status, tags.sequence);
    // 0 is granted, 1 granted with changes, which are looked for below.
    if (smallOf(code) > 1) return refused(`the authority refused it${refusalWords(said)}`);
    return readToken(token, stamped, nonce);
  } catch (error) {
    if (error instanceof DerError) return refused(error.message);
    throw error;
  }
}

/** What the authority says of its refusal, quoted and short. */
function refusalWords(said: Der | undefined): string {
  if (said?.tag !== tags.sequence) return "";
  const [first] = inside(said, tags.sequence);
  if (first?.tag !== tags.utf8) return "";
  const text = first.content.toString("utf8").replace(/[^\p{L}\p{N}\p{P}\p{Zs}]/gu, " ");
  return ` and says “${text.slice(0, 200)}”`;
}

function readToken(token: Der | undefined, stamped: Uint8Array, nonce: Buffer | null): Result<TimeToken> {
  const [type, wrapped, ...more] = inside(token, tags.sequence);
  if (oidOf(type) !== oids.signedData || more.length > 0) return refused("its token is not signed data");
  const [signedData] = inside(wrapped, tags.context0);
  const [version, algorithms, encapsulated, ...rest] = inside(signedData, tags.sequence);
  // The version of signed data that is no plain data (RFC 5652, 5.1).
  if (smallOf(version) !== 3) return refused("its form is of an unknown version");
  const [infoType, infoWrapped] = inside(encapsulated, tags.sequence);
  if (oidOf(infoType) !== oids.tstInfo) return refused("it signs something else than a time");
  const info = contentOf(inside(infoWrapped, tags.context0)[0], tags.octetString);
  const certificates = rest[0]?.tag === tags.context0 ? inside(rest[0], tags.context0).map(({ bytes }) => bytes) : [];
  const signers = inside(rest.at(-1), tags.set);
  const [signer] = signers;
  if (signer === undefined || signers.length !== 1) return refused("it is not signed by exactly one");
  const wrong = wrongInfo(info, stamped, nonce);
  if (wrong !== null) return refused(wrong);
  const digests = inside(algorithms, tags.set).map(algorithmOf);
  return ok({ info, digests, time: timeOf(inside(readDer(info), tags.sequence)[4]), certificates, signer });
}

/** What a TSTInfo does not say as it should, or null. */
function wrongInfo(info: Buffer, stamped: Uint8Array, nonce: Buffer | null): string | null {
  const [version, , imprint, , , ...optional] = inside(readDer(info), tags.sequence);
  if (smallOf(version) !== 1) return "its version is unknown";
  const [algorithm, digest] = inside(imprint, tags.sequence);
  if (algorithmOf(algorithm) !== oids.sha256) return "it is over another kind of digest";
  if (!contentOf(digest, tags.octetString).equals(sha256(stamped))) return "it is over other bytes than these";
  if (nonce === null) return null;
  const repeated = optional.find(({ tag }) => tag === tags.integer);
  return repeated?.bytes.equals(nonce) === true ? null : "it does not repeat the number of this request";
}
