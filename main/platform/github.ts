import { Octokit } from "@octokit/rest";
import * as z from "zod";
import { err, ok, type Problem, type Result } from "../../shared/result";

/** Names one pull request. */
export interface PullRequestRef {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/** What Countersign reads of a pull request; texts are whatever its author wrote. */
export interface PullRequest extends PullRequestRef {
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly base: string;
  readonly head: string;
  readonly branch: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly link: string;
  /** The unified diff as GitHub gives it: merge base to head. */
  readonly patch: string;
}

/** Names one issue. */
export type IssueRef = PullRequestRef;

/** What Countersign reads of an issue; texts are whatever its author wrote. */
export interface GitHubIssue extends IssueRef {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly author: string | null;
  readonly createdAt: string;
  readonly link: string;
}

export interface GitHub {
  readPullRequest(ref: PullRequestRef): Promise<Result<PullRequest>>;
  readIssue(ref: IssueRef): Promise<Result<GitHubIssue>>;
}

/** The fields used, of GitHub's `pull-request` schema. */
const pullSchema = z.object({
  title: z.string(),
  body: z.string().nullable(),
  user: z.object({ login: z.string() }),
  base: z.object({ sha: z.string() }),
  head: z.object({ sha: z.string(), ref: z.string() }),
  created_at: z.iso.datetime({ offset: true }),
  updated_at: z.iso.datetime({ offset: true }),
  html_url: z.string(),
});

/** The fields used, of GitHub's `issue` schema. */
const issueSchema = z.object({
  title: z.string(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullable(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
  created_at: z.iso.datetime({ offset: true }),
  html_url: z.string(),
});

const silent = () => undefined;
/** Problems are told by their Result; the client's own log would print requests on the terminal. */
const quiet = { debug: silent, info: silent, warn: silent, error: silent };

/** Reads `https://github.com/owner/repo/pull/12`; null for anything else. */
export function parsePullRequestUrl(text: string): PullRequestRef | null {
  const match = /^https:\/\/github\.com\/([\w.-]+)\/([\w.-]+)\/pull\/([1-9]\d{0,9})\/?$/.exec(text);
  const [, owner, repo, number] = match ?? [];
  return owner === undefined || repo === undefined ? null : { owner, repo, number: Number(number) };
}

/** Reads `https://github.com/owner/repo/issues/12`; null for anything else. */
export function parseIssueUrl(text: string): IssueRef | null {
  const match = /^https:\/\/github\.com\/([\w.-]+)\/([\w.-]+)\/issues\/([1-9]\d{0,9})\/?(?:#.*)?$/.exec(text);
  const [, owner, repo, number] = match ?? [];
  return owner === undefined || repo === undefined ? null : { owner, repo, number: Number(number) };
}

function problemOf(ref: PullRequestRef, error: unknown, what: "pull request" | "issue" = "pull request"): Problem {
  const place = `${ref.owner}/${ref.repo}#${String(ref.number)}`;
  const status = typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 0;
  if (status === 404)
    return {
      code: "github-not-found",
      message: `GitHub has no ${what} ${place} that this account may see.`,
      place,
      remedy: "Check the address; for a private repository set GITHUB_TOKEN to a token that may read it.",
    };
  if (status === 401)
    return {
      code: "github-token",
      message: "GitHub refused the token.",
      place,
      remedy: "Set GITHUB_TOKEN to one that is valid.",
    };
  if (status === 403 || status === 429)
    return {
      code: "github-limit",
      message: "GitHub refused for now: the rate limit is used up, or the token may not read this.",
      place,
      remedy: "Wait, or set GITHUB_TOKEN.",
    };
  return {
    code: "github-unreachable",
    message: `GitHub could not be read: ${error instanceof Error ? error.message : String(error)}.`,
    place,
    remedy: "Check the network and try again.",
  };
}

/**
 * GitHub, read only. In: a token or undefined, and the API's base address (tests use one on this machine).
 * The token goes to GitHub alone and is never written anywhere.
 */
export function connectGitHub(token: string | undefined, baseUrl = "https://api.github.com"): GitHub {
  const octokit = new Octokit({
    baseUrl,
    userAgent: "countersign",
    log: quiet,
    ...(token === undefined ? {} : { auth: token }),
  });
  return {
    readPullRequest: async (ref) => {
      const params = { owner: ref.owner, repo: ref.repo, pull_number: ref.number };
      try {
        const [pull, diff] = await Promise.all([
          octokit.pulls.get(params),
          octokit.pulls.get({ ...params, mediaType: { format: "diff" } }),
        ]);
        const read = pullSchema.safeParse(pull.data);
        // With the diff media type the body is the diff's text, which the types of the client do not say.
        const patch = z.string().safeParse(diff.data);
        if (!read.success || !patch.success)
          return err({
            code: "github-form",
            message: "GitHub answered in a form Countersign does not know.",
            place: pull.url,
            remedy: "Update Countersign.",
          });
        const { title, body, user, base, head, created_at, updated_at, html_url } = read.data;
        return ok({
          ...ref,
          title,
          body: body ?? "",
          author: user.login,
          base: base.sha,
          head: head.sha,
          branch: head.ref,
          createdAt: created_at,
          updatedAt: updated_at,
          link: html_url,
          patch: patch.data,
        });
      } catch (error) {
        return err(problemOf(ref, error));
      }
    },
    readIssue: async (ref) => {
      try {
        const { data, url } = await octokit.issues.get({ owner: ref.owner, repo: ref.repo, issue_number: ref.number });
        const read = issueSchema.safeParse(data);
        if (!read.success)
          return err({
            code: "github-form",
            message: "GitHub answered in a form Countersign does not know.",
            place: url,
            remedy: "Update Countersign.",
          });
        const { title, body, user, labels, created_at, html_url } = read.data;
        return ok({
          ...ref,
          title,
          body: body ?? "",
          labels: labels.flatMap((label) => (typeof label === "string" ? label : (label.name ?? []))),
          author: user?.login ?? null,
          createdAt: created_at,
          link: html_url,
        });
      } catch (error) {
        return err(problemOf(ref, error, "issue"));
      }
    },
  };
}
