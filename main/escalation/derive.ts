import type { AboutEscalation, Decision } from "../../shared/model/decision";
import type { Escalation, EscalationCause, EscalationState, EscalationStep } from "../../shared/model/escalation";
import { decisionRule } from "../../shared/review/decision-catalog";
import { splitQuestion } from "../../shared/review/escalation-question";

/** A recorded decision, as far as escalations are derived from it. */
export interface EscalationEntry {
  readonly seq: number;
  readonly leafHash: string;
  readonly recordedAt: string;
  readonly decision: Decision;
  /** Its reason as it may be shown: what became of it where it was erased. */
  readonly reason: string;
  /** The entry that took it back. */
  readonly withdrawn: {
    readonly seq: number;
    readonly at: string;
    readonly person: string;
    readonly reason: string;
  } | null;
}

/** States in which an answer is still waited for. */
export function waitsForAnswer(state: EscalationState): boolean {
  return state === "open" || state === "acknowledged" || state === "missed";
}

/** Whether an acknowledgement or answer is about the escalation of an entry: by its place, and the entry must be the one it saw. */
export function isAbout(
  about: AboutEscalation | undefined,
  of: { readonly seq: number; readonly leafHash: string },
): boolean {
  return about !== undefined && "seq" in about && about.seq === of.seq && about.leafHash === of.leafHash;
}

/** Whether two entries acknowledge or answer the same thing. */
export function sameSubject(one: AboutEscalation | undefined, other: AboutEscalation | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if ("seq" in one) return "seq" in other && one.seq === other.seq;
  return "event" in other && one.event.sessionId === other.event.sessionId && one.event.seq === other.event.seq;
}

/**
 * A task's escalations as they stand now, oldest first; what was heard of them elsewhere is not among what is known here. In: its decisions in the order of the log, and now in milliseconds since the
 * epoch. Nothing that it says depends on the program having run while a time passed.
 */
export function escalationsOf(entries: readonly EscalationEntry[], now: number): Escalation[] {
  return entries.flatMap((entry, at) =>
    entry.decision.kind === "escalate" ? [escalationOf(entry, entries.slice(at + 1), now)] : [],
  );
}

function escalationOf(entry: EscalationEntry, later: readonly EscalationEntry[], now: number): Escalation {
  const { decision, seq, leafHash, recordedAt } = entry;
  // An escalation has always had a time; an entry without one never waits.
  const due = decision.until ?? recordedAt;
  const about = later.filter((row) => row.withdrawn === null && isAbout(row.decision.escalation, entry));
  const acknowledged = about.find((row) => row.decision.kind === "acknowledge");
  const answer = about.findLast((row) => row.decision.kind === "answer");
  const firstAnswer = about.find((row) => row.decision.kind === "answer");
  const closing = later.find((row) => row.withdrawn === null && decisionRule(row.decision.kind).moves !== "none");
  const ended = endOf(entry, firstAnswer ?? null, closing ?? null);
  const passed = Date.parse(due) <= (ended === null ? now : Math.min(now, Date.parse(ended.at)));
  const history: EscalationStep[] = [
    stepOf("raised", entry),
    ...(acknowledged === undefined ? [] : [stepOf("acknowledged", acknowledged)]),
    ...(passed ? [{ what: "due" as const, at: due, seq: null, by: "", recordedBy: null, text: "" }] : []),
    ...about.filter((row) => row.decision.kind === "answer").map((row) => stepOf("answered", row)),
    ...(entry.withdrawn === null
      ? []
      : [
          {
            what: "withdrawn" as const,
            at: entry.withdrawn.at,
            seq: entry.withdrawn.seq,
            by: entry.withdrawn.person,
            recordedBy: null,
            text: entry.withdrawn.reason,
          },
        ]),
    ...(closing === undefined || ended?.state !== "closed" ? [] : [stepOf("closed", closing)]),
  ];
  return {
    seq,
    leafHash,
    taskId: decision.taskId,
    taskRef: decision.taskRef,
    taskTitle: decision.taskTitle,
    repository: decision.repository,
    to: decision.person ?? "",
    by: decision.reviewer.name,
    cause: causeOf(decision),
    ...splitQuestion(entry.reason),
    raisedAt: recordedAt,
    due,
    state: ended?.state ?? (passed ? "missed" : acknowledged === undefined ? "open" : "acknowledged"),
    missedSince: passed ? due : null,
    answer:
      answer === undefined
        ? null
        : { seq: answer.seq, at: answer.recordedAt, by: personOf(answer.decision), text: answer.reason },
    heard: [],
    history: history.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
  };
}

/** What ended it, the earliest first to count; null while it waits. */
function endOf(
  entry: EscalationEntry,
  answer: EscalationEntry | null,
  closing: EscalationEntry | null,
): { readonly state: EscalationState; readonly at: string } | null {
  if (entry.withdrawn !== null) return { state: "withdrawn", at: entry.withdrawn.at };
  if (answer !== null && (closing === null || answer.seq < closing.seq))
    return { state: "answered", at: answer.recordedAt };
  return closing === null ? null : { state: "closed", at: closing.recordedAt };
}

function causeOf({ raisedBy }: Decision): EscalationCause {
  if (raisedBy === undefined) return { kind: "person" };
  return "rule" in raisedBy ? { kind: "rule", rule: raisedBy.rule } : { kind: "agent", event: raisedBy.event };
}

/** Who acknowledged or answered: the person that is named, else who recorded it. */
export function personOf({ kind, person, reviewer }: Pick<Decision, "kind" | "person" | "reviewer">): string {
  return (kind === "acknowledge" || kind === "answer") && person !== null ? person : reviewer.name;
}

function stepOf(what: EscalationStep["what"], { seq, recordedAt, decision, reason }: EscalationEntry): EscalationStep {
  const by = personOf(decision);
  return {
    what,
    at: recordedAt,
    seq,
    by,
    recordedBy: by === decision.reviewer.name ? null : decision.reviewer.name,
    text: reason,
  };
}
