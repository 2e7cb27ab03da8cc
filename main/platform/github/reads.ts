import * as z from "zod";
import { err, ok } from "../../../shared/result";
import { annotationForm, artifactForm, checkRunForm, statusForm, workflowRunForm } from "./check-forms";
import type { GitHubClient } from "./client";
import {
  commentForm,
  commitForm,
  fileForm,
  issueForm,
  pullForm,
  pullSummaryForm,
  referenceForm,
  repositoryForm,
  reviewCommentForm,
  reviewForm,
} from "./forms";
import { closingIssues } from "./closing-issues";
import { operations } from "./operations";
import type { Asked, Fresh, GitHubApi, Listed, NumberedRef, RepositoryRef, Viewer } from "./port";
import { formProblem } from "./problems";

const mebibyte = 1024 * 1024;
const mostOfDiff = 24 * mebibyte;
const mostOfContent = mebibyte;
/** GitHub's own ends of lists: it does not say that there is more. */
const mostCommits = 250;
const mostFiles = 3000;
const timelinePages = 5;

/** Not in GitHub's description: its redirects and Link headers lead there. */
const byNumber = "GET /repositories/{repository_id}";

type Reads = Omit<
  GitHubApi,
  "host" | "account" | "abilities" | "artifactZip" | "write" | "createStatus" | "git" | "budget" | "onBudget"
>;

const repositoryPlace = ({ owner, repo }: RepositoryRef) => `${owner}/${repo}`;
const numberPlace = (at: NumberedRef) => `${repositoryPlace(at)}#${String(at.number)}`;
const pullParams = ({ owner, repo, number }: NumberedRef) => ({ owner, repo, pull_number: number });
const issueParams = ({ owner, repo, number }: NumberedRef) => ({ owner, repo, issue_number: number });
const updatedForm = z.object({ updated_at: z.string() });
const viewerForm = z.object({ login: z.string(), id: z.int().nonnegative(), name: z.string().nullish() });

/** Everything that is read for an account, by its client. */
export function readsOf(client: GitHubClient): Reads {
  return {
    viewer: (signal) => viewer(client, signal),
    repository: (at, signal) =>
      client.one(operations.repository, { owner: at.owner, repo: at.repo }, repositoryForm, {
        place: repositoryPlace(at),
        signal,
      }),
    numbered: (number, signal) =>
      client.one(byNumber, { repository_id: number }, repositoryForm, {
        place: `${client.wire.host} repository ${String(number)}`,
        signal,
      }),
    pulls: (at, { state, since, most }, signal) => {
      const from = since === null ? null : Date.parse(since);
      return client.list(
        operations.pulls,
        { owner: at.owner, repo: at.repo, state, sort: "updated", direction: "desc" },
        pullSummaryForm,
        {
          place: repositoryPlace(at),
          signal,
          ...(most === undefined ? {} : { mostItems: most, pages: Math.ceil(most / 100) }),
          ...(from === null
            ? {}
            : {
                until: (item: unknown) => {
                  const updated = updatedForm.safeParse(item);
                  return updated.success && Date.parse(updated.data.updated_at) < from;
                },
              }),
        },
      );
    },
    pull: (at, signal) => client.one(operations.pull, pullParams(at), pullForm, { place: numberPlace(at), signal }),
    pullDiff: (at, signal) =>
      client.one(operations.pull, pullParams(at), z.string(), {
        place: numberPlace(at),
        signal,
        accept: "application/vnd.github.diff",
        most: mostOfDiff,
      }),
    pullCommits: async (at, signal) =>
      endsAt(
        mostCommits,
        await client.list(operations.pullCommits, pullParams(at), commitForm, { place: numberPlace(at), signal }),
      ),
    pullFiles: async (at, signal) =>
      endsAt(
        mostFiles,
        await client.list(operations.pullFiles, pullParams(at), fileForm, {
          place: numberPlace(at),
          signal,
          pages: mostFiles / 100,
        }),
      ),
    reviews: (at, signal) =>
      client.list(operations.reviews, pullParams(at), reviewForm, { place: numberPlace(at), signal }),
    reviewComments: (at, signal) =>
      client.list(operations.reviewComments, pullParams(at), reviewCommentForm, { place: numberPlace(at), signal }),
    issueComments: (at, signal) =>
      client.list(operations.issueComments, issueParams(at), commentForm, { place: numberPlace(at), signal }),
    ...checkReads(client),
    issue: (at, signal) => client.one(operations.issue, issueParams(at), issueForm, { place: numberPlace(at), signal }),
    references: async (at, signal) => {
      const read = await client.list(
        operations.references,
        issueParams(at),
        z.union([referenceForm, z.object({ event: z.string() }).transform(() => null)]),
        { place: numberPlace(at), signal, pages: timelinePages },
      );
      if (!read.ok) return read;
      const items = read.value.value.items.filter((item) => item !== null).filter((item) => item.repository !== "");
      return ok({ ...read.value, value: { ...read.value.value, items } });
    },
    closingIssues: (at, signal) => closingIssues(client, at, signal),
    content: (at, path, ref, signal) => content(client, at, path, ref, signal),
    signingKeys: (login, signal) =>
      client.list(
        operations.signingKeys,
        { username: login },
        z.object({ key: z.string().max(20_000) }).transform((one) => one.key),
        { place: login, signal },
      ),
  };
}

