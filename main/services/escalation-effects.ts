import { answerComment, escalationComment, genericBody, slackBody, type EscalationMessage } from "../escalation/texts";
import { isAbout, waitsForAnswer } from "../escalation/derive";
import { githubName } from "../outbox/effect-text";
import { commentOn, endedWords, pullName, reviewersOn } from "../outbox/github-effects";
import type { DraftEffect, EffectAttempt, EffectSource, EffectSubject, PullPlace } from "../outbox/port";
import type { AboutEscalation } from "../../shared/model/decision";
import type { AgentQuestion, Escalation } from "../../shared/model/escalation";
import { splitQuestion } from "../../shared/review/escalation-question";
import { readWebhooks } from "../store/webhooks";
import type { Core } from "../views/core";
import { escalationsOn } from "../views/escalations";
import { currentSettings } from "../views/settings";
import { webhookChannel, webhookRoute } from "./webhook-acts";

/** The effects of escalating and of answering: comments and requests for review on pull requests, messages to webhooks. */
export function escalationEffects(core: Core): EffectSource {
  return {
    name: "escalations",
    plan: (subject) => {
      if (subject.kind === "escalate") return ofEscalation(core, subject);
      return subject.kind === "answer" ? ofAnswer(core, subject) : [];
    },
  };
}

interface OnPull {
  readonly attempt: EffectAttempt;
  readonly pull: PullPlace;
}

/** Attempts that are pull requests, the first that is still open in front. */
function pullsOf({ attempts }: EffectSubject): OnPull[] {
  const all = attempts.flatMap((attempt) => (attempt.pull === null ? [] : [{ attempt, pull: attempt.pull }]));
  const open = all.filter(({ pull }) => endedWords(pull) === null);
  return [...open, ...all.filter((one) => !open.includes(one))];
}

function ofEscalation(core: Core, subject: EffectSubject): DraftEffect[] {
  const { person, until } = subject;
  if (person === null || person.trim() === "" || until === null) return [];
  const pulls = pullsOf(subject);
  const [first] = pulls;
  const message = messageOf(core, subject, person, until, first?.attempt ?? null);
  // A name of the rota is known there; what is typed like a login is one by the reviewer's word.
  const typed = person.trim().startsWith("@") ? githubName(person) : null;
  const name = subject.personOnGitHub === null ? typed : githubName(subject.personOnGitHub);
  const mention = name === null ? null : "login" in name ? `@${name.login}` : `@${name.org}/${name.team}`;
  return [
    ...pulls.flatMap(({ attempt, pull }, index): DraftEffect[] => {
      const of = { ...message, letter: attempt.letter, head: attempt.head };
      const wanted = index === 0 && endedWords(pull) === null;
      return [
        commentOn(pull, {
          title: `Comment on ${pullName(pull)} that it is escalated to ${mention ?? person.trim()}`,
          body: escalationComment(of, mention),
          wanted,
        }),
        ...(name === null
          ? []
          : [
              reviewersOn(pull, {
                logins: "login" in name ? [name.login] : [],
                teams: "team" in name ? [name.team] : [],
                wanted,
              }),
            ]),
      ];
    }),
    ...readWebhooks(core.record).map(({ id, name: hook, form, host }): DraftEffect => ({
      via: "webhook",
      operation: "webhook",
      target: host,
      title: `Message to ${hook} at ${host}`,
      lane: `webhook ${id}`,
      channel: webhookChannel(id),
      account: null,
      head: null,
      payload: {
        operation: "webhook",
        route: webhookRoute(id),
        contentType: "application/json",
        body: form === "slack" ? slackBody(message) : genericBody(message),
      },
      wanted: true,
      refused: null,
      link: null,
    })),
  ];
}

function messageOf(
  core: Core,
  { task, reason }: EffectSubject,
  person: string,
  until: string,
  attempt: EffectAttempt | null,
): EscalationMessage {
  return {
    to: person.trim(),
    by: currentSettings(core).reviewerName,
    ...splitQuestion(reason),
    due: until,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    title: task.title,
    ref: task.ref,
    repository: task.repository,
    letter: attempt?.letter ?? null,
    head: attempt?.head ?? null,
  };
}

/**
 * The answer goes to the pull request whose agent asked; of an escalation to the first that is open. The comment quotes what it answers:
 * what is named, else the only one that waits. What was answered on GitHub stands there already.
 */
function ofAnswer(core: Core, subject: EffectSubject): DraftEffect[] {
  const on = escalationsOn(core, subject.task.id);
  if (!on.ok || subject.reason === "") return [];
  const waiting = on.value.escalations.filter(({ state }) => waitsForAnswer(state) || subject.about !== null);
  const asked = on.value.questions.filter(({ answer }) => answer === null || subject.about !== null);
  const { about } = subject;
  const escalation = about === null ? waiting[0] : waiting.find((row) => isAbout(about, row));
  const question = about === null ? asked[0] : asked.find((row) => asks(about, row));
  const one = about !== null || waiting.length + asked.length === 1;
  const asking = new Set((question === undefined ? asked : [question]).map(({ attemptId }) => attemptId));
  const pulls = pullsOf(subject);
  const first = pulls.find(({ attempt }) => asking.has(attempt.id)) ?? pulls[0];
  return pulls.map(({ pull }) =>
    commentOn(pull, {
      title: `Comment on ${pullName(pull)} with the answer`,
      body: answerComment({
        question: one ? (question?.text ?? quotedOf(escalation)) : "",
        asked: one && question !== undefined,
        answer: subject.reason,
        by: subject.person ?? currentSettings(core).reviewerName,
      }),
      wanted: pull === first?.pull && endedWords(pull) === null && !subject.heardThere,
    }),
  );
}

/** What an escalation asks: its question, else why it was raised. */
function quotedOf(escalation: Escalation | undefined): string {
  if (escalation === undefined) return "";
  return escalation.question === "" ? escalation.reason : escalation.question;
}

function asks(about: AboutEscalation, { event }: AgentQuestion): boolean {
  return "event" in about && about.event.sessionId === event.sessionId && about.event.seq === event.seq;
}
