import type { DecisionRecord } from "../../shared/contract/review";
import type { HeardAnswer } from "../../shared/model/escalation";
import { counted } from "../../shared/review/counted";
import { decisionRule } from "../../shared/review/decision-catalog";
import { stillAwaits } from "../../shared/review/second-reviewer";
import { personOf } from "../escalation/derive";
import type { StoredAttempt } from "../store/tasks";
import type { Place } from "./verdict";

const brokenBy: Partial<Record<DecisionRecord["standing"], string>> = {
  stale: "the tree moved since",
  "evidence-changed": "the evidence changed since",
  expired: "its time has run out",
};

function runnersOf(attempts: readonly StoredAttempt[]): string {
  return [...new Set(attempts.map((row) => row.attempt.runnerName))].join(", ");
}

/** Why a task stands in its group, as one sentence without times. In: its place, its attempts. */
export function whyHere({ group, decision: record }: Place, attempts: readonly StoredAttempt[]): string {
  if (record === null)
    return attempts.length === 1
      ? "An attempt ended and nothing was decided on it."
      : `${counted(attempts.length, "attempt")} ended and none was decided on.`;
  const { decision, standing } = record;
  const by = decision.reviewer.name;
  const entry = `entry ${String(record.seq)}`;
  const rule = decisionRule(decision.kind);
  const letter = decision.attemptLetter === null || attempts.length < 2 ? "" : ` ${decision.attemptLetter}`;
  const broken = brokenBy[standing];
  if (group === "your-turn" && broken !== undefined)
    return `${rule.past}${letter} by ${by}, ${entry}, and ${broken}: it no longer holds.`;
  if (stillAwaits(record))
    return group === "your-turn"
      ? `${by} approved${letter}, ${entry}: another reviewer is needed.`
      : `Approved${letter} by ${by}, ${entry}: a second reviewer is needed, not ${by}.`;
  switch (decision.kind) {
    case "escalate":
      return group === "your-turn"
        ? `${by} escalated it to you, ${entry}.`
        : `Waiting on ${decision.person ?? "someone"}: escalated by ${by}, ${entry}.`;
    case "answer": {
      const who = personOf(decision);
      const told = who === by ? "" : `, recorded by ${by}`;
      return group === "your-turn"
        ? `${who} answered the escalation, ${entry}${told}.`
        : `Waiting on ${runnersOf(attempts)}: ${who} answered what the agent asked, ${entry}${told}.`;
    }
    case "request-changes":
      return `Waiting on ${runnersOf(attempts)}: ${by} asked for changes${letter === "" ? "" : ` to${letter}`}, ${entry}.`;
    case "snooze":
      return `Snoozed by ${by}, ${entry}. It comes back by itself.`;
    default:
      return `${rule.past}${letter} by ${by}, ${entry}.`;
  }
}

/** Why a task that waits on somebody is the reviewer's turn again: they said something where it was posted. */
export function whyHeard({ person, addressed }: HeardAnswer): string {
  const other = addressed === false ? ", who was not asked," : "";
  return `${person}${other} answered on GitHub. It is no answer here before you record it.`;
}

/** Who or what a waiting task waits on; null where it waits on nobody else. */
export function waitingOn({ group, decision: record }: Place, attempts: readonly StoredAttempt[]): string | null {
  if (group !== "waiting" || record === null) return null;
  const { decision } = record;
  if (decision.kind === "escalate") return decision.person;
  if (stillAwaits(record)) return `a reviewer who is not ${decision.reviewer.name}`;
  return decision.kind === "request-changes" || decision.kind === "answer" ? runnersOf(attempts) : null;
}
