import path from "node:path";
import { ok, type Problem } from "../../shared/result";
import type { Connector } from "../connect/port";
import { resolveRoot, statRegular } from "../platform/files";
import { watchFolder, type FolderWatch } from "../platform/watch-folders";
import { readConnections } from "../store/connections";
import { markVerified, partsOf, readSource, unverifiedGone } from "../store/sources";
import type { Core } from "../views/core";
import { tellFollowed } from "../views/following";
import { syncing } from "./connect-runner";
import { gatherSources } from "./gather-sources";
import { ingestPaths, sourcesRead } from "./ingest-paths";
import { IngestTally } from "./ingest-tally";
import { nameSessions } from "./name-sessions";
import { PackQueue } from "./pack-queue";
import { Rejudging } from "./rejudging";
import { growTranscript, readSourceInto, resumeTranscript, type ReadTranscript } from "./read-transcript";

/** One growth of a followed source, for whoever wants to print it. */
export interface Growth {
  readonly path: string;
  readonly connection: string;
  readonly sessionIds: readonly string[];
  readonly bytes: number;
}

export interface FollowOptions {
  readonly onGrowth?: (growth: Growth) => void;
  readonly onProblem?: (problem: Problem) => void;
  /** Told of bugs: following goes on with the other sources. */
  readonly onBug?: (error: unknown) => void;
  /** Milliseconds between two looks at everything; 15 seconds. */
  readonly sweepMs?: number;
}

export interface Follower {
  /** Reads the list of connections again. */
  refresh(): void;
  /** Resolves when every followed folder was looked at once more and what had changed is read. */
  sweep(): Promise<void>;
  stop(): void;
}

/** Changes of one file that come this close together are read at once. */
const debounceMs = 40;
/** A source that did not grow for so long is quiet: it is judged, and its archived copy is put into one piece. */
const quietMs = 3000;
const usualSweepMs = 15_000;
/** A pause of the clock of more than this is a sleep of the machine: events were lost. */
const sleptMs = 5000;
const tickMs = 500;
/** More changed files than this are read as a sync reads them. */
const manyFiles = 24;
const logEveryMs = 60_000;
const settleEveryMs = 5000;

interface Root {
  readonly connection: string;
  readonly name: string;
  readonly folder: string;
  readonly connector: Connector;
  watching: FolderWatch | null;
}

/**
 * Follows the folders of every connection that is not paused: what is appended to a file is read from where reading had
 * stopped, and is visible a moment later. The system's events are hints; every few seconds, and after a sleep, all files are
 * looked at.
 */
