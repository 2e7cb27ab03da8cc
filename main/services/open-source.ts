import { createHash } from "node:crypto";
import path from "node:path";
import { chooseAdapter } from "../ingest/choose-adapter";
import type { SourceHead, TranscriptAdapter } from "../ingest/port";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { packingOf, unpack, UnpackError } from "../platform/decompress";
import { chunksOf, fileProblem, openFile, statRegular, type FileStat, type OpenFile } from "../platform/files";
import { readSmall } from "../platform/read-small";
import type { Archive } from "../store/archive";
import { openForeign } from "../store/foreign-database";

const headBytes = 256 * 1024;

/** A file's name as adapters are told it: with two folders, since some runners say there whose session it is. */
export function sourceName(file: string): string {
  return file.split(path.sep).slice(-3).join("/");
}

/** A source that is open, with the adapter that reads it. */
export interface OpenedSource {
  readonly adapter: TranscriptAdapter;
  readonly head: SourceHead;
  readonly stat: FileStat & { readonly ino: number };
  /** True where the bytes are those of the file itself, so that reading may go on where it stopped. */
  readonly plain: boolean;
  /** The file's own SHA-256 once its chunks have passed; null where the raw bytes are the file's own, or a database's dump. */
  fileDigest(): string | null;
  /** The raw bytes from the beginning. A chunk holds until the next is asked for. */
  chunks(): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Opens a file and finds what reads it, by its content: plain text, zstd or gzip (unpacked as a stream), or a runner's
 * SQLite file (a dump of the tables an adapter names). Errors: what cannot be read or is of no known runner.
 */
export async function openSource(
  file: string,
  adapters: readonly TranscriptAdapter[],
  archive: Archive,
): Promise<Result<OpenedSource>> {
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0).toReversed()) await one();
  };
  try {
    const { first, stat, rest } = await begin(file, closing);
    const packing = packingOf(first);
    if (packing === "sqlite") {
      const dumped = await openDump(file, adapters, archive, closing);
      if (!dumped.ok) {
        await close();
        return dumped;
      }
      // A database that is written to changes its log first: size and time are those of both.
      const log = await statRegular(`${file}-wal`);
      const both = log.ok
        ? { ...stat, size: stat.size + log.value.size, mtimeMs: Math.max(stat.mtimeMs, log.value.mtimeMs) }
        : stat;
      return ok({ ...dumped.value, stat: both, plain: false, fileDigest: () => null, close });
    }
    // What was read of the file is not read again.
    async function* raw(): AsyncGenerator<Uint8Array> {
      if (first.length > 0) yield first;
      if (rest !== null) yield* chunksOf(rest, first.length, rest.stat.size);
    }
    let digest: string | null = null;
    async function* digested(): AsyncGenerator<Uint8Array> {
      const hash = createHash("sha256");
      for await (const chunk of raw()) {
        hash.update(chunk);
        yield chunk;
      }
      digest = hash.digest("hex");
    }
    const chunks = packing === "none" ? raw : () => unpack(packing, digested());
    const bytes = packing === "none" ? first : await headOf(chunks());
    const name = sourceName(file).replace(packing === "none" ? /$^/ : /\.(zst|gz)$/i, "");
    // A copy: what reads the source may look at its head as long as it is followed, and the bytes are given back before.
    const head = { name, bytes: firstLines(bytes).slice() };
    const adapter = chooseAdapter(adapters, head);
    if (!adapter.ok) {
      await close();
      return err({ ...adapter.error, place: file });
    }
    return ok({
      adapter: adapter.value,
      head,
      stat,
      plain: packing === "none",
      fileDigest: () => digest,
      chunks,
      close,
    });
  } catch (error) {
    await close();
    const problem = problemOf(file, error);
    if (problem !== null) return err(problem);
    throw error;
  }
}

/** A failed reading as a problem, or null where it is a bug. */
export function problemOf(file: string, error: unknown): Problem | null {
  if (error instanceof UnpackError)
    return {
      code: error.code,
      message: `${path.basename(file)} cannot be unpacked: ${error.message}.`,
      place: file,
      remedy:
        error.code === "packed-too-large"
          ? "Unpack it yourself and read the part that matters."
          : "Copy it again from where it was packed.",
    };
  if (typeof error !== "object" || error === null) return null;
  if ("code" in error && String(error.code).startsWith("SQLITE_"))
    return {
      code: "database-unreadable",
      message: `${path.basename(file)} cannot be read: it is damaged (${String(error.code)}).`,
      place: file,
      remedy: "Check that it is the runner's own, undamaged database.",
    };
  return "syscall" in error ? fileProblem(file, error) : null;
}

