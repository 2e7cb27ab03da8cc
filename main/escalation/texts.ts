import { codeSpan, fenced, namedHidden } from "../../shared/review/fenced-text";
import { dueIn } from "../../shared/review/due-words";

/** What a message about an escalation is made of. `reason` and `question` are the reviewer's words, everything of the task may be an agent's. */
export interface EscalationMessage {
  readonly to: string;
  readonly by: string;
  readonly reason: string;
  readonly question: string;
  /** An instant. */
  readonly due: string;
  /** The zone that the person it goes to reads clocks in; null where that is not known. */
  readonly zone: string | null;
  readonly title: string;
  readonly ref: string | null;
  readonly repository: string;
  readonly letter: string | null;
  readonly head: string | null;
}

/** What stands where an effect's own id goes: it is not known before the decision is recorded. */
export const effectPlaceholder = "{{effect}}";

/** A text in which nothing passes for the place of the effect's id. */
function withoutPlace(text: string): string {
  return text.replaceAll(effectPlaceholder, "{effect}");
}

/** A person's words as they stand in Markdown on GitHub: hidden characters named, no HTML comment that could pass for ours. */
function ownWords(text: string): string {
  return namedHidden(text.replace(/\r\n?/gu, "\n"))
    .replaceAll("<!--", "&lt;!--")
    .replace(/^([ \t>]*)Countersign-Checkpoint:/gimu, "$1Countersign\\-Checkpoint:")
    .trim();
}

/** Comment on the pull request. In: also whom it mentions, "@login" or "@org/team"; null for a name that GitHub does not know. */
export function escalationComment(message: EscalationMessage, mention: string | null): string {
  const { to, by, reason, question, due, zone, title, ref } = message;
  const whom = mention ?? codeSpan(to);
  return [
    `**Escalated to ${whom}** by ${codeSpan(by)}. Answer wanted by **${dueIn(due, zone)}**.`,
    ...(question === "" ? [] : [`**Question:** ${ownWords(question)}`]),
    ...(reason === "" ? [] : [ownWords(reason)]),
    `Task ${codeSpan(ref ?? title)}${atCommit(message)}.`,
  ].join("\n\n");
}

/** Comment with an answer. The question may be the agent's own text: it stands in a fence. */
export function answerComment(answer: {
  readonly question: string;
  readonly asked: boolean;
  readonly answer: string;
  readonly by: string;
}): string {
  return [
    `**Answer** by ${codeSpan(answer.by)}${answer.asked ? " to the agent's question" : " to the escalation"}:`,
    ...(answer.question === ""
      ? []
      : [answer.asked ? fenced(answer.question) : `> ${ownWords(answer.question).replaceAll("\n", "\n> ")}`]),
    ownWords(answer.answer),
  ].join("\n\n");
}

function atCommit({ letter, head }: EscalationMessage): string {
  const at = head === null ? "" : ` at commit ${codeSpan(head)}`;
  return letter === null ? at : `, attempt ${letter}${at}`;
}

/**
 * A text for Slack and what takes its form. The three characters with a meaning in it are escaped, so that nothing can mention a channel
 * or stand for a link; what may be an agent's words has its own line breaks and @ taken away.
 */
function slackText(text: string): string {
  return withoutPlace(namedHidden(text.replace(/\r\n?/gu, "\n")))
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

/** An agent's words on one line in code, where neither Slack nor what is like it mentions anybody. */
function slackCode(text: string): string {
  const flat = slackText(text).replace(/\s+/gu, " ").replaceAll("`", "'").trim();
  return `\`${flat === "" ? "(empty)" : flat}\``;
}

/** JSON for an incoming webhook of Slack's form: Slack, Mattermost, Rocket.Chat, Discord's /slack. */
export function slackBody(message: EscalationMessage): string {
  const { to, by, reason, question, due, zone, title, ref, repository } = message;
  const text = [
    `*Escalated to ${slackText(to)}* by ${slackText(by)}. Answer wanted by ${slackText(dueIn(due, zone))}.`,
    ...(question === "" ? [] : [`Question: ${slackText(question)}`]),
    ...(reason === "" ? [] : [slackText(reason)]),
    `Task ${slackCode(ref === null ? title : `${ref} ${title}`)} in ${slackCode(repository)}. Reference ${effectPlaceholder}`,
  ].join("\n");
  return JSON.stringify({ text });
}

/** JSON of our own form, version 1: docs/escalation.md. */
export function genericBody(message: EscalationMessage): string {
  const { due, letter, head } = message;
  const [to, by, reason, question, title, repository] = (
    ["to", "by", "reason", "question", "title", "repository"] as const
  ).map((name) => withoutPlace(message[name]));
  const ref = message.ref === null ? null : withoutPlace(message.ref);
  return JSON.stringify({
    type: "countersign.escalation",
    version: 1,
    id: effectPlaceholder,
    escalation: { to, by, reason, question, due: new Date(due).toISOString() },
    task: { ref, title, repository, attempt: letter, head },
  });
}

/** The same forms for the test that a person asks for: it says that it is one. */
export function testBody(form: "slack" | "generic", id: string): string {
  return form === "slack"
    ? JSON.stringify({ text: `Test message of Countersign: nothing was escalated. Reference ${id}` })
    : JSON.stringify({ type: "countersign.test", version: 1, id });
}
