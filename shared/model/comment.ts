import * as z from "zod";
import { attemptIdSchema, instantSchema, sessionIdSchema, sha256Schema, taskIdSchema } from "./ids";

/** `C-` and characters chosen at random by whoever wrote it, so that a save that was asked for twice is one comment. */
export const commentIdSchema = z.string().regex(/^C-[0-9A-Z]{5,16}$/);
export type CommentId = z.infer<typeof commentIdSchema>;

/** Longest text of a comment, and longest replacement it suggests, in UTF-16 units. */
export const longestBody = 10_000;
export const longestReplacement = 20_000;
/** Most lines one comment is about. */
export const mostAnchorLines = 200;
/** Lines above and below the commented ones that are kept to find them again. */
export const contextLines = 3;

export const commentSideSchema = z.enum(["old", "new"]);
export type CommentSide = z.infer<typeof commentSideSchema>;

const path = z.string().min(1).max(4096);
/** A line as anchors keep it: see `foldLine`. */
const foldedLine = z.string().max(1200);
/** The patch it was written on, and the head that patch led to. */
const written = { patch: sha256Schema.nullable(), head: z.string().max(100).nullable() };
const fileFields = {
  path,
  /** The name before, where the patch renamed or copied the file. */
  oldPath: path.nullable(),
  /** SHA-256 of the file's part of the patch: where it is equal, every line is where it was. */
  file: sha256Schema,
};

/** Lines as they were when the comment was written. */
export const lineAnchorSchema = z.strictObject({
  kind: z.literal("lines"),
  ...fileFields,
  side: commentSideSchema,
  /** First and last line, in the old or the new file. */
  start: z.int().positive(),
  end: z.int().positive(),
  snippet: z.array(foldedLine).min(1).max(mostAnchorLines),
  before: z.array(foldedLine).max(contextLines),
  after: z.array(foldedLine).max(contextLines),
  ...written,
});
export type LineAnchor = z.infer<typeof lineAnchorSchema>;

/** What a comment is about, by content: enough to find it again, and to show it when it cannot be found. */
export const commentAnchorSchema = z.discriminatedUnion("kind", [
  lineAnchorSchema,
  z.strictObject({ kind: z.literal("file"), ...fileFields, ...written }),
  z.strictObject({
    kind: z.literal("event"),
    sessionId: sessionIdSchema,
    seq: z.int().nonnegative(),
    /** The beginning of what the event says. */
    quote: z.string().max(1200),
  }),
  z.strictObject({ kind: z.literal("attempt"), ...written }),
]);
export type CommentAnchor = z.infer<typeof commentAnchorSchema>;

export const commentKindSchema = z.enum(["note", "suggestion"]);
export type CommentKind = z.infer<typeof commentKindSchema>;

/** Where the caret was in a text that is being written; which of the two texts. */
export const caretSchema = z.strictObject({
  field: z.enum(["body", "replacement"]),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
});
export type Caret = z.infer<typeof caretSchema>;

/** One comment, or one answer in a comment's thread. */
export const commentSchema = z.strictObject({
  id: commentIdSchema,
  /** The comment it answers; null for the first of a thread. An answer has its thread's anchor. */
  thread: commentIdSchema.nullable(),
  taskId: taskIdSchema,
  attemptId: attemptIdSchema,
  author: z.string(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  kind: commentKindSchema,
  body: z.string().max(longestBody),
  /** For a suggestion: what should stand in place of the lines. */
  replacement: z.string().max(longestReplacement).nullable(),
  anchor: commentAnchorSchema.nullable(),
  /** Goes up with every save: a save names the one it changes. */
  rev: z.int().positive(),
  resolved: z.strictObject({ at: instantSchema, by: z.string() }).nullable(),
  /** It is open in a composer, with the caret here; null where it was closed. */
  editing: caretSchema.nullable(),
});
export type Comment = z.infer<typeof commentSchema>;

/** A comment as a decision's entry carries it: what it says and what it is about, as they were then. */
export const decisionCommentSchema = commentSchema
  .pick({ id: true, thread: true, author: true, kind: true, body: true, replacement: true, anchor: true })
  .strict();
export type DecisionComment = z.infer<typeof decisionCommentSchema>;

/** Where a comment stands in the patch that is looked at. */
export const placementSchema = z.discriminatedUnion("state", [
  z.strictObject({
    state: z.literal("lines"),
    path: z.string(),
    side: commentSideSchema,
    start: z.int().positive(),
    end: z.int().positive(),
    /**
     * `same-file`: the file's change is equal, so the lines are the very same. `same-lines`: the lines stand, unchanged, in this
     * one place. `one-of`: they stand in several places; this is the likeliest. `changed`: the lines differ.
     */
    how: z.enum(["same-file", "same-lines", "one-of", "changed"]),
    /** Per cent. */
    confidence: z.int().min(0).max(100),
    /** For `one-of`: in how many places the lines stand. */
    places: z.int().positive(),
  }),
  z.strictObject({ state: z.literal("file"), path: z.string() }),
  z.strictObject({ state: z.literal("event"), sessionId: sessionIdSchema, seq: z.int().nonnegative() }),
  z.strictObject({ state: z.literal("attempt") }),
  /** It has no place; `why` in a sentence. */
  z.strictObject({ state: z.literal("orphan"), why: z.string() }),
]);
export type Placement = z.infer<typeof placementSchema>;
