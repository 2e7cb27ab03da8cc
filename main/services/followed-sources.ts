import { createHash, type Hash } from "node:crypto";
import { parseTranscript, type TranscriptParse } from "../ingest/parse-transcript";
import type { SourceHead, TranscriptAdapter } from "../ingest/port";
import { chunksOf, openFile, type OpenFile } from "../platform/files";
import type { Archive } from "../store/archive";
import type { GrowingSource } from "../store/archive-growth";
import type { ReadSoFar, RowSink, SourceEnd, SourcePart } from "../views/source-reader";
import { endOf, RowCollector } from "./row-collector";

/** About how much memory may be spent on sources that are followed. */
const budget = 64 * 1024 * 1024;
/** Bytes at the beginning and before the end that must still be there when a file has grown. */
const sampleBytes = 4096;
/** Additions are archived in pieces of this size. */
const pieceBytes = 4 * 1024 * 1024;
const mostAdditions = 400;

interface Kept {
  readonly parse: TranscriptParse;
  readonly adapter: TranscriptAdapter;
  readonly ino: number;
  readonly first: Buffer;
  last: Buffer;
  hash: Hash;
  bytes: number;
  digest: string;
  mtimeMs: number;
  settled: boolean;
  growing: GrowingSource | null;
}

/**
 * The files that may go on growing: what is known of each after the bytes so far, least recently used forgotten first.
 * Knows whether a file still is what it was: the same file, no shorter, and with the same bytes before its end.
 */
export class FollowedSources {
  readonly #archive: Archive;
  readonly #kept = new Map<string, Kept>();
  #settling = 0;

  constructor(archive: Archive) {
    this.#archive = archive;
  }

  async keep(
    file: string,
    source: Pick<Kept, "parse" | "adapter" | "ino" | "hash" | "bytes" | "digest" | "settled">,
  ): Promise<void> {
    this.forget(file);
    let opened: OpenFile | null = null;
    try {
      opened = await openFile(file);
      if (opened.stat.ino !== source.ino) return;
      const first = await sample(opened, 0, Math.min(sampleBytes, source.bytes));
      const last = await sample(opened, Math.max(0, source.bytes - sampleBytes), source.bytes);
      this.#kept.set(file, { ...source, first, last, mtimeMs: opened.stat.mtimeMs, growing: null });
      this.#trim();
    } catch {
      // Gone already: it is read anew if it comes back.
    } finally {
      await opened?.handle.close();
    }
  }

