import { randomUUID, type Hash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { open, rm, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { zstdCompressSync } from "node:zlib";

/** What growing sources need of the archive they are part of. */
interface WholeSources {
  writer(): { write(chunk: Uint8Array): Promise<void>; keep(): Promise<string>; drop(): Promise<void> };
  stream(digest: string): AsyncGenerator<Uint8Array>;
  refer(part: { digest: string; bytes: number }, whole: string): void;
}

/** A source that is being followed: additions go in, and every state it had is found under its digest. */
export interface GrowingSource {
  /** Out: the SHA-256 of the whole so far. The bytes are on the disk when this resolves. */
  append(bytes: Uint8Array): Promise<string>;
  /** How many additions there are. */
  readonly additions: number;
  /** Puts the whole into one archived file. */
  settle(): Promise<void>;
}

/** A state of a growing source: its first bytes are those of `base`, the others are in the first segments of a file. */
export interface GrownState {
  readonly file: string;
  readonly base: string;
  readonly digest: string;
  readonly bytes: number;
  /** Where each segment ends in the file. */
  readonly ends: readonly number[];
}

/*
 * growing/<id>.zst holds one zstd frame per addition, growing/<id>.log one line per state: digest of the whole so far, its
 * bytes, and where its last frame ends. The first line is the archived copy that it grew from. A line counts only when it
 * is whole; it is written after its frame is on the disk.
 */

const abandonedMs = 10 * 60_000;

/** The sources that are growing, of this process and of others before it. */
export class GrowingSources {
  readonly #root: string;
  readonly #archive: WholeSources;
  readonly #own = new Set<string>();
  /** States by digest, of the logs as they were read last. */
  #states = new Map<string, GrownState>();
  #made = false;

  constructor(root: string, archive: WholeSources) {
    this.#root = root;
    this.#archive = archive;
  }

  has(digest: string): boolean {
    return this.find(digest) !== null;
  }

  /** A state by its digest. The logs are read again where it is not known: another thread may have written it. */
  find(digest: string): GrownState | null {
    const known = this.#states.get(digest);
    if (known !== undefined && existsSync(known.file)) return known;
    this.#states = new Map();
    for (const id of this.#ids()) for (const state of this.#read(id)) this.#states.set(state.digest, state);
    return this.#states.get(digest) ?? null;
  }

  #ids(): string[] {
    try {
      return readdirSync(this.#root).flatMap((name) => (name.endsWith(".log") ? [name.slice(0, -4)] : []));
    } catch {
      return [];
    }
  }

  #read(id: string): GrownState[] {
    const states: GrownState[] = [];
    let log: string;
    try {
      log = readFileSync(path.join(this.#root, `${id}.log`), "utf8");
    } catch {
      // Settled by another thread in the meantime.
      return [];
    }
    const [first = "", ...lines] = log.split("\n").slice(0, -1);
    const base = first.split(" ")[0] ?? "";
    const ends: number[] = [];
    for (const line of lines) {
      const [digest = "", bytes, end] = line.split(" ");
      ends.push(Number(end));
      states.push({
        file: path.join(this.#root, `${id}.zst`),
        base,
        digest,
        bytes: Number(bytes),
        ends: ends.slice(),
      });
    }
    return states;
  }

  /** The packed segments of a state, in order. */
  *segments(state: GrownState): Generator<Buffer> {
    const packed = readFileSync(state.file);
    let from = 0;
    for (const end of state.ends) {
      yield packed.subarray(from, end);
      from = end;
    }
  }

  begin(from: { digest: string; bytes: number; hash: Hash }): GrowingSource {
    if (!this.#made) mkdirSync(this.#root, { recursive: true, mode: 0o700 });
    this.#made = true;
    const id = randomUUID();
    this.#own.add(id);
    const frames = path.join(this.#root, `${id}.zst`);
    const log = path.join(this.#root, `${id}.log`);
    const { hash } = from;
    let bytes = from.bytes;
    let end = 0;
    let additions = 0;
    let last: string | null = null;
    const write = async (handle: FileHandle, data: Uint8Array): Promise<void> => {
      try {
        await handle.write(data);
        await handle.datasync();
      } finally {
        await handle.close();
      }
    };
    return {
      get additions() {
        return additions;
      },
      append: async (added) => {
        hash.update(added);
        bytes += added.length;
        const digest = hash.copy().digest("hex");
        const packed = zstdCompressSync(added);
        await write(await open(frames, "a", 0o600), packed);
        end += packed.length;
        const first = additions === 0 ? `${from.digest} ${String(from.bytes)} 0\n` : "";
        await write(await open(log, "a", 0o600), Buffer.from(`${first}${digest} ${String(bytes)} ${String(end)}\n`));
        additions += 1;
        last = digest;
        return digest;
      },
      settle: async () => {
        if (last !== null) await this.#settle(id, last);
        this.#own.delete(id);
      },
    };
  }

  /** Files a state as a whole, lets the copy it grew from refer to it, and removes its segments. */
  async #settle(id: string, digest: string): Promise<void> {
    const state = this.#read(id).findLast((one) => one.digest === digest);
    if (state === undefined) return;
    const base = this.#read(id)[0];
    const writer = this.#archive.writer();
    try {
      for await (const chunk of this.#archive.stream(digest)) await writer.write(chunk);
      const kept = await writer.keep();
      if (kept !== digest) return;
    } catch {
      // The segments stay: the next start tries again.
      await writer.drop();
      return;
    }
    if (base !== undefined) this.#archive.refer({ digest: base.base, bytes: baseBytes(this.#root, id) }, digest);
    await rm(path.join(this.#root, `${id}.log`), { force: true });
    await rm(path.join(this.#root, `${id}.zst`), { force: true });
    this.#states = new Map();
  }

  /** Settles what a process that has ended left here: another one that still follows a source settles it when it is quiet. */
  async settleAll(): Promise<void> {
    for (const id of this.#ids()) {
      if (this.#own.has(id) || Date.now() - statSync(path.join(this.#root, `${id}.log`)).mtimeMs < abandonedMs)
        continue;
      const last = this.#read(id).at(-1);
      if (last === undefined)
        for (const ending of ["log", "zst"]) rmSync(path.join(this.#root, `${id}.${ending}`), { force: true });
      else await this.#settle(id, last.digest);
    }
  }
}

function baseBytes(root: string, id: string): number {
  const [first = ""] = readFileSync(path.join(root, `${id}.log`), "utf8").split("\n");
  return Number(first.split(" ")[1]);
}
