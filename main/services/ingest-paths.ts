import path from "node:path";
import type { IngestReport } from "../../shared/contract/app";
import type { Completeness } from "../../shared/model/session";
import type { Problem } from "../../shared/result";
import { resolveRoot, sha256, statRegular, walk, fileProblem } from "../platform/files";
import { readSource, writeSource, type Source } from "../store/sources";
import { updateSession } from "../store/sessions";
import { settleIndex } from "../store/database";
import { attemptsWithoutJudgement, readAttempt, sessionsWithoutAttempt } from "../store/tasks";
import { assembleFromSession, rootSession } from "./assemble-attempt";
import type { Core } from "../views/core";
import { judgeAttempt } from "./judge-attempt";
import { readPack } from "./read-pack";
import { findRunnerSession, readTranscript, type ReadTranscript } from "./read-transcript";

export interface IngestOptions {
  /** Names the work in progress messages, e.g. "Claude Code". */
  readonly job: string;
  /** Which files below a folder are looked at; paths have forward slashes. Files named directly are always looked at. */
  readonly isSource: (relative: string) => boolean;
  readonly cancelled: () => boolean;
}

/** What a person names on the command line is read by content, whatever its name. */
export const anySource = (relative: string): boolean => /\.(jsonl|json)$/i.test(relative);

interface Tally {
  files: number;
  unchanged: number;
  bytes: number;
  records: number;
  recognised: number;
  malformed: number;
  readonly unknown: Map<string, number>;
  readonly sessions: Set<string>;
  readonly attempts: Set<string>;
  readonly digests: Set<string>;
  readonly problems: Problem[];
  /** Sources that were read and not yet remembered as such. */
  read: Source[];
}

/** Remembering a source waits for the disk, so a few are remembered at once. One that is not is read again: no harm. */
const sourcesAtOnce = 64;

/**
 * Reads files and folders: transcripts, and evidence packs (a folder with a manifest.json), judges every attempt they
 * touch, and writes one audit entry. A bad file is a named problem; the rest is still read.
 * In: paths as a person wrote them. Out: what was read, counted.
 */
export async function ingestPaths(core: Core, paths: readonly string[], options: IngestOptions): Promise<IngestReport> {
  const tally: Tally = {
    files: 0,
    unchanged: 0,
    bytes: 0,
    records: 0,
    recognised: 0,
    malformed: 0,
    unknown: new Map(),
    sessions: new Set(),
    attempts: new Set(),
    digests: new Set(),
    problems: [],
    read: [],
  };
  const { transcripts, manifests } = await gather(paths, options, tally.problems);
  const total = transcripts.length + manifests.length;
  const touched = new Set<string>();
  let done = 0;
  const step = (file: string, finished = false) => {
    core.publish("progress", { job: options.job, step: path.basename(file), done, total, finished });
  };

  const names = new Map<string, string>();
  for (const file of transcripts) {
    if (options.cancelled()) break;
    step(file);
    const read = await readIfChanged(core, file, tally, options.cancelled);
    if (read !== null) {
      count(tally, read);
      for (const name of read.names) names.set(name.runnerSessionId, name.title);
      for (const id of read.sessionIds) touched.add(id);
    }
    if (tally.read.length >= sourcesAtOnce) rememberSources(core, tally);
    done += 1;
  }
  rememberSources(core, tally);
  nameSessions(core, names);

  for (const manifest of manifests) {
    if (options.cancelled()) break;
    step(manifest);
    const read = await readPackIfChanged(core, manifest, tally, options.cancelled);
    if (read !== null) tally.attempts.add(read);
    done += 1;
  }
  // What an earlier reading left half done, because it was killed: its sources count as read, so it is taken up here.
  for (const id of sessionsWithoutAttempt(core.index)) touched.add(id);
  for (const id of attemptsWithoutJudgement(core.index)) tally.attempts.add(id);
  // A pack may have taken over sessions whose own attempts are gone by now.
  const tasks = new Set<string>();
  for (const id of tally.attempts) {
    const stored = readAttempt(core.index, id);
    if (stored === null) continue;
    tasks.add(stored.attempt.taskId);
    judgeAttempt(core, id);
    await breathe();
  }
  // A parent and its sub-agents are one attempt: it is made once, however many of them were read.
  const roots = new Set([...touched].flatMap((id) => rootSession(core, id) ?? []));
  for (const root of roots) {
    const attempt = core.index.transaction(() => assembleFromSession(core, root)).immediate();
    if (attempt !== null) {
      tally.attempts.add(attempt);
      tasks.add(readAttempt(core.index, attempt)?.attempt.taskId ?? "");
    }
    await breathe();
  }

  const report: IngestReport = {
    files: tally.files,
    unchanged: tally.unchanged,
    bytes: tally.bytes,
    sessions: tally.sessions.size,
    attempts: tally.attempts.size,
    tasks: tasks.size,
    records: tally.records,
    recognised: tally.recognised,
    unknown: [...tally.unknown].map(([type, n]) => ({ type, count: n })).sort((a, b) => b.count - a.count),
    malformed: tally.malformed,
    problems: tally.problems.map((problem) => ({
      path: problem.place ?? "",
      place: null,
      message: problem.message,
      remedy: problem.remedy ?? null,
    })),
  };
  if (tally.digests.size > 0) {
    const logged = core.ledger.append([
      {
        kind: "ingest",
        summary: options.job,
        sources: tally.digests.size,
        sessions: report.sessions,
        records: report.records,
        notRecognised: report.records - report.recognised,
        archive: sha256(
          [...tally.digests]
            .sort()
            .map((digest) => `${digest}\n`)
            .join(""),
        ),
      },
    ]);
    if (!logged.ok)
      report.problems.push({
        path: core.record.name,
        place: null,
        message: logged.error.message,
        remedy: logged.error.remedy ?? null,
      });
  }
  core.publish("progress", { job: options.job, step: "", done, total, finished: true });
  core.publish("changed", { scopes: ["inbox", "task", "audit", "runners"] });
  return report;
}

