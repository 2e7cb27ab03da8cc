import * as z from "zod";
import { eventRefSchema } from "./evidence";

/**
 * How it is known which event wrote a line, most certain first. `exact`: the input of an edit holds it. `patch`: a patch or an
 * attribution note that the runner recorded names it. `window`: a command wrote it between two known states of the file.
 * `inferred`: only one event can have. `unknown`: no event explains it.
 */
export const lineGradeSchema = z.enum(["exact", "patch", "window", "inferred", "unknown"]);
export type LineGrade = z.infer<typeof lineGradeSchema>;

/** Changed lines of a patch that stand together and have one origin. */
export const lineOriginSchema = z.strictObject({
  /** `new`: added lines, counted in the new file; `old`: removed lines, counted in the old file. */
  side: z.enum(["new", "old"]),
  from: z.int().positive(),
  to: z.int().positive(),
  grade: lineGradeSchema,
  event: eventRefSchema.nullable(),
  /** The person's message that the event answers to; null where the session holds none before it. */
  instruction: eventRefSchema.nullable(),
  /** One sentence: what says so, or why nothing does. */
  why: z.string(),
});
export type LineOrigin = z.infer<typeof lineOriginSchema>;

export const fileProvenanceSchema = z.strictObject({
  path: z.string(),
  origins: z.array(lineOriginSchema),
});
export type FileProvenance = z.infer<typeof fileProvenanceSchema>;

/** Changed lines (added and removed) of an attempt by grade. */
export const provenanceFiguresSchema = z.strictObject({
  lines: z.int().nonnegative(),
  exact: z.int().nonnegative(),
  patch: z.int().nonnegative(),
  window: z.int().nonnegative(),
  inferred: z.int().nonnegative(),
  unknown: z.int().nonnegative(),
});
export type ProvenanceFigures = z.infer<typeof provenanceFiguresSchema>;
