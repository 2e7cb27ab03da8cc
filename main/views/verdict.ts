import type { DecisionRecord, RowVerdict } from "../../shared/contract/review";
import type { Judgement } from "../../shared/model/attempt";
import type { Claim } from "../../shared/model/claim";
import { counted } from "../../shared/review/counted";
import { awaitsAnother } from "../../shared/review/second-reviewer";
import { decisionRule } from "../../shared/review/decision-catalog";
import type { StoredAttempt } from "../store/tasks";

/** Where a task waits, and for what reason it does. */
export interface Place {
  readonly group: "your-turn" | "waiting" | "done";
  /** The decision that put it there; one that no longer holds for your-turn. */
  readonly decision: DecisionRecord | null;
}

const holds = (row: DecisionRecord): boolean => row.standing === "in-force" || row.standing === "self-approved";

/** Derives the inbox group from the decisions as they stand: rejecting one of three attempts closes nothing. */
export function placeOf(decisions: readonly DecisionRecord[], attempts: readonly StoredAttempt[]): Place {
  const live = decisions.filter((row) => row.standing !== "superseded");
  const approved = live.findLast(
    (row) => row.decision.kind === "approve" && holds(row) && !awaitsAnother(row.decision),
  );
  if (approved !== undefined) return { group: "done", decision: approved };
  const rejected = live.filter((row) => row.decision.kind === "reject" && holds(row));
  if (
    attempts.length > 0 &&
    attempts.every((one) => rejected.some((row) => row.decision.attemptId === one.attempt.id))
  ) {
    return { group: "done", decision: rejected.at(-1) ?? null };
  }
  const waiting = live.findLast(
    (row) => decisionRule(row.decision.kind).moves === "waiting" || awaitsAnother(row.decision),
  );
  if (waiting !== undefined && holds(waiting)) return { group: "waiting", decision: waiting };
  const broken = live.findLast((row) => decisionRule(row.decision.kind).moves !== "none" && !holds(row));
  return { group: "your-turn", decision: broken ?? null };
}

/** Rank of a verdict word: what is worst and needs the reviewer first comes first. */
export const verdictRank: Readonly<Record<RowVerdict["word"], number>> = {
  contradicted: 0,
  escalated: 0,
  finding: 1,
  "stale-decision": 2,
  stale: 3,
  unverifiable: 4,
  unbacked: 5,
  ready: 6,
  decided: 7,
};

interface Judged {
  readonly letter: string;
  readonly judgement: Judgement;
}

