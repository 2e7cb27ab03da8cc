import { shownReason } from "../../shared/review/shown-reason";
import type { DecisionRecord, RowVerdict } from "../../shared/contract/review";
import type { Judgement } from "../../shared/model/attempt";
import type { HeardAnswer } from "../../shared/model/escalation";
import type { Claim } from "../../shared/model/claim";
import { counted } from "../../shared/review/counted";
import { personOf } from "../escalation/derive";
import { samePerson } from "../policy/same-person";
import { stillAwaits } from "../../shared/review/second-reviewer";
import { decisionRule } from "../../shared/review/decision-catalog";
import type { StoredAttempt } from "../store/tasks";

/** Where a task waits, and for what reason it does. */
export interface Place {
  readonly group: "your-turn" | "waiting" | "done";
  /** The decision that put it there; one that no longer holds for your-turn. */
  readonly decision: DecisionRecord | null;
}

const holds = (row: DecisionRecord): boolean => row.standing === "in-force" || row.standing === "self-approved";

/** An answer to the agent's own question waits for the agent, as long as that is what it asks. */
function answersAgent({ decision }: DecisionRecord, attempts: readonly StoredAttempt[]): boolean {
  const about = decision.kind === "answer" ? decision.escalation : undefined;
  if (about === undefined || !("event" in about)) return false;
  const { sessionId, seq } = about.event;
  return attempts.some(({ judgement }) => {
    const asks = judgement?.escalation?.event;
    return asks?.sessionId === sessionId && asks.seq === seq;
  });
}

/** Whether a decision that leaves a task waiting waits for this reviewer: escalated to them, or approved by another where two are needed. */
function waitsForYou(row: DecisionRecord, reviewer: string): boolean {
  const { decision } = row;
  if (decision.kind === "escalate") return decision.person !== null && samePerson(decision.person, reviewer);
  // Another name at the desk that approved is no other person: the approval has to come from elsewhere.
  return stillAwaits(row) && row.second?.otherDesk !== false && !samePerson(decision.reviewer.name, reviewer);
}

/**
 * Derives the inbox group from the decisions as they stand: rejecting one of three attempts closes nothing. In: also whose inbox it is.
 */
export function placeOf(
  decisions: readonly DecisionRecord[],
  attempts: readonly StoredAttempt[],
  reviewer: string,
): Place {
  const live = decisions.filter((row) => row.standing !== "superseded");
  const approved = live.findLast((row) => row.decision.kind === "approve" && holds(row) && !stillAwaits(row));
  if (approved !== undefined) return { group: "done", decision: approved };
  const rejected = live.filter((row) => row.decision.kind === "reject" && holds(row));
  if (
    attempts.length > 0 &&
    attempts.every((one) => rejected.some((row) => row.decision.attemptId === one.attempt.id))
  ) {
    return { group: "done", decision: rejected.at(-1) ?? null };
  }
  const waiting = live.findLast(
    (row) => decisionRule(row.decision.kind).moves === "waiting" || stillAwaits(row) || answersAgent(row, attempts),
  );
  if (waiting !== undefined && holds(waiting))
    return { group: waitsForYou(waiting, reviewer) ? "your-turn" : "waiting", decision: waiting };
  const broken = live.findLast((row) => decisionRule(row.decision.kind).moves !== "none" && !holds(row));
  // What was asked of somebody has come back: the task is decided on with it.
  const answered = live.findLast(
    ({ decision, seq }) =>
      decision.kind === "answer" &&
      decision.escalation !== undefined &&
      "seq" in decision.escalation &&
      seq > (broken?.seq ?? -1),
  );
  return { group: "your-turn", decision: answered ?? broken ?? null };
}

/** Rank of a verdict word: what is worst and needs the reviewer first comes first. */
const verdictRank: Readonly<Record<RowVerdict["word"], number>> = {
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

/** A decision of someone else that asks for this reviewer. In: what the attempts' judgements say at worst. */
function yours(row: DecisionRecord, worstWord: RowVerdict["word"]): RowVerdict {
  const { seq, decision } = row;
  const by = decision.reviewer.name;
  if (decision.kind === "escalate")
    return { word: "escalated", label: "Escalated to you", cause: `by ${by}: ${short(shownReason(row), 120)}` };
  if (decision.kind === "answer")
    return { word: worstWord, label: "Answered", cause: `by ${personOf(decision)}: ${short(shownReason(row), 120)}` };
  const letter = decision.attemptLetter === null ? "" : ` ${decision.attemptLetter}`;
  return {
    word: worstWord,
    label: "Second review",
    cause: `${by} approved${letter}, entry ${String(seq)}: one more reviewer is needed`,
  };
}

/** The word a row leads with and its cause: a decision's state where there is one, else the worst of its attempts. */
export function verdictOf(
  place: Place,
  attempts: readonly StoredAttempt[],
  heard: HeardAnswer | null = null,
): RowVerdict {
  const { decision } = place;
  if (heard !== null)
    return {
      word: "escalated",
      label: "Answered on GitHub",
      cause: `by ${heard.person}${heard.addressed === false ? ", not asked" : ""}: ${short(heard.text, 120)}`,
    };
  if (decision !== null && place.group !== "your-turn") {
    const rule = decisionRule(decision.decision.kind);
    const { kind, person } = decision.decision;
    const who = person === null ? "" : kind === "answer" ? ` by ${person}` : ` to ${person}`;
    const on =
      decision.decision.attemptLetter === null || attempts.length < 2 ? "" : ` ${decision.decision.attemptLetter}`;
    return {
      word: "decided",
      label: `${rule.past}${on}${who}${stillAwaits(decision) ? ", another reviewer is needed" : ""}`,
      cause: `entry ${String(decision.seq)}${decision.standing === "self-approved" ? ", self-approved" : ""}`,
    };
  }
  const judged = attempts.flatMap((row) =>
    row.judgement === null ? [] : [{ letter: row.attempt.letter, judgement: row.judgement }],
  );
  const told = judged
    .map((one) => ({ letter: one.letter, ...worst(one) }))
    .sort((a, b) => verdictRank[a.word] - verdictRank[b.word]);
  const first = told[0];
  if (decision !== null && holds(decision)) return yours(decision, first?.word ?? "unverifiable");
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
