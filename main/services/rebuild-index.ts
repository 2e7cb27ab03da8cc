import path from "node:path";
import type { IngestReport } from "../../shared/contract/app";
import { gather } from "../../shared/gather";
import type { SourceEnd, SourcePart } from "../views/source-reader";
import { markIndexed, sourcesToRebuild, type KnownSource } from "../store/sources";
import type { Core } from "../views/core";
import { joinSessions, remakeLost } from "./github-pull-take";
import { IngestTally } from "./ingest-tally";
import { startJob } from "./jobs";
import { judgeRead } from "./judge-read";
import { nameSessions } from "./name-sessions";
import { readArchivedInto } from "./read-transcript";
import { restorePack } from "./restore-pack";

const rememberedAtOnce = 64;

/**
 * Makes the index anew out of the archive: every source that was read and is not in the index, with no look at the runners'
 * folders; a pack is read from its own folder where that is still there. What was done stays when it is cancelled, and the next
 * call goes on. Out: what was read, counted; sources that could not be are problems.
 */
export async function rebuildIndex(core: Core, closing: () => boolean): Promise<IngestReport> {
  const job = startJob(core);
  const cancelled = () => closing() || job.cancelled();
  const tally = new IngestTally(core);
  try {
    const sources = sourcesToRebuild(core.record);
    const readings = groupParts(sources.filter((source) => source.reader !== "pack"));
    const packs = sources.filter((source) => source.reader === "pack");
    const total = readings.length + packs.length;
    const totalBytes = readings.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    let bytes = 0;
    let indexed: string[] = [];
    const names: SourceEnd["names"][number][] = [];
    const settle = (): void => {
      markIndexed(core.record, indexed);
      indexed = [];
    };
    const step = (file: string, finished = false): void => {
      core.publish("progress", {
        id: job.id,
        job: "Rebuilding the index",
        step: path.basename(file),
        done,
        total,
        bytes,
        totalBytes,
        sessions: tally.sessions.size,
        finished,
        ...(finished ? { cancelled: cancelled(), problems: tally.problems.length } : {}),
      });
    };
    for (const { first, files, parts, bytes: size } of readings) {
      if (cancelled()) break;
      step(first.path);
      const source = { path: first.path, digest: first.digest, reader: first.reader ?? "" };
      const read = await readArchivedInto(core, source, parts, cancelled);
      if (closing()) return tally.report();
      if (read.ok) {
        tally.count(read.value);
        names.push(...read.value.names);
        indexed.push(...files);
      } else if (read.error.code !== "cancelled") tally.problems.push(read.error);
      if (indexed.length >= rememberedAtOnce) settle();
      done += 1;
      bytes += size;
    }
    settle();
    nameSessions(core, names);
    for (const pack of packs) {
      if (cancelled()) break;
      step(pack.path);
      const read = await restorePack(core, pack, cancelled);
      if (closing()) return tally.report();
      if (read.ok) {
        tally.attempts.add(read.value.attemptId);
        tally.problems.push(...read.value.problems);
        markIndexed(core.record, [pack.path]);
      } else if (read.error.code !== "cancelled") tally.problems.push(read.error);
      done += 1;
    }
    for (const id of await remakeLost(core, null, cancelled)) tally.attempts.add(id);
    if (total + tally.attempts.size === 0 || closing()) return tally.report();
    core.publish("changed", { scopes: ["inbox", "task", "runners"] });
    await judgeRead(core, tally, closing);
    if (closing()) return tally.report();
    for (const id of await joinSessions(core, null, cancelled)) tally.attempts.add(id);
    if (closing()) return tally.report();
    step("", true);
    core.publish("changed", { scopes: ["inbox", "task", "runners"] });
    tally.files = done;
    return tally.report();
  } finally {
    job.end();
  }
}

interface Reading {
  readonly first: KnownSource;
  readonly files: readonly string[];
  readonly parts: readonly SourcePart[];
  readonly bytes: number;
}

/** Files that were read as one are read as one again: they share the digest of the whole. */
function groupParts(sources: readonly KnownSource[]): Reading[] {
  const groups = new Map<string, KnownSource[]>();
  for (const source of sources) {
    const key = source.partOf === null ? source.path : `${source.reader ?? ""} ${source.partOf} ${source.digest}`;
    gather(groups, key, source);
  }
  return [...groups.values()].flatMap((files) => {
    const [first] = files;
    if (first === undefined) return [];
    let at = 0;
    const parts = files.map((file): SourcePart => {
      const bytes = file.partOf === null ? (file.bytes ?? file.size) : file.size;
      const part = {
        path: file.path,
        digest: file.fileDigest ?? file.digest,
        size: file.size,
        mtimeMs: file.mtimeMs,
        byteStart: at,
        byteEnd: at + bytes,
      };
      // A newline stands between two parts.
      at += bytes + 1;
      return part;
    });
    return [{ first, files: files.map((file) => file.path), parts, bytes: first.bytes ?? first.size }];
  });
}