/** What the event a claim's verdict rests on showed: "2 failed, 22 passed", or its headline where nothing was counted. */
function resultOf(claim: Claim, judgement: Judgement): string | null {
  const [at] = claim.events;
  if (at === undefined) return null;
  const item = judgement.evidence.find(({ event }) => event?.sessionId === at.sessionId && event.seq === at.seq);
  if (item === undefined) return null;
  const { failed, passed } = item.counts ?? { failed: 0, passed: 0 };
  // A count of 0 may stand for one the output did not show: it is left unsaid.
  const parts = [
    failed === 0 ? null : `${failed.toLocaleString("en-US")} failed`,
    passed === 0 ? null : `${passed.toLocaleString("en-US")} passed`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? item.headline : parts.join(", ");
}

/** The fact first, for a row is cut at its end; then what was said. In: a claim that the events contradict or outdate. */
function claimCause(claim: Claim, judgement: Judgement): string {
  const result = resultOf(claim, judgement);
  const fact = result === null ? claim.why.replace(/\.$/u, "") : short(result);
  const edited = result !== null && claim.verdict === "stale" ? ", then files were edited" : "";
  return `${fact}${edited}: “${short(claim.sentence)}”`;
}

/** How many claims nothing recorded stands behind: "1 claim has no event behind it", "2 of 5 claims have no event behind them". */
function unbackedCause(unbacked: number, all: number): string {
  const which = unbacked === all ? counted(all, "claim") : `${String(unbacked)} of ${counted(all, "claim")}`;
  return unbacked === 1 ? `${which} has no event behind it` : `${which} have no event behind them`;
}

/** The worst thing an attempt's judgement says, as rank and words. */
function worst({ judgement }: Judged): { word: RowVerdict["word"]; cause: string } {
  const contradicted = judgement.claims.find((claim) => claim.verdict === "contradicted");
  if (contradicted !== undefined) return { word: "contradicted", cause: claimCause(contradicted, judgement) };
  if (judgement.escalation !== null) return { word: "escalated", cause: short(judgement.escalation.text, 120) };
  const serious = judgement.findings.find((finding) => finding.severity === "serious");
  if (serious !== undefined)
    return { word: "finding", cause: `${serious.title}${serious.path === null ? "" : `, ${serious.path}`}` };
  const stale = judgement.claims.find((claim) => claim.verdict === "stale");
  if (stale !== undefined) return { word: "stale", cause: claimCause(stale, judgement) };
  if (judgement.freshness.stale) return { word: "stale", cause: judgement.freshness.sentence };
  const unverifiable = judgement.claims.find((claim) => claim.verdict === "unverifiable");
  if (unverifiable !== undefined) return { word: "unverifiable", cause: unverifiable.why };
  const unbacked = judgement.claims.filter((claim) => claim.verdict === "unbacked");
  if (unbacked.length > 0) return { word: "unbacked", cause: unbackedCause(unbacked.length, judgement.claims.length) };
  if (judgement.claims.length === 0) return { word: "unbacked", cause: "No claim was made that can be checked" };
  const all = judgement.claims.length;
  return { word: "ready", cause: all === 1 ? "1 claim backed" : `${String(all)} of ${String(all)} claims backed` };
}

const labels: Readonly<Record<RowVerdict["word"], string>> = {
  contradicted: "Contradicted",
  escalated: "Agent asks",
  "stale-decision": "Your decision is stale",
  finding: "Finding",
  stale: "Stale check",
  unverifiable: "Unverifiable here",
  unbacked: "Unbacked",
  ready: "Ready",
  decided: "Decided",
};

function short(text: string, most = 80): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** How much stands against an attempt: the smaller, the better a candidate. */
export function demerit(judgement: Judgement | null): number {
  if (judgement === null) return 1000;
  return (
    (10 - verdictRank[worst({ letter: "", judgement }).word]) * 100 +
    judgement.findings.filter((finding) => finding.severity === "serious").length * 50 +
    judgement.findings.filter((finding) => finding.severity === "warning").length * 5
  );
}

/** The word a row leads with and its cause: a decision's state where there is one, else the worst of its attempts. */
export function verdictOf(place: Place, attempts: readonly StoredAttempt[]): RowVerdict {
  const { decision } = place;
  if (decision !== null && place.group !== "your-turn") {
    const rule = decisionRule(decision.decision.kind);
    const who = decision.decision.person === null ? "" : ` to ${decision.decision.person}`;
    const on =
      decision.decision.attemptLetter === null || attempts.length < 2 ? "" : ` ${decision.decision.attemptLetter}`;
    const until =
      decision.decision.until === null ? "" : `, until ${decision.decision.until.slice(0, 16).replace("T", " ")} UTC`;
    return {
      word: "decided",
      label: `${rule.past}${on}${who}${awaitsAnother(decision.decision) ? ", another reviewer is needed" : ""}`,
      cause: `entry ${String(decision.seq)}${until}${decision.standing === "self-approved" ? ", self-approved" : ""}`,
    };
  }
  const judged = attempts.flatMap((row) =>
    row.judgement === null ? [] : [{ letter: row.attempt.letter, judgement: row.judgement }],
  );
  const told = judged
    .map((one) => ({ letter: one.letter, ...worst(one) }))
    .sort((a, b) => verdictRank[a.word] - verdictRank[b.word]);
  const first = told[0];
  if (decision !== null && (first === undefined || verdictRank[first.word] > verdictRank["stale-decision"])) {
    const rule = decisionRule(decision.decision.kind);
    const why =
      { stale: "the tree moved", "evidence-changed": "the evidence changed", expired: "its time has run out" }[
        decision.standing as string
      ] ?? decision.standing;
    return {
      word: "stale-decision",
      label: decision.standing === "expired" ? `${rule.past}, time is up` : labels["stale-decision"],
      cause: `entry ${String(decision.seq)}: ${why}`,
    };
  }
  if (first === undefined) return { word: "unverifiable", label: labels.unverifiable, cause: "Nothing was judged yet" };
  const many = attempts.length > 1;
  const bad = told.filter((one) => verdictRank[one.word] <= verdictRank.finding && one !== first);
  const also = bad.map((one) => `; ${one.letter}: ${one.cause}`).join("");
  return {
    word: first.word,
    label: labels[first.word],
    cause: `${many ? `${first.letter}: ` : ""}${first.cause}${many ? also : ""}`,
  };
}