export function createFollower(core: Core, options: FollowOptions = {}): Follower {
  const roots = new Map<string, Root>();
  const pending = new Map<string, Root>();
  /** Files being read, and whether they changed meanwhile. */
  const reading = new Map<string, boolean>();
  const grownAt = new Map<string, number>();
  let tally = new IngestTally(core);
  /** What was read since the log was told, the last reading of each source. */
  let unlogged = new Map<string, ReadTranscript>();
  let loggedAt = performance.now();
  let settledAt = loggedAt;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let sweeping: Promise<void> | null = null;
  const opening = new Set<Promise<void>>();
  const packs = new PackQueue(
    core,
    async (manifest, name) => {
      await ingestPaths(core, [manifest], { job: name, isSource: () => true, cancelled: () => stopped });
    },
    (error) => {
      bug(error);
    },
  );
  let sweptAt = performance.now();
  let sweepTook = 0;
  let lastTick = Date.now();
  // Asked as a function: it changes while others are waited for.
  const isStopped = (): boolean => stopped;
  const judging = new Rejudging(core);
  const bug = (error: unknown): void => {
    if (!isStopped()) (options.onBug ?? rethrow)(error);
  };
  const problem = (one: Problem): void => options.onProblem?.(one);

  function changed(root: Root, file: string): void {
    if (isStopped()) return;
    // A database's log stands for the database, a file in a pack is the pack's.
    const source = file.endsWith("-wal") ? file.slice(0, -4) : file;
    if (!root.connector.isSource(path.relative(root.folder, source).split(path.sep).join("/"))) return;
    if (reading.has(source)) reading.set(source, true);
    else pending.set(source, root);
    timer ??= setTimeout(flush, debounceMs);
  }

  function flush(): void {
    timer = null;
    const files = [...pending];
    pending.clear();
    for (const [file, root] of files) void readChanged(root, file).catch(bug);
  }

  async function readChanged(root: Root, file: string): Promise<void> {
    if (isStopped()) return;
    if (reading.has(file)) {
      reading.set(file, true);
      return;
    }
    reading.set(file, false);
    try {
      if (path.basename(file) === "manifest.json") await packs.read(file, root);
      else await readOne(root, file);
    } finally {
      const again = reading.get(file) === true;
      reading.delete(file);
      if (again) changed(root, file);
    }
  }

  async function readOne(root: Root, file: string): Promise<void> {
    const stat = await statRegular(file);
    if (!stat.ok || isStopped()) {
      // Whether it is gone is for the next look at the whole folder to say: it may be on its way to another name.
      sweptAt = Math.min(sweptAt, performance.now() - everyMs() + 2000);
      return;
    }
    const known = readSource(core.record, file);
    const grown = await growTranscript(core, file, "grown");
    if (!grown.ok) {
      problem(grown.error);
      return;
    }
    const before = unlogged.get(file);
    // Nothing new: a look at everything came by before this source was remembered.
    if (grown.value !== null && before?.digest === grown.value.digest) return;
    let read = grown.value;
    let partOf: string | null = null;
    if (read === null) {
      if (known !== null && known.indexed && known.size === stat.value.size && known.mtimeMs === stat.value.mtimeMs)
        return;
      const resumed = known === null ? ok(null) : await resumeTranscript(core, known, true, isStopped);
      if (!resumed.ok) {
        problem(resumed.error);
        return;
      }
      read = resumed.value;
    }
    if (read === null) {
      const earlier =
        known !== null && known.digest !== "" && known.bytes !== null && known.fileDigest === null
          ? { digest: known.digest, bytes: known.bytes }
          : null;
      const whole = await readSourceInto(core, { files: [file], partOf: null, earlier, follow: true }, isStopped);
      if (!whole.ok) {
        problem(whole.error);
        return;
      }
      if ("digest" in whole.value) read = whole.value;
      else {
        partOf = whole.value.session;
        const others = partsOf(core.record, whole.value.reader, partOf).map((source) => source.path);
        const files = [...new Set([file, ...others])].sort();
        const parts = await readSourceInto(core, { files, partOf, earlier: null, follow: false }, isStopped);
        if (!parts.ok) {
          problem(parts.error);
          return;
        }
        if (!("digest" in parts.value)) throw new Error("parts that are asked for as one are read");
        read = parts.value;
      }
    }
    if (isStopped()) return;
    took(root, file, read, partOf);
  }

  function took(root: Root, file: string, read: ReadTranscript, partOf: string | null): void {
    tally.remember(...sourcesRead(read, partOf));
    nameSessions(core, read.names);
    // Parts are found by what is remembered of them.
    if (partOf !== null) tally.settle();
    unlogged.set(file, read);
    grownAt.set(file, performance.now());
    core.publish("changed", { scopes: ["inbox", "task", "runners"] });
    options.onGrowth?.({ path: file, connection: root.connection, sessionIds: read.sessionIds, bytes: read.bytes });
    for (const id of read.sessionIds) judging.touched(id);
  }

  /** What is due: quiet sources, judgements, the log, a look at everything. */
  async function tick(): Promise<void> {
    const slept = Date.now() - lastTick > sleptMs;
    lastTick = Date.now();
    const now = performance.now();
    for (const [file, at] of [...grownAt]) {
      if (now - at < quietMs || reading.has(file)) continue;
      grownAt.delete(file);
      await becameQuiet(file);
    }
    if (isStopped()) return;
    await judging.due(isStopped);
    if (isStopped()) return;
    if (tally.unsettled > 0 && (grownAt.size === 0 || now - settledAt > settleEveryMs)) {
      settledAt = now;
      tally.settle();
    }
    if (unlogged.size > 0 && now - loggedAt > logEveryMs) log();
    if (slept) for (const root of roots.values()) watchAgain(root);
    if (slept || now - sweptAt > everyMs()) void sweep().catch(bug);
  }

  async function becameQuiet(file: string): Promise<void> {
    const rest = await growTranscript(core, file, "quiet");
    if (isStopped() || !rest.ok || rest.value === null) return;
    tally.remember(...sourcesRead(rest.value, null));
    unlogged.set(file, rest.value);
    for (const id of rest.value.sessionIds) judging.touched(id);
  }

  function log(): void {
    loggedAt = performance.now();
    tally.settle();
    const entry = new IngestTally(core);
    for (const read of unlogged.values()) entry.count(read);
    entry.log("Following");
    unlogged = new Map();
    tally = new IngestTally(core);
    core.publish("changed", { scopes: ["audit"] });
  }

  /** A look at everything costs little; it is never done more than a fiftieth of the time. */
  const everyMs = () => Math.max(options.sweepMs ?? usualSweepMs, sweepTook * 50);

  function sweep(): Promise<void> {
    sweeping ??= sweepAll().finally(() => {
      sweeping = null;
    });
    return sweeping;
  }

  async function sweepAll(): Promise<void> {
    await Promise.all(opening);
    const start = performance.now();
    sweptAt = start;
    for (const root of [...roots.values()]) {
      if (isStopped()) return;
      // What is being read as a whole is not read a second time beside it; it is looked at right after.
      if (syncing(core, root.connection) !== null) {
        sweptAt = Math.min(sweptAt, performance.now() - everyMs() + 1000);
        continue;
      }
      const problems: Problem[] = [];
      const { connector } = root;
      const isSource = (relative: string) => connector.isSource(relative);
      const { changed: files, manifests } = await gatherSources(core, [root.folder], isSource, problems);
      sweepTook = performance.now() - start;
      problems.forEach(problem);
      const idle = files.filter((file) => !reading.has(file.path) && !grownAt.has(file.path));
      if (idle.length > manyFiles) {
        await packs.settled();
        await ingestPaths(core, [root.folder], { job: root.name, isSource, cancelled: isStopped });
      } else await Promise.all([...files, ...manifests].map((file) => readChanged(root, file.path)));
    }
    await verifyGone();
  }

  /** "Archived copy intact" is said of a source that is gone only after the copy was read to its end. */
  async function verifyGone(): Promise<void> {
    const digests = new Set(unverifiedGone(core.record).map((source) => source.digest));
    for (const digest of digests) {
      if (isStopped()) return;
      if (digest === "" || (await core.reader.verify(digest)) !== "intact") continue;
      if (isStopped()) return;
      markVerified(core.record, digest, core.platform.clock.now().toISOString());
      core.publish("changed", { scopes: ["runners", "task"] });
    }
  }

  function watchAgain(root: Root): void {
    root.watching?.close();
    root.watching = watchFolder(root.folder, (file) => {
      changed(root, file);
    });
  }

  function refresh(): void {
    const wanted = readConnections(core.record).filter(({ state }) => state !== "paused");
    const ids = new Set(wanted.map(({ id }) => id));
    for (const [id, root] of roots) {
      if (ids.has(id)) continue;
      root.watching?.close();
      roots.delete(id);
    }
    for (const { id, kind, name, path: given } of wanted) {
      const connector = core.plugins.connectors.find((candidate) => candidate.kind === kind);
      if (roots.has(id) || connector?.place !== "folder") continue;
      const opened: Promise<void> = resolveRoot(given).then((found) => {
        if (isStopped() || roots.has(id) || !found.ok || !found.value.isFolder) return;
        const root: Root = { connection: id, name, folder: found.value.path, connector, watching: null };
        roots.set(id, root);
        watchAgain(root);
        tellFollowed(core, "folders", new Set(roots.keys()));
        // What changed since it was read last, and before it was watched.
        sweptAt = -Infinity;
      }, bug);
      opening.add(opened);
      void opened.finally(() => opening.delete(opened));
    }
    tellFollowed(core, "folders", new Set(roots.keys()));
  }

  const loop = async (): Promise<void> => {
    await core.archive.settleGrown().catch(bug);
    while (!isStopped()) {
      await tick().catch(bug);
      await new Promise<void>((resolve) => {
        setTimeout(resolve, tickMs).unref();
      });
    }
  };
  refresh();
  void loop();
  return {
    refresh,
    sweep,
    stop: () => {
      if (isStopped()) return;
      if (core.index.open && unlogged.size > 0) log();
      stopped = true;
      packs.stop();
      if (timer !== null) clearTimeout(timer);
      for (const root of roots.values()) root.watching?.close();
      roots.clear();
      tellFollowed(core, "folders", new Set());
    },
  };
}

function rethrow(error: unknown): never {
  throw error;
}
