import { createHash, randomUUID, type Hash } from "node:crypto";
import { closeSync, createReadStream, existsSync, fsyncSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { renameSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { open, rm, type FileHandle } from "node:fs/promises";
import path from "node:path";
import {
  constants,
  createZstdCompress,
  createZstdDecompress,
  zstdCompressSync,
  zstdDecompressSync,
  type ZstdCompress,
} from "node:zlib";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { syncFolder, syncFolderSoon, syncSoon, writeAll } from "./durable-files";
import { GrowingSources, type GrowingSource } from "./archive-growth";

/** Raw bytes larger than this are not given back in one piece. */
const maxWhole = 512 * 1024 * 1024;

/** Sources up to this size are packed in one piece: setting a stream up costs more than a small session. */
const smallBytes = 256 * 1024;
const mostSpare = 32;

/** Fast: what is archived while it is read must not hold the reading up. */
const fast = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** A source being archived while it is read: bytes go in, and `keep` files them under their digest. */
export interface ArchiveWriter {
  /** The chunk may be filled again when this resolves. */
  write(chunk: Uint8Array): Promise<void>;
  /** Ends the source. Out: its SHA-256. The bytes are on the disk when this resolves. */
  keep(): Promise<string>;
  /** Forgets what was written. */
  drop(): Promise<void>;
  /** Number of bytes so far, and the state of their digest: what a growing source goes on from. */
  soFar(): { bytes: number; hash: Hash };
}

/** What an earlier copy of the same source held. */
export interface EarlierCopy {
  readonly digest: string;
  readonly bytes: number;
}

/**
 * The archive of raw sources: one zstd file per content, named by the SHA-256 of the raw bytes, so the same bytes are
 * kept once and a changed archive file is noticed. Runners delete their transcripts; this copy stays. A source that grew
 * is kept once: what it held before becomes a reference to the first bytes of what it holds now (`<digest>.part`).
 */
export class Archive {
  readonly #root: string;
  readonly #folders = new Set<string>();
  readonly #growing: GrowingSources;
  /** Copies that were compared with their digest, and what their file was then. */
  readonly #checked = new Map<string, string>();
  /** Buffers of small sources, used again: the garbage collector does not see how much they hold. */
  readonly #spare: Uint8Array[] = [];
  #unsynced = new Set<string>();
  #syncing: Promise<void> | null = null;

  constructor(root: string) {
    this.#root = root;
    mkdirSync(path.join(root, "incoming"), { recursive: true, mode: 0o700 });
    this.#growing = new GrowingSources(path.join(root, "growing"), this);
  }

  #file(digest: string, ending = "zst"): string {
    return path.join(this.#root, digest.slice(0, 2), `${digest}.${ending}`);
  }

  #folder(digest: string): string {
    const folder = path.join(this.#root, digest.slice(0, 2));
    if (!this.#folders.has(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folders.add(folder);
    return folder;
  }

  /** A name for a file that is not finished. */
  temporary(): string {
    return path.join(this.#root, "incoming", randomUUID());
  }

  has(digest: string): boolean {
    return existsSync(this.#file(digest)) || existsSync(this.#file(digest, "part")) || this.#growing.has(digest);
  }

  /** Files bytes at once. Out: their SHA-256. */
  put(bytes: Uint8Array): string {
    const digest = createHash("sha256").update(bytes).digest("hex");
    if (existsSync(this.#file(digest))) return digest;
    const temporary = this.temporary();
    const handle = openSync(temporary, "wx", 0o600);
    try {
      writeSync(handle, zstdCompressSync(bytes));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    const folder = this.#folder(digest);
    renameSync(temporary, this.#file(digest));
    syncFolder(folder);
    return digest;
  }

  /**
   * Starts to file a source that arrives in chunks, in bounded memory. `earlier` is what the same source held before:
   * where it only grew, that copy gives way to a reference.
   */
  writer(earlier: EarlierCopy | null = null): ArchiveWriter {
    const hash = createHash("sha256");
    let bytes = 0;
    let grewFrom: EarlierCopy | null = null;
    // What a small source holds so far, in one buffer.
    let held: Uint8Array | null = null;
    let heldBytes = 0;
    const letGo = (): void => {
      if (held !== null && this.#spare.length < mostSpare) this.#spare.push(held);
      held = null;
    };
    let stream: { temporary: string; handle: FileHandle; zstd: ZstdCompress; drained: Promise<void> } | null = null;

    const digestChunk = (chunk: Uint8Array): void => {
      const passed = earlier === null ? -1 : earlier.bytes - bytes;
      if (earlier !== null && passed >= 0 && passed < chunk.length) {
        hash.update(chunk.subarray(0, passed));
        if (bytes + passed > 0 && hash.copy().digest("hex") === earlier.digest) grewFrom = earlier;
        hash.update(chunk.subarray(passed));
      } else hash.update(chunk);
      bytes += chunk.length;
    };
    const pack = (zstd: ZstdCompress, chunk: Uint8Array): Promise<void> =>
      new Promise((resolve, reject) => {
        zstd.write(chunk, (error) => {
          if (error) reject(error);
          else resolve();
        });
      });
    const openStream = async () => {
      const temporary = this.temporary();
      const handle = await open(temporary, "wx", 0o600);
      const zstd = createZstdCompress(fast);
      return { temporary, handle, zstd, drained: drainTo(zstd, handle) };
    };
    const settle = async (temporary: string, digest: string): Promise<string> => {
      const folder = this.#folder(digest);
      renameSync(temporary, this.#file(digest));
      await this.#syncSoon(folder);
      if (grewFrom !== null && grewFrom.digest !== digest) this.refer(grewFrom, digest);
      return digest;
    };
    return {
      soFar: () => ({ bytes, hash: hash.copy() }),
      write: async (chunk) => {
        digestChunk(chunk);
        if (stream === null && bytes <= smallBytes) {
          held ??= this.#spare.pop() ?? new Uint8Array(smallBytes);
          held.set(chunk, heldBytes);
          heldBytes += chunk.length;
          return;
        }
        if (stream === null) {
          stream = await openStream();
          if (held !== null) await pack(stream.zstd, held.subarray(0, heldBytes));
          letGo();
        }
        await pack(stream.zstd, chunk);
      },
      keep: async () => {
        const digest = hash.copy().digest("hex");
        const known = existsSync(this.#file(digest));
        if (stream !== null) {
          stream.zstd.end();
          await stream.drained;
          if (!known) await stream.handle.sync();
          await stream.handle.close();
          if (!known) return settle(stream.temporary, digest);
          await rm(stream.temporary, { force: true });
          return digest;
        }
        const packed = known ? null : zstdCompressSync(held?.subarray(0, heldBytes) ?? new Uint8Array(0), fast);
        letGo();
        if (packed === null) return digest;
        const temporary = this.temporary();
        // Only the wait for the disk goes through the thread pool: the other calls are shorter than the way there.
        const handle = openSync(temporary, "wx", 0o600);
        try {
          writeAll(handle, packed);
          await syncSoon(handle);
        } finally {
          closeSync(handle);
        }
        return settle(temporary, digest);
      },
      drop: async () => {
        letGo();
        if (stream === null) return;
        stream.zstd.destroy();
        await stream.drained.catch(() => undefined);
        await stream.handle.close().catch(() => undefined);
        await rm(stream.temporary, { force: true });
      },
    };
  }

  /** Lets a source grow from its archived bytes: each addition is packed on its own, nothing is written again. */
  grow(from: { digest: string; bytes: number; hash: Hash }): GrowingSource {
    return this.#growing.begin(from);
  }

  /** Puts what a process that ended left growing into its final form. */
  settleGrown(): Promise<void> {
    return this.#growing.settleAll();
  }

  /** Makes an archived copy a reference to the first bytes of another, which begins with the same. */
  refer(part: EarlierCopy, whole: string): void {
    if (part.digest === whole || !existsSync(this.#file(whole))) return;
    const temporary = this.temporary();
    writeFileSync(temporary, JSON.stringify({ whole, bytes: part.bytes }), { mode: 0o600, flush: true });
    this.#folder(part.digest);
    renameSync(temporary, this.#file(part.digest, "part"));
    rmSync(this.#file(part.digest), { force: true });
  }

  /** Several files settle in one wait for the disk. */
  #syncSoon(folder: string): Promise<void> {
    this.#unsynced.add(folder);
    this.#syncing ??= new Promise((resolve) => {
      setImmediate(() => {
        const folders = [...this.#unsynced];
        this.#unsynced = new Set();
        this.#syncing = null;
        void Promise.all(folders.map(syncFolderSoon)).then(() => {
          resolve();
        });
      });
    });
    return this.#syncing;
  }

  /** The raw bytes of a digest, checked against it. */
  get(digest: string): Result<Buffer> {
    let bytes: Buffer;
    try {
      bytes = this.#unpacked(digest, 0);
    } catch (error) {
      if (error instanceof NotHere) return err(this.#missing(digest));
      return err(
        this.#damaged(digest, `cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`),
      );
    }
    const found = createHash("sha256").update(bytes).digest("hex");
    if (found === digest) return ok(bytes);
    return err(this.#damaged(digest, `holds other bytes (${found.slice(0, 12)})`));
  }

  #unpacked(digest: string, depth: number): Buffer {
    const file = this.#file(digest);
    if (existsSync(file)) return zstdDecompressSync(readFileSync(file), { maxOutputLength: maxWhole });
    const part = this.#partOf(digest);
    if (part !== null && depth < maxDepth) return this.#unpacked(part.whole, depth + 1).subarray(0, part.bytes);
    const grown = this.#growing.find(digest);
    if (grown === null) throw new NotHere();
    const pieces = [this.#unpacked(grown.base, depth + 1)];
    for (const segment of this.#growing.segments(grown)) pieces.push(zstdDecompressSync(segment));
    return Buffer.concat(pieces);
  }

  #partOf(digest: string): { whole: string; bytes: number } | null {
    const file = this.#file(digest, "part");
    if (!existsSync(file)) return null;
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof value !== "object" || value === null || !("whole" in value) || !("bytes" in value)) return null;
    const { whole, bytes } = value;
    return typeof whole === "string" && typeof bytes === "number" ? { whole, bytes } : null;
  }

  /** The raw bytes as a stream, in bounded memory. Throws where they are missing or damaged; their digest is the caller's to check. */
  async *stream(digest: string, most = Infinity, depth = 0): AsyncGenerator<Uint8Array> {
    let left = most;
    const cut = (chunk: Uint8Array): Uint8Array => {
      const piece = chunk.length > left ? chunk.subarray(0, left) : chunk;
      left -= piece.length;
      return piece;
    };
    const file = this.#file(digest);
    if (existsSync(file)) {
      const packed = createReadStream(file);
      const zstd = createZstdDecompress({ chunkSize: 256 * 1024 });
      packed.on("error", (error) => zstd.destroy(error)).pipe(zstd);
      try {
        for await (const chunk of zstd as AsyncIterable<Buffer>) {
          yield cut(chunk);
          if (left === 0) return;
        }
      } finally {
        packed.destroy();
        zstd.destroy();
      }
      return;
    }
    const part = this.#partOf(digest);
    if (part !== null && depth < maxDepth) {
      yield* this.stream(part.whole, Math.min(most, part.bytes), depth + 1);
      return;
    }
    const grown = this.#growing.find(digest);
    if (grown === null) throw new NotHere();
    for await (const chunk of this.stream(grown.base, Infinity, depth + 1)) {
      yield cut(chunk);
      if (left === 0) return;
    }
    for (const segment of this.#growing.segments(grown)) {
      yield cut(zstdDecompressSync(segment));
      if (left === 0) return;
    }
  }

  /**
   * The raw bytes `[from, to)` of a digest, in bounded memory. The whole copy is compared with the digest the first time;
   * after that, as long as its file is the same, reading stops at `to`.
   */
  async slice(digest: string, from: number, to: number): Promise<Result<Buffer>> {
    const pieces: Buffer[] = [];
    const hash = createHash("sha256");
    const stamp = this.#stamp(digest);
    const checked = stamp !== null && this.#checked.get(digest) === stamp;
    let at = 0;
    try {
      for await (const chunk of this.stream(digest)) {
        if (!checked) hash.update(chunk);
        const end = at + chunk.length;
        if (at < to && end > from) pieces.push(Buffer.from(chunk.subarray(Math.max(0, from - at), to - at)));
        at = end;
        if (checked && at >= to) break;
      }
    } catch (error) {
      return err(error instanceof NotHere ? this.#missing(digest) : this.#damaged(digest, "cannot be unpacked"));
    }
    if (!checked) {
      if (hash.digest("hex") !== digest) return err(this.#damaged(digest, "holds other bytes"));
      if (stamp !== null) this.#checked.set(digest, stamp);
    }
    return ok(Buffer.concat(pieces));
  }

  /** What changes when an archived file is written to; null for copies that are not a file of their own. */
  #stamp(digest: string): string | null {
    const found = statSync(this.#file(digest), { throwIfNoEntry: false });
    return found === undefined ? null : `${String(found.size)}:${String(found.mtimeMs)}:${String(found.ctimeMs)}`;
  }

  #missing(digest: string): Problem {
    return {
      code: "archive-missing",
      message: `The archive has no copy of ${digest.slice(0, 12)}.`,
      place: this.#file(digest),
      remedy: "Sync the runner again if it still has the source.",
    };
  }

  #damaged(digest: string, how: string): Problem {
    return {
      code: "archive-damaged",
      message: `The archived copy of ${digest.slice(0, 12)} ${how}.`,
      place: this.#file(digest),
      remedy: "Do not rely on it; sync the runner again if it still has the source.",
    };
  }

  /** Reads an archived copy to its end and compares it with its digest, in bounded memory. */
  async verify(digest: string): Promise<"intact" | "missing" | "damaged"> {
    const hash = createHash("sha256");
    try {
      for await (const chunk of this.stream(digest)) hash.update(chunk);
    } catch (error) {
      return error instanceof NotHere ? "missing" : "damaged";
    }
    return hash.digest("hex") === digest ? "intact" : "damaged";
  }
}

const maxDepth = 64;

class NotHere extends Error {}

async function drainTo(zstd: ZstdCompress, handle: FileHandle): Promise<void> {
  for await (const part of zstd as AsyncIterable<Buffer>) await handle.write(part);
}
