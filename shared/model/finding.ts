import * as z from "zod";
import { eventRefSchema } from "./evidence";

/** Something a rule noticed, linked to a line of the diff or to an event. */
export const findingSchema = z.strictObject({
  id: z.string(),
  rule: z.string(),
  title: z.string(),
  severity: z.enum(["note", "warning", "serious"]),
  /** What was seen, in one or two sentences. Secrets are never shown whole. */
  message: z.string(),
  path: z.string().nullable(),
  /** Line in the new file, or in the old file when `side` is old. */
  line: z.int().positive().nullable(),
  side: z.enum(["old", "new"]).nullable(),
  event: eventRefSchema.nullable(),
});
export type Finding = z.infer<typeof findingSchema>;
