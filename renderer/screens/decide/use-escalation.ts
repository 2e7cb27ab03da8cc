import type { Input } from "../../../shared/contract/api";
import type { EscalationAsked } from "../../../shared/model/escalation";
import type { DecisionKind } from "../../../shared/model/decision";
import { withQuestion } from "../../../shared/review/escalation-question";
import { useQuery } from "../../bridge/use-query";
import { questionKey, raiseKey, targetOf, targetOfQuestion, type AnswerTarget } from "../../parts/escalation-words";
import type { Draft } from "./drafts";

/** What of a decision is about escalations. */
export interface EscalationChoice {
  /** What may be acknowledged or answered; empty for other kinds. */
  readonly targets: readonly AnswerTarget[];
  readonly target: AnswerTarget | null;
  /** What the policy asks to be escalated; empty for other kinds. */
  readonly asked: readonly EscalationAsked[];
  /** Agents' questions that an escalation may be about. */
  readonly questions: readonly AnswerTarget[];
  /** Why it cannot be recorded as it stands, or null. */
  readonly blocked: string | null;
  /** What the decision carries of it. */
  readonly fields: Pick<Input<"decision.record">, "escalation" | "raisedBy" | "heard">;
  /** The reason with the question of an escalation. */
  readonly reason: string;
  /** Who acknowledged or answered; null for the reviewer, and for other kinds. */
  readonly person: string | null;
}

const waiting = new Set(["open", "acknowledged", "missed"]);

/** What the escalations of a task have to do with a decision on it. */
export function useEscalation(kind: DecisionKind, taskId: string, draft: Draft): EscalationChoice {
  const about = kind === "acknowledge" || kind === "answer";
  const asked = useQuery("escalations.list", about || kind === "escalate" ? { taskId, ended: false } : null, {
    scopes: ["task", "audit", "inbox"],
  });
  const { escalations = [], questions = [], asked: wanted = [], reviewer = "" } = asked.value ?? {};
  const open = questions.filter(({ answer }) => answer === null);
  const targets = about
    ? [
        ...escalations
          .filter(({ state }) => (kind === "answer" ? waiting.has(state) : state === "open" || state === "missed"))
          .filter(({ history }) => kind === "answer" || history.every(({ what }) => what !== "acknowledged"))
          .map(targetOf),
        ...(kind === "answer" ? open.map(targetOfQuestion) : []),
      ]
    : [];
  const named = targets.find(({ key }) => key === draft.about);
  const target = named ?? (targets.length === 1 ? (targets[0] ?? null) : null);
  const typed = draft.person.trim();
  const rule = wanted.find((one) => raiseKey(one) === draft.raise);
  const question = questions.find(({ event }) => questionKey(event) === draft.raise);
  return {
    targets,
    target,
    asked: kind === "escalate" ? wanted : [],
    questions: kind === "escalate" ? open.map(targetOfQuestion) : [],
    blocked: !about ? null : blockedBy(kind, asked.value !== undefined, targets.length, target),
    fields: {
      ...(target === null ? {} : { escalation: target.about }),
      ...(kind !== "answer" || draft.heard === "" ? {} : { heard: draft.heard }),
      ...(kind !== "escalate"
        ? {}
        : rule !== undefined
          ? { raisedBy: { rule: rule.rule } }
          : question === undefined
            ? {}
            : { raisedBy: { event: question.event } }),
    },
    reason: kind === "escalate" ? withQuestion(draft.reason, draft.question) : draft.reason,
    person: about && typed !== "" && typed !== reviewer ? typed : null,
  };
}

function blockedBy(kind: DecisionKind, read: boolean, targets: number, target: AnswerTarget | null): string | null {
  if (!read) return "Waiting for what is decided on.";
  if (targets === 0)
    return kind === "answer"
      ? "Nothing of this task waits for an answer."
      : "Nothing of this task waits to be acknowledged.";
  return target === null ? "Choose which of them is meant." : null;
}
