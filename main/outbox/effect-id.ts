import { createHash } from "node:crypto";

/** Where an effect is planned: what its id is derived from, so that the same effect has the same id whoever plans it. */
export interface EffectOrigin {
  /** The log's origin. */
  readonly origin: string;
  /** Place of its decision in the log, or what else it belongs to. */
  readonly of: number | string;
  readonly index: number;
  /** When that was recorded, RFC 3339. */
  readonly at: string;
}

/** UUID of version 7 (RFC 9562, 5.7): milliseconds of the entry, then bits of a digest in the place of random ones. */
export function effectId({ origin, of, index, at }: EffectOrigin): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(["countersign effect", origin, of, index]))
    .digest();
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Date.parse(at), 0, 6);
  digest.copy(bytes, 6, 0, 10);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
