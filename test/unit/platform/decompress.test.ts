import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, it } from "vitest";
import { packingOf, unpack, unpackLimits, type UnpackLimits } from "../../../main/platform/decompress";
import { ZstdFrames } from "../../../main/platform/zstd-frames";

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  // The same buffer again and again, as a file is read.
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    const length = bytes.copy(buffer, 0, at, at + size);
    await Promise.resolve();
    yield buffer.subarray(0, length);
  }
}

async function unpacked(packing: "zstd" | "gzip", bytes: Buffer, size = 7, limits: UnpackLimits = unpackLimits) {
  const parts: Uint8Array[] = [];
  for await (const part of unpack(packing, pieces(bytes, size), limits)) parts.push(part);
  return Buffer.concat(parts);
}

const text = Buffer.from("größer, 日本語 🙂\n".repeat(5000));
const noise = Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n * 2654435761) >>> 13));

/** A frame that decoders pass over: magic number, size, content. */
function skippable(content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x184d2a53, 0);
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content]);
}

it("knows packed bytes by their content", () => {
  expect(packingOf(zstdCompressSync(text))).toBe("zstd");
  expect(packingOf(gzipSync(text))).toBe("gzip");
  expect(packingOf(Buffer.from("SQLite format 3\0rest"))).toBe("sqlite");
  expect(packingOf(Buffer.from('{"type":"user"}'))).toBe("none");
  expect(packingOf(Buffer.alloc(0))).toBe("none");
});

it.each([1, 3, 64, 100_000])("unpacks frames one after the other, cut into pieces of %i", async (size) => {
  const frames = [text, Buffer.alloc(0), noise, Buffer.from("x")];
  const packed = Buffer.concat([
    skippable(Buffer.from("note")),
    ...frames.map((frame) => zstdCompressSync(frame)),
    skippable(Buffer.alloc(0)),
  ]);
  const some = size === 1 ? packed.subarray(0, 12 + zstdCompressSync(text).length) : packed;
  const wanted = size === 1 ? text : Buffer.concat(frames);
  expect((await unpacked("zstd", some, size)).equals(wanted)).toBe(true);
  expect(
    (await unpacked("gzip", Buffer.concat([gzipSync(text), gzipSync(noise)]), Math.max(size, 64))).equals(
      Buffer.concat([text, noise]),
    ),
  ).toBe(true);
});

it("finds every frame's end, checksum or not, run-length blocks too", () => {
  for (const source of [text, noise, Buffer.alloc(400_000, 7), Buffer.alloc(0)]) {
    const frame = zstdCompressSync(source);
    const frames = new ZstdFrames();
    const found = frames.push(Buffer.concat([frame, frame]));
    expect(found.filter((piece) => piece.last)).toHaveLength(2);
    expect(Buffer.concat(found.map((piece) => piece.bytes)).equals(Buffer.concat([frame, frame]))).toBe(true);
    expect(frames.between).toBe(true);
  }
});

it.each(["zstd", "gzip"] as const)(
  "names %s that is cut off, damaged or grows beyond every measure",
  async (packing) => {
    const pack = packing === "zstd" ? zstdCompressSync : gzipSync;
    const packed = pack(noise);
    await expect(unpacked(packing, packed.subarray(0, packed.length - 3), 1000)).rejects.toMatchObject({
      code: "packed-damaged",
    });
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 4, 40);
    await expect(unpacked(packing, damaged, 1000)).rejects.toMatchObject({ code: "packed-damaged" });
    await expect(unpacked(packing, Buffer.concat([packed, Buffer.from("no frame here")]), 1000)).rejects.toMatchObject({
      code: "packed-damaged",
    });
    const bomb = pack(Buffer.alloc(8_000_000));
    await expect(unpacked(packing, bomb, 1000, { total: 1_000_000, ratio: 1e9, ratioFrom: 0 })).rejects.toMatchObject({
      code: "packed-too-large",
    });
    await expect(unpacked(packing, bomb, 1000, { total: 1e12, ratio: 50, ratioFrom: 100_000 })).rejects.toMatchObject({
      code: "packed-too-large",
    });
    expect(await unpacked(packing, bomb, 1000)).toHaveLength(8_000_000);
  },
);
