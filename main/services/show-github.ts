import type { GitHubRepositoryView, LeftPull, PullView } from "../../shared/contract/github-pulls";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { readBody } from "../github/pull-body";
import { pullHistory } from "../github/pull-history";
import type { Budget } from "../platform/github/port";
import { changedPulls, countAgents, countPulls, leftPulls } from "../store/github-pull-lists";
import { pullOfAttempt, type KnownPull } from "../store/github-pulls";
import { readRepository } from "../store/github-repositories";
import { readAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import { nextAsk } from "../views/github-watch";
import { factsOf } from "../views/pull-facts";

const mostLeft = 200;
const mostEvents = 500;
const mostText = 20_000;

/** A connected repository of GitHub: how it is read, with what allowance, what was taken of it and what was not. */
export function githubRepositoryView(core: Core, id: string): Result<GitHubRepositoryView> {
  const repository = readRepository(core.record, id);
  if (repository === null) return err(notFound("connection"));
  const { host, owner, repo, login, take, authors, askedAt } = repository;
  const api = core.github.api(host, login);
  const budget = api.ok ? api.value.budget() : null;
  const next = nextAsk(core, id);
  const wanted = new Set(changedPulls(core.record, repository));
  return ok({
    host,
    repository: `${owner}/${repo}`,
    choice: { login, take, authors: [...authors] },
    account: api.ok ? (api.value.account?.login ?? null) : null,
    accountProblem: api.ok ? null : api.error.message,
    tokenFrom:
      api.ok && api.value.account === null && host === "github.com"
        ? (core.github.environment()?.variable ?? null)
        : null,
    askedAt,
    nextAt: next === null ? null : new Date(next).toISOString(),
    blockedUntil: budget?.blockedUntil ?? null,
    allowance: budget === null ? null : allowanceOf(budget),
    counts: countPulls(core.record, repository),
    agents: countAgents(core.record, repository.place).map(({ name, pulls }) => ({
      name: name ?? "No sign of an agent",
      pulls,
    })),
    left: leftPulls(core.record, repository.place, mostLeft).map((pull) => leftOf(pull, wanted)),
  });
}

function allowanceOf({ limit, remaining, resetAt, requests, notModified }: Budget): GitHubRepositoryView["allowance"] {
  return limit === null || remaining === null ? null : { limit, remaining, resetAt, requests, notModified };
}

function leftOf(pull: KnownPull, wanted: ReadonlySet<number>): LeftPull {
  const { number, title, author, open, agent, bot, problem } = pull;
  const why = problem !== null ? "failed" : wanted.has(number) ? "waiting" : bot && agent !== null ? "bot" : "person";
  return { number, title, author, open, agent, why, problem };
}

/** What was done and said on the pull request that an attempt is. */
export function pullView(core: Core, attemptId: string): Result<PullView> {
  const stored = readAttempt(core.index, attemptId);
  const known = pullOfAttempt(core.record, attemptId);
  const facts = factsOf(core, known);
  const pull = stored?.attempt.pull;
  if (pull === undefined || facts === null) return err(notFound("pull request"));
  const events = pullHistory(facts);
  const shown = events.slice(-mostEvents);
  return ok({
    pull,
    session: readBody(facts.pull.body).session,
    events: shown.map((event) => ({ ...event, text: event.text.slice(0, mostText) })),
    earlier: events.length - shown.length,
    checks: { open: known?.checksOpen ?? false, lookedAt: known?.checksAt ?? null },
  });
}

function notFound(what: "connection" | "pull request"): Problem {
  return what === "connection"
    ? {
        code: "not-found",
        message: "That connection is gone, or is no repository of GitHub.",
        remedy: "Look at the list of runners again.",
      }
    : {
        code: "not-found",
        message: "This attempt is no pull request, or what was read of it is not in the archive.",
        remedy: "Sync its repository.",
      };
}
