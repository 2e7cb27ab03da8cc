import type { Attempt } from "../../shared/model/attempt";
import type { Statement } from "../../shared/model/claim";
import type { AttemptPull } from "../../shared/model/pull";
import { messageWithoutTrailers } from "./commit-trailers";
import { readBody } from "./pull-body";
import type { PullFacts } from "./pull-facts";
import { agentOf } from "./task-of-pull";

/** What of an attempt a pull request itself says. */
export type PulledAttempt = Pick<
  Attempt,
  "runner" | "runnerName" | "base" | "head" | "branch" | "summary" | "startedAt" | "finishedAt" | "patchNote"
> & { readonly statements: readonly Statement[]; readonly pull: AttemptPull };

const mostCommits = 200;
const mostText = 20_000;

/**
 * A pull request as an attempt: title, body and commit messages are what its author claims; what the body only repeats (the
 * prompt) or what tools append is none of it. In: what was read. Out: the parts of an attempt that rest on nothing else.
 */
export function attemptOfPull(facts: PullFacts): PulledAttempt {
  const { host, repository, pull, commits, patch, issues, partial, readAt } = facts;
  const agent = agentOf(facts);
  const { own } = readBody(pull.body);
  const summary = [pull.title.trim(), own].filter((text) => text !== "").join("\n\n");
  const merged = pull.mergedAt !== null;
  const notes = [patch.note, ...partial].filter((note) => note !== null);
  return {
    runner: agent?.runner ?? "other",
    runnerName: agent?.name ?? "GitHub",
    base: patch.base,
    head: pull.head.sha,
    branch: pull.head.ref,
    summary: summary === "" ? null : summary,
    statements: [
      ...(summary === ""
        ? []
        : [{ source: "pull-request" as const, text: summary, event: null, ref: `#${String(pull.number)}` }]),
      ...commitStatements(commits),
    ],
    ...spanOf(facts),
    patchNote: notes.length === 0 ? null : notes.join(" "),
    pull: {
      host,
      repository,
      number: pull.number,
      url: pull.url,
      state: merged ? "merged" : pull.state === "closed" ? "closed" : pull.draft ? "draft" : "open",
      endedAt: pull.mergedAt ?? pull.closedAt,
      mergeCommit: pull.mergeCommit,
      author: pull.author?.login ?? "ghost",
      agent: agent === null ? null : { id: agent.id, name: agent.name, signs: agent.signs },
      labels: pull.labels,
      into: pull.base.ref,
      fork: pull.head.repository === repository ? null : pull.head.repository,
      closes: issues.filter((one) => one.how !== "names").map((one) => `${one.repository}#${String(one.issue.number)}`),
      readAt,
    },
  };
}

/** The messages of its commits, without merges of the base and without what says nothing of the work. */
function commitStatements(commits: PullFacts["commits"]): Statement[] {
  return commits.slice(0, mostCommits).flatMap(({ sha, message, parents }) => {
    const text = messageWithoutTrailers(message.slice(0, mostText));
    return parents.length > 1 || text === "" ? [] : [{ source: "commit" as const, text, event: null, ref: sha }];
  });
}

/**
 * From the first commit to the last, or to the opening. Commits state their times themselves: one that is later than GitHub's last change
 * of the pull request is not believed. What is said on it afterwards is no work on it.
 */
function spanOf({ pull, commits }: PullFacts): Pick<Attempt, "startedAt" | "finishedAt"> {
  const latest = Date.parse(pull.updatedAt);
  const stated = commits.flatMap(({ author }) => author?.at ?? []).filter((at) => Date.parse(at) <= latest);
  const instants = [pull.createdAt, ...stated].sort((a, b) => Date.parse(a) - Date.parse(b));
  return { startedAt: instants.at(0) ?? null, finishedAt: instants.at(-1) ?? null };
}
