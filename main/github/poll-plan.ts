const minute = 60_000;
const hour = 60 * minute;

/** When a repository is asked for its list again. */
export interface PollState {
  /** Someone is looking at the window. */
  readonly focused: boolean;
  /** Milliseconds since its list last changed; null where it was never read. */
  readonly unchangedMs: number | null;
  /** Share of GitHub's allowance that is left, 0 to 1; null where GitHub has not said. */
  readonly left: number | null;
  /** Readings in a row that GitHub did not answer. */
  readonly failures: number;
  /** 0 to 1: where in the spread around its time this one falls. */
  readonly chance: number;
}

/**
 * How long to wait until a repository's list is asked for again, in milliseconds: a minute while somebody looks, five minutes else,
 * spread by a fifth so that repositories do not ask together. Longer for one that has not changed for hours, where the allowance runs
 * out, and where GitHub does not answer.
 */
export function waitFor({ focused, unchangedMs, left, failures, chance }: PollState): number {
  const usual = focused ? minute : 5 * minute;
  const still = unchangedMs ?? 0;
  const quiet = focused ? (still > 6 * hour ? 2 : 1) : still > 24 * hour ? 3 : still > 6 * hour ? 2 : 1;
  const scarce = left === null || left > 0.25 ? 1 : left > 0.1 ? 2 : 6;
  const failing = Math.min(2 ** failures, 8);
  return Math.min(usual * Math.max(quiet, scarce, failing), 30 * minute) * (0.8 + 0.4 * chance);
}

/**
 * Whether the checks of an open pull request are to be looked at again: GitHub does not change a pull request when its checks do.
 * Ones that go on are looked at every minute at first and less often the longer they take; ones that are through, every two hours, as they
 * may be run again. In: instants in milliseconds.
 */
export function checksAreDue({
  open,
  checkedMs,
  changedMs,
  nowMs,
}: {
  readonly open: boolean;
  readonly checkedMs: number | null;
  readonly changedMs: number;
  readonly nowMs: number;
}): boolean {
  if (checkedMs === null) return true;
  const age = Math.max(0, nowMs - changedMs);
  const every = open ? Math.min(Math.max(age / 10, minute), hour) : age < 7 * 24 * hour ? 2 * hour : 24 * hour;
  return nowMs - checkedMs >= every * 0.95;
}

/** What a pull request costs that could not be read: it is tried again this much later. */
export const tryAgainMs = 15 * minute;
/** At the first reading, pull requests that are closed are taken this far back. */
export const firstLookBackMs = 14 * 24 * hour;
