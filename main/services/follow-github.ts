import type { IngestReport } from "../../shared/contract/app";
import { waitFor } from "../github/poll-plan";
import { readConnections } from "../store/connections";
import { readRepository } from "../store/github-repositories";
import type { Core } from "../views/core";
import { tellFollowed } from "../views/following";
import { isLookedAt, onLook, tellNextAsk } from "../views/github-watch";
import { syncConnection, syncing } from "./connect-runner";

/** Asks GitHub for what is new from time to time, until stopped. */
export interface GitHubFollower {
  /** Looks at the list of connections again: call it when one came, went, was paused or resumed. */
  refresh(): void;
  stop(): void;
}

/** How time passes: replaced where an hour must not take one. */
export interface Passing {
  readonly now: () => number;
  /** Calls back after a while, in milliseconds. Out: what takes that back. */
  readonly after: (ms: number, then: () => void) => () => void;
  /** From 0 to 1. */
  readonly chance: () => number;
}

export interface GitHubFollowOptions {
  readonly time?: Passing;
  /** Told what each reading brought; null where GitHub did not answer. */
  readonly onRead?: (connection: string, report: IngestReport | null) => void;
  /** Told of bugs: the other repositories are read on. */
  readonly onBug?: (error: unknown) => void;
}

const usual: Passing = {
  now: () => Date.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
  chance: Math.random,
};
/** A machine that slept notices it at the next of these, at the latest. */
const longestNap = 60_000;

interface Watched {
  dueAt: number;
  failures: number;
}

/**
 * One scheduler for all repositories of GitHub: whichever is due is asked, one after the other, so that an idle night costs little of the
 * allowance and nothing where nothing changed. Nothing is asked while no repository is connected. What was left by an earlier reading is
 * gone on with at once.
 */
export function createGitHubFollower(core: Core, options: GitHubFollowOptions = {}): GitHubFollower {
  const { time = usual, onRead, onBug } = options;
  const watched = new Map<string, Watched>();
  let stopped = false;
  let running = false;
  let cancelTimer: () => void = () => undefined;

  const waitOf = (id: string, one: Watched): number => {
    const repository = readRepository(core.record, id);
    if (repository === null) return longestNap;
    const api = core.github.api(repository.host, repository.login);
    const budget = api.ok ? api.value.budget() : null;
    const until = budget?.blockedUntil ?? null;
    const blocked = until === null ? 0 : Date.parse(until) - time.now();
    const changed = repository.changedAt === null ? null : time.now() - Date.parse(repository.changedAt);
    const { limit = null, remaining = null } = budget ?? {};
    const left = limit === null || remaining === null ? null : remaining / limit;
    const wait = waitFor({
      focused: isLookedAt(core),
      unchangedMs: changed,
      left,
      failures: one.failures,
      chance: time.chance(),
    });
    return Math.max(wait, blocked);
  };

  const plan = (): void => {
    cancelTimer();
    if (stopped || running || watched.size === 0) return;
    const next = Math.min(...[...watched.values()].map((one) => one.dueAt));
    cancelTimer = time.after(Math.min(Math.max(next - time.now(), 0), longestNap), () => {
      run().catch((error: unknown) => {
        if (!stopped) onBug?.(error);
      });
    });
  };

  const run = async (): Promise<void> => {
    if (running || stopped) return;
    running = true;
    try {
      for (;;) {
        const [due] = [...watched]
          .filter(([, one]) => one.dueAt <= time.now())
          .sort(([, a], [, b]) => a.dueAt - b.dueAt);
        if (due === undefined || isStopped()) return;
        await ask(due[0], due[1]);
      }
    } finally {
      running = false;
      plan();
    }
  };
  // Asked as a function: it changes while a repository is read.
  const isStopped = () => stopped;

  const ask = async (id: string, one: Watched): Promise<void> => {
    // Put off first: a bug in reading one must not have it read without end.
    one.dueAt = time.now() + longestNap;
    // One that a person has read just now is not read twice.
    if (syncing(core, id) !== null) return;
    const report = await syncConnection(core, id, isStopped);
    if (isStopped() || !core.record.open) return;
    one.failures = report.ok ? 0 : one.failures + 1;
    const left = report.ok ? (report.value.pulls?.waiting ?? 0) : 0;
    one.dueAt = time.now() + (left > 0 ? 1000 : waitOf(id, one));
    tellNextAsk(core, id, one.dueAt);
    onRead?.(id, report.ok ? report.value : null);
  };

  const refresh = (): void => {
    if (stopped) return;
    const wanted = readConnections(core.record).filter(({ kind, state }) => kind === "github" && state !== "paused");
    const ids = new Set(wanted.map(({ id }) => id));
    for (const id of watched.keys()) if (!ids.has(id)) watched.delete(id);
    for (const { id, lastSyncAt } of wanted) {
      if (watched.has(id)) continue;
      // The window reads everything once at its start: the first turn comes after that.
      const since = lastSyncAt === null ? Infinity : time.now() - Date.parse(lastSyncAt);
      const dueAt = time.now() + (since < longestNap ? longestNap : 1000 + 4000 * time.chance());
      watched.set(id, { dueAt, failures: 0 });
      tellNextAsk(core, id, dueAt);
    }
    tellFollowed(core, "github", ids);
    plan();
  };

  // Whoever looks at the window again wants to see what is new.
  const stopListening = onLook(core, () => {
    for (const [id, one] of watched) {
      const at = time.now() + 1000 + 9000 * time.chance();
      const asked = readRepository(core.record, id)?.askedAt ?? null;
      if (asked === null || time.now() - Date.parse(asked) > 45_000) one.dueAt = Math.min(one.dueAt, at);
    }
    plan();
  });

  refresh();
  return {
    refresh,
    stop: () => {
      stopped = true;
      cancelTimer();
      stopListening();
      watched.clear();
      tellFollowed(core, "github", new Set());
    },
  };
}
