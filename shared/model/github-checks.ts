import * as z from "zod";
import { gitOidSchema, instantSchema } from "./ids";
import { githubActorSchema } from "./github-pull";

/* What Countersign takes of GitHub's checks, statuses, workflow runs and artifacts, in its own form. Every text is hostile. */

export const githubCheckRunSchema = z.strictObject({
  id: z.int().nonnegative(),
  name: z.string(),
  head: gitOidSchema,
  /** "queued", "in_progress", "completed" and whatever GitHub adds. */
  status: z.string(),
  /** "success", "failure", "neutral", "cancelled", "skipped", "timed_out", "action_required", "stale"; null until it is completed. */
  conclusion: z.string().nullable(),
  /** Slug of the app that reported it. */
  app: z.string().nullable(),
  startedAt: instantSchema.nullable(),
  completedAt: instantSchema.nullable(),
  title: z.string().nullable(),
  summary: z.string().nullable(),
  annotations: z.int().nonnegative(),
  url: z.string(),
});
export type GitHubCheckRun = z.infer<typeof githubCheckRunSchema>;

export const githubAnnotationSchema = z.strictObject({
  path: z.string(),
  startLine: z.int(),
  endLine: z.int(),
  /** "notice", "warning", "failure". */
  level: z.string(),
  title: z.string().nullable(),
  message: z.string(),
});
export type GitHubAnnotation = z.infer<typeof githubAnnotationSchema>;

/** The newest status of a context at a commit. */
export const githubStatusSchema = z.strictObject({
  context: z.string(),
  /** "error", "failure", "pending", "success". */
  state: z.string(),
  description: z.string().nullable(),
  target: z.string().nullable(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type GitHubStatus = z.infer<typeof githubStatusSchema>;

export const githubWorkflowRunSchema = z.strictObject({
  id: z.int().nonnegative(),
  name: z.string(),
  head: gitOidSchema,
  event: z.string(),
  status: z.string().nullable(),
  conclusion: z.string().nullable(),
  /** From 1; a re-run counts up. */
  attempt: z.int().positive(),
  actor: githubActorSchema.nullable(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  url: z.string(),
});
export type GitHubWorkflowRun = z.infer<typeof githubWorkflowRunSchema>;

export const githubArtifactSchema = z.strictObject({
  id: z.int().nonnegative(),
  name: z.string(),
  /** Of the zip archive, in bytes. */
  bytes: z.int().nonnegative(),
  expired: z.boolean(),
  createdAt: instantSchema.nullable(),
  expiresAt: instantSchema.nullable(),
  /** "sha256:" and hex, where GitHub states one. */
  digest: z.string().nullable(),
});
export type GitHubArtifact = z.infer<typeof githubArtifactSchema>;
