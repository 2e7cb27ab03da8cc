import type { Judgement } from "../../shared/model/attempt";
import type { Tier } from "../../shared/model/tier";
import { atLeastLevel } from "../../shared/review/effective-tier";
import { reasonOf, type HeldTier } from "../policy/tier";
import { readHeldTier, writeHeldTiers, type HeldRow } from "../store/policy";
import type { Core } from "../views/core";

/** Levels that were reached and are not on the disk yet: each alone would wait for it. */
interface Pending {
  readonly rows: Map<string, HeldRow>;
  timer: NodeJS.Timeout | null;
}

const pending = new WeakMap<Core, Pending>();
const mostPending = 500;
const waitMs = 1000;

/**
 * The highest level that an attempt was judged at: from the record, which outlives the index, and from its last judgement, which
 * is there a moment sooner. Null where it was never judged.
 */
export function heldTier(core: Core, attemptId: string, last: Judgement | null): HeldTier | null {
  const rows = [
    pending.get(core)?.rows.get(attemptId) ?? readHeldTier(core.record, attemptId),
    last === null
      ? null
      : { level: last.tier.level, at: core.platform.clock.now().toISOString(), why: whyOf(last.tier) },
  ];
  const [first = null, ...others] = rows.filter((row) => row !== null);
  return others.reduce((best, row) => (best === null || !atLeastLevel(best.level, row.level) ? row : best), first);
}

/** A held level keeps the reason it had when it was reached. */
function whyOf(tier: Tier): string {
  return reasonOf(tier) || (tier.matched.find((match) => match.rule === "held")?.why ?? "");
}

/** Keeps the level of a tier where it is higher than what was kept; on the disk within a second, and at the latest at closing. */
export function holdTier(core: Core, attemptId: string, tier: Tier): void {
  const state: Pending = pending.get(core) ?? { rows: new Map(), timer: null };
  pending.set(core, state);
  const before = state.rows.get(attemptId) ?? readHeldTier(core.record, attemptId);
  if (before !== null && atLeastLevel(before.level, tier.level)) return;
  const at = core.platform.clock.now().toISOString();
  state.rows.set(attemptId, { attemptId, level: tier.level, at, why: whyOf(tier) });
  if (state.rows.size >= mostPending) keepHeldTiers(core);
  else if (state.timer === null) {
    state.timer = setTimeout(() => {
      keepHeldTiers(core);
    }, waitMs);
    state.timer.unref();
  }
}

/** Writes down what waits to be. Called before the store is closed. */
export function keepHeldTiers(core: Core): void {
  const state = pending.get(core);
  if (state === undefined) return;
  if (state.timer !== null) clearTimeout(state.timer);
  state.timer = null;
  if (state.rows.size === 0) return;
  writeHeldTiers(core.record, [...state.rows.values()]);
  state.rows.clear();
}
