import { createHash } from "node:crypto";

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function digest(seed: string): Buffer {
  return createHash("sha256").update(seed).digest();
}

function uuid(bytes: Buffer): string {
  const hex = bytes.subarray(0, 16).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

/** A version 4 UUID that is always the same for the same seed: runners draw theirs at random, the sample must not. */
export function uuid4(seed: string): string {
  const bytes = digest(seed);
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x40;
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80;
  return uuid(bytes);
}

/** A version 7 UUID: milliseconds since the epoch first (RFC 9562), the rest from the seed. */
export function uuid7(at: number, seed: string): string {
  const bytes = digest(seed);
  bytes.writeUIntBE(at, 0, 6);
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x70;
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80;
  return uuid(bytes);
}

/** `length` letters and digits from the seed, as runners use in message and call ids. */
export function token(seed: string, length: number): string {
  let text = "";
  for (let block = 0; text.length < length; block += 1) {
    for (const byte of digest(seed + "#" + String(block))) text += base62.charAt(byte % base62.length);
  }
  return text.slice(0, length);
}

/** `bytes` bytes from the seed as base64: stands where a runner writes a signature or encrypted reasoning. */
export function opaque(seed: string, bytes: number): string {
  const blocks: Buffer[] = [];
  for (let block = 0; block * 32 < bytes; block += 1) blocks.push(digest(seed + "#" + String(block)));
  return Buffer.concat(blocks).subarray(0, bytes).toString("base64");
}

/** A whole number in `[low, high]`, always the same for the same seed. */
export function between(seed: string, low: number, high: number): number {
  return low + (digest(seed).readUInt32BE(0) % (high - low + 1));
}