function checkReads(
  client: GitHubClient,
): Pick<Reads, "checkRuns" | "checkAnnotations" | "statuses" | "workflowRuns" | "artifacts"> {
  return {
    checkRuns: (at, sha, signal) =>
      client.list(operations.checkRuns, { owner: at.owner, repo: at.repo, ref: sha }, checkRunForm, {
        place: repositoryPlace(at),
        signal,
        under: "check_runs",
      }),
    checkAnnotations: (at, checkRun, signal) =>
      client.list(
        operations.checkAnnotations,
        { owner: at.owner, repo: at.repo, check_run_id: checkRun },
        annotationForm,
        { place: repositoryPlace(at), signal },
      ),
    statuses: (at, sha, signal) =>
      client.list(operations.statuses, { owner: at.owner, repo: at.repo, ref: sha }, statusForm, {
        place: repositoryPlace(at),
        signal,
        under: "statuses",
      }),
    workflowRuns: (at, sha, signal) =>
      client.list(operations.workflowRuns, { owner: at.owner, repo: at.repo, head_sha: sha }, workflowRunForm, {
        place: repositoryPlace(at),
        signal,
        under: "workflow_runs",
      }),
    artifacts: (at, run, signal) =>
      client.list(operations.artifacts, { owner: at.owner, repo: at.repo, run_id: run }, artifactForm, {
        place: repositoryPlace(at),
        signal,
        under: "artifacts",
      }),
  };
}

/** GitHub ends some lists at a number without saying that there is more. */
function endsAt<T>(most: number, read: Awaited<Asked<Fresh<Listed<T>>>>): Awaited<Asked<Fresh<Listed<T>>>> {
  if (!read.ok) return read;
  const { value } = read.value;
  return ok({ ...read.value, value: { ...value, complete: value.complete && value.items.length < most } });
}

/** Who the token speaks for. The two headers are GitHub's own about tokens. */
async function viewer(client: GitHubClient, signal: AbortSignal): Asked<Viewer> {
  const place = client.wire.host;
  const answer = await client.ask(operations.viewer, {}, { place, signal, anew: true });
  if (!answer.ok) return answer;
  const user = viewerForm.safeParse(answer.value.data);
  if (!user.success) return err(formProblem(client.failure(place, false), "with no account"));
  const scopes = answer.value.header("x-oauth-scopes");
  return ok({
    login: user.data.login,
    id: user.data.id,
    name: user.data.name ?? null,
    scopes:
      scopes === null
        ? null
        : scopes
            .split(",")
            .map((scope) => scope.trim())
            .filter((scope) => scope !== ""),
    expiresAt: expiryOf(answer.value.header("github-authentication-token-expiration")),
  });
}

/** GitHub writes "2026-12-31 10:00:00 UTC" or "2026-12-31 10:00:00 +0100". */
export function expiryOf(header: string | null): string | null {
  const [, day, time, zone] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (UTC|[+-]\d{4})$/.exec(header ?? "") ?? [];
  if (day === undefined || time === undefined || zone === undefined) return null;
  const at = Date.parse(`${day}T${time}${zone === "UTC" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(3)}`}`);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

async function content(
  client: GitHubClient,
  at: RepositoryRef,
  path: string,
  ref: string,
  signal: AbortSignal,
): Asked<Fresh<string | null>> {
  const segments = path.split("/");
  if (segments.some((segment) => segment === "" || segment === "." || segment === ".."))
    return ok({ value: null, etag: null, fromCache: false });
  // Octokit would write the slashes of a path as %2F.
  const route = operations.content.replace("{path}", segments.map(encodeURIComponent).join("/"));
  const read = await client.one(route, { owner: at.owner, repo: at.repo, ref }, z.string(), {
    place: `${repositoryPlace(at)}/${path}`,
    signal,
    accept: "application/vnd.github.raw",
    most: mostOfContent,
  });
  if (!read.ok && read.error.code === "github-not-found") return ok({ value: null, etag: null, fromCache: false });
  return read;
}
