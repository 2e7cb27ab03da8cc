import type { EffectPayload } from "../../shared/model/effect";
import type { GitHubPull } from "../../shared/model/github-pull";
import { bearsMarker } from "../outbox/marker";
import type { EffectSender, FindOutcome, SendableEffect, SendOutcome } from "../outbox/port";
import type { Problem } from "../../shared/result";
import type { GitHubProblem, NumberedRef } from "../platform/github/port";
import type { Core } from "../views/core";
import { clientFor, type WritingClient } from "./github-client";
import { githubWrite } from "./github-write";

/*
 * GitHub has no way to say "the same request again": a repeated one makes a second review. So everything is looked for before
 * it is sent, by its mark or by what it would change, among what this very account wrote; and the head is read right before
 * it, because GitHub would let a review stand on whatever is newest.
 */

/** Longest that one request may take before its answer counts as lost. */
const requestMs = 45_000;

type NotAsked = Extract<SendOutcome, { outcome: "later" | "held" }>;

interface Place extends NumberedRef {
  readonly host: string;
}

/** Sends effects to GitHub. */
export function githubSender(core: Core): EffectSender {
  return {
    via: "github",
    send: async (effect, still) => {
      const opened = await open(core, effect);
      if ("outcome" in opened) return opened;
      const { at, client, pull } = opened;
      const there = await findOn(client, at, effect, pull);
      if (there.outcome !== "absent") return there;
      const stop = moved(effect, pull);
      if (stop !== null) return { outcome: "held", detail: stop };
      const write = githubWrite(effect.payload);
      if (write === null) throw new Error(`${effect.operation} is not sent to GitHub`);
      if (!still()) return { outcome: "later", detail: "Another process took it", notBefore: null };
      const written = await client.api.write(at, write, AbortSignal.timeout(requestMs));
      if (!written.ok) return afterWrite(written.error);
      const { id, url, at: time } = written.value;
      return { outcome: "done", remote: { id, url, at: time }, detail: doneWords(effect.payload) };
    },
    find: async (effect) => {
      const opened = await open(core, effect);
      return "outcome" in opened ? opened : findOn(opened.client, opened.at, effect, opened.pull);
    },
  };
}

interface Opened {
  readonly at: Place;
  readonly client: WritingClient;
  readonly pull: GitHubPull;
}

/** The account's client and the pull request as it stands; or why there is none. */
async function open(core: Core, effect: SendableEffect): Promise<Opened | NotAsked> {
  const at = placeOf(effect);
  const client = await clientFor(core, at.host, effect.account, AbortSignal.timeout(requestMs));
  if (!client.ok) return notAsked(client.error);
  const pull = await client.value.api.pull(at, AbortSignal.timeout(requestMs));
  return pull.ok ? { at, client: client.value, pull: pull.value.value } : notAsked(pull.error);
}

