import * as z from "zod";
import {
  caretSchema,
  commentIdSchema,
  commentKindSchema,
  commentSchema,
  commentSideSchema,
  longestBody,
  longestReplacement,
  placementSchema,
} from "../model/comment";
import { decisionKindSchema } from "../model/decision";
import { attemptIdSchema, instantSchema, sessionIdSchema, sha256Schema, taskIdSchema } from "../model/ids";
import { procedure } from "./procedure";

/** Where a comment is put, as a person names it; the core reads from the patch itself what stands there. */
export const commentPlaceSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("lines"),
    path: z.string().min(1).max(4096),
    side: commentSideSchema,
    start: z.int().positive(),
    end: z.int().positive(),
  }),
  z.strictObject({ kind: z.literal("file"), path: z.string().min(1).max(4096) }),
  z.strictObject({ kind: z.literal("event"), sessionId: sessionIdSchema, seq: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal("attempt") }),
]);
export type CommentPlace = z.infer<typeof commentPlaceSchema>;

/** A comment as it is shown: where it stands now, and which entries carry it. */
export const shownCommentSchema = z.strictObject({
  comment: commentSchema,
  /** Of an answer: its thread's. */
  placed: placementSchema,
  /** Letter of the attempt it was written on; null where that is gone. */
  letter: z.string().nullable(),
  /** Entries of the audit log that carry it, oldest first; what they carry is never edited. */
  entries: z.array(
    z.strictObject({ seq: z.int().nonnegative(), at: instantSchema, kind: decisionKindSchema, person: z.string() }),
  ),
});
export type ShownComment = z.infer<typeof shownCommentSchema>;

export const commentProcedures = {
  /** The comments of a task. With an attempt, each is placed in that attempt's patch; without, in that of its own. */
  "comments.list": procedure(
    z.strictObject({ taskId: taskIdSchema, attemptId: attemptIdSchema.nullable() }),
    z.strictObject({ patch: sha256Schema.nullable(), comments: z.array(shownCommentSchema) }),
  ),
  /**
   * Saves a comment that is being written: a new one, or a draft. Ok means it is on the disk. `rev` is the revision it was written
   * over, 0 for a new one. Where another writer saved meanwhile nothing is lost: this text becomes a comment of its own beside the
   * other, and `beside` names that other.
   */
  "comments.save": procedure(
    z.strictObject({
      id: commentIdSchema,
      /** Names the window or command: its own saves never stand against each other. */
      writer: z.string().min(8).max(64),
      rev: z.int().nonnegative(),
      taskId: taskIdSchema,
      attemptId: attemptIdSchema,
      /** The comment it answers. */
      thread: commentIdSchema.nullable(),
      /** Where it goes; null for an answer, and where it is to stay. */
      place: commentPlaceSchema.nullable(),
      /** The patch that was on screen: its lines are kept, whatever the attempt's patch is by now. */
      patch: sha256Schema.nullable(),
      kind: commentKindSchema,
      body: z.string().max(longestBody),
      replacement: z.string().max(longestReplacement).nullable(),
      editing: caretSchema.nullable(),
    }),
    z.strictObject({ comment: commentSchema, beside: commentIdSchema.nullable() }),
  ),
  /** Drops a draft, takes that back, resolves a thread or opens it again. */
  "comments.act": procedure(
    z.strictObject({ id: commentIdSchema, act: z.enum(["drop", "restore", "resolve", "reopen"]) }),
    z.strictObject({ comment: commentSchema }),
  ),
  /** Puts a comment whose lines are gone elsewhere, by hand. */
  "comments.place": procedure(
    z.strictObject({
      id: commentIdSchema,
      attemptId: attemptIdSchema,
      place: commentPlaceSchema,
      patch: sha256Schema.nullable(),
    }),
    z.strictObject({ comment: commentSchema }),
  ),
  /** The comments as a prompt for the agent: the open ones of a task or an attempt, or those an entry carries. */
  "comments.prompt": procedure(
    z.strictObject({
      taskId: taskIdSchema,
      attemptId: attemptIdSchema.nullable(),
      entry: z.int().nonnegative().nullable(),
      /** Only these; null for all. */
      only: z.array(commentIdSchema).max(500).nullable(),
    }),
    z.strictObject({ text: z.string(), comments: z.int().nonnegative() }),
  ),
};
