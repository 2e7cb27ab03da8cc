import * as z from "zod";
import type {
  GitHubActor,
  GitHubComment,
  GitHubCommit,
  GitHubFile,
  GitHubIssue,
  GitHubPull,
  GitHubPullSummary,
  GitHubReference,
  GitHubReview,
  GitHubReviewComment,
} from "../../../shared/model/github-pull";
import { gitOidSchema } from "../../../shared/model/ids";
import type { Repository } from "./port";

/*
 * The fields that are used, of GitHub's own description of its REST API (2022-11-28; schema names in the comments), made into ours.
 * Fields that nobody uses are not looked at, so that GitHub may change them.
 */

export const instant = z.iso.datetime({ offset: true });
const id = z.int().nonnegative();
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

/** `simple-user`; null for an account that is gone. */
export const actorForm = z
  .object({ login: z.string(), id, type: z.string().catch("User") })
  .nullish()
  .transform((user): GitHubActor | null =>
    user === null || user === undefined ? null : { login: user.login, id: user.id, type: user.type },
  );
const actors = z
  .array(actorForm)
  .nullish()
  .transform((users) => (users ?? []).filter((user) => user !== null));

/** Labels are objects, and in issues may be texts. */
const labels = z
  .array(z.union([z.string(), z.object({ name: z.string().nullish() })]))
  .nullish()
  .transform((all) => (all ?? []).map((one) => (typeof one === "string" ? one : (one.name ?? ""))).filter(Boolean));

const branch = z
  .object({ ref: z.string(), sha: gitOidSchema, repo: z.object({ full_name: z.string() }).nullish() })
  .transform(({ ref, sha, repo }) => ({ ref, sha, repository: repo?.full_name ?? null }));

/** `repository`, `full-repository` */
export const repositoryForm = z
  .object({
    id,
    name: z.string(),
    owner: z.object({ login: z.string() }),
    private: z.boolean(),
    archived: z.boolean().catch(false),
    default_branch: z.string(),
    html_url: z.string(),
    clone_url: z.string().nullish(),
    permissions: z
      .object({
        admin: z.boolean().catch(false),
        maintain: z.boolean().catch(false),
        push: z.boolean().catch(false),
        triage: z.boolean().catch(false),
        pull: z.boolean().catch(false),
      })
      .nullish(),
  })
  .transform((one): Repository => ({
    id: one.id,
    owner: one.owner.login,
    name: one.name,
    private: one.private,
    archived: one.archived,
    defaultBranch: one.default_branch,
    url: one.html_url,
    cloneUrl: one.clone_url ?? `${one.html_url}.git`,
    role: one.permissions ?? null,
  }));

const pullFields = z.object({
  id,
  number: z.int().positive(),
  title: z.string(),
  body: text,
  state: z.enum(["open", "closed"]),
  draft: z.boolean().catch(false),
  user: actorForm,
  author_association: z.string().catch(""),
  labels,
  assignees: actors,
  requested_reviewers: actors,
  requested_teams: z
    .array(z.object({ slug: z.string() }))
    .nullish()
    .transform((teams) => (teams ?? []).map((team) => team.slug)),
  base: branch,
  head: branch,
  created_at: instant,
  updated_at: instant,
  closed_at: instant.nullish(),
  merged_at: instant.nullish(),
  html_url: z.string(),
});

function summaryOf(one: z.infer<typeof pullFields>): GitHubPullSummary {
  return {
    id: one.id,
    number: one.number,
    title: one.title,
    body: one.body,
    state: one.state,
    draft: one.draft,
    author: one.user,
    association: one.author_association,
    labels: one.labels,
    assignees: one.assignees,
    requestedReviewers: one.requested_reviewers,
    requestedTeams: one.requested_teams,
    base: one.base,
    head: one.head,
    createdAt: one.created_at,
    updatedAt: one.updated_at,
    closedAt: one.closed_at ?? null,
    mergedAt: one.merged_at ?? null,
    url: one.html_url,
  };
}

/** `pull-request-simple` */
export const pullSummaryForm = pullFields.transform(summaryOf);

/** `pull-request` */
export const pullForm = pullFields
  .extend({
    mergeable: z.boolean().nullish(),
    merge_commit_sha: gitOidSchema.nullish(),
    commits: z.int().nonnegative(),
    additions: z.int().nonnegative(),
    deletions: z.int().nonnegative(),
    changed_files: z.int().nonnegative(),
  })
  .transform((one): GitHubPull => ({
    ...summaryOf(one),
    mergeable: one.mergeable ?? null,
    // Before merging it is a trial merge of GitHub's own.
    mergeCommit: one.merged_at === null || one.merged_at === undefined ? null : (one.merge_commit_sha ?? null),
    commits: one.commits,
    additions: one.additions,
    deletions: one.deletions,
    changedFiles: one.changed_files,
  }));