/** Lets requests be answered between two steps of long work. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The transcripts and pack manifests below the given paths. Files inside a pack belong to the pack. */
async function gather(
  paths: readonly string[],
  options: IngestOptions,
  problems: Problem[],
): Promise<{ transcripts: string[]; manifests: string[] }> {
  const transcripts: string[] = [];
  const manifests: string[] = [];
  for (const given of paths) {
    const root = await resolveRoot(given);
    if (!root.ok) {
      problems.push(root.error);
      continue;
    }
    if (!root.value.isFolder) {
      (path.basename(root.value.path) === "manifest.json" ? manifests : transcripts).push(root.value.path);
      continue;
    }
    const onProblem = (folder: string, error: unknown) => problems.push(fileProblem(folder, error));
    const files: string[] = [];
    for await (const file of walk(root.value.path, onProblem)) files.push(file);
    const packs = new Map(
      files
        .filter((file) => path.basename(file) === "manifest.json")
        .map((file, index) => [path.dirname(file), index] as const),
    );
    for (const file of files) {
      const pack = packOf(file, packs);
      if (pack !== undefined) {
        if (
          file === path.join(pack, "manifest.json") &&
          options.isSource(path.relative(root.value.path, file).split(path.sep).join("/"))
        )
          manifests.push(file);
      } else if (options.isSource(path.relative(root.value.path, file).split(path.sep).join("/")))
        transcripts.push(file);
    }
  }
  return { transcripts: [...new Set(transcripts)], manifests: [...new Set(manifests)] };
}

/** The folder of the pack that a file lies in; of several around it the one that was found first. */
function packOf(file: string, packs: ReadonlyMap<string, number>): string | undefined {
  let found: string | undefined;
  let place = Infinity;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const index = packs.get(folder) ?? Infinity;
    if (index < place) [found, place] = [folder, index];
    if (folder === path.dirname(folder)) return found;
  }
}

async function readIfChanged(
  core: Core,
  file: string,
  tally: Tally,
  cancelled: () => boolean,
): Promise<ReadTranscript | null> {
  tally.files += 1;
  const stat = await statRegular(file);
  if (!stat.ok) {
    tally.problems.push(stat.error);
    return null;
  }
  const known = readSource(core.record, file);
  if (known?.size === stat.value.size && known.mtimeMs === stat.value.mtimeMs && known.reader !== null) {
    tally.unchanged += 1;
    return null;
  }
  const read = await readTranscript(core, file, cancelled);
  if (!read.ok) {
    tally.problems.push(read.error);
    return null;
  }
  tally.bytes += stat.value.size;
  tally.read.push({ path: file, ...stat.value, digest: read.value.digest, reader: read.value.reader });
  return read.value;
}

function rememberSources(core: Core, tally: Tally): void {
  if (tally.read.length === 0) return;
  // What was read is on the disk before it is remembered as read: the index alone may lose its last writes with the power.
  settleIndex(core.index);
  const at = core.platform.clock.now().toISOString();
  core.record
    .transaction(() => {
      for (const source of tally.read) writeSource(core.record, source, at);
    })
    .immediate();
  tally.read = [];
}

async function readPackIfChanged(
  core: Core,
  manifest: string,
  tally: Tally,
  cancelled: () => boolean,
): Promise<string | null> {
  tally.files += 1;
  const stat = await statRegular(manifest);
  if (!stat.ok) {
    tally.problems.push(stat.error);
    return null;
  }
  const known = readSource(core.record, manifest);
  if (known?.size === stat.value.size && known.mtimeMs === stat.value.mtimeMs && known.reader === "pack") {
    tally.unchanged += 1;
    return null;
  }
  const read = await readPack(core, manifest, cancelled);
  if (!read.ok) {
    tally.problems.push(read.error);
    return null;
  }
  tally.bytes += read.value.bytes;
  for (const transcript of read.value.transcripts) count(tally, transcript);
  for (const digest of read.value.digests) tally.digests.add(digest);
  tally.problems.push(...read.value.problems);
  // A pack with a problem is read again at the next sync: it may have been copied while it was written.
  if (read.value.problems.length === 0) {
    settleIndex(core.index);
    writeSource(
      core.record,
      { path: manifest, ...stat.value, digest: read.value.digests[0] ?? "", reader: "pack" },
      core.platform.clock.now().toISOString(),
    );
  }
  return read.value.attemptId;
}

function count(tally: Tally, read: ReadTranscript): void {
  const { completeness }: { completeness: Completeness } = read;
  tally.records += completeness.records;
  tally.recognised += completeness.recognised;
  tally.malformed += completeness.malformedCount;
  for (const unknown of completeness.unknown)
    tally.unknown.set(unknown.type, (tally.unknown.get(unknown.type) ?? 0) + unknown.count);
  tally.digests.add(read.digest);
  for (const id of read.sessionIds) tally.sessions.add(id);
}

/** Gives sessions the names that a side file holds for them. */
function nameSessions(core: Core, names: ReadonlyMap<string, string>): void {
  for (const [runnerSessionId, title] of names) {
    for (const adapter of core.plugins.adapters) {
      const session = findRunnerSession(core, adapter.id, runnerSessionId)?.session;
      if (session?.title === null) updateSession(core.index, { ...session, title });
    }
  }
}
