import { createHash } from "node:crypto";
import path from "node:path";
import { err, ok, type Result } from "../../shared/result";
import { chooseAdapter } from "../ingest/choose-adapter";
import { parseTranscript } from "../ingest/parse-transcript";
import type { TranscriptAdapter } from "../ingest/port";
import { sweepFiles } from "../platform/files";
import type { Archive, ArchiveWriter } from "../store/archive";
import type {
  PartOfSession,
  ReadRequest,
  ReadSoFar,
  RowSink,
  SourceEnd,
  SourcePart,
  SourceReader,
} from "../views/source-reader";
import { FollowedSources } from "./followed-sources";
import { headOf, joinFiles, openSource, problemOf, sourceName, type OpenedSource } from "./open-source";
import { endOf, RowCollector } from "./row-collector";

function cancelledProblem(file: string) {
  return err({
    code: "cancelled",
    message: `Reading ${path.basename(file)} was cancelled.`,
    place: file,
    remedy: "Sync again to read it.",
  });
}

/** A reader in this thread. */
export function createSourceReader(adapters: readonly TranscriptAdapter[], archive: Archive): SourceReader {
  const followed = new FollowedSources(archive);

  /** Reads to the end. Out: the state at the end and the last byte, or null where it was cancelled. */
  async function readAll(
    adapter: TranscriptAdapter,
    head: { name: string; bytes: Uint8Array },
    chunks: AsyncIterable<Uint8Array>,
    writer: ArchiveWriter | null,
    sink: RowSink,
    cancelled: () => boolean,
  ) {
    const parse = parseTranscript(adapter, head);
    const rows = new RowCollector(sink);
    let bytes = 0;
    let last = -1;
    for await (const chunk of chunks) {
      if (cancelled()) return null;
      // Packing goes on in the thread pool while the bytes are parsed here.
      const written = writer?.write(chunk);
      written?.catch(() => undefined);
      bytes += chunk.length;
      last = chunk.at(-1) ?? last;
      await rows.take(parse.push(chunk), chunk.length);
      await written;
    }
    if (cancelled()) return null;
    return { parse, rows, bytes, last };
  }

  async function readFile(
    file: string,
    opened: OpenedSource,
    request: ReadRequest,
    sink: RowSink,
    cancelled: () => boolean,
  ): Promise<Result<SourceEnd | PartOfSession>> {
    const { adapter, head } = opened;
    const session = adapter.fragmentOf?.({ ...head, name: file.split(path.sep).join("/") }) ?? null;
    if (session !== null) return ok({ reader: adapter.id, session });
    const writer = archive.writer(request.earlier);
    let kept = false;
    try {
      const read = await readAll(adapter, head, opened.chunks(), writer, sink, cancelled);
      if (read === null) return cancelledProblem(file);
      const { parse, rows, bytes, last } = read;
      const follow = request.follow && opened.plain && (adapter.framing?.(head) ?? "lines") === "lines";
      const settled = last === newline || bytes === 0;
      // A last line that is not complete is left to the next bytes where they are waited for.
      const state = follow ? parse.state() : parse.end();
      await rows.take(state.batches, 0);
      const soFar = writer.soFar();
      const digest = await writer.keep();
      kept = true;
      if (follow) await followed.keep(file, { parse, adapter, ino: opened.stat.ino, digest, ...soFar, settled });
      const { size, mtimeMs } = opened.stat;
      const parts = [
        { path: file, digest: opened.fileDigest() ?? digest, size, mtimeMs, byteStart: 0, byteEnd: bytes },
      ];
      return ok(endOf(archive, adapter, state, { digest, bytes, parts, settled: !follow || settled }, rows.rest()));
    } finally {
      if (!kept) await writer.drop();
    }
  }

  async function resume(
    file: string,
    opened: OpenedSource,
    before: ReadSoFar,
    sink: RowSink,
    cancelled: () => boolean,
  ): Promise<Result<SourceEnd>> {
    const { adapter, head, plain } = opened;
    const able =
      plain &&
      adapter.id === before.reader &&
      (adapter.framing?.(head) ?? "lines") === "lines" &&
      (adapter.fragmentOf?.({ ...head, name: file.split(path.sep).join("/") }) ?? null) === null;
    // Whoever asked is heard only when something is handed over: here nothing is.
    const pause = async (): Promise<boolean> => {
      await sink([]);
      return !cancelled();
    };
    const end = able ? await followed.resume(file, adapter, head, before, pause) : null;
    if (end !== null) return ok(end);
    return err({
      code: "not-resumed",
      message: `${path.basename(file)} does not begin with what was read of it.`,
      place: file,
      remedy: "It is read anew.",
    });
  }

  async function readParts(request: ReadRequest, sink: RowSink, cancelled: () => boolean): Promise<Result<SourceEnd>> {
    const first = request.files[0] ?? "";
    const parts: SourcePart[] = [];
    const onPart = (
      part: { path: string; stat: { size: number; mtimeMs: number } } & Omit<SourcePart, "size" | "mtimeMs">,
    ) => {
      const { stat, ...rest } = part;
      parts.push({ ...rest, size: stat.size, mtimeMs: stat.mtimeMs });
    };
    const name = first.split(path.sep).join("/");
    const head = { name, bytes: await headOf(joinFiles([first], () => undefined)) };
    const adapter = chooseAdapter(adapters, head);
    if (!adapter.ok) return err({ ...adapter.error, place: first });
    const writer = archive.writer();
    let kept = false;
    try {
      const read = await readAll(adapter.value, head, joinFiles(request.files, onPart), writer, sink, cancelled);
      if (read === null) return cancelledProblem(first);
      const state = read.parse.end();
      await read.rows.take(state.batches, 0);
      const digest = await writer.keep();
      kept = true;
      const source = { digest, bytes: read.bytes, parts, settled: true };
      return ok(endOf(archive, adapter.value, state, source, read.rows.rest()));
    } finally {
      if (!kept) await writer.drop();
    }
  }

  async function guarded<T>(file: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
    try {
      return await work();
    } catch (error) {
      const problem = problemOf(file, error);
      if (problem !== null) return err(problem);
      throw error;
    }
  }

  return {
    read: (request, sink, cancelled) => {
      const file = request.files[0] ?? "";
      return guarded<SourceEnd | PartOfSession>(file, async () => {
        if (request.partOf !== null) return readParts(request, sink, cancelled);
        const opened = await openSource(file, adapters, archive);
        if (!opened.ok) return opened;
        try {
          if (request.resume !== undefined) return await resume(file, opened.value, request.resume, sink, cancelled);
          return await readFile(file, opened.value, request, sink, cancelled);
        } finally {
          await opened.value.close();
        }
      });
    },
    grow: (file, sink) => guarded(file, async () => ok(await followed.grow(file, sink))),
    quiet: (file, sink) => followed.quiet(file, sink),
    forget: (file) => {
      followed.forget(file);
    },
    readArchived: (request, sink, cancelled) =>
      guarded(request.path, async () => {
        const head = { name: sourceName(request.path), bytes: await headOf(archive.stream(request.digest)) };
        const adapter = adapters.find((candidate) => candidate.id === request.reader);
        if (adapter === undefined)
          return err({
            code: "unknown-reader",
            message: `${path.basename(request.path)} was read by ${request.reader}, which this Countersign does not know.`,
            place: request.path,
            remedy: "Use the Countersign that read it.",
          });
        const hash = createHash("sha256");
        async function* chunks() {
          for await (const chunk of archive.stream(request.digest)) {
            hash.update(chunk);
            yield chunk;
          }
        }
        const read = await readAll(adapter, head, chunks(), null, sink, cancelled);
        if (read === null) return cancelledProblem(request.path);
        const state = read.parse.end();
        await read.rows.take(state.batches, 0);
        const digest = hash.digest("hex");
        if (digest !== request.digest)
          return err({
            code: "archive-damaged",
            message: `The archived copy of ${path.basename(request.path)} holds other bytes (${digest.slice(0, 12)}).`,
            place: request.path,
            remedy: "Sync the runner again if it still has the source.",
          });
        const source = { digest, bytes: read.bytes, parts: [], settled: true };
        return ok(endOf(archive, adapter, state, source, read.rows.rest()));
      }),
    sweep: async (root) => {
      const unread: { folder: string; code: string }[] = [];
      const files = await sweepFiles(root, (folder, code) => unread.push({ folder, code }));
      return { ...files, unread };
    },
    verify: (digest) => archive.verify(digest),
    rest: () => Promise.resolve(followed.none),
    close: () => {
      followed.close();
      return Promise.resolve();
    },
  };
}

const newline = 0x0a;
