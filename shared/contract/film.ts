import * as z from "zod";
import { eventRefSchema } from "../model/evidence";
import { attemptIdSchema, instantSchema } from "../model/ids";
import { procedure } from "./procedure";

/** One recorded edit: a picture of the film. */
export const filmStepSchema = z.strictObject({
  event: eventRefSchema,
  at: instantSchema.nullable(),
  lane: z.string(),
  path: z.string(),
  newPath: z.string().nullable(),
  op: z.enum(["add", "update", "delete", "move"]),
  /** Lines of this edit as the runner counted them. */
  added: z.int().nonnegative(),
  removed: z.int().nonnegative(),
});
export type FilmStep = z.infer<typeof filmStepSchema>;

/** A file as it stands at a step. */
export const filmFileSchema = z.strictObject({
  path: z.string(),
  movedFrom: z.string().nullable(),
  /** Against the state before the first edit. `same`: what was changed is undone. `unknown`: only pieces of it are recorded. */
  state: z.enum(["added", "changed", "deleted", "same", "unknown"]),
  /** Lines against the state before the first edit; null where they were not counted. */
  added: z.int().nonnegative().nullable(),
  removed: z.int().nonnegative().nullable(),
  /** Exact: every edit was applied to the text recorded before it. Inferred: something does not fit, see `gaps`. */
  known: z.enum(["exact", "inferred", "pieces"]),
  gaps: z.array(z.string()),
  /** Lies outside of the folder the session worked in. */
  outside: z.boolean(),
  /** Steps that changed it so far. */
  edits: z.int().positive(),
});
export type FilmFile = z.infer<typeof filmFileSchema>;

export const filmLineSchema = z.strictObject({
  kind: z.enum(["add", "del", "context", "gap"]),
  old: z.int().nullable(),
  new: z.int().nullable(),
  text: z.string(),
});
export type FilmLine = z.infer<typeof filmLineSchema>;

export const filmProcedures = {
  /** The recorded edits that were carried out, in time order: at most 5,000. */
  "film.get": procedure(
    z.strictObject({ attemptId: attemptIdSchema }),
    z.strictObject({ steps: z.array(filmStepSchema), total: z.int().nonnegative() }),
  ),
  /** The files as they stand after a step, and one of them as a difference. */
  "film.step": procedure(
    z.strictObject({
      attemptId: attemptIdSchema,
      step: z.int().nonnegative(),
      /** The file to show; null for the one that the step changed. */
      path: z.string().max(4_096).nullable(),
      /** Against what: the state before the first edit, or before this step. */
      against: z.enum(["base", "previous"]),
    }),
    z.strictObject({
      step: z.int().nonnegative(),
      files: z.array(filmFileSchema),
      shown: z.strictObject({
        path: z.string(),
        against: z.enum(["base", "previous"]),
        lines: z.array(filmLineSchema),
        /** Lines left out to keep this fast. */
        left: z.int().nonnegative(),
        /** Why there is nothing to compare; null where there is. */
        why: z.string().nullable(),
      }),
    }),
  ),
};
