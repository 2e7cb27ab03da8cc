import path from "node:path";
import type { IngestReport } from "../../shared/contract/app";
import type { RunnerKind } from "../../shared/model/runner";
import { withLeanHeap } from "../platform/lean-heap";
import { partsOf, type Source } from "../store/sources";
import type { Core } from "../views/core";
import { breathe } from "./breathe";
import { judgeRead } from "./judge-read";
import { gatherSources, unrecognisedBy, type FoundSource } from "./gather-sources";
import { IngestTally } from "./ingest-tally";
import { startJob } from "./jobs";
import { readPack } from "./read-pack";
import { nameSessions } from "./name-sessions";
import { readSourceInto, resumeTranscript, type ReadTranscript } from "./read-transcript";

export interface IngestOptions {
  /** Names the work in progress messages, e.g. "Claude Code". */
  readonly job: string;
  /** Which files below a folder are looked at; paths have forward slashes. Files named directly are always looked at. */
  readonly isSource: (relative: string) => boolean;
  readonly cancelled: () => boolean;
}

const sourceNames = /\.(jsonl|ndjson|json|traj|zst|gz|db|vscdb)$/i;

/** What a person names on the command line is read by content, whatever its name. */
export const anySource = (relative: string): boolean => sourceNames.test(relative);

/** Remembering sources waits for the disk, so many are remembered at once. */
const sourcesAtOnce = 256;
/** Files under way at once, by count and by bytes: their waits for the disk overlap, their memory stays small. */
const underWay = { files: 12, bytes: 8 * 1024 * 1024 };
const progressMs = 100;
/** After so many bytes the reading thread holds memory that judging could use. */
const restAfter = 16 * 1024 * 1024;

/** A file that turned out to be a part of a session. */
interface FoundPart {
  readonly reader: RunnerKind;
  readonly session: string;
  readonly files: Map<string, FoundSource>;
}

/**
 * Reads files and folders: transcripts, and evidence packs (a folder with a manifest.json), judges every attempt they
 * touch, and writes one audit entry. A bad file is a named problem; the rest is still read.
 * In: paths as a person wrote them. Out: what was read, counted.
 */
export async function ingestPaths(core: Core, paths: readonly string[], options: IngestOptions): Promise<IngestReport> {
  const job = startJob(core);
  try {
    return await ingest(
      core,
      paths,
      { ...options, cancelled: () => options.cancelled() || job.cancelled() },
      job.id,
      options,
    );
  } finally {
    job.end();
  }
}

async function ingest(
  core: Core,
  paths: readonly string[],
  options: IngestOptions,
  id: string,
  outer: IngestOptions,
): Promise<IngestReport> {
  const tally = new IngestTally(core);
  const { changed, manifests, files, unchanged } = await gatherSources(core, paths, options.isSource, tally.problems);
  tally.files = files;
  tally.unchanged = unchanged;

  const total = changed.length + manifests.length;
  const totalBytes = [...changed, ...manifests].reduce((sum, file) => sum + file.size, 0);
  let done = 0;
  let doneBytes = 0;
  let told = 0;
  const step = (file: string, finished = false): void => {
    const now = performance.now();
    if (!finished && now - told < progressMs) return;
    told = now;
    core.publish("progress", {
      id,
      job: options.job,
      step: path.basename(file),
      done,
      total,
      bytes: doneBytes,
      totalBytes,
      sessions: tally.sessions.size,
      finished,
      ...(finished ? { cancelled: options.cancelled(), problems: tally.problems.length } : {}),
    });
  };
  if (total > 0) step((changed[0] ?? manifests[0])?.path ?? "");

  const names = new Map<string, string>();
  const parts = new Map<string, FoundPart>();
  const read = (source: ReadTranscript): void => {
    tally.count(source);
    for (const name of source.names) names.set(name.runnerSessionId, name.title);
    if (tally.unsettled >= sourcesAtOnce) tally.settle();
  };
  const partOf = (reader: RunnerKind, session: string, file: FoundSource): void => {
    const key = `${reader} ${session}`;
    const known = parts.get(key) ?? { reader, session, files: new Map<string, FoundSource>() };
    parts.set(key, known);
    known.files.set(file.path, file);
  };

  await several(changed, options.cancelled, async (file) => {
    step(file.path);
    const found = await readOne(core, file, tally, options.cancelled);
    if (found !== null && "session" in found) partOf(found.reader, found.session, file);
    else if (found !== null) read(found);
    else if (options.cancelled()) return;
    done += 1;
    doneBytes += file.size;
  });
  await several(
    [...parts.values()].map((part) => ({
      ...part,
      size: [...part.files.values()].reduce((sum, file) => sum + file.size, 0),
    })),
    options.cancelled,
    async (part) => {
      const found = await readParts(core, part, tally, options.cancelled);
      if (found !== null) read(found);
    },
  );
  if (outer.cancelled()) return tally.report();
  tally.settle();
  nameSessions(
    core,
    [...names].map(([runnerSessionId, title]) => ({ runnerSessionId, title })),
  );
  // What was read is there to be seen, before the engines have judged it.
  if (tally.sessions.size > 0) core.publish("changed", { scopes: ["inbox", "task", "runners"] });

  for (const manifest of manifests) {
    if (options.cancelled()) break;
    step(manifest.path);
    await readOnePack(core, manifest, tally, options.cancelled);
    done += 1;
    doneBytes += manifest.size;
  }
  if (outer.cancelled()) return tally.report();
  if (tally.bytes > restAfter) await core.reader.rest();
  // Judging would take more memory than reading did.
  await withLeanHeap(() => judgeRead(core, tally, outer.cancelled));
  if (outer.cancelled()) return tally.report();
  if (options.cancelled())
    tally.problems.push({
      code: "cancelled",
      message: `Reading was cancelled. ${String(done)} of ${String(total)} changed files are read and kept; nothing is taken from the others.`,
      place: "",
      remedy: "Sync again to read the rest.",
    });
  tally.log(options.job);
  step("", true);
  core.publish("changed", { scopes: ["inbox", "task", "audit", "runners"] });
  return tally.report();
}

