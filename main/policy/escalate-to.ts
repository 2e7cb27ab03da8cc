import type { Judgement } from "../../shared/model/attempt";
import type { Policy } from "../../shared/model/policy";
import type { TierLevel } from "../../shared/model/tier";
import { counted } from "../../shared/review/counted";
import { atLeastLevel } from "../../shared/review/effective-tier";

/** An escalation that the policy asks for. */
export interface AskedEscalation {
  /** The rule's id, or `tier-` and the level from which on it is asked for. */
  readonly rule: string;
  readonly to: string;
  readonly minutes: number;
  readonly because: string;
}

const minutesOf: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 };

/** Minutes of a length of time as a policy writes it: "30m", "4h", "2d"; 0 for a text that is none. */
export function withinMinutes(within: string): number {
  const [, count = "0", unit = ""] = /^(\d{1,4})([mhd])$/u.exec(within) ?? [];
  return Number(count) * (minutesOf[unit] ?? 0);
}

/** Whether a policy names anybody at all: most do not, and cost nothing. */
export function asksForEscalation({ escalate, rules }: Policy): boolean {
  return escalate.length > 0 || Object.values(rules).some((rule) => rule.escalate !== undefined);
}

/**
 * Whom the policy wants an attempt to be brought before. In: its findings and its tier as decisions leave it. A note brings nothing before
 * anybody. Two that name the same rule are one.
 */
export function escalationsAsked(
  policy: Policy,
  { findings }: Pick<Judgement, "findings">,
  tier: TierLevel,
): AskedEscalation[] {
  const byRule = Object.entries(policy.rules).flatMap(([rule, { escalate }]) => {
    const found = findings.filter((finding) => finding.rule === rule && finding.severity !== "note");
    const [first] = found;
    if (escalate === undefined || first === undefined) return [];
    return [
      {
        rule,
        to: escalate.to,
        minutes: withinMinutes(escalate.within),
        because: found.length === 1 ? first.title : `${first.title}, ${counted(found.length, "finding")}`,
      },
    ];
  });
  const byTier = policy.escalate
    .filter(({ from }) => atLeastLevel(tier, from))
    .map(({ from, to, within }) => ({
      rule: `tier-${from}`,
      to,
      minutes: withinMinutes(within),
      because: `The tier is ${tier}`,
    }));
  const all = [...byRule, ...byTier];
  return all.filter((one, at) => all.findIndex((other) => other.rule === one.rule && other.to === one.to) === at);
}
