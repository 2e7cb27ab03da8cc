import type { GitHubCheckRun, GitHubWorkflowRun } from "../../shared/model/github-checks";
import { ok, type Result } from "../../shared/result";
import { closingReferences, issueKey, namedIssue, type IssueName } from "../github/closing-references";
import type { PullChecks, PullFacts } from "../github/pull-facts";
import type {
  Asked,
  Fresh,
  GitHubApi,
  GitHubProblem,
  Listed,
  NumberedRef,
  RepositoryRef,
} from "../platform/github/port";
import { pullPlace } from "../store/github-pulls";
import { formerName } from "../store/github-repositories";
import type { Core } from "../views/core";
import { endsReading, readArtifacts, type Reading } from "./github-pull-artifacts";
import { readPatch } from "./github-pull-patch";

const mostIssues = 5;
/** Check runs whose annotations are asked for: each is a request. */
const mostAnnotated = 40;

/**
 * Reads everything of one pull request that an attempt is made of. What did not change since it was read costs nothing of GitHub's
 * allowance. In: what was read of it before. Out: the facts; Err: the pull request is not there, or GitHub gives nothing more now.
 */
export async function readPullFacts(
  core: Core,
  api: GitHubApi,
  at: NumberedRef,
  before: PullFacts | null,
  reading: Reading,
): Promise<Result<PullFacts, GitHubProblem>> {
  const { signal } = reading;
  const got = await api.pull(at, signal);
  if (!got.ok) return got;
  const pull = got.value.value;
  const partial: string[] = [];
  const commits = await list(api.pullCommits(at, signal), "commits", partial);
  if (!commits.ok) return commits;
  const patch = await readPatch(core, api, { at, pull, commits: commits.value, before }, reading);
  if (!patch.ok) return patch;
  const reviews = await list(api.reviews(at, signal), "reviews", partial);
  if (!reviews.ok) return reviews;
  const reviewComments = await list(api.reviewComments(at, signal), "comments on lines", partial);
  if (!reviewComments.ok) return reviewComments;
  const comments = await list(api.issueComments(at, signal), "comments", partial);
  if (!comments.ok) return comments;
  const repository = `${at.owner}/${at.repo}`;
  const texts = { title: pull.title, body: pull.body, messages: commits.value.map(({ message }) => message) };
  const links = await readLinks(api, at, { before, updatedAt: pull.updatedAt, partial }, reading);
  if (!links.ok) return links;
  const said = { host: api.host, repository, branch: pull.head.ref, texts, links: links.value ?? [], partial };
  const issues = await readIssues(api, said, reading);
  if (!issues.ok) return issues;
  const checks = await readChecks(api, at, pull.head.sha, reading);
  if (!checks.ok) return checks;
  const known = before?.pull.head.sha === pull.head.sha ? before.artifacts : [];
  const artifacts = await readArtifacts(core, api, { at, runs: checks.value.workflows, before: known }, reading);
  if (!artifacts.ok) return artifacts;
  const formerly = formerName(core.record, pullPlace(api.host, repository));
  return ok({
    version: 1,
    host: api.host,
    repository,
    ...(formerly === null ? {} : { formerly }),
    pull,
    commits: [...commits.value],
    reviews: [...reviews.value],
    reviewComments: [...reviewComments.value],
    comments: [...comments.value],
    issues: issues.value,
    ...(links.value === null ? {} : { links: [...links.value] }),
    checks: checks.value,
    artifacts: artifacts.value,
    patch: patch.value,
    partial,
    readAt: core.platform.clock.now().toISOString(),
  });
}

/** One list. What GitHub does not give of it is said; what ends the reading ends it. */
async function list<T>(
  asked: Asked<Fresh<Listed<T>>>,
  what: string,
  notes: string[],
): Promise<Result<readonly T[], GitHubProblem>> {
  const got = await asked;
  if (!got.ok) {
    if (endsReading(got.error)) return got;
    notes.push(`The ${what} could not be read: ${got.error.message}`);
    return ok([]);
  }
  const { items, complete, skipped } = got.value.value;
  if (!complete) notes.push(`GitHub gives only ${String(items.length)} of the ${what}.`);
  if (skipped > 0) notes.push(`${String(skipped)} of the ${what} had a form that is not known and were left out.`);
  return ok(items);
}

interface Said {
  readonly host: string;
  readonly repository: string;
  readonly branch: string;
  readonly texts: { readonly title: string; readonly body: string; readonly messages: readonly string[] };
  readonly links: readonly IssueName[];
  readonly partial: string[];
}

