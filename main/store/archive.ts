import { createHash, randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { createZstdCompress, zstdCompressSync, zstdDecompressSync, type ZstdCompress } from "node:zlib";
import { err, ok, type Result } from "../../shared/result";

/** Raw bytes larger than this are not given back in one piece. */
const maxWhole = 512 * 1024 * 1024;

/** A source being archived while it is read: bytes go in, and `keep` files them under their digest. */
export interface ArchiveWriter {
  write(chunk: Uint8Array): Promise<void>;
  /** Ends the source. Out: its SHA-256. The bytes are on the disk when this resolves. */
  keep(): Promise<string>;
  /** Forgets what was written. */
  drop(): Promise<void>;
}

/**
 * The archive of raw sources: one zstd file per content, named by the SHA-256 of the raw bytes, so the same bytes are
 * kept once and a changed archive file is noticed. Runners delete their transcripts; this copy stays.
 */
export class Archive {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
    mkdirSync(path.join(root, "incoming"), { recursive: true, mode: 0o700 });
  }

  #file(digest: string): string {
    return path.join(this.#root, digest.slice(0, 2), `${digest}.zst`);
  }

  has(digest: string): boolean {
    return existsSync(this.#file(digest));
  }

  #settle(temporary: string, digest: string): void {
    const target = this.#file(digest);
    if (existsSync(target)) {
      rmSync(temporary, { force: true });
      return;
    }
    const folder = path.dirname(target);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    renameSync(temporary, target);
    syncFolder(folder);
  }

  /** Files bytes at once. Out: their SHA-256. */
  put(bytes: Uint8Array): string {
    const digest = createHash("sha256").update(bytes).digest("hex");
    if (this.has(digest)) return digest;
    const temporary = path.join(this.#root, "incoming", randomUUID());
    const handle = openSync(temporary, "wx", 0o600);
    try {
      writeSync(handle, zstdCompressSync(bytes));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    this.#settle(temporary, digest);
    return digest;
  }

  /** Starts to file a source that arrives in chunks, in bounded memory. */
  async writer(): Promise<ArchiveWriter> {
    const temporary = path.join(this.#root, "incoming", randomUUID());
    const handle = await open(temporary, "wx", 0o600);
    const hash = createHash("sha256");
    const zstd = createZstdCompress();
    const drained = drainTo(zstd, handle);
    return {
      write: async (chunk) => {
        hash.update(chunk);
        if (!zstd.write(chunk)) await new Promise<void>((resolve) => zstd.once("drain", resolve));
      },
      keep: async () => {
        zstd.end();
        await drained;
        await handle.sync();
        await handle.close();
        const digest = hash.digest("hex");
        this.#settle(temporary, digest);
        return digest;
      },
      drop: async () => {
        zstd.destroy();
        await drained.catch(() => undefined);
        await handle.close();
        rmSync(temporary, { force: true });
      },
    };
  }

  /** The raw bytes of a digest, checked against it. */
  get(digest: string): Result<Buffer> {
    const file = this.#file(digest);
    let bytes: Buffer;
    try {
      bytes = zstdDecompressSync(readFileSync(file), { maxOutputLength: maxWhole });
    } catch (error) {
      const missing = !existsSync(file);
      return err({
        code: missing ? "archive-missing" : "archive-damaged",
        message: missing
          ? `The archive has no copy of ${digest.slice(0, 12)}.`
          : `The archived copy of ${digest.slice(0, 12)} cannot be unpacked: ${error instanceof Error ? error.message : String(error)}.`,
        place: file,
        remedy: "Sync the runner again if it still has the source.",
      });
    }
    const found = createHash("sha256").update(bytes).digest("hex");
    if (found !== digest) {
      return err({
        code: "archive-damaged",
        message: `The archived copy of ${digest.slice(0, 12)} holds other bytes (${found.slice(0, 12)}).`,
        place: file,
        remedy: "Do not rely on it; sync the runner again if it still has the source.",
      });
    }
    return ok(bytes);
  }
}

async function drainTo(zstd: ZstdCompress, handle: FileHandle): Promise<void> {
  for await (const part of zstd as AsyncIterable<Buffer>) await handle.write(part);
}

/** Makes a rename durable; some file systems refuse it, which costs nothing but the guarantee. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Windows has no fsync on folders.
  }
}
