import { err, ok } from "../../../shared/result";
import type { Result } from "../../../shared/result";
import { noLists } from "../parser";
import type { EvidenceParser } from "../parser";
import { count } from "../test-report";

/** More pixels than any screen has: an image that says so would fill the memory of whoever decodes it. */
const maxPixels = 100_000_000;

interface Dimensions {
  readonly format: string;
  readonly width: number;
  readonly height: number;
}

/**
 * Images, by their headers alone: PNG (with its header's checksum), JPEG (up to the frame header), GIF, WebP. Nothing is decoded.
 * An image of more than 100 million pixels is refused, so that nobody opens it unawares.
 */
export const image: EvidenceParser = {
  id: "image",
  name: "Image",
  maxBytes: 64 * 1024 * 1024,
  recognises: ({ bytes }) => formatOf(bytes) !== null,
  parse: (bytes) => {
    const format = formatOf(bytes);
    const read =
      format === null ? broken("The file begins like no PNG, JPEG, GIF or WebP image.") : readers[format](bytes);
    if (!read.ok) return read;
    const { width, height } = read.value;
    const size = `${count(width)} × ${count(height)} pixels`;
    if (width === 0 || height === 0) return broken(`The image says that it has ${size}.`);
    if (width * height > maxPixels)
      return err({
        code: "image-too-large",
        message: `The image says that it has ${size}, over the limit of ${count(maxPixels)}.`,
        remedy: "Take a smaller screenshot.",
      });
    return ok({
      kind: "screenshot",
      result: "unknown",
      counts: null,
      totals: { of: "image", ...read.value },
      headline: `${read.value.format}, ${size}`,
      producer: null,
      producedAt: null,
      commits: [],
      lists: noLists,
      truncated: null,
    });
  },
};

type Format = "png" | "jpeg" | "gif" | "webp";

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function formatOf(bytes: Uint8Array): Format | null {
  if (pngSignature.every((byte, at) => bytes[at] === byte)) return "png";
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpeg";
  const start = ascii(bytes, 0, 6);
  if (start === "GIF87a" || start === "GIF89a") return "gif";
  return ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 12) === "WEBP" ? "webp" : null;
}

const readers: Readonly<Record<Format, (bytes: Uint8Array) => Result<Dimensions>>> = { png, jpeg, gif, webp };

/** PNG, third edition, 11.2.1: the first chunk is IHDR, 13 bytes, with width and height first. */
function png(bytes: Uint8Array): Result<Dimensions> {
  if (bytes.length < 33) return broken("The PNG breaks off in its header.");
  const view = viewOf(bytes);
  if (view.getUint32(8) !== 13 || ascii(bytes, 12, 16) !== "IHDR") return broken("The PNG does not begin with IHDR.");
  if (crc32(bytes.subarray(12, 29)) !== view.getUint32(29)) return broken("The checksum of the PNG's header is wrong.");
  return ok({ format: "PNG", width: view.getUint32(16), height: view.getUint32(20) });
}

/** ITU T.81, B.1: segments with a length each, up to a frame header (SOF). */
function jpeg(bytes: Uint8Array): Result<Dimensions> {
  const view = viewOf(bytes);
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return broken(`The JPEG has no marker at byte ${count(at)}.`);
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // Markers that stand alone.
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
      continue;
    }
    if (marker === 0xd9 || marker === 0xda) return broken("The JPEG has no frame header.");
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) {
      if (at + 9 > bytes.length) break;
      return ok({ format: "JPEG", width: view.getUint16(at + 7), height: view.getUint16(at + 5) });
    }
    const length = view.getUint16(at + 2);
    if (length < 2) return broken("A segment of the JPEG has no length.");
    at += 2 + length;
  }
  return broken("The JPEG breaks off before its frame header.");
}

/** GIF89a, 18: the logical screen follows the signature. */
function gif(bytes: Uint8Array): Result<Dimensions> {
  if (bytes.length < 13) return broken("The GIF breaks off in its header.");
  const view = viewOf(bytes);
  return ok({ format: "GIF", width: view.getUint16(6, true), height: view.getUint16(8, true) });
}

/** RFC 9649: the first chunk is VP8 (lossy), VP8L (lossless) or VP8X (extended). */
function webp(bytes: Uint8Array): Result<Dimensions> {
  if (bytes.length < 30) return broken("The WebP breaks off in its header.");
  const view = viewOf(bytes);
  const chunk = ascii(bytes, 12, 16);
  if (chunk === "VP8X") return ok({ format: "WebP", width: 1 + uint24(bytes, 24), height: 1 + uint24(bytes, 27) });
  if (chunk === "VP8L" && bytes[20] === 0x2f) {
    const bits = view.getUint32(21, true);
    return ok({ format: "WebP", width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) });
  }
  if (chunk === "VP8 " && bytes[23] === 0x9d && bytes[24] === 0x01 && bytes[25] === 0x2a)
    return ok({ format: "WebP", width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff });
  return broken("The WebP begins with no image chunk.");
}

function broken(message: string): Result<never> {
  return err({ code: "image-malformed", message, remedy: "Take the screenshot again." });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function uint24(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
}

/** CRC-32 of ISO 3309, which PNG uses; bit by bit, for the 17 bytes of a header. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
