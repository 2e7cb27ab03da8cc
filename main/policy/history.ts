import type { Policy } from "../../shared/model/policy";
import type { TierLevel } from "../../shared/model/tier";
import { counted } from "../../shared/review/counted";

/** Decisions against work that touched a path, and what became of the claims in decided work. */
export interface History {
  /** Decisions against other tasks' attempts in the same repository, newest first. */
  readonly against: readonly PastDecision[];
  /** Claims of decided attempts by the same runner and model, other tasks' alone. */
  readonly claims: { readonly backed: number; readonly contradicted: number; readonly by: string };
}

export interface PastDecision {
  readonly seq: number;
  /** What was decided, as people say it: "rejected", "changes requested". */
  readonly what: string;
  /** RFC 3339. */
  readonly at: string;
  readonly task: string;
  /** Paths that the attempt changed. */
  readonly paths: readonly string[];
}

/** Nothing was decided yet. */
export const noHistory: History = { against: [], claims: { backed: 0, contradicted: 0, by: "" } };

/** What of the history matches the policy. In: the paths that the attempt changes. */
export function historyMatches(
  { decisions, accuracy, days }: NonNullable<Policy["history"]>,
  { against, claims }: History,
  paths: readonly string[],
): { rule: string; level: TierLevel; weight: number; why: string }[] {
  const matches: { rule: string; level: TierLevel; weight: number; why: string }[] = [];
  const here = new Set(paths);
  const shared = against.flatMap((one) => {
    const path = one.paths.find((other) => here.has(other));
    return path === undefined ? [] : [{ ...one, path }];
  });
  const [last] = shared;
  if (last !== undefined && shared.length >= decisions.atLeast)
    matches.push({
      rule: "history-decisions",
      level: decisions.level,
      weight: decisions.points,
      why: `${counted(shared.length, "decision")} of the last ${String(days)} days went against other work on these paths; the newest is entry ${String(last.seq)}, ${last.what} on ${last.at.slice(0, 10)} (${last.path}).`,
    });
  const checked = claims.backed + claims.contradicted;
  const percent = checked === 0 ? 100 : Math.floor((claims.backed * 100) / checked);
  if (checked >= accuracy.claims && percent < accuracy.below)
    matches.push({
      rule: "history-accuracy",
      level: accuracy.level,
      weight: accuracy.points,
      why: `Of ${String(checked)} claims by ${claims.by} in work decided on in the last ${String(days)} days, ${String(claims.backed)} were backed (${String(percent)} %) and ${String(claims.contradicted)} contradicted.`,
    });
  return matches;
}