  /**
   * Takes up a file that was read up to some byte and then forgotten: its first bytes pass through a reader once more, to know
   * where it stood, and through the digest, which must be that of the archived copy. Null: the file does not begin with what
   * was read, or what was read ended within a record, or `pause`, which is asked after every chunk, says no.
   */
  async resume(
    file: string,
    adapter: TranscriptAdapter,
    head: SourceHead,
    before: ReadSoFar,
    pause: () => Promise<boolean>,
  ): Promise<SourceEnd | null> {
    const opened = await openFile(file);
    try {
      if (opened.stat.size < before.bytes || !this.#archive.has(before.digest)) return null;
      const parse = parseTranscript(adapter, head);
      const hash = createHash("sha256");
      let bytes = 0;
      let last = -1;
      for await (const chunk of chunksOf(opened, 0, before.bytes)) {
        hash.update(chunk);
        bytes += chunk.length;
        last = chunk.at(-1) ?? last;
        // The events are in the store.
        parse.push(chunk);
        if (!(await pause())) return null;
      }
      if (bytes !== before.bytes || last !== newline || hash.copy().digest("hex") !== before.digest) return null;
      const { digest } = before;
      const { ino, mtimeMs } = opened.stat;
      await this.keep(file, { parse, adapter, ino, hash, bytes, digest, settled: true });
      if (!this.#kept.has(file)) return null;
      const parts = [{ path: file, digest, size: bytes, mtimeMs, byteStart: 0, byteEnd: bytes }];
      return endOf(this.#archive, adapter, parse.state(), { digest, bytes, parts, settled: true }, []);
    } finally {
      await opened.handle.close();
    }
  }

  #trim(): void {
    let total = 0;
    for (const [file, kept] of [...this.#kept].toReversed()) {
      // Open calls and counted names grow with a session, but far slower than it.
      total += 256 * 1024 + Math.min(kept.bytes / 50, 8 * 1024 * 1024);
      if (total > budget) this.forget(file);
    }
  }

  /** True where no file is followed, and nothing of one is still being put into its final form. */
  get none(): boolean {
    return this.#kept.size === 0 && this.#settling === 0;
  }

  forget(file: string): void {
    const kept = this.#kept.get(file);
    this.#kept.delete(file);
    if (kept?.growing === undefined || kept.growing === null) return;
    this.#settling += 1;
    void kept.growing
      .settle()
      .catch(() => undefined)
      .finally(() => {
        this.#settling -= 1;
      });
  }

  async grow(file: string, sink: RowSink): Promise<SourceEnd | null> {
    const kept = this.#kept.get(file);
    if (kept === undefined) return null;
    const opened = await openFile(file);
    try {
      const { size, ino, mtimeMs } = opened.stat;
      const same =
        ino === kept.ino &&
        size >= kept.bytes &&
        (await sample(opened, 0, kept.first.length)).equals(kept.first) &&
        (await sample(opened, kept.bytes - kept.last.length, kept.bytes)).equals(kept.last);
      if (!same) {
        this.forget(file);
        return null;
      }
      // Used last.
      this.#kept.delete(file);
      this.#kept.set(file, kept);
      const rows = new RowCollector(sink);
      let held: Uint8Array[] = [];
      let heldBytes = 0;
      const archive = async () => {
        if (heldBytes === 0) return;
        kept.growing ??= this.#archive.grow({ digest: kept.digest, bytes: kept.bytes, hash: kept.hash });
        const added = Buffer.concat(held);
        kept.digest = await kept.growing.append(added);
        kept.bytes += added.length;
        kept.last = Buffer.concat([kept.last, added.subarray(-sampleBytes)]).subarray(-sampleBytes);
        kept.settled = added.at(-1) === 0x0a;
        held = [];
        heldBytes = 0;
      };
      for await (const chunk of chunksOf(opened, kept.bytes, size)) {
        held.push(new Uint8Array(chunk));
        heldBytes += chunk.length;
        await rows.take(kept.parse.push(chunk), chunk.length);
        if (heldBytes >= pieceBytes) await archive();
      }
      await archive();
      kept.mtimeMs = mtimeMs;
      const state = kept.parse.state();
      await rows.take(state.batches, 0);
      if ((kept.growing?.additions ?? 0) >= mostAdditions) await this.#settle(kept);
      return endOf(this.#archive, kept.adapter, state, sourceOf(file, kept), rows.rest());
    } catch (error) {
      // What was pushed cannot be taken back: the file is read anew.
      this.forget(file);
      throw error;
    } finally {
      await opened.handle.close();
    }
  }

  async #settle(kept: Kept): Promise<void> {
    const { growing } = kept;
    if (growing === null) return;
    kept.growing = null;
    kept.hash = kept.hash.copy();
    await growing.settle();
  }

  async quiet(file: string, sink: RowSink): Promise<SourceEnd | null> {
    const kept = this.#kept.get(file);
    if (kept === undefined) return null;
    await this.#settle(kept);
    if (kept.settled) return null;
    // The end of the parse: what still comes is read with the whole.
    this.#kept.delete(file);
    const state = kept.parse.end();
    const rows = new RowCollector(sink);
    await rows.take(state.batches, 0);
    return endOf(this.#archive, kept.adapter, state, { ...sourceOf(file, kept), settled: true }, rows.rest());
  }

  /** What was growing stays as it is; the next start puts it into its final form. */
  close(): void {
    this.#kept.clear();
  }
}

function sourceOf(file: string, kept: Kept): { digest: string; bytes: number; parts: SourcePart[]; settled: boolean } {
  const { digest, bytes, mtimeMs, settled } = kept;
  return {
    digest,
    bytes,
    settled,
    parts: [{ path: file, digest, size: bytes, mtimeMs, byteStart: 0, byteEnd: bytes }],
  };
}

async function sample(opened: OpenFile, from: number, to: number): Promise<Buffer> {
  if (to <= from) return Buffer.alloc(0);
  const buffer = Buffer.alloc(to - from);
  const { bytesRead } = await opened.handle.read(buffer, 0, buffer.length, from);
  return buffer.subarray(0, bytesRead);
}

const newline = 0x0a;
