import type { AttemptView } from "../../shared/contract/review";
import type { Judgement } from "../../shared/model/attempt";
import type { Decision } from "../../shared/model/decision";
import type { Gate } from "../../shared/model/gate";
import type { Task } from "../../shared/model/task";
import { decisionStanding } from "../../shared/review/decision-standing";
import { shownReason } from "../../shared/review/shown-reason";
import { effectiveTier, type EffectiveTier } from "../../shared/review/effective-tier";
import type { StoredAttempt } from "../store/tasks";
import { boundTo } from "./bound";
import type { Core } from "./core";
import { keptOnAttempt } from "./decisions";

/** What decisions make of an attempt's tier and gates now. */
export interface Effective {
  readonly tier: EffectiveTier;
  /** By the gate's id: the override in force. */
  readonly overrides: ReadonlyMap<string, NonNullable<Gate["overridden"]>>;
}

/**
 * The tier and the overrides that an attempt's decisions leave in force, derived from the log on every read. A decision that no
 * longer holds (the patch or what was judged is another) changes nothing.
 * In: the attempt as stored, and its judgement.
 */
export function effectiveOf(core: Core, task: Task, stored: StoredAttempt, judgement: Judgement): Effective {
  const rows = keptOnAttempt(core, stored.attempt.id);
  const holds = (decision: Decision): boolean => {
    const standing = decisionStanding(decision, {
      bound: boundTo(task, stored, [stored]),
      superseded: false,
      now: core.platform.clock.now().getTime(),
      requester: task.requester?.name ?? null,
    });
    return standing === "in-force" || standing === "self-approved";
  };
  const overrides = new Map<string, NonNullable<Gate["overridden"]>>();
  for (const row of rows) {
    const { seq, decision } = row;
    if (decision.kind !== "override-gate" || decision.gate === undefined) continue;
    const { name: person } = decision.reviewer;
    if (holds(decision)) overrides.set(decision.gate.id, { seq, person, reason: shownReason(row) });
    else overrides.delete(decision.gate.id);
  }
  const last = rows.findLast(({ decision }) => decision.kind === "lower-tier");
  const tier = effectiveTier(
    judgement.tier,
    stored.attempt.patchDigest,
    last?.decision.level === undefined
      ? null
      : {
          level: last.decision.level,
          seq: last.seq,
          person: last.decision.reviewer.name,
          reason: shownReason(last),
          at: last.recordedAt,
          boundPatch: last.decision.bound.patch,
          matched: last.decision.matched ?? [],
        },
  );
  if (tier.lowered === null || last === undefined || holds(last.decision)) return { tier, overrides };
  const limit = `What was judged has changed since entry ${String(last.seq)} lowered the tier: it no longer holds.`;
  return { tier: { level: tier.machine, machine: tier.machine, lowered: null, limit }, overrides };
}

/** The same as a screen shows it. */
export function shownTier({ level, machine, lowered, limit }: EffectiveTier): AttemptView["effective"] {
  return {
    level,
    machine,
    lowered:
      lowered === null
        ? null
        : {
            level: lowered.level,
            seq: lowered.seq,
            person: lowered.person,
            reason: lowered.reason,
            at: lowered.at,
          },
    limit,
  };
}
