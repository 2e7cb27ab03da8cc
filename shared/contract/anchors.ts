import * as z from "zod";
import { anchoredSchema, anchorTypeSchema } from "../model/anchor";
import { instantSchema, sha256Schema } from "../model/ids";
import { windowTokenVariable } from "./app";
import { procedure } from "./procedure";

/** Where checkpoints of the log are anchored, and how long decisions may wait for it. Kept on this machine, told to nobody. */
export const anchorSettingsSchema = z.strictObject({
  /** A repository that `refs/countersign/<log>` is pushed to. */
  git: z
    .strictObject({
      remote: z.string().trim().min(1).max(2000),
      /** Name of the environment variable with a token for https, never the token. */
      tokenEnv: z.string().regex(windowTokenVariable).nullable(),
      automatic: z.boolean(),
    })
    .nullable(),
  /** A time-stamping authority (RFC 3161). */
  time: z
    .strictObject({
      url: z.string().trim().min(1).max(2000),
      /** Its root certificates as PEM: a token that leads to none of them is refused. Null: the authority is not checked. */
      root: z
        .string()
        .max(64 * 1024)
        .nullable(),
      automatic: z.boolean(),
    })
    .nullable(),
  /** Decisions that may wait for an anchor, and the hours the oldest of them may. */
  everyDecisions: z.int().min(1).max(10_000),
  everyHours: z
    .int()
    .min(1)
    .max(24 * 30),
});
export type AnchorSettings = z.infer<typeof anchorSettingsSchema>;

const anchorRowSchema = z.strictObject({
  seq: z.int().nonnegative(),
  recordedAt: instantSchema,
  type: anchorTypeSchema,
  /** The tree that is anchored: its entries and its root. */
  size: z.int().nonnegative(),
  root: sha256Schema,
  detail: z.string(),
  receiptBytes: z.int().nonnegative(),
});
export type AnchorRow = z.infer<typeof anchorRowSchema>;

/** An anchor that could not be made and is tried again. */
const waitingSchema = z.strictObject({
  type: anchorTypeSchema,
  since: instantSchema,
  tries: z.int().positive(),
  nextAt: instantSchema,
  problem: z.string(),
});
export type WaitingAnchor = z.infer<typeof waitingSchema>;
export const waitingAnchorsSchema = z.array(waitingSchema).max(10);

const anchorListSchema = z.strictObject({
  anchored: anchoredSchema,
  /** Newest first. */
  anchors: z.array(anchorRowSchema),
  waiting: waitingAnchorsSchema,
  /** The newest checkpoint in one line, for a commit or a comment; null before the first entry. */
  trailer: z.string().nullable(),
});
export type AnchorList = z.infer<typeof anchorListSchema>;

/** What reading an anchor back came to. */
const anchorFindingSchema = z.strictObject({
  /** Its entry; null for a checkpoint found outside that no entry of this log tells of. */
  seq: z.int().nonnegative().nullable(),
  type: anchorTypeSchema,
  size: z.int().nonnegative().nullable(),
  outcome: z.enum(["holds", "diverged", "unreachable"]),
  message: z.string(),
  /** Time that an authority states; null where none does. */
  time: instantSchema.nullable(),
});
export type AnchorFinding = z.infer<typeof anchorFindingSchema>;

export const anchorProcedures = {
  "anchors.list": procedure(z.strictObject({}), anchorListSchema),
  /** Changes some settings. Out: all of them. */
  "anchors.settings": procedure(anchorSettingsSchema.partial(), anchorSettingsSchema),
  /** Anchors the newest checkpoint now. Where nothing is reached it waits and is tried again. */
  "anchors.make": procedure(z.strictObject({ type: z.enum(["git", "rfc3161"]) }), anchorRowSchema),
  /** Reads every anchor back and holds this log against it. */
  "anchors.check": procedure(
    z.strictObject({}),
    z.strictObject({ checkedAt: instantSchema, findings: z.array(anchorFindingSchema) }),
  ),
};
