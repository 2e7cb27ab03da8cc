import * as z from "zod";
import { githubChoiceSchema } from "../model/connection";
import { attemptPullSchema, pullAgentSchema } from "../model/pull";
import { instantSchema } from "../model/ids";
import { procedure } from "./procedure";

const nothing = z.strictObject({});

/** A pull request of a repository's list that is no attempt here, or that could not be read, and why. */
export const leftPullSchema = z.strictObject({
  number: z.int().positive(),
  title: z.string(),
  author: z.string(),
  open: z.boolean(),
  agent: pullAgentSchema.nullable(),
  why: z.enum(["person", "bot", "waiting", "failed"]),
  /** Of one that failed: in a sentence. */
  problem: z.string().nullable(),
});
export type LeftPull = z.infer<typeof leftPullSchema>;

/** A connected repository of GitHub: how it is read, what was taken of it, what was not. */
export const githubRepositorySchema = z.strictObject({
  host: z.string(),
  repository: z.string(),
  choice: githubChoiceSchema,
  /** The account it is read with now; null without one. */
  account: z.string().nullable(),
  /** Why the account it is to be read with cannot be used, so that nothing is asked; null where nothing is in the way. */
  accountProblem: z.string().nullable(),
  /** The environment variable whose token is used where no account is; null where none is. */
  tokenFrom: z.string().nullable(),
  /** When GitHub last answered, whether or not anything was new. */
  askedAt: instantSchema.nullable(),
  /** When it is asked again; null where nothing follows it. */
  nextAt: instantSchema.nullable(),
  /** Until when GitHub wants not to be asked; null while nothing is in the way. */
  blockedUntil: instantSchema.nullable(),
  /** GitHub's allowance of this account; null until it said so. */
  allowance: z
    .strictObject({
      limit: z.int().nonnegative(),
      remaining: z.int().nonnegative(),
      resetAt: instantSchema.nullable(),
      /** Requests of the last hour, and those of them that GitHub did not count. */
      requests: z.int().nonnegative(),
      notModified: z.int().nonnegative(),
    })
    .nullable(),
  counts: z.strictObject({
    listed: z.int().nonnegative(),
    taken: z.int().nonnegative(),
    open: z.int().nonnegative(),
    people: z.int().nonnegative(),
    bots: z.int().nonnegative(),
    waiting: z.int().nonnegative(),
  }),
  /** How many of those that are taken each agent made, most first. */
  agents: z.array(z.strictObject({ name: z.string(), pulls: z.int().positive() })),
  /** The first 200, the last changed first. */
  left: z.array(leftPullSchema),
});
export type GitHubRepositoryView = z.infer<typeof githubRepositorySchema>;

/** One thing that somebody did or said on a pull request. Texts are anyone's. */
export const pullEventSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(["opened", "commit", "review", "review-comment", "comment", "closed", "merged"]),
  at: instantSchema,
  by: z.string(),
  byApp: z.boolean(),
  text: z.string(),
  /** Of a review, in GitHub's word: "APPROVED", "CHANGES_REQUESTED". */
  verdict: z.string().nullable(),
  place: z.strictObject({ path: z.string(), line: z.int().nullable() }).nullable(),
  commit: z.string().nullable(),
  /** It is about another commit than the newest head. */
  outdated: z.boolean(),
  url: z.string(),
});
export type PullEvent = z.infer<typeof pullEventSchema>;

export const pullViewSchema = z.strictObject({
  pull: attemptPullSchema,
  /** Where the agent's own session is, as it says itself. */
  session: z.string().nullable(),
  /** In order of time; of more than 500 the last. */
  events: z.array(pullEventSchema),
  earlier: z.int().nonnegative(),
  checks: z.strictObject({ open: z.boolean(), lookedAt: instantSchema.nullable() }),
});
export type PullView = z.infer<typeof pullViewSchema>;

export const githubPullProcedures = {
  "github.repository": procedure(z.strictObject({ id: z.string() }), githubRepositorySchema),
  "github.choose": procedure(z.strictObject({ id: z.string(), choice: githubChoiceSchema }), nothing),
  /** What was done and said on the pull request that an attempt is. */
  "github.pull": procedure(z.strictObject({ attemptId: z.string() }), pullViewSchema),
  /** The window has the focus, or lost it: GitHub is asked more often while somebody looks. */
  "github.look": procedure(z.strictObject({ looking: z.boolean() }), nothing),
};
