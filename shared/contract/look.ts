import * as z from "zod";
import { attemptIdSchema, instantSchema, taskIdSchema } from "../model/ids";
import { procedure } from "./procedure";

/** One thing that is not as it was at the reviewer's last look, in words, and where it is to be seen. */
export const lookChangeSchema = z.strictObject({
  kind: z.enum(["attempt", "tree", "records", "evidence", "findings", "claims", "tier", "contract", "decision"]),
  text: z.string(),
  /** The attempt it is about; null for the task. */
  attemptId: attemptIdSchema.nullable(),
  /** For a decision, its entry. */
  seq: z.int().nonnegative().nullable(),
});
export type LookChange = z.infer<typeof lookChangeSchema>;

/** What changed of a task since the reviewer last looked at it; a look is a sitting, not a single opening. */
export const lookSchema = z.strictObject({
  /** When that last look ended; null where this is the first. */
  since: instantSchema.nullable(),
  changes: z.array(lookChangeSchema),
});
export type Look = z.infer<typeof lookSchema>;

export const lookProcedures = {
  "task.look": procedure(z.strictObject({ taskId: taskIdSchema }), lookSchema),
  /** Remembers the task as it stands now as what this reviewer saw. Openings within ten minutes of each other are one look. */
  "task.looked": procedure(z.strictObject({ taskId: taskIdSchema, leaving: z.boolean() }), z.strictObject({})),
};
