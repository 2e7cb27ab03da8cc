import type { Tier, TierLevel } from "../model/tier";

/** The levels of tiers, lowest first. */
export const tierOrder: readonly TierLevel[] = ["low", "medium", "high", "critical"];

/** Whether one level asks for at least as much care as another. */
export function atLeastLevel(level: TierLevel, than: TierLevel): boolean {
  return tierOrder.indexOf(level) >= tierOrder.indexOf(than);
}

/** The higher of the levels; low where there is none. */
export function highestLevel(levels: readonly TierLevel[]): TierLevel {
  return tierOrder[Math.max(0, ...levels.map((level) => tierOrder.indexOf(level)))] ?? "low";
}

/** A decision that lowers the tier of an attempt, as far as its effect goes. */
export interface LoweredTier {
  readonly level: TierLevel;
  /** Number of the entry that holds the decision. */
  readonly seq: number;
  readonly person: string;
  readonly reason: string;
  /** When it was recorded, RFC 3339. */
  readonly at: string;
  /** Digest of the patch it was bound to. */
  readonly boundPatch: string | null;
  /** What had matched when it was recorded: what matches since is not covered by it. */
  readonly matched: readonly { readonly rule: string; readonly level: TierLevel }[];
}

export interface EffectiveTier {
  /** The level that gates and screens go by. */
  readonly level: TierLevel;
  /** What the machine says, whatever was decided. */
  readonly machine: TierLevel;
  /** The decision that the level rests on; null where the machine's own level stands. */
  readonly lowered: LoweredTier | null;
  /** Why a recorded lowering has no effect, or less than it had, in one sentence; null where it holds as it was recorded. */
  readonly limit: string | null;
}

/**
 * The tier of an attempt after a decision that lowers it. It holds for the patch it was made on alone, never lifts the level
 * above the machine's, and does not cover a rule that matched only afterwards or asks for more than it did then.
 * In: the machine's tier, the digest of the attempt's patch now, the last decision that lowers it.
 */
export function effectiveTier(tier: Tier, patch: string | null, lowered: LoweredTier | null): EffectiveTier {
  const machine = { level: tier.level, machine: tier.level, lowered: null };
  if (lowered === null) return { ...machine, limit: null };
  if (lowered.boundPatch !== patch)
    return { ...machine, limit: `The patch is another one than when entry ${String(lowered.seq)} lowered the tier.` };
  if (atLeastLevel(lowered.level, tier.level)) return { ...machine, limit: null };
  const then = highestLevel(lowered.matched.map((match) => match.level));
  const covered = ({ rule, level }: { rule: string; level: TierLevel }): boolean =>
    rule === "held" || rule === "points"
      ? atLeastLevel(then, level)
      : lowered.matched.some((match) => match.rule === rule && atLeastLevel(match.level, level));
  const fresh = tier.matched.filter((match) => !atLeastLevel(lowered.level, match.level) && !covered(match));
  const first = fresh[0];
  if (first === undefined) return { level: lowered.level, machine: tier.level, lowered, limit: null };
  const level = highestLevel(fresh.map((match) => match.level));
  const limit = `Since entry ${String(lowered.seq)} lowered the tier to ${lowered.level}, more was found: ${first.why}`;
  return atLeastLevel(level, tier.level) ? { ...machine, limit } : { level, machine: tier.level, lowered, limit };
}
