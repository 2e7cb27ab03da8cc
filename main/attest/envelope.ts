import * as z from "zod";

/** The payload type of an in-toto statement in a DSSE envelope. */
export const statementPayloadType = "application/vnd.in-toto+json";

/** A DSSE envelope (secure-systems-lab/dsse, envelope.md) with its payload and signatures decoded. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly EnvelopeSignature[];
}

export interface EnvelopeSignature {
  /** A hint which key signed; nothing vouches for it. */
  readonly keyId: string | null;
  /** Null where it is not base64. */
  readonly bytes: Uint8Array | null;
  /** It brings a certificate of its own, as older SLSA generators write it. */
  readonly certificate: boolean;
}

const envelopeSchema = z.looseObject({
  payloadType: z.string().max(1000),
  payload: z.string(),
  signatures: z
    .array(z.looseObject({ keyid: z.string().max(2000).optional(), sig: z.string(), cert: z.string().optional() }))
    .max(100),
});

/** Reads an envelope out of parsed JSON. Out: null where it is none, or its payload is not base64. */
export function readEnvelope(value: unknown): Envelope | null {
  const read = envelopeSchema.safeParse(value);
  if (!read.success) return null;
  const payload = fromBase64(read.data.payload);
  if (payload === null) return null;
  return {
    payloadType: read.data.payloadType,
    payload,
    signatures: read.data.signatures.map((one) => ({
      keyId: one.keyid === undefined || one.keyid === "" ? null : one.keyid,
      bytes: fromBase64(one.sig),
      certificate: one.cert !== undefined && one.cert !== "",
    })),
  };
}

/**
 * The bytes a signature is over (DSSE protocol.md): `DSSEv1 LEN(type) type LEN(body) body`, lengths in bytes and decimal.
 */
export function signedBytes(envelope: Pick<Envelope, "payloadType" | "payload">): Uint8Array {
  const type = Buffer.from(envelope.payloadType, "utf8");
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${String(type.length)} `, "utf8"),
    type,
    Buffer.from(` ${String(envelope.payload.length)} `, "utf8"),
    envelope.payload,
  ]);
}

/** The one form in which a pack's envelope is written: two that say the same are the same bytes. */
export function writeEnvelope(envelope: Envelope): string {
  return `${JSON.stringify({
    payloadType: envelope.payloadType,
    payload: Buffer.from(envelope.payload).toString("base64"),
    signatures: envelope.signatures.map((one) => ({
      keyid: one.keyId ?? "",
      sig: Buffer.from(one.bytes ?? []).toString("base64"),
    })),
  })}\n`;
}

/** Base64, standard or URL-safe, padded or not; null for anything else. */
function fromBase64(text: string): Uint8Array | null {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  if (plain.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(plain)) return null;
  return Buffer.from(plain, "base64");
}
