import * as z from "zod";
import { evidenceKindSchema } from "./contract";
import { standingSchema } from "./evidence";

/** One requirement of the policy for this tier. */
export const gateSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  met: z.boolean(),
  /** What met it, or what is missing. */
  why: z.string(),
  /** What would meet it, as an instruction; null where it is met. */
  remedy: z.string().nullable(),
  /** The decision that lets an unmet gate pass, with its reason; null where there is none in force. */
  overridden: z.strictObject({ seq: z.int().nonnegative(), person: z.string(), reason: z.string() }).nullable(),
  standing: standingSchema.nullable(),
  /** Where the reader goes to meet it. */
  target: z
    .discriminatedUnion("to", [
      z.strictObject({ to: z.literal("evidence"), kind: evidenceKindSchema.nullable() }),
      z.strictObject({ to: z.literal("diff"), path: z.string().nullable() }),
      z.strictObject({ to: z.literal("timeline"), seq: z.int().nullable() }),
      z.strictObject({ to: z.literal("decide"), kind: z.string() }),
    ])
    .nullable(),
});
export type Gate = z.infer<typeof gateSchema>;
