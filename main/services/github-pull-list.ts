import type { GitHubPullSummary } from "../../shared/model/github-pull";
import { ok, type Problem, type Result } from "../../shared/result";
import { firstLookBackMs, tryAgainMs } from "../github/poll-plan";
import { recogniseAgent } from "../github/recognise-agent";
import type { GitHubApi, GitHubProblem } from "../platform/github/port";
import { changesOf, unsurePulls } from "../store/github-pull-lists";
import { listPulls, noteLooked, type KnownPull, type ListedPull } from "../store/github-pulls";
import { moveCursor, type GitHubRepository } from "../store/github-repositories";
import type { Core } from "../views/core";
import { breathe } from "./breathe";
import { endsReading, type Reading } from "./github-pull-artifacts";

/** More pull requests than this are not listed at once. */
const mostListed = 10_000;
/** Rows that are written in one go, so that requests are answered between. */
const rowsAtOnce = 50;
/** Pull requests without a sign of an agent whose commits are looked through in one sync: each is a request. */
const mostLooked = 60;

/** Why pull requests could not be read, by the time it is tried again: kept by the process, not by the store. */
const resting = new WeakMap<Core, Map<string, number>>();

/** Leaves a pull request alone for a while: it could not be read. */
export function rest(core: Core, { place, number }: Pick<KnownPull, "place" | "number">, nowMs: number): void {
  const all = resting.get(core) ?? new Map<string, number>();
  resting.set(core, all.set(`${place}#${String(number)}`, nowMs + tryAgainMs));
}

/** Whether a pull request is left alone just now: it could not be read a moment ago. */
export function rests(core: Core, place: string, number: number, nowMs: number): boolean {
  return (resting.get(core)?.get(`${place}#${String(number)}`) ?? 0) > nowMs;
}

/** A repository's list as GitHub gave it. */
export interface AskedList {
  readonly pulls: readonly GitHubPullSummary[];
  /** Since when what changed was asked for. */
  readonly since: string;
  /** It is not what was stored of it. */
  readonly fresh: boolean;
  readonly problems: readonly Problem[];
}

/** Asks for a repository's list: the first time what is open and what changed in the last two weeks, later what changed since. */
export async function askForList(
  core: Core,
  api: GitHubApi,
  repository: GitHubRepository,
  { signal }: Reading,
): Promise<Result<AskedList, GitHubProblem>> {
  const at = { owner: repository.owner, repo: repository.repo };
  const problems: Problem[] = [];
  const first = repository.since === null;
  const since = repository.since ?? new Date(core.platform.clock.now().getTime() - firstLookBackMs).toISOString();
  const lists = first
    ? [
        { state: "open" as const, since: null },
        { state: "all" as const, since },
      ]
    : [{ state: "all" as const, since }];
  const found = new Map<number, GitHubPullSummary>();
  let fresh = false;
  for (const asked of lists) {
    const got = await api.pulls(at, { ...asked, most: mostListed }, signal);
    if (!got.ok) return got;
    const { items, complete, skipped } = got.value.value;
    fresh ||= !got.value.fromCache;
    for (const one of items) found.set(one.number, one);
    if (!complete)
      problems.push({
        code: "github-long-list",
        message: `The list is longer than is read: its newest ${String(items.length)} pull requests were taken.`,
        place: repository.place,
        remedy: "Older ones are read by their address: countersign ingest ADDRESS.",
      });
    if (skipped > 0)
      problems.push({
        code: "github-form",
        message: `${String(skipped)} pull requests of the list had a form that is not known and were left out.`,
        place: repository.place,
        remedy: "Update Countersign.",
      });
  }
  return ok({ pulls: [...found.values()], since, fresh, problems });
}

/** Takes a repository's list. The place in it is kept only when all of it is. Out: whether anything is new. */
export async function takeList(
  core: Core,
  repository: GitHubRepository,
  { pulls: all, since, fresh }: AskedList,
): Promise<boolean> {
  const first = repository.since === null;
  // Nothing of an unchanged list is new, unless what is asked of it is.
  if (!fresh && !first) return false;
  const known = changesOf(core.record, repository.place);
  const news = all.filter((one) => first || known.get(one.number) !== one.updatedAt);
  for (let from = 0; from < news.length; from += rowsAtOnce) {
    if (!core.record.open) return false;
    listPulls(
      core.record,
      news.slice(from, from + rowsAtOnce).map((one) => rowOf(repository.place, one)),
    );
    await breathe();
  }
  const newest = all.map((one) => one.updatedAt).sort((a, b) => Date.parse(b) - Date.parse(a))[0];
  if (core.record.open) moveCursor(core.record, repository.connection, later(newest ?? since, since));
  return news.length > 0;
}

function later(a: string, b: string): string {
  return Date.parse(a) > Date.parse(b) ? a : b;
}

/** A list's entry as it is kept, with what it shows of its maker. */
export function rowOf(place: string, pull: GitHubPullSummary): ListedPull {
  const author = { login: pull.author?.login ?? "ghost", bot: pull.author?.type === "Bot" };
  const agent = recogniseAgent({ author, branch: pull.head.ref, body: pull.body, labels: pull.labels, commits: [] });
  return {
    place,
    number: pull.number,
    title: pull.title,
    author: author.login,
    updatedAt: pull.updatedAt,
    head: pull.head.sha,
    open: pull.state === "open",
    agent: agent === null ? null : { id: agent.id, name: agent.name, signs: agent.signs },
    bot: agent?.kind === "bot",
  };
}

/** Looks through the commits of open pull requests that show no sign of an agent otherwise: a trailer may name one. */
export async function lookThrough(
  core: Core,
  api: GitHubApi,
  repository: GitHubRepository,
  { signal, cancelled }: Reading,
): Promise<Result<number, GitHubProblem>> {
  if (repository.take === "all") return ok(0);
  const unsure = unsurePulls(core.record, repository.place, mostLooked);
  let looked = 0;
  for (const pull of unsure) {
    if (cancelled()) break;
    const got = await api.pullCommits({ owner: repository.owner, repo: repository.repo, number: pull.number }, signal);
    if (!got.ok && endsReading(got.error)) return got;
    if (!core.record.open) break;
    const commits = got.ok ? got.value.value.items : [];
    const agent = recogniseAgent({
      author: { login: pull.author, bot: false },
      branch: "",
      body: "",
      labels: [],
      commits: commits.map(({ message, author }) => ({ message, mail: author?.email ?? null })),
    });
    noteLooked(core.record, pull, {
      head: pull.head,
      agent: agent === null ? null : { id: agent.id, name: agent.name, signs: agent.signs },
      bot: agent?.kind === "bot",
    });
    looked += 1;
  }
  return ok(looked);
}
