import { create } from "zustand";
import type { TopicPayload } from "../../shared/contract/topics";

type Told = TopicPayload<"progress">;

/** A piece of long work as this window knows it. Times are milliseconds since the epoch, as this window saw them. */
export interface Work {
  readonly key: string;
  readonly job: string;
  readonly step: string;
  readonly done: number;
  readonly total: number | null;
  readonly unit: string;
  /** What `jobs.cancel` ends; null where it cannot be ended. */
  readonly cancelId: string | null;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly outcome: "running" | "done" | "cancelled" | "failed" | "lost";
  readonly problems: number;
  readonly failure: { readonly message: string; readonly remedy?: string | undefined } | null;
}

const mostFinished = 20;
const store = create<{ readonly work: readonly Work[] }>(() => ({ work: [] }));

/** All work that goes on, first begun first, and the last that ended, last first. */
export function useWork(): readonly Work[] {
  return store((state) => state.work);
}

/** Takes in what the core told of long work at a time. */
export function hearProgress(told: Told, now: number): void {
  store.setState((state) => ({ work: withProgress(state.work, told, now) }));
}

/** The core ended: what it worked on ended with it. */
export function loseWork(now: number): void {
  store.setState((state) => ({
    work: ordered(
      state.work.map((work) => (work.outcome === "running" ? { ...work, outcome: "lost", finishedAt: now } : work)),
    ),
  }));
}

/** The list with what was told taken in. In: the list as it was; the publication; the time in milliseconds. */
export function withProgress(list: readonly Work[], told: Told, now: number): Work[] {
  const key = told.id ?? told.job;
  const before = list.find((work) => work.key === key && work.outcome === "running");
  const work: Work = {
    key,
    job: told.job,
    step: told.finished ? "" : told.step,
    done: told.done,
    total: told.total,
    unit: told.unit ?? "files",
    cancelId: told.id ?? null,
    startedAt: before?.startedAt ?? now,
    finishedAt: told.finished ? now : null,
    outcome: outcomeOf(told),
    problems: told.problems ?? 0,
    failure: told.failed ?? null,
  };
  return ordered([...list.filter((other) => other !== before), work]);
}

function outcomeOf(told: Told): Work["outcome"] {
  if (!told.finished) return "running";
  if (told.failed !== undefined) return "failed";
  return told.cancelled === true ? "cancelled" : "done";
}

function ordered(list: readonly Work[]): Work[] {
  const running = list.filter((work) => work.outcome === "running").sort((a, b) => a.startedAt - b.startedAt);
  const finished = list.filter((work) => work.outcome !== "running");
  finished.sort((a, b) => (b.finishedAt ?? 0) - (a.finishedAt ?? 0));
  return [...running, ...finished.slice(0, mostFinished)];
}
