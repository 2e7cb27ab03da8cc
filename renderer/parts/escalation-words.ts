import type { AgentQuestion, Escalation, EscalationAsked, EscalationState } from "../../shared/model/escalation";
import { dueStands } from "../../shared/review/due-words";

export const escalationStateNames: Readonly<Record<EscalationState, string>> = {
  open: "Open",
  acknowledged: "Acknowledged",
  missed: "Overdue",
  answered: "Answered",
  withdrawn: "Withdrawn",
  closed: "Closed",
};

/** Said wherever a time is waited for. */
export const timersSentence =
  "Times are looked at while Countersign is open. What passed meanwhile is shown, with since when, at the next start.";

/** Why it was raised, where it was not a person alone: "asked for by the rule secret". Empty else. */
export function causeWords({ cause }: Pick<Escalation, "cause">): string {
  if (cause.kind === "rule")
    return cause.rule.startsWith("tier-")
      ? `asked for by the policy, ${cause.rule.slice(5)} tier`
      : `asked for by the rule ${cause.rule}`;
  return cause.kind === "agent" ? "from the agent's question" : "";
}

/** How its time stands: "due in 2 h", "overdue by 8 h", "answered late". In: now, milliseconds since the epoch. */
export function standsWords({ state, due, missedSince }: Escalation, now: number): string {
  if (state === "open" || state === "acknowledged" || state === "missed") return dueStands(due, now);
  return missedSince === null ? "" : state === "answered" ? "answered late" : "its time had passed";
}

/** What an acknowledgement or answer may be about. */
export interface AnswerTarget {
  /** Names it within its task, for a draft. */
  readonly key: string;
  readonly label: string;
  readonly text: string;
  /** Whose word is waited for; empty for an agent's question. */
  readonly to: string;
  readonly about:
    | { readonly seq: number; readonly leafHash: string }
    | { readonly event: AgentQuestion["event"]; readonly digest: string };
}

/** An escalation as what is answered. */
export function targetOf({ seq, leafHash, to, question, reason }: Escalation): AnswerTarget {
  return {
    key: `entry ${String(seq)}`,
    label: `Entry ${String(seq)}, to ${to}`,
    text: question === "" ? reason : question,
    to,
    about: { seq, leafHash },
  };
}

/** An agent's question as what is answered. */
export function targetOfQuestion({ letter, runnerName, event, digest, text }: AgentQuestion): AnswerTarget {
  return {
    key: questionKey(event),
    label: `${runnerName}, attempt ${letter}, asks`,
    text,
    to: "",
    about: { event, digest },
  };
}

/** Names a question within its task. */
export function questionKey({ sessionId, seq }: AgentQuestion["event"]): string {
  return `event ${sessionId} ${String(seq)}`;
}

/** Names what asks for an escalation, for a draft. */
export function raiseKey(asked: EscalationAsked): string {
  return `rule ${asked.rule}`;
}

/** Whether who said something is whom it was escalated to, in words. */
export function addressedWords(addressed: boolean | null, to: string): string {
  if (addressed === null) return `who is in ${to} is not known here`;
  return addressed ? "whom it was escalated to" : `not whom it was escalated to (${to})`;
}
