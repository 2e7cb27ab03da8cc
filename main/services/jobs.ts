import { randomUUID } from "node:crypto";
import type { Core } from "../views/core";

/** Long work of this process that a person can end. */
export interface Job {
  readonly id: string;
  cancelled(): boolean;
  end(): void;
}

const running = new WeakMap<Core, Map<string, { cancelled: boolean }>>();

export function startJob(core: Core): Job {
  const jobs = running.get(core) ?? new Map<string, { cancelled: boolean }>();
  running.set(core, jobs);
  const id = randomUUID();
  const state = { cancelled: false };
  jobs.set(id, state);
  return {
    id,
    cancelled: () => state.cancelled,
    end: () => {
      jobs.delete(id);
    },
  };
}

/** Ends work at its next step. False: there is no such work any more. */
export function cancelJob(core: Core, id: string): boolean {
  const state = running.get(core)?.get(id);
  if (state === undefined) return false;
  state.cancelled = true;
  return true;
}

/** Ends whatever goes on: a person pressed Ctrl-C. Out: how many jobs that were not being ended already. */
export function cancelAllJobs(core: Core): number {
  let ended = 0;
  for (const state of running.get(core)?.values() ?? []) {
    if (!state.cancelled) ended += 1;
    state.cancelled = true;
  }
  return ended;
}
