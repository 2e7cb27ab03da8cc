import type { Requester } from "../../shared/model/contract";
import type { Ground } from "../../shared/model/task";
import { issueKey } from "./closing-references";
import type { PullFacts } from "./pull-facts";
import { readBody, requesterOf } from "./pull-body";
import { recogniseAgent, type RecognisedAgent } from "./recognise-agent";

/** The task that a pull request is an attempt of. */
export interface PullTask {
  readonly key: string;
  readonly ref: string;
  readonly title: string;
  readonly ground: Ground;
  readonly requester: Requester | null;
  /** RFC 3339: when the work was asked for, as far as it is known. */
  readonly firstSeenAt: string;
  /** The issue whose text may be the contract; null where it closes none, or several. */
  readonly issue: PullFacts["issues"][number] | null;
}

/** The place of a repository in keys: github.com is not named, so that what sessions say of it has the same key. */
function placeKey(host: string, repository: string): string {
  return host === "github.com" ? repository : `${host}/${repository}`;
}

/** The name of a repository in the keys of a pull request's task: one that was renamed keeps its first. */
function keyName({ repository, formerly }: PullFacts, named: string): string {
  return formerly !== undefined && named.toLowerCase() === repository.toLowerCase() ? formerly : named;
}

/** The key of a pull request, from which those of its attempt and its own task are made. */
export function keyOfPull(facts: PullFacts): string {
  return pullKey(facts.host, keyName(facts, facts.repository), facts.pull.number);
}

function pullKey(host: string, repository: string, number: number): string {
  return `pull:${placeKey(host, repository)}#${String(number)}`;
}

/** Who made a pull request, as everything that was read of it tells. */
export function agentOf({ pull, commits }: Pick<PullFacts, "pull" | "commits">): RecognisedAgent | null {
  return recogniseAgent({
    author: { login: pull.author?.login ?? "ghost", bot: pull.author?.type === "Bot" },
    branch: pull.head.ref,
    body: pull.body,
    labels: pull.labels,
    commits: commits.map(({ message, author }) => ({ message, mail: author?.email ?? null })),
  });
}

/**
 * Says which task a pull request belongs to. All that close the same issue are attempts of one task, whatever came first; one that
 * closes several issues is together with those that close the same ones; one that closes none is a task of its own.
 */
export function taskOfPull(facts: PullFacts): PullTask {
  const { host, repository, pull } = facts;
  const issues = [...facts.issues].sort((a, b) => compare(keyOf(a), keyOf(b)));
  const [first] = issues;
  const agent = agentOf(facts);
  const requester = requesterOf({
    issue:
      first === undefined
        ? null
        : { author: first.issue.author?.login ?? null, createdAt: first.issue.createdAt, url: first.issue.url },
    body: readBody(pull.body),
    author: { login: pull.author?.login ?? "ghost", bot: pull.author?.type === "Bot" || agent?.kind === "bot" },
    assignees: pull.assignees.map(({ login }) => login),
    ruled: agent?.kind === "bot",
    createdAt: pull.createdAt,
    url: pull.url,
  });
  if (first === undefined) {
    const ref = `${shortName(repository)}#${String(pull.number)}`;
    return {
      key: keyOfPull(facts),
      ref,
      title: pull.title,
      ground: { kind: "reference", text: `about ${repository}#${String(pull.number)}` },
      requester,
      firstSeenAt: pull.createdAt,
      issue: null,
    };
  }
  const names = issues.map((one) => `${one.repository}#${String(one.issue.number)}`);
  return {
    key:
      issues.length === 1
        ? pullKey(host, keyName(facts, first.repository), first.issue.number)
        : `pulls:${issues.map((one) => `${placeKey(host, keyName(facts, one.repository))}#${String(one.issue.number)}`).join(",")}`,
    ref: issues
      .map((one) => `${shortName(one.repository)}#${String(one.issue.number)}`)
      .join(", ")
      .slice(0, 200),
    title: issues.length === 1 ? first.issue.title : `${first.issue.title} (and ${String(issues.length - 1)} more)`,
    ground: {
      kind: "reference",
      text: `${groundWord(issues)} ${names.join(", ")}`,
    },
    requester,
    firstSeenAt: first.issue.createdAt,
    issue: issues.length === 1 ? first : null,
  };
}

function groundWord(issues: PullFacts["issues"]): string {
  if (issues.every(({ how }) => how === "closes")) return "closes";
  return issues.every(({ how }) => how !== "names") ? "linked on GitHub with" : "about";
}

function keyOf({ repository, issue }: PullFacts["issues"][number]): string {
  const [name = "", number = ""] = issueKey({ repository, number: issue.number }).split("#");
  return `${name}#${number.padStart(10, "0")}`;
}

function shortName(repository: string): string {
  return repository.split("/").at(-1) ?? repository;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
