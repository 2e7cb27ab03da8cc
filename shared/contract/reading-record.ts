import * as z from "zod";
import { attemptIdSchema, instantSchema, sha256Schema, taskIdSchema } from "../model/ids";
import { readRecordSchema } from "../model/read-record";
import { procedure } from "./procedure";

/** When a thing was first opened, and in which attempt; null where that was not kept. */
const firstOpenedSchema = z.strictObject({ at: instantSchema, attemptId: attemptIdSchema.nullable() });

/** What the reviewer has opened of one attempt, by content. */
export const readingRecordSchema = z.strictObject({
  attemptId: attemptIdSchema,
  /** Whose reading it is: the name in the settings. */
  reviewer: z.string(),
  patch: sha256Schema.nullable(),
  /** Why the hunks could not be counted; null where they were. */
  problem: z.string().nullable(),
  files: z.array(
    z.strictObject({
      path: z.string(),
      digest: sha256Schema,
      /** Marked read by hand; null where it is not. */
      read: firstOpenedSchema.nullable(),
      hunks: z.int().nonnegative(),
      /** How many of them had all their changed lines on screen. */
      shown: z.int().nonnegative(),
    }),
  ),
  /** Places in the patch, from 0, of the hunks that were shown. */
  shown: z.array(z.int().nonnegative()),
  evidence: z.array(
    z.strictObject({
      id: z.string(),
      opened: firstOpenedSchema.nullable(),
    }),
  ),
  totals: readRecordSchema,
  /** Other attempts that some of it was first opened in, and how much. */
  elsewhere: z.array(
    z.strictObject({
      attemptId: attemptIdSchema,
      /** Null where that attempt is gone. */
      letter: z.string().nullable(),
      taskId: taskIdSchema.nullable(),
      files: z.int().nonnegative(),
      hunks: z.int().nonnegative(),
      evidence: z.int().nonnegative(),
    }),
  ),
});
export type ReadingRecord = z.infer<typeof readingRecordSchema>;

export const readingRecordProcedures = {
  "reading.record": procedure(z.strictObject({ attemptId: attemptIdSchema }), readingRecordSchema),
  /**
   * Says what was on screen: hunks by their places in the patch, from 0, and evidence items by id. `patch` is the digest of the
   * patch that was drawn: places in another one would mean other hunks.
   */
  "reading.shown": procedure(
    z.strictObject({
      attemptId: attemptIdSchema,
      patch: sha256Schema.nullable(),
      hunks: z.array(z.int().nonnegative()).max(20_000),
      evidence: z.array(z.string().max(500)).max(1000),
    }),
    z.strictObject({ added: z.int().nonnegative() }),
  ),
  /** Removes what is recorded of this reviewer's reading: of one attempt's content, or of everything. Decisions keep what they say. */
  "reading.forget": procedure(
    z.strictObject({ attemptId: attemptIdSchema.nullable() }),
    z.strictObject({ removed: z.int().nonnegative() }),
  ),
};
