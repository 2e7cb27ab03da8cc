import { verdictSchema } from "../../shared/model/claim";
import { tierLevelSchema } from "../../shared/model/tier";
import type { Bar, ReportAttempt, ReportDecision, ReportSummary } from "./document";

/** A verdict sooner than this after the first opening is counted: too soon to have read much. */
const quickSeconds = 30;
/** Days drawn; a longer span is counted by month. */
const mostDays = 92;
const dayMs = 86_400_000;

const waits: readonly (readonly [string, number])[] = [
  ["under 5 min", 300],
  ["5 min to 30 min", 1_800],
  ["30 min to 2 h", 7_200],
  ["2 h to 8 h", 28_800],
  ["8 h to 24 h", 86_400],
  ["1 day to 7 days", 604_800],
  ["over 7 days", Infinity],
];

/** Whether a decision judges an attempt: how soon it came says something only of these. */
export function isVerdict({ kind, attemptId }: ReportDecision["decision"]): boolean {
  return attemptId !== null && (kind === "approve" || kind === "request-changes" || kind === "reject");
}

/** Figures over the decisions of a report and the attempts they are about. */
export function summarise(decisions: readonly ReportDecision[], attempts: readonly ReportAttempt[]): ReportSummary {
  const verdicts = decisions.filter(({ decision }) => isVerdict(decision));
  const claims = attempts.flatMap(({ view }) => view.judgement.claims);
  const timed = verdicts.flatMap(({ opened }) => (opened === null ? [] : [opened.seconds]));
  const approvals = decisions.filter(({ decision }) => decision.kind === "approve");
  const unread = decisions.filter(({ decision }) => decision.notOpened.length > 0);
  return {
    tiers: tierLevelSchema.options.map((name) => ({
      name,
      count: decisions.filter(({ decision }) => decision.tier === name).length,
    })),
    verdicts: verdictSchema.options.map((name) => ({
      name,
      count: claims.filter(({ verdict }) => verdict === name).length,
    })),
    days: byDay(decisions),
    reviewers: byReviewer(decisions),
    overriddenGates: decisions.filter(({ decision }) => decision.kind === "override-gate").length,
    loweredTiers: decisions.filter(({ decision }) => decision.kind === "lower-tier").length,
    onOverride: approvals.filter(({ decision }) => decision.gates.some((gate) => gate.overridden !== undefined)).length,
    selfApprovals: approvals.filter(({ selfApproval }) => selfApproval === true).length,
    unopened: {
      decisions: unread.length,
      files: unread.reduce((sum, { decision }) => sum + decision.notOpened.length, 0),
    },
    quick: {
      limitSeconds: quickSeconds,
      timed: timed.length,
      under: timed.filter((seconds) => seconds < quickSeconds).length,
      unknown: verdicts.length - timed.length,
    },
    waited: waitedOf(verdicts),
  };
}

function waitedOf(verdicts: readonly ReportDecision[]): ReportSummary["waited"] {
  const known = verdicts.flatMap(({ waited }) => (waited === null ? [] : [waited])).toSorted((a, b) => a - b);
  const at = (share: number): number | null => known[Math.max(0, Math.ceil(known.length * share) - 1)] ?? null;
  return {
    buckets: waits.map(([name, limit], index) => ({
      name,
      count: known.filter((seconds) => seconds < limit && seconds >= (waits[index - 1]?.[1] ?? 0)).length,
    })),
    known: known.length,
    unknown: verdicts.length - known.length,
    medianSeconds: at(0.5),
    p90Seconds: at(0.9),
  };
}

function byReviewer(decisions: readonly ReportDecision[]): ReportSummary["reviewers"] {
  const rows = new Map<string, ReportSummary["reviewers"][number]>();
  for (const row of decisions) {
    const { name } = row.decision.reviewer;
    const known = rows.get(name) ?? { name, decisions: 0, approvals: 0, underLimit: 0, timed: 0 };
    const seconds = isVerdict(row.decision) ? (row.opened?.seconds ?? null) : null;
    rows.set(name, {
      name,
      decisions: known.decisions + 1,
      approvals: known.approvals + (row.decision.kind === "approve" ? 1 : 0),
      timed: known.timed + (seconds === null ? 0 : 1),
      underLimit: known.underLimit + (seconds !== null && seconds < quickSeconds ? 1 : 0),
    });
  }
  return [...rows.values()].sort((a, b) => b.decisions - a.decisions || (a.name < b.name ? -1 : 1));
}

/** Decisions by day, or by month where the days would be too many to draw. Times are taken in UTC. */
function byDay(decisions: readonly ReportDecision[]): Bar[] {
  const times = decisions.map(({ recordedAt }) => Date.parse(recordedAt));
  if (times.length === 0) return [];
  const first = times.reduce((least, time) => Math.min(least, time));
  const last = times.reduce((most, time) => Math.max(most, time));
  const byMonth = (last - first) / dayMs > mostDays;
  const nameOf = (time: number): string => new Date(time).toISOString().slice(0, byMonth ? 7 : 10);
  const bars = new Map<string, number>();
  const start = new Date(first);
  for (
    let day = Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), byMonth ? 1 : start.getUTCDate());
    day <= last;
    day += dayMs
  )
    bars.set(nameOf(day), 0);
  for (const time of times) bars.set(nameOf(time), (bars.get(nameOf(time)) ?? 0) + 1);
  // A clock that ran far ahead once would draw centuries.
  return [...bars].flatMap(([name, count]) => (count === 0 && bars.size > mostDays ? [] : [{ name, count }]));
}
