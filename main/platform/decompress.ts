import { createGunzip, createZstdDecompress } from "node:zlib";
import { ZstdFrames } from "./zstd-frames";

/** What a file's first bytes say of how it is packed. */
export type Packing = "none" | "zstd" | "gzip" | "sqlite";

/** Looks at magic numbers; content decides, never a name. */
export function packingOf(head: Uint8Array): Packing {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === 0xfd2fb528) return "zstd";
  if (bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b) return "gzip";
  if (bytes.subarray(0, 16).toString("latin1") === "SQLite format 3\0") return "sqlite";
  return "none";
}

/** Packed bytes that cannot or must not be unpacked. */
export class UnpackError extends Error {
  readonly code: "packed-damaged" | "packed-too-large";
  constructor(code: "packed-damaged" | "packed-too-large", message: string) {
    super(message);
    this.code = code;
  }
}

export interface UnpackLimits {
  /** Most bytes that may come out. */
  readonly total: number;
  /** How many times as much may come out as went in, once more than `ratioFrom` bytes came out. */
  readonly ratio: number;
  readonly ratioFrom: number;
}

export const unpackLimits: UnpackLimits = { total: 4 * 1024 ** 3, ratio: 1000, ratioFrom: 256 * 1024 * 1024 };

/**
 * Unpacks zstd (one frame after the other) or gzip as a stream in bounded memory. Throws an UnpackError where the bytes are
 * damaged, cut off, or become more than the limits allow.
 */
export async function* unpack(
  packing: "zstd" | "gzip",
  packed: AsyncIterable<Uint8Array>,
  limits: UnpackLimits = unpackLimits,
): AsyncGenerator<Uint8Array> {
  let inBytes = 0;
  let outBytes = 0;
  const checked = (part: Uint8Array): Uint8Array => {
    outBytes += part.length;
    if (outBytes > limits.total)
      throw new UnpackError("packed-too-large", `it unpacks to more than ${String(limits.total)} bytes`);
    if (outBytes > limits.ratioFrom && outBytes > inBytes * limits.ratio)
      throw new UnpackError("packed-too-large", `it unpacks to more than ${String(limits.ratio)} times its size`);
    return part;
  };
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of packed) {
      inBytes += chunk.length;
      // Chunks of a file are filled again; the decompressor reads them later.
      yield new Uint8Array(chunk);
    }
  }
  try {
    if (packing === "gzip") {
      for await (const part of through(createGunzip({ chunkSize: partBytes }), counted())) yield checked(part);
      return;
    }
    const frames = new ZstdFrames();
    const pieces = piecesOf(frames, counted());
    for (let frame = await pieces.next(); frame.done !== true; frame = await pieces.next()) {
      const first = frame.value;
      async function* ofFrame(): AsyncGenerator<Uint8Array> {
        yield first.bytes;
        for (let last = first.last; !last;) {
          const next = await pieces.next();
          if (next.done === true) return;
          yield next.value.bytes;
          last = next.value.last;
        }
      }
      for await (const part of through(createZstdDecompress({ chunkSize: partBytes }), ofFrame())) yield checked(part);
    }
    if (!frames.between) throw new UnpackError("packed-damaged", "it is cut off");
  } catch (error) {
    if (error instanceof UnpackError) throw error;
    // What reading the file itself answers is told as it is.
    if (error instanceof Error && "syscall" in error) throw error;
    throw new UnpackError("packed-damaged", error instanceof Error ? error.message : String(error));
  }
}

const partBytes = 256 * 1024;

async function* piecesOf(frames: ZstdFrames, packed: AsyncIterable<Uint8Array>) {
  for await (const chunk of packed) yield* frames.push(chunk);
}

/** What comes out of a transform stream into which `source` is written; an error of either is thrown. */
async function* through(
  transform: ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const writing = (async () => {
    for await (const chunk of source) {
      if (transform.destroyed) return;
      if (!transform.write(chunk))
        await new Promise<void>((resolve) => {
          transform.once("drain", resolve);
          transform.once("close", resolve);
        });
    }
    transform.end();
  })();
  writing.catch((error: unknown) => transform.destroy(error instanceof Error ? error : new Error(String(error))));
  try {
    for await (const part of transform as AsyncIterable<Buffer>) yield part;
    await writing;
  } finally {
    transform.destroy();
  }
}