/** What alone ends a reading whose question was for GitHub's GraphQL API: the REST API may answer all the same. */
const endsLinks: ReadonlySet<GitHubProblem["code"]> = new Set(["github-limit", "github-token", "github-stopped"]);

/**
 * The issues that GitHub itself links with a pull request. It is asked again when the pull request changed; what it cannot tell is said, and
 * what it told before stays. Out: null where that was never known.
 */
async function readLinks(
  api: GitHubApi,
  at: NumberedRef,
  known: { readonly before: PullFacts | null; readonly updatedAt: string; readonly partial: string[] },
  { signal }: Reading,
): Promise<Result<readonly IssueName[] | null, GitHubProblem>> {
  const { before, updatedAt, partial } = known;
  if (before?.links !== undefined && before.pull.updatedAt === updatedAt) return ok(before.links);
  const got = await api.closingIssues(at, signal);
  if (got.ok) {
    const { items, complete } = got.value.value;
    if (!complete) partial.push(`GitHub links more issues with it than the ${String(items.length)} that were read.`);
    return ok(items);
  }
  if (endsLinks.has(got.error.code)) return got;
  partial.push(`Links to issues that were made by hand on GitHub could not be read: ${got.error.message}`);
  return ok(before?.links ?? null);
}

async function readIssues(
  api: GitHubApi,
  { host, repository, branch, texts, links, partial }: Said,
  { signal }: Reading,
): Promise<Result<PullFacts["issues"], GitHubProblem>> {
  const place = { host, repository };
  const closed = new Map<string, IssueName>();
  for (const text of [`${texts.title}\n\n${texts.body}`, ...texts.messages])
    for (const issue of closingReferences(text, place)) closed.set(issueKey(issue), issue);
  const linked = links.filter((one) => !closed.has(issueKey(one)));
  const named = closed.size + linked.length === 0 ? namedIssue(texts.body, branch, place) : null;
  const howOf = (one: IssueName) => (one === named ? "names" : closed.has(issueKey(one)) ? "closes" : "linked");
  const wanted = named === null ? [...closed.values(), ...linked] : [named];
  if (wanted.length > mostIssues)
    partial.push(`It closes ${String(wanted.length)} issues; ${String(mostIssues)} were read.`);
  const issues: PullFacts["issues"] = [];
  for (const one of wanted.slice(0, mostIssues)) {
    const [owner = "", repo = ""] = one.repository.split("/");
    const got = await api.issue({ owner, repo, number: one.number }, signal);
    if (!got.ok) {
      if (endsReading(got.error)) return got;
      partial.push(`The issue ${one.repository}#${String(one.number)} could not be read: ${got.error.message}`);
    } else if (!got.value.value.isPull)
      issues.push({ repository: one.repository, how: howOf(one), issue: got.value.value });
  }
  return ok(issues);
}

/** The checks, statuses and workflow runs of a commit. What the account may not read is said among them. */
export async function readChecks(
  api: GitHubApi,
  at: RepositoryRef,
  head: string,
  { signal }: Reading,
): Promise<Result<PullChecks, GitHubProblem>> {
  const unread: string[] = [];
  const runs = await list<GitHubCheckRun>(api.checkRuns(at, head, signal), "check runs", unread);
  if (!runs.ok) return runs;
  const annotations: PullChecks["annotations"] = [];
  const annotated = runs.value.filter((run) => run.annotations > 0);
  if (annotated.length > mostAnnotated)
    unread.push(`The annotations of ${String(mostAnnotated)} of ${String(annotated.length)} check runs were read.`);
  for (const run of annotated.slice(0, mostAnnotated)) {
    const got = await list(api.checkAnnotations(at, run.id, signal), `annotations of ${run.name}`, unread);
    if (!got.ok) return got;
    annotations.push({ run: run.id, items: [...got.value] });
  }
  const statuses = await list(api.statuses(at, head, signal), "statuses", unread);
  if (!statuses.ok) return statuses;
  const workflows = await list<GitHubWorkflowRun>(api.workflowRuns(at, head, signal), "workflow runs", unread);
  if (!workflows.ok) return workflows;
  return ok({
    runs: [...runs.value],
    annotations,
    statuses: [...statuses.value],
    workflows: [...workflows.value].sort((a, b) => a.id - b.id),
    unread,
  });
}
