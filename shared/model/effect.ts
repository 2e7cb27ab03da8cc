import * as z from "zod";
import { gitOidSchema, instantSchema, sha256Schema } from "./ids";

/** Through what an effect leaves this machine. */
export const effectViaSchema = z.enum(["github", "webhook", "mail"]);
export type EffectVia = z.infer<typeof effectViaSchema>;

export const effectOperationSchema = z.enum([
  "review",
  "comment",
  "labels",
  "assignees",
  "reviewers",
  "close",
  "webhook",
  "mail",
]);
export type EffectOperation = z.infer<typeof effectOperationSchema>;

/**
 * Where an effect stands. `sending`: someone has taken it to send it; `unknown`: it may have been done, the answer was lost;
 * `held`: it is not sent by itself any more; `failed`: what it was sent to refused it.
 */
export const effectStateSchema = z.enum(["planned", "sending", "unknown", "confirmed", "held", "failed", "cancelled"]);
export type EffectState = z.infer<typeof effectStateSchema>;

const body = z.string().max(65_536);

/** A comment on lines of the diff, as GitHub's "create a review" takes it. */
export const reviewCommentSchema = z.strictObject({
  path: z.string().min(1),
  line: z.int().positive(),
  side: z.enum(["LEFT", "RIGHT"]),
  start_line: z.int().positive().optional(),
  start_side: z.enum(["LEFT", "RIGHT"]).optional(),
  body,
});
export type ReviewComment = z.infer<typeof reviewCommentSchema>;

/** What is asked for, exactly as it is sent: the bytes of a request are the JSON of it without `operation`. */
export const effectPayloadSchema = z.discriminatedUnion("operation", [
  z.strictObject({
    operation: z.literal("review"),
    commit_id: gitOidSchema,
    event: z.enum(["APPROVE", "REQUEST_CHANGES", "COMMENT"]),
    body,
    comments: z.array(reviewCommentSchema).max(200),
  }),
  z.strictObject({ operation: z.literal("comment"), body }),
  z.strictObject({ operation: z.literal("labels"), labels: z.array(z.string().min(1).max(50)).min(1).max(10) }),
  z.strictObject({ operation: z.literal("assignees"), assignees: z.array(z.string().min(1).max(39)).min(1).max(10) }),
  z.strictObject({
    operation: z.literal("reviewers"),
    reviewers: z.array(z.string().min(1).max(39)).max(15),
    team_reviewers: z.array(z.string().min(1).max(100)).max(15),
  }),
  z.strictObject({ operation: z.literal("close") }),
  /** `route` names where the secret address is kept; it is read when it is sent, and stands nowhere else. */
  z.strictObject({
    operation: z.literal("webhook"),
    route: z.string().min(1).max(200),
    contentType: z.string().min(1).max(100),
    body,
  }),
]);
export type EffectPayload = z.infer<typeof effectPayloadSchema>;

/** An effect that a decision would have, before it is recorded. */
export const plannedEffectSchema = z.strictObject({
  /** What it is, whatever its text: stays while the reviewer types. */
  key: z.string(),
  /** `key` with a digest of exactly what would be sent: a decision names it by this. */
  id: z.string(),
  via: effectViaSchema,
  operation: effectOperationSchema,
  /** "owner/repo#12", a webhook's host; never a secret. */
  target: z.string().max(300),
  /** "Approve acme/payments#118 at 3f2a91c". */
  title: z.string(),
  /** As whom it would be sent; null where that is not a person's account. */
  account: z.string().nullable(),
  /** The commit it is pinned to; null where it is about none. */
  head: z.string().nullable(),
  /** The exact text, without the lines that recording adds; null where there is none. */
  text: z.string().nullable(),
  /** Comments on lines, exactly as they would stand there. */
  inline: z.array(z.strictObject({ place: z.string(), text: z.string() })),
  /** Whom its texts mention: they are told by GitHub. */
  mentions: z.array(z.string()),
  /** Whether it is sent unless the reviewer says otherwise. */
  wanted: z.boolean(),
  /** Why it is not offered; null where it is. */
  refused: z.string().nullable(),
  /** Where the reviewer can do it by hand; null where there is no such page. */
  link: z.string().nullable(),
});
export type PlannedEffect = z.infer<typeof plannedEffectSchema>;

/** One of very many planned effects: whether it has a text instead of the text. */
export const plannedLineSchema = plannedEffectSchema
  .omit({ text: true, inline: true })
  .extend({ hasText: z.boolean() });
export type PlannedLine = z.infer<typeof plannedLineSchema>;

/** What answered for it: an id and address there, and the time by its clock. */
export const effectRemoteSchema = z.strictObject({ id: z.string(), url: z.string(), at: instantSchema });
export type EffectRemote = z.infer<typeof effectRemoteSchema>;

/** One effect in the queue, as it is shown. */
export const queuedEffectSchema = z.strictObject({
  id: z.uuid(),
  /** Place of its decision in the log; null where it belongs to none. */
  decision: z.int().nonnegative().nullable(),
  taskId: z.string().nullable(),
  via: effectViaSchema,
  operation: effectOperationSchema,
  target: z.string(),
  title: z.string(),
  account: z.string().nullable(),
  head: z.string().nullable(),
  state: effectStateSchema,
  /** In words: why it waits, is held or failed; what was confirmed. */
  detail: z.string(),
  /** What may be done with it now. */
  can: z.strictObject({ cancel: z.boolean(), retry: z.boolean() }),
  /** How many effects are sent before it. */
  before: z.int().nonnegative(),
  tries: z.int().nonnegative(),
  plannedAt: instantSchema,
  changedAt: instantSchema,
  /** Not before this; null where it waits for nothing. */
  notBefore: instantSchema.nullable(),
  remote: effectRemoteSchema.nullable(),
  /** Its newest entry in the log; null before it has one. */
  entry: z.int().nonnegative().nullable(),
  /** Where it can be seen or done by hand. */
  link: z.string().nullable(),
});
export type QueuedEffect = z.infer<typeof queuedEffectSchema>;

/** An effect with everything that is kept of it. */
export const effectDetailSchema = z.strictObject({
  effect: queuedEffectSchema,
  /** The exact text with the lines that recording added; null where there is none, or where it was erased. */
  text: z.string().nullable(),
  inline: z.array(z.strictObject({ place: z.string(), text: z.string() })),
  /** SHA-256 of the exact bytes of the request. */
  digest: sha256Schema,
  erased: z.boolean(),
});
export type EffectDetail = z.infer<typeof effectDetailSchema>;