/** Works on several at once, in order, within the bounds of what may be under way. A bug in one ends all. */
async function several<T extends { readonly size: number }>(
  items: readonly T[],
  cancelled: () => boolean,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let bytes = 0;
  for (const item of items) {
    while (running.size >= underWay.files || (running.size > 0 && bytes + item.size > underWay.bytes))
      await Promise.race(running);
    if (cancelled()) break;
    bytes += item.size;
    const one: Promise<void> = work(item).finally(() => {
      bytes -= item.size;
      running.delete(one);
    });
    running.add(one);
  }
  await Promise.all(running);
}

async function readOne(core: Core, file: FoundSource, tally: IngestTally, cancelled: () => boolean) {
  const { known } = file;
  const session = known?.partOf ?? null;
  const reader = core.plugins.adapters.find((adapter) => adapter.id === known?.reader)?.id;
  if (session !== null && reader !== undefined) return { reader, session };
  const earlier =
    known !== null && known.digest !== "" && known.bytes !== null && known.fileDigest === null
      ? { digest: known.digest, bytes: known.bytes }
      : null;
  const resumed = known === null ? null : await resumeTranscript(core, known, false, cancelled);
  if (resumed?.ok === true && resumed.value !== null) {
    tally.bytes += file.size;
    tally.remember(...sourcesRead(resumed.value, null));
    return resumed.value;
  }
  const read = await readSourceInto(core, { files: [file.path], partOf: null, earlier, follow: false }, cancelled);
  if (!read.ok) {
    const { code } = read.error;
    const strange = code === "not-a-transcript" || code === "not-json";
    if (code === "not-a-transcript" && !file.named) tally.notSession(file.path);
    else if (code !== "cancelled") tally.problems.push(read.error);
    // Opened once and of no runner: not opened again while it stays as it is.
    if (strange) tally.remember(unrecognised(core, file));
    return null;
  }
  if ("session" in read.value) return read.value;
  tally.bytes += file.size;
  tally.remember(...sourcesRead(read.value, null));
  return read.value;
}

function unrecognised(core: Core, file: FoundSource): Source {
  return {
    path: file.path,
    size: file.size,
    mtimeMs: file.mtimeMs,
    digest: file.known?.digest ?? "",
    bytes: file.known?.bytes ?? null,
    fileDigest: null,
    reader: unrecognisedBy(core.version),
    partOf: null,
  };
}

/** The files of what was read, as they are to be remembered. */
export function sourcesRead(read: ReadTranscript, partOf: string | null): Source[] {
  return read.parts.map((part) => ({
    path: part.path,
    size: part.size,
    mtimeMs: part.mtimeMs,
    digest: read.digest,
    bytes: read.bytes,
    fileDigest: part.digest === read.digest ? null : part.digest,
    reader: read.reader,
    partOf,
  }));
}

/** Reads a session that is spread over many files, whole, because one of them is new or has changed. */
async function readParts(core: Core, part: FoundPart, tally: IngestTally, cancelled: () => boolean) {
  const { reader, session } = part;
  const files = new Set([...part.files.keys(), ...partsOf(core.record, reader, session).map((source) => source.path)]);
  const request = { files: [...files].sort(), partOf: session, earlier: null, follow: false };
  const read = await readSourceInto(core, request, cancelled);
  if (!read.ok) {
    tally.problems.push(read.error);
    return null;
  }
  if (!("digest" in read.value)) throw new Error("parts that are asked for as one are read");
  for (const file of part.files.values()) tally.bytes += file.size;
  tally.remember(...sourcesRead(read.value, session));
  return read.value;
}

async function readOnePack(
  core: Core,
  manifest: FoundSource,
  tally: IngestTally,
  cancelled: () => boolean,
): Promise<void> {
  const read = await readPack(core, manifest.path, cancelled);
  if (!read.ok) {
    tally.problems.push(read.error);
    return;
  }
  tally.bytes += read.value.bytes;
  tally.countPack();
  for (const transcript of read.value.transcripts) tally.count(transcript);
  for (const digest of read.value.digests) tally.digests.add(digest);
  tally.problems.push(...read.value.problems);
  tally.attempts.add(read.value.attemptId);
  await breathe();
  // A pack with a problem is read again at the next sync: it may have been copied while it was written.
  if (read.value.problems.length > 0) return;
  tally.remember({
    path: manifest.path,
    size: manifest.size,
    mtimeMs: manifest.mtimeMs,
    digest: read.value.digests[0] ?? "",
    bytes: null,
    fileDigest: null,
    reader: "pack",
    partOf: null,
  });
  tally.settle();
}
