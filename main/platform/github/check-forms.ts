import * as z from "zod";
import type {
  GitHubAnnotation,
  GitHubArtifact,
  GitHubCheckRun,
  GitHubStatus,
  GitHubWorkflowRun,
} from "../../../shared/model/github-checks";
import { gitOidSchema } from "../../../shared/model/ids";
import { actorForm, instant } from "./forms";

/* Checks, statuses, workflow runs and artifacts: the fields that are used, as in forms.ts. */

const id = z.int().nonnegative();

/** `check-run` */
export const checkRunForm = z
  .object({
    id,
    name: z.string(),
    head_sha: gitOidSchema,
    status: z.string(),
    conclusion: z.string().nullish(),
    app: z.object({ slug: z.string().nullish() }).nullish(),
    started_at: instant.nullish(),
    completed_at: instant.nullish(),
    output: z
      .object({
        title: z.string().nullish(),
        summary: z.string().nullish(),
        annotations_count: z.int().nonnegative().catch(0),
      })
      .nullish(),
    html_url: z.string().nullish(),
  })
  .transform((one): GitHubCheckRun => ({
    id: one.id,
    name: one.name,
    head: one.head_sha,
    status: one.status,
    conclusion: one.conclusion ?? null,
    app: one.app?.slug ?? null,
    startedAt: one.started_at ?? null,
    completedAt: one.completed_at ?? null,
    title: one.output?.title ?? null,
    summary: one.output?.summary ?? null,
    annotations: one.output?.annotations_count ?? 0,
    url: one.html_url ?? "",
  }));

/** `check-annotation` */
export const annotationForm = z
  .object({
    path: z.string(),
    start_line: z.int(),
    end_line: z.int(),
    annotation_level: z.string().nullish(),
    title: z.string().nullish(),
    message: z.string().nullish(),
  })
  .transform((one): GitHubAnnotation => ({
    path: one.path,
    startLine: one.start_line,
    endLine: one.end_line,
    level: one.annotation_level ?? "notice",
    title: one.title ?? null,
    message: one.message ?? "",
  }));

/** `simple-commit-status` */
export const statusForm = z
  .object({
    context: z.string(),
    state: z.string(),
    description: z.string().nullish(),
    target_url: z.string().nullish(),
    created_at: instant,
    updated_at: instant,
  })
  .transform((one): GitHubStatus => ({
    context: one.context,
    state: one.state,
    description: one.description ?? null,
    target: one.target_url ?? null,
    createdAt: one.created_at,
    updatedAt: one.updated_at,
  }));

/** `workflow-run` */
export const workflowRunForm = z
  .object({
    id,
    name: z.string().nullish(),
    head_sha: gitOidSchema,
    event: z.string(),
    status: z.string().nullish(),
    conclusion: z.string().nullish(),
    run_attempt: z.int().positive().catch(1),
    actor: actorForm,
    created_at: instant,
    updated_at: instant,
    html_url: z.string(),
  })
  .transform((one): GitHubWorkflowRun => ({
    id: one.id,
    name: one.name ?? "",
    head: one.head_sha,
    event: one.event,
    status: one.status ?? null,
    conclusion: one.conclusion ?? null,
    attempt: one.run_attempt,
    actor: one.actor,
    createdAt: one.created_at,
    updatedAt: one.updated_at,
    url: one.html_url,
  }));

/** `artifact` */
export const artifactForm = z
  .object({
    id,
    name: z.string(),
    size_in_bytes: z.int().nonnegative(),
    expired: z.boolean(),
    created_at: instant.nullish(),
    expires_at: instant.nullish(),
    digest: z.string().nullish(),
  })
  .transform((one): GitHubArtifact => ({
    id: one.id,
    name: one.name,
    bytes: one.size_in_bytes,
    expired: one.expired,
    createdAt: one.created_at ?? null,
    expiresAt: one.expires_at ?? null,
    digest: one.digest ?? null,
  }));
