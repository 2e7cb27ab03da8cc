import * as z from "zod";
import { attemptSchema } from "../model/attempt";
import { attemptIdSchema, instantSchema, sha256Schema, taskIdSchema } from "../model/ids";
import { procedure } from "./procedure";

/** A file between two results: see `InterdiffFile` of shared/diff/interdiff. */
export const interdiffFileSchema = z.strictObject({
  fromPath: z.string().nullable(),
  toPath: z.string().nullable(),
  state: z.enum(["same", "only-from", "only-to", "differs"]),
  base: z.enum(["same", "assumed", "moved"]),
  binary: z.boolean(),
  added: z.int().nonnegative(),
  removed: z.int().nonnegative(),
  moved: z.int().nonnegative(),
  mixed: z.int().nonnegative(),
  unknown: z.string().nullable(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
});

/** One side of an interdiff: an attempt as it stands now. */
export const interdiffSideSchema = z.strictObject({
  attemptId: attemptIdSchema,
  taskId: taskIdSchema,
  letter: z.string(),
  base: z.string().nullable(),
  head: z.string().nullable(),
  patch: sha256Schema.nullable(),
  source: attemptSchema.shape.patchSource,
});

/** What a file was like when it was marked read, and what became of it. */
export const sinceReadFileSchema = z.strictObject({
  path: z.string(),
  /** SHA-256 of the file's part of the patch now: the key of its read mark. */
  digest: sha256Schema,
  /** When, and in which attempt, the earlier version was marked read. */
  readAt: instantSchema,
  readIn: z.strictObject({ attemptId: attemptIdSchema, letter: z.string().nullable() }),
  /** The earlier version's own key. */
  readDigest: sha256Schema,
  file: interdiffFileSchema,
});
export type SinceReadFile = z.infer<typeof sinceReadFileSchema>;

export const interdiffProcedures = {
  /** From the result of `againstId` to that of `attemptId`, as a patch. */
  "interdiff.get": procedure(
    z.strictObject({ attemptId: attemptIdSchema, againstId: attemptIdSchema }),
    z.strictObject({
      from: interdiffSideSchema,
      to: interdiffSideSchema,
      /** Null where a base is not stated. */
      sameBase: z.boolean().nullable(),
      text: z.string(),
      digest: sha256Schema,
      files: z.array(interdiffFileSchema),
      /** What was compared with what, in sentences. */
      note: z.string().nullable(),
      /** Why there is nothing to compare; null where there is. */
      absent: z.string().nullable(),
    }),
  ),
  /**
   * Files of an attempt that the reviewer has not read as they are, but read in an earlier version (of this attempt or of another
   * of the task): from that version to now. `text` holds their parts.
   */
  "interdiff.sinceRead": procedure(
    z.strictObject({ attemptId: attemptIdSchema }),
    z.strictObject({
      attemptId: attemptIdSchema,
      patch: sha256Schema.nullable(),
      text: z.string(),
      files: z.array(sinceReadFileSchema),
      /** Files read in an earlier version of this attempt that it no longer changes. */
      gone: z.array(z.strictObject({ path: z.string(), readAt: instantSchema })),
    }),
  ),
};
