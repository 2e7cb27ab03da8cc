import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { EventDetail, EventKind } from "../../shared/model/event";
import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/*
 * Long texts of events (outputs, results, files before an edit) are most of a transcript and few of them are ever looked
 * at. They lie packed, several in a block; a row says in which block its texts are and where.
 */

/** Texts shorter than this stay in the row, in UTF-16 units: a twentieth of what is written, and most of what is found. */
const leastLength = 1_024;
/** About how much text one block holds. Unpacking one costs 25 µs, of 64 KB twice that; smaller ones pack worse and save nothing. */
const blockBytes = 16 * 1024;
const fast = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** What may be long. A message's words stay in the row: they are what is read most. */
const longFields: Readonly<Record<EventKind, readonly string[]>> = {
  message: [],
  reasoning: ["text"],
  "tool-call": ["input", "result"],
  "tool-result": ["text"],
  "file-edit": ["oldText", "newText", "fileBefore", "hunks"],
  command: ["output"],
  check: ["output"],
  error: ["text"],
  compaction: ["text"],
  note: ["text"],
};

/** The texts that stand in a block: `name:from:to` for each, bytes of the unpacked block. */
type Places = string;

/** A detail as JSON without its long texts, and where they are: in which of the blocks made with it. */
export interface PackedDetail {
  readonly detail: string;
  readonly block: number | null;
  readonly texts: Places | null;
}

// One for all: packing is done at once, and its block is a copy.
let scratch = Buffer.alloc(0);

/** Packs the texts of a batch of events. */
export class TextPacker {
  readonly #blocks: Uint8Array[] = [];
  #used = 0;

  /** Takes the long texts out of an event's detail. */
  take(detail: EventDetail): PackedDetail {
    const fields: Record<string, unknown> = { ...detail };
    const long: [name: string, text: string, bytes: number][] = [];
    let size = 0;
    for (const name of longFields[detail.kind]) {
      const text = fields[name];
      if (typeof text !== "string" || text.length < leastLength || !text.isWellFormed()) continue;
      const bytes = Buffer.byteLength(text);
      long.push([name, text, bytes]);
      size += bytes;
    }
    if (long.length === 0) return { detail: JSON.stringify(detail), block: null, texts: null };
    if (this.#used > 0 && this.#used + size > blockBytes) this.#close();
    if (scratch.length < size) scratch = Buffer.alloc(Math.max(blockBytes, size));
    const places: string[] = [];
    for (const [name, text, bytes] of long) {
      scratch.write(text, this.#used);
      places.push(`${name}:${String(this.#used)}:${String(this.#used + bytes)}`);
      this.#used += bytes;
      fields[name] = "";
    }
    return { detail: JSON.stringify(fields), block: this.#blocks.length, texts: places.join(" ") };
  }

  /** Ends the last block. Out: all blocks, in order. */
  end(): readonly Uint8Array[] {
    this.#close();
    // A very long text needs room once, not for good.
    if (scratch.length > blockBytes) scratch = Buffer.alloc(0);
    return this.#blocks;
  }

  #close(): void {
    if (this.#used === 0) return;
    this.#blocks.push(new Uint8Array(zstdCompressSync(scratch.subarray(0, this.#used), fast)));
    this.#used = 0;
  }
}

/** Writes blocks of a session's texts. Out: their keys, in order. The caller holds the transaction. */
export function writeBlocks(db: WriteDb, sessionPk: number, blocks: readonly Uint8Array[]): number[] {
  const put = prepared<unknown[]>(db, "INSERT INTO event_text (session_pk, packed) VALUES (?, ?)");
  return blocks.map((block) => Number(put.run(sessionPk, block).lastInsertRowid));
}

/** An event's detail as it is stored. */
export interface StoredDetail {
  readonly detail: string;
  readonly block: number | null;
  readonly texts: Places | null;
}

/**
 * An event's detail with its texts. In: the row's columns; names of texts that are not wanted and stay empty.
 * Throws where the block is gone: rows and blocks are written together.
 */
export function readDetail(
  db: ReadDb,
  { detail, block, texts }: StoredDetail,
  without: readonly string[] = [],
): Record<string, unknown> {
  // A row of our own: what it holds was made from an event's detail.
  const fields = JSON.parse(detail) as Record<string, unknown>;
  if (block === null || texts === null) return fields;
  let unpacked: Buffer | null = null;
  for (const place of texts.split(" ")) {
    const [name = "", from, to] = place.split(":");
    if (without.includes(name)) continue;
    unpacked ??= readBlock(db, block);
    fields[name] = unpacked.toString("utf8", Number(from), Number(to));
  }
  return fields;
}

/** The same as JSON, as it would be without blocks. */
export function detailText(db: ReadDb, stored: StoredDetail): string {
  return stored.block === null ? stored.detail : JSON.stringify(readDetail(db, stored));
}

/** Blocks that were read last, unpacked: events are read in order, and several are in one. */
const unpackedBlocks = new WeakMap<ReadDb, Map<number, Buffer>>();
const mostUnpacked = 64;

function readBlock(db: ReadDb, key: number): Buffer {
  const known = unpackedBlocks.get(db) ?? new Map<number, Buffer>();
  unpackedBlocks.set(db, known);
  let block = known.get(key);
  if (block === undefined) {
    const row = prepared<[number], { packed: Buffer }>(db, "SELECT packed FROM event_text WHERE pk = ?").get(key);
    if (row === undefined) throw new Error(`the texts of block ${String(key)} are not in the store`);
    block = zstdDecompressSync(row.packed, { chunkSize: blockBytes });
  }
  // Used last.
  known.delete(key);
  known.set(key, block);
  for (const oldest of known.keys()) {
    if (known.size <= mostUnpacked) break;
    known.delete(oldest);
  }
  return block;
}
