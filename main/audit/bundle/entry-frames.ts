import { err, ok, type Result } from "../../../shared/result";
import { maxEntryBytes } from "../canonical";
import { leafHash } from "../tree";
import { withheldMark } from "./bundle-form";

/*
 * entries.bin: each entry as a big-endian u32 length and its bytes; of one that is withheld the mark 0xFFFFFFFF and the 32 bytes of
 * its leaf hash.
 */

/** The frame of an entry, or of one that is withheld. */
export function entryFrame(bytes: Uint8Array, withheld: boolean): Buffer {
  const head = Buffer.alloc(4);
  if (withheld) {
    head.writeUInt32BE(withheldMark);
    return Buffer.concat([head, leafHash(bytes)]);
  }
  head.writeUInt32BE(bytes.length);
  return Buffer.concat([head, bytes]);
}

/** Where the frames of a file lie. */
export interface FrameIndex {
  /** Where each entry's bytes begin; -1 for one that is withheld. */
  readonly offsets: Float64Array;
  readonly lengths: Uint32Array;
  /** Leaf hashes, 32 bytes each, one after the other. */
  readonly leaves: Buffer;
}

/** Bytes of a file from `offset`, at most `length` of them; fewer only at its end. */
type ReadBytes = (offset: number, length: number) => Uint8Array;

const chunkBytes = 1024 * 1024;

/**
 * Finds the frames of entries.bin, reading it once from the front. In: its size, how to read it, how many entries it has to hold;
 * what to do with each piece and each entry. Codes: "bundle-malformed".
 */
export function indexFrames(
  size: number,
  read: ReadBytes,
  count: number,
  onEntry: (at: number, bytes: Uint8Array | null, leaf: Uint8Array) => void,
): Result<FrameIndex> {
  const bad = (why: string, at: number) =>
    err({
      code: "bundle-malformed",
      message: `entries.bin cannot be read: ${why}.`,
      place: `entry ${String(at)} of it`,
    });
  // A frame has at least four bytes: a manifest that promises more entries than fit asks for no memory.
  if (count * 4 > size) return bad("it is shorter than its entries", 0);
  const offsets = new Float64Array(count);
  const lengths = new Uint32Array(count);
  const leaves = Buffer.alloc(count * 32);
  let chunk = Buffer.from(read(0, Math.min(chunkBytes, size)));
  let start = 0;
  const take = (offset: number, length: number): Uint8Array | null => {
    if (offset + length > size) return null;
    if (offset + length > start + chunk.length) {
      chunk = Buffer.from(read(offset, Math.min(Math.max(chunkBytes, length), size - offset)));
      start = offset;
      if (chunk.length < length) return null;
    }
    return chunk.subarray(offset - start, offset - start + length);
  };
  let offset = 0;
  for (let at = 0; at < count; at += 1) {
    const head = take(offset, 4);
    if (head === null) return bad("it ends before its entries do", at);
    const length = Buffer.from(head.buffer, head.byteOffset, 4).readUInt32BE();
    offset += 4;
    const withheld = length === withheldMark;
    if (!withheld && (length > maxEntryBytes || length === 0)) return bad("an entry has a length that none has", at);
    const bytes = take(offset, withheld ? 32 : length);
    if (bytes === null) return bad("it ends within an entry", at);
    const leaf = withheld ? bytes : leafHash(bytes);
    leaves.set(leaf, at * 32);
    offsets[at] = withheld ? -1 : offset;
    lengths[at] = withheld ? 0 : length;
    onEntry(at, withheld ? null : bytes, leaf);
    offset += bytes.length;
  }
  return offset === size ? ok({ offsets, lengths, leaves }) : bad("more follows its last entry", count);
}
