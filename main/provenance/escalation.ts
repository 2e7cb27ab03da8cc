import * as z from "zod";
import type { Judgement } from "../../shared/model/attempt";
import type { SessionEvent } from "../../shared/model/event";
import { summarySentences } from "./sentences";

const askingTool =
  /^(?:AskUserQuestion|ask_user|ask_user_question|request_user_input|ask_followup_question|ask_human|question)$/i;
const questionInput = z.union([
  z.object({ questions: z.array(z.object({ question: z.string() })).min(1) }),
  z.object({ question: z.string() }),
]);

/** The agent says that it stopped because it needs a person. */
const stopped: readonly RegExp[] = [
  /\b(?:I|we) (?:still )?(?:need|require) (?:(?:your|a|an|the|someone's|human|explicit|written|production) ){0,3}(?:approval|confirmation|decision|permission|sign-?off|authori[sz]ation|credentials?|access|secrets?|input|guidance|answer|clarification|go-ahead)\b/i,
  /\b(?:I am|I'm|I have|I've|we are|we're) (?:now )?(?:escalating|escalated|blocked|waiting (?:for|on) (?:your|a|an|the|someone|approval|confirmation|input))\b/i,
  /\b(?:I|we) (?:have |had to |am |'m )?stop(?:ped|ping)? (?:here|before|because|until|short of|and)\b/i,
  /^(?:escalating|escalation|blocked)(?:\s+(?:on|by|to|until|because|for|this)\b|:)/i,
  /^(?:stopping|stopped) (?:here|before|because|until|short of)\b/i,
  /\b(?:escalate|escalating|escalated) (?:this|it) (?:to|for)\b/i,
  /\b(?:I|we) (?:cannot|can't|can not|won't|will not|should not|shouldn't|must not) (?:safely )?(?:proceed|continue|go ahead|finish|complete (?:this|it|the))\b.*\b(?:without|until|unless)\b/i,
  /\b(?:needs?|requires?|awaiting|pending) (?:your|human|a person's|an? owner's|explicit) (?:approval|confirmation|decision|permission|sign-?off|input)\b/i,
];
const withdrawn = /\b(?:not|never|no longer|nothing|n['’]t|if|was|were|had been)\b/i;
/** Closing offers are courtesy, not a need. */
const offer =
  /\b(?:anything else|let me know|want me to|would you like me to (?!(?:proceed|continue))|(?:shall|should|can|could) I (?:also|help)|happy to|need anything|look(?:s)? (?:good|right|ok)|make sense|sound good|any (?:other )?questions|what would you like (?:me )?to (?:work on|do|tackle)|how (?:can|may) I (?:help|assist)|do you have any (?:specific|other|further|more)|(?:is|are) (?:this|that|these|those)(?: \w+)? (?:sufficient|enough|helpful))\b/i;

/**
 * Finds an escalation the agent raised and nobody answered: an unanswered question tool, or a last message that asks or says
 * that it stopped for want of a person. A person's later message answers it.
 * In: events in time order. Out: the event and the agent's own sentence, or null.
 */
export function raisedByAgent(events: readonly SessionEvent[]): Judgement["escalation"] {
  const answeredAt = events.findLastIndex(
    ({ event }) =>
      event.detail.kind === "message" &&
      event.detail.role === "person" &&
      !event.detail.injected &&
      event.actor === "person",
  );
  const asked = events.findLast(
    ({ event }, index) =>
      index > answeredAt &&
      event.detail.kind === "tool-call" &&
      askingTool.test(event.detail.tool) &&
      event.detail.outcome === "unanswered",
  );
  if (asked?.event.detail.kind === "tool-call") {
    return { event: { sessionId: asked.sessionId, seq: asked.event.seq }, text: questionOf(asked.event.detail.input) };
  }
  const lastIndex = events.findLastIndex(
    ({ event }) =>
      event.detail.kind === "message" &&
      event.detail.role === "agent" &&
      event.actor === "agent" &&
      event.detail.text.trim() !== "",
  );
  const last = events[lastIndex];
  if (last?.event.detail.kind !== "message" || lastIndex < answeredAt) return null;
  const text = last.event.detail.text;
  const sentence = needIn(text) ?? closingQuestion(text);
  return sentence === null ? null : { event: { sessionId: last.sessionId, seq: last.event.seq }, text: sentence };
}

function needIn(text: string): string | null {
  for (const { plain, written } of summarySentences(text)) {
    for (const pattern of stopped) {
      const match = pattern.exec(plain);
      if (match !== null && !withdrawn.test(plain.slice(0, match.index))) return written;
    }
  }
  return null;
}

function closingQuestion(text: string): string | null {
  const line =
    text
      .trim()
      .split("\n")
      .findLast((part) => part.trim() !== "")
      ?.trim() ?? "";
  const plain = line.replace(/[*_`]+$/g, "").trim();
  if (!plain.endsWith("?") || line.startsWith(">") || line.startsWith("```")) return null;
  const question = plain.split(/(?<=[.!?])\s+/).at(-1) ?? plain;
  return offer.test(question) ? null : question.replace(/^(?:[-*+]|\d+[.)])\s+/, "");
}

function questionOf(input: string): string {
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch {
    return "The agent asked a question.";
  }
  const parsed = questionInput.safeParse(value);
  if (!parsed.success) return "The agent asked a question.";
  return "question" in parsed.data
    ? parsed.data.question
    : parsed.data.questions.map((item) => item.question).join(" ");
}
