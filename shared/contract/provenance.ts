import * as z from "zod";
import { eventRefSchema } from "../model/evidence";
import { eventKindSchema } from "../model/event";
import { attemptIdSchema, instantSchema, sha256Schema } from "../model/ids";
import { fileProvenanceSchema, provenanceFiguresSchema } from "../model/provenance";
import { procedure } from "./procedure";

/** An event that lines stem from, or the message of a person that it answers to, as much as a line beside code needs. */
export const namedEventSchema = z.strictObject({
  ref: eventRefSchema,
  at: instantSchema.nullable(),
  kind: eventKindSchema,
  lane: z.string(),
  runner: z.string(),
  model: z.string().nullable(),
  /** The tool or the command, or the message's first words: at most 200 characters. */
  label: z.string(),
});
export type NamedEvent = z.infer<typeof namedEventSchema>;

export const attemptProvenanceSchema = z.strictObject({
  attemptId: attemptIdSchema,
  patchDigest: sha256Schema.nullable(),
  /** False where it was not worked out for this patch yet: then nothing is known, and nothing is unknown either. */
  known: z.boolean(),
  figures: provenanceFiguresSchema,
  files: z.array(fileProvenanceSchema.extend({ figures: provenanceFiguresSchema })),
  /** Every event that the files name, once. */
  events: z.array(namedEventSchema),
});
export type AttemptProvenance = z.infer<typeof attemptProvenanceSchema>;

/** A step of how a line came to be: asked for, failing before, said, written, checked after. */
export const storyStepSchema = z.strictObject({
  part: z.enum(["asked", "failed-before", "said", "wrote", "checked-after"]),
  ref: eventRefSchema,
  at: instantSchema.nullable(),
  lane: z.string(),
  /** The tool or the command; empty for what was said. */
  label: z.string(),
  /** What was said, or the line of output that a check's result was read from: at most 600 characters. */
  text: z.string(),
  /** Of a check how it ended; null for what is none. */
  result: z.enum(["passed", "failed", "unknown"]).nullable(),
});
export type StoryStep = z.infer<typeof storyStepSchema>;

export const provenanceProcedures = {
  /** Who wrote the changed lines: of one file by its path in the patch, or of all (null). */
  "provenance.get": procedure(
    z.strictObject({ attemptId: attemptIdSchema, path: z.string().max(4096).nullable() }),
    attemptProvenanceSchema,
  ),
  /** What stands around the event that wrote lines, in the session's order. In: a line's origin. */
  "provenance.story": procedure(
    z.strictObject({ event: eventRefSchema, instruction: eventRefSchema.nullable() }),
    z.strictObject({ steps: z.array(storyStepSchema) }),
  ),
};