function placeOf({ lane, target }: SendableEffect): Place {
  const [, owner, repo, number] = /^([^/]+)\/([^#]+)#(\d+)$/.exec(target) ?? [];
  if (owner === undefined || repo === undefined) throw new Error(`${target} is no pull request`);
  return { host: lane.slice(0, lane.indexOf("/")), owner, repo, number: Number(number) };
}

/** Why it is not sent to the pull request as it stands, or null. */
function moved({ head, payload }: SendableEffect, pull: GitHubPull): string | null {
  if (head !== null && pull.head.sha !== head)
    return `${saidWords(payload)} ${head.slice(0, 7)}, and the head is now ${pull.head.sha.slice(0, 7)}: nothing was sent`;
  if (payload.operation === "review" && payload.event !== "COMMENT" && pull.state === "closed")
    return `It was ${pull.mergedAt === null ? "closed" : "merged"} meanwhile: nothing was sent`;
  return null;
}

/** Looks whether it stands there already. */
async function findOn(
  { api, account }: WritingClient,
  at: Place,
  effect: SendableEffect,
  pull: GitHubPull,
): Promise<FindOutcome> {
  const { payload, id } = effect;
  const signal = AbortSignal.timeout(requestMs);
  const mine = (author: { readonly id: number } | null) => author !== null && author.id === account.id;
  const changed = { id: String(pull.number), url: pull.url, at: pull.updatedAt };
  switch (payload.operation) {
    case "review": {
      const reviews = await api.reviews(at, signal);
      if (!reviews.ok) return notAsked(reviews.error);
      const found = reviews.value.value.items.find((one) => mine(one.author) && bearsMarker(one.body, id));
      if (found !== undefined)
        return foundThere({ id: String(found.id), url: found.url, at: found.at ?? pull.updatedAt });
      return reviews.value.value.complete ? { outcome: "absent" } : tooMany("reviews");
    }
    case "comment": {
      const comments = await api.issueComments(at, signal);
      if (!comments.ok) return notAsked(comments.error);
      const found = comments.value.value.items.find((one) => mine(one.author) && bearsMarker(one.body, id));
      if (found !== undefined) return foundThere({ id: String(found.id), url: found.url, at: found.createdAt });
      return comments.value.value.complete ? { outcome: "absent" } : tooMany("comments");
    }
    case "labels":
      return payload.labels.every((label) => has(pull.labels, label))
        ? foundThere(changed, "It is labelled so")
        : absent;
    case "assignees": {
      const logins = pull.assignees.map(({ login }) => login);
      return payload.assignees.every((login) => has(logins, login)) ? foundThere(changed, "It is assigned so") : absent;
    }
    case "reviewers": {
      const people = pull.requestedReviewers.map(({ login }) => login);
      const asked =
        payload.reviewers.every((login) => has(people, login)) &&
        payload.team_reviewers.every((team) => has(pull.requestedTeams, team));
      return asked ? foundThere(changed, "They are asked already") : absent;
    }
    case "close":
      if (pull.mergedAt !== null)
        return { outcome: "held", detail: "It was merged meanwhile: there is nothing to close" };
      return pull.state === "closed" ? foundThere(changed, "It is closed") : absent;
    case "webhook":
      throw new Error("a webhook is not looked for on GitHub");
  }
}

const absent = { outcome: "absent" } as const;

function has(names: readonly string[], name: string): boolean {
  return names.some((one) => one.toLowerCase() === name.toLowerCase());
}

function foundThere(
  remote: { id: string; url: string; at: string },
  detail = "Found there: it had been posted",
): FindOutcome {
  return { outcome: "done", remote, detail };
}

function tooMany(what: string): FindOutcome {
  return {
    outcome: "held",
    detail: `There are more ${what} than are read, so whether it stands there cannot be told: look at the page`,
  };
}

/** What a read that failed means: nothing was sent by it. */
function notAsked(problem: Problem & Pick<GitHubProblem, "retryAt">): NotAsked {
  switch (problem.code) {
    case "github-limit":
      return { outcome: "later", detail: said(problem), notBefore: problem.retryAt ?? null };
    // It waits for the passphrase.
    case "github-locked":
    case "github-unreachable":
    case "github-lost":
    case "github-stopped":
      return { outcome: "later", detail: said(problem), notBefore: null };
    default:
      return { outcome: "held", detail: said(problem) };
  }
}

/** What a write that failed means. */
function afterWrite(problem: GitHubProblem): SendOutcome {
  switch (problem.code) {
    case "github-lost":
    // An answer that cannot be read may be that of a request that was done.
    case "github-form":
      return { outcome: "lost", detail: said(problem) };
    case "github-refused":
      return { outcome: "refused", detail: said(problem) };
    case "github-forbidden":
      return {
        outcome: "held",
        detail: `${said(problem)}${problem.needs === undefined ? "" : ` GitHub asks for the permission ${problem.needs}.`}`,
      };
    default:
      return notAsked(problem);
  }
}

function said({ message, remedy }: Problem): string {
  return remedy === undefined ? message : `${message} ${remedy}`;
}

function saidWords(payload: EffectPayload): string {
  if (payload.operation !== "review") return "This is about";
  return { APPROVE: "Approved", REQUEST_CHANGES: "Changes were requested at", COMMENT: "Commented on" }[payload.event];
}

function doneWords(payload: EffectPayload): string {
  switch (payload.operation) {
    case "review":
      return `Posted as a review: ${{ APPROVE: "approved", REQUEST_CHANGES: "changes requested", COMMENT: "comment" }[payload.event]}`;
    case "comment":
      return "Posted as a comment";
    case "labels":
      return "Labelled";
    case "assignees":
      return "Assigned";
    case "reviewers":
      return "Review asked for";
    case "close":
      return "Closed";
    case "webhook":
      return "Sent";
  }
}
