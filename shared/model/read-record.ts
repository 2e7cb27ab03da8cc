import * as z from "zod";
import { sha256Schema } from "./ids";

/** How many of the things of one kind were opened, and a digest over all that were: their digests sorted, one a line. */
const openedSchema = z.strictObject({
  opened: z.int().nonnegative(),
  of: z.int().nonnegative(),
  digest: sha256Schema,
});

/** What a reviewer had opened of an attempt, by content: the same file or hunk in another attempt counts as opened there too. */
export const readRecordSchema = z.strictObject({
  files: openedSchema,
  hunks: openedSchema,
  evidence: openedSchema,
});
export type ReadRecord = z.infer<typeof readRecordSchema>;