/** `commit` */
export const commitForm = z
  .object({
    sha: gitOidSchema,
    commit: z.object({
      message: z.string(),
      author: z.object({ name: text, email: text, date: instant.nullish().catch(null) }).nullish(),
      verification: z.object({ verified: z.boolean() }).nullish(),
    }),
    // An account that is gone is an empty object here.
    author: actorForm.catch(null),
    parents: z.array(z.object({ sha: gitOidSchema })),
  })
  .transform(({ sha, commit, author, parents }): GitHubCommit => ({
    sha,
    message: commit.message,
    author:
      commit.author === null || commit.author === undefined
        ? null
        : { name: commit.author.name, email: commit.author.email, at: commit.author.date ?? null },
    account: author,
    verified: commit.verification?.verified ?? false,
    parents: parents.map((parent) => parent.sha),
  }));

/** `diff-entry` */
export const fileForm = z
  .object({
    filename: z.string(),
    previous_filename: z.string().nullish(),
    status: z.string(),
    additions: z.int().nonnegative(),
    deletions: z.int().nonnegative(),
    patch: z.string().nullish(),
  })
  .transform((one): GitHubFile => ({
    path: one.filename,
    previousPath: one.previous_filename ?? null,
    status: one.status,
    additions: one.additions,
    deletions: one.deletions,
    patch: one.patch ?? null,
  }));

/** `pull-request-review` */
export const reviewForm = z
  .object({
    id,
    user: actorForm,
    body: text,
    state: z.string(),
    commit_id: gitOidSchema.nullish().catch(null),
    submitted_at: instant.nullish(),
    html_url: z.string(),
  })
  .transform((one): GitHubReview => ({
    id: one.id,
    author: one.user,
    body: one.body,
    state: one.state,
    commit: one.commit_id ?? null,
    at: one.submitted_at ?? null,
    url: one.html_url,
  }));

const line = z
  .int()
  .nullish()
  .transform((value) => value ?? null);

/** `pull-request-review-comment` */
export const reviewCommentForm = z
  .object({
    id,
    pull_request_review_id: id.nullish(),
    user: actorForm,
    body: text,
    path: z.string(),
    line,
    start_line: line,
    original_line: line,
    side: z.enum(["LEFT", "RIGHT"]).catch("RIGHT"),
    commit_id: gitOidSchema,
    original_commit_id: gitOidSchema,
    in_reply_to_id: id.nullish(),
    created_at: instant,
    updated_at: instant,
    html_url: z.string(),
  })
  .transform((one): GitHubReviewComment => ({
    id: one.id,
    review: one.pull_request_review_id ?? null,
    author: one.user,
    body: one.body,
    path: one.path,
    line: one.line,
    startLine: one.start_line,
    side: one.side,
    commit: one.commit_id,
    originalCommit: one.original_commit_id,
    originalLine: one.original_line,
    inReplyTo: one.in_reply_to_id ?? null,
    createdAt: one.created_at,
    updatedAt: one.updated_at,
    url: one.html_url,
  }));

/** `issue-comment` */
export const commentForm = z
  .object({ id, user: actorForm, body: text, created_at: instant, updated_at: instant, html_url: z.string() })
  .transform((one): GitHubComment => ({
    id: one.id,
    author: one.user,
    body: one.body,
    createdAt: one.created_at,
    updatedAt: one.updated_at,
    url: one.html_url,
  }));

/** `issue` */
export const issueForm = z
  .object({
    id,
    number: z.int().positive(),
    title: z.string(),
    body: text,
    state: z.string().catch("open"),
    user: actorForm,
    labels,
    assignees: actors,
    created_at: instant,
    updated_at: instant,
    html_url: z.string(),
    pull_request: z.unknown().optional(),
  })
  .transform((one): GitHubIssue => ({
    id: one.id,
    number: one.number,
    title: one.title,
    body: one.body,
    state: one.state,
    author: one.user,
    labels: one.labels,
    assignees: one.assignees,
    createdAt: one.created_at,
    updatedAt: one.updated_at,
    url: one.html_url,
    isPull: one.pull_request !== undefined && one.pull_request !== null,
  }));

/** `timeline-cross-referenced-event`; other events of a timeline are not looked at. */
export const referenceForm = z
  .object({
    event: z.literal("cross-referenced"),
    actor: actorForm,
    created_at: instant,
    source: z.object({
      issue: z.object({
        number: z.int().positive(),
        title: z.string(),
        html_url: z.string(),
        pull_request: z.unknown().optional(),
        repository: z.object({ full_name: z.string() }).nullish(),
      }),
    }),
  })
  .transform(({ actor, created_at, source: { issue } }): GitHubReference => ({
    repository: issue.repository?.full_name ?? /^https:\/\/[^/]+\/([^/]+\/[^/]+)\//.exec(issue.html_url)?.[1] ?? "",
    number: issue.number,
    isPull: issue.pull_request !== undefined && issue.pull_request !== null,
    title: issue.title,
    by: actor,
    at: created_at,
  }));
