import { setTimeout as sleep } from "node:timers/promises";
import type { IngestReport } from "../../shared/contract/app";
import { readConnection, readConnections } from "../store/connections";
import { tellFollowed } from "../views/following";
import type { Core } from "../views/core";
import { syncConnection } from "./connect-runner";
import { runnerOf } from "./sync-http-runner";

/** Reads runners' changes as they happen, until stopped. */
export interface HttpFollower {
  /** Looks at the list of connections again: call it when one came, went, was paused or resumed. */
  refresh(): void;
  stop(): void;
}

export interface HttpFollowOptions {
  readonly times?: FollowTimes;
  /** Told what each reading brought. */
  readonly onRead?: (connection: string, report: IngestReport) => void;
  /** Told of bugs: the other runners are followed on. */
  readonly onBug?: (error: unknown) => void;
}

export interface FollowTimes {
  /** Waits before the stream is opened again, the last one for good. */
  readonly again: readonly number[];
  /** How often a runner without events is asked. */
  readonly poll: number;
}

const usual: FollowTimes = { again: [500, 1000, 2000, 5000, 15_000, 30_000], poll: 60_000 };

/**
 * Follows every HTTP runner that is not paused: hears its events and syncs upon each, and upon every opening of the stream, so
 * that nothing said while nobody listened is missed. A runner without events is asked every minute.
 */
export function createHttpFollower(core: Core, options: HttpFollowOptions = {}): HttpFollower {
  const { times = usual, onBug, onRead } = options;
  const followed = new Map<string, AbortController>();
  const tell = () => {
    tellFollowed(core, "http", new Set(followed.keys()));
  };
  const refresh = () => {
    const wanted = new Set(
      readConnections(core.record).flatMap(({ id, kind, state }) =>
        kind === "http" && state !== "paused" ? [id] : [],
      ),
    );
    for (const [id, stop] of followed) {
      if (wanted.has(id)) continue;
      stop.abort();
      followed.delete(id);
    }
    for (const id of wanted) {
      if (followed.has(id)) continue;
      const stop = new AbortController();
      followed.set(id, stop);
      const read = (report: IngestReport) => onRead?.(id, report);
      follow(core, id, { times, read, signal: stop.signal }).catch((error: unknown) => {
        if (!stop.signal.aborted) onBug?.(error);
      });
    }
    tell();
  };
  refresh();
  return {
    refresh,
    stop: () => {
      for (const stop of followed.values()) stop.abort();
      followed.clear();
      tell();
    },
  };
}

interface Following {
  readonly times: FollowTimes;
  readonly read: (report: IngestReport) => void;
  readonly signal: AbortSignal;
}

async function follow(core: Core, id: string, { times, read, signal }: Following): Promise<void> {
  const sync = onlyOneAfterAnother(async () => {
    const report = await syncConnection(core, id, () => signal.aborted);
    if (report.ok && !signal.aborted) read(report.value);
  });
  let lastId: string | null = null;
  let failures = 0;
  while (!signal.aborted) {
    const connection = readConnection(core.record, id);
    if (connection === null || connection.state === "paused") return;
    const runner = runnerOf(core, connection.path, connection.tokenEnv);
    if (!runner.ok) return;
    const ended = await runner.value.events(
      lastId,
      {
        open: () => {
          failures = 0;
          sync();
        },
        event: (event) => {
          lastId = event.id ?? lastId;
          if (event.type === "pack") sync();
        },
      },
      signal,
    );
    // A runner that has no events answers 404: it is asked from time to time instead.
    const silent = !ended.ok && ended.error.code === "runner-not-found";
    if (silent) sync();
    if (!ended.ok) failures += 1;
    const usualWait = times.again[Math.min(failures, times.again.length) - 1] ?? times.again[0] ?? times.poll;
    const wait = silent ? times.poll : ((ended.ok ? ended.value.retryMs : null) ?? usualWait);
    await sleep(Math.min(wait, times.poll) * (0.8 + 0.4 * Math.random()), undefined, { signal }).catch(() => undefined);
  }
}

/** A request during a run starts one more after it, and no more than one: a list that was read before an event may lack it. */
function onlyOneAfterAnother(run: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  // Asked as a function: it changes during the run.
  const wanted = () => again;
  const start = async () => {
    running = true;
    do {
      again = false;
      await run().catch(() => undefined);
    } while (wanted());
    running = false;
  };
  return () => {
    if (running) again = true;
    else void start();
  };
}
