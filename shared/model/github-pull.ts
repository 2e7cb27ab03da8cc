import * as z from "zod";
import { gitOidSchema, instantSchema } from "./ids";

/*
 * What Countersign takes of GitHub's pull requests and issues, in its own form. Every text is whatever its author wrote: hostile.
 * Sizes are bounded where it is read (main/platform/github).
 */

/** Whoever did something; null stands for an account that is gone. */
export const githubActorSchema = z.strictObject({
  login: z.string(),
  id: z.int().nonnegative(),
  /** As GitHub says it: "User", "Bot", "Organization". */
  type: z.string(),
});
export type GitHubActor = z.infer<typeof githubActorSchema>;

const actor = githubActorSchema.nullable();

export const githubPullSummarySchema = z.strictObject({
  id: z.int().nonnegative(),
  number: z.int().positive(),
  title: z.string(),
  body: z.string(),
  state: z.enum(["open", "closed"]),
  draft: z.boolean(),
  author: actor,
  /** How GitHub says the author stands to the repository, e.g. "MEMBER", "NONE". */
  association: z.string(),
  labels: z.array(z.string()),
  assignees: z.array(githubActorSchema),
  requestedReviewers: z.array(githubActorSchema),
  /** Slugs of teams. */
  requestedTeams: z.array(z.string()),
  base: z.strictObject({ ref: z.string(), sha: gitOidSchema, repository: z.string().nullable() }),
  /** `repository` ("owner/name") is null where the fork is gone. */
  head: z.strictObject({ ref: z.string(), sha: gitOidSchema, repository: z.string().nullable() }),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  closedAt: instantSchema.nullable(),
  mergedAt: instantSchema.nullable(),
  url: z.string(),
});
export type GitHubPullSummary = z.infer<typeof githubPullSummarySchema>;

export const githubPullSchema = githubPullSummarySchema.extend({
  /** Null while GitHub works it out. */
  mergeable: z.boolean().nullable(),
  /** What merging it made; null while it is not merged. */
  mergeCommit: gitOidSchema.nullable(),
  commits: z.int().nonnegative(),
  additions: z.int().nonnegative(),
  deletions: z.int().nonnegative(),
  changedFiles: z.int().nonnegative(),
});
export type GitHubPull = z.infer<typeof githubPullSchema>;

export const githubCommitSchema = z.strictObject({
  sha: gitOidSchema,
  message: z.string(),
  /** As the commit states it, which nobody checks. */
  author: z.strictObject({ name: z.string(), email: z.string(), at: instantSchema.nullable() }).nullable(),
  /** The account GitHub holds for the author. */
  account: actor,
  /** GitHub checked the commit's signature and it holds. */
  verified: z.boolean(),
  parents: z.array(gitOidSchema),
});
export type GitHubCommit = z.infer<typeof githubCommitSchema>;

export const githubFileSchema = z.strictObject({
  path: z.string(),
  previousPath: z.string().nullable(),
  /** "added", "removed", "modified", "renamed", "copied", "changed", "unchanged". */
  status: z.string(),
  additions: z.int().nonnegative(),
  deletions: z.int().nonnegative(),
  /** Null where GitHub leaves it out: binary, or too large. */
  patch: z.string().nullable(),
});
export type GitHubFile = z.infer<typeof githubFileSchema>;

export const githubReviewSchema = z.strictObject({
  id: z.int().nonnegative(),
  author: actor,
  body: z.string(),
  /** "APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING". */
  state: z.string(),
  commit: gitOidSchema.nullable(),
  at: instantSchema.nullable(),
  url: z.string(),
});
export type GitHubReview = z.infer<typeof githubReviewSchema>;

export const githubReviewCommentSchema = z.strictObject({
  id: z.int().nonnegative(),
  review: z.int().nonnegative().nullable(),
  author: actor,
  body: z.string(),
  path: z.string(),
  /** Null where the line is no longer in the newest diff. */
  line: z.int().nullable(),
  startLine: z.int().nullable(),
  side: z.enum(["LEFT", "RIGHT"]),
  commit: gitOidSchema,
  originalCommit: gitOidSchema,
  originalLine: z.int().nullable(),
  inReplyTo: z.int().nonnegative().nullable(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  url: z.string(),
});
export type GitHubReviewComment = z.infer<typeof githubReviewCommentSchema>;

export const githubCommentSchema = z.strictObject({
  id: z.int().nonnegative(),
  author: actor,
  body: z.string(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  url: z.string(),
});
export type GitHubComment = z.infer<typeof githubCommentSchema>;

export const githubIssueSchema = z.strictObject({
  id: z.int().nonnegative(),
  number: z.int().positive(),
  title: z.string(),
  body: z.string(),
  state: z.string(),
  author: actor,
  labels: z.array(z.string()),
  assignees: z.array(githubActorSchema),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  url: z.string(),
  /** GitHub numbers pull requests among the issues. */
  isPull: z.boolean(),
});
export type GitHubIssue = z.infer<typeof githubIssueSchema>;

/** An issue or pull request that refers to an issue, by the issue's timeline. */
export const githubReferenceSchema = z.strictObject({
  repository: z.string(),
  number: z.int().positive(),
  isPull: z.boolean(),
  title: z.string(),
  by: actor,
  at: instantSchema,
});
export type GitHubReference = z.infer<typeof githubReferenceSchema>;