/** Adapters look at the first 40 lines of JSON Lines (`headRecords`): more would only be searched in vain by each of them. */
const headLines = 41;
const lineFeed = 0x0a;

/** A head that is JSON Lines, cut after its first lines; any other as it is. */
function firstLines(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = text.indexOf(lineFeed);
  // A document over several lines has no whole object on its first.
  if (end < 2 || text[0] !== 0x7b || text.subarray(0, end).toString("latin1").trimEnd().at(-1) !== "}") return bytes;
  for (let line = 1; line < headLines; line += 1) {
    const next = text.indexOf(lineFeed, end + 1);
    if (next === -1) return bytes;
    end = next;
  }
  return bytes.subarray(0, end + 1);
}

/** A file's first bytes, and the open file where there are more. */
async function begin(
  file: string,
  closing: (() => Promise<void>)[],
): Promise<{ first: Uint8Array; stat: OpenFile["stat"]; rest: OpenFile | null }> {
  const small = readSmall(file, headBytes);
  if (small !== null) {
    closing.push(() => {
      small.release();
      return Promise.resolve();
    });
    return { first: small.bytes, stat: small.stat, rest: null };
  }
  const opened = await openFile(file);
  closing.push(() => opened.handle.close());
  return { first: await beginning(opened), stat: opened.stat, rest: opened };
}

async function beginning({ handle, stat }: OpenFile): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.min(headBytes, stat.size));
  let read = 0;
  while (read < bytes.length) {
    const { bytesRead } = await handle.read(bytes, read, bytes.length - read, read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return bytes.subarray(0, read);
}

/** The beginning of a source, at most 256 KiB. */
export async function headOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(new Uint8Array(chunk));
    size += chunk.length;
    if (size >= headBytes) break;
  }
  return Buffer.concat(parts).subarray(0, headBytes);
}

/** A database through the adapter whose tables it has, and which recognises their dump. */
async function openDump(
  file: string,
  adapters: readonly TranscriptAdapter[],
  archive: Archive,
  closing: (() => Promise<void>)[],
): Promise<Result<Pick<OpenedSource, "adapter" | "head" | "chunks">>> {
  const opened = await openForeign(file, archive.temporary());
  if (!opened.ok) return opened;
  const database = opened.value;
  closing.push(() => database.close());
  const name = sourceName(file);
  const candidates: { adapter: TranscriptAdapter; head: SourceHead; tables: readonly string[] }[] = [];
  try {
    for (const adapter of adapters) {
      const tables = adapter.tables?.filter((table) => database.tables.has(table)) ?? [];
      if (tables.length === 0) continue;
      const head = { name, bytes: await headOf(stepwise(database.dump(tables))) };
      if (adapter.recognises(head)) candidates.push({ adapter, head, tables });
    }
  } catch (error) {
    return err({
      code: "database-unreadable",
      message: `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      place: file,
      remedy: "Check that it is the runner's own, undamaged database.",
    });
  }
  const [first, second] = candidates;
  if (first !== undefined && second === undefined)
    return ok({ adapter: first.adapter, head: first.head, chunks: () => stepwise(database.dump(first.tables)) });
  return err({
    code: first === undefined ? "not-a-transcript" : "two-adapters",
    message:
      first === undefined
        ? `${name} is not a database of a known runner.`
        : `${name} looks like a database of ${candidates.map(({ adapter }) => adapter.name).join(" and ")}.`,
    place: file,
    remedy: `Databases of these runners are read: ${adapters.flatMap((adapter) => (adapter.tables === undefined ? [] : adapter.name)).join(", ")}.`,
  });
}

async function* stepwise(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    yield chunk;
    // A database is read in this thread: others have their turn between two pieces.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** One file of a session that is spread over many. */
export interface PartFile {
  readonly path: string;
  readonly stat: FileStat;
  readonly digest: string;
  readonly byteStart: number;
  readonly byteEnd: number;
}

/**
 * The files of one session as one source: one after the other with a newline between. What was read of each is told to
 * `onPart` once its bytes have passed.
 */
export async function* joinFiles(
  files: readonly string[],
  onPart: (part: PartFile) => void,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const file of files) {
    const opened = await openFile(file);
    const hash = createHash("sha256");
    const byteStart = at;
    try {
      for await (const chunk of chunksOf(opened, 0, opened.stat.size)) {
        hash.update(chunk);
        at += chunk.length;
        yield chunk;
      }
    } finally {
      await opened.handle.close();
    }
    onPart({ path: file, stat: opened.stat, digest: hash.digest("hex"), byteStart, byteEnd: at });
    yield newline;
    at += 1;
  }
}

const newline = new Uint8Array([0x0a]);
