import * as z from "zod";
import {
  githubAnnotationSchema,
  githubArtifactSchema,
  githubCheckRunSchema,
  githubStatusSchema,
  githubWorkflowRunSchema,
} from "../../shared/model/github-checks";
import {
  githubCommentSchema,
  githubCommitSchema,
  githubIssueSchema,
  githubPullSchema,
  githubReviewCommentSchema,
  githubReviewSchema,
} from "../../shared/model/github-pull";
import { instantSchema, sha256Schema } from "../../shared/model/ids";

/** A file that was taken out of a workflow's artifact. */
export const artifactFileSchema = z.strictObject({
  /** Inside the archive, checked as paths of packs are. */
  path: z.string(),
  sha256: sha256Schema,
  bytes: z.int().nonnegative(),
});

export const pullChecksSchema = z.strictObject({
  runs: z.array(githubCheckRunSchema),
  annotations: z.array(z.strictObject({ run: z.int().nonnegative(), items: z.array(githubAnnotationSchema) })),
  statuses: z.array(githubStatusSchema),
  workflows: z.array(githubWorkflowRunSchema),
  /** What could not be read of them, in sentences. */
  unread: z.array(z.string()),
});
export type PullChecks = z.infer<typeof pullChecksSchema>;

export const pullArtifactSchema = z.strictObject({
  artifact: githubArtifactSchema,
  workflow: z.string(),
  event: z.string(),
  files: z.array(artifactFileSchema),
  /** Why it was not read, or what of it was not. */
  note: z.string().nullable(),
});
export type PullArtifact = z.infer<typeof pullArtifactSchema>;

/**
 * Everything that was read of one pull request, in the form in which it is archived: an attempt is made of it again without
 * asking GitHub. Every text is whatever its author wrote.
 */
export const pullFactsSchema = z.strictObject({
  version: z.literal(1),
  host: z.string(),
  /** "owner/repo" as GitHub writes it. */
  repository: z.string(),
  /** What it was called when it was connected, where it was renamed since: keys of tasks and attempts keep that. */
  formerly: z.string().optional(),
  pull: githubPullSchema,
  commits: z.array(githubCommitSchema),
  reviews: z.array(githubReviewSchema),
  reviewComments: z.array(githubReviewCommentSchema),
  comments: z.array(githubCommentSchema),
  /** The issues it is about, as far as they could be read: its texts close them, somebody linked them on GitHub, or it names one as its own. */
  issues: z.array(
    z.strictObject({ repository: z.string(), how: z.enum(["closes", "linked", "names"]), issue: githubIssueSchema }),
  ),
  /** What GitHub itself links with it; absent where that could not be asked. */
  links: z.array(z.strictObject({ repository: z.string(), number: z.int().positive() })).optional(),
  checks: pullChecksSchema,
  artifacts: z.array(pullArtifactSchema),
  patch: z.strictObject({
    source: z.enum(["api", "git", "none"]),
    digest: sha256Schema.nullable(),
    /** The commit that both sides share, where it is known; else the tip of the branch it goes into. */
    base: z.string(),
    note: z.string().nullable(),
  }),
  /** Lists that GitHub gives only in part, in sentences. */
  partial: z.array(z.string()),
  readAt: instantSchema,
});
export type PullFacts = z.infer<typeof pullFactsSchema>;
