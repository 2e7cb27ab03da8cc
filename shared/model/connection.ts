import { z } from "zod";
import { instantSchema } from "./ids";

export const connectionKindSchema = z.enum(["claude-code", "codex", "packs"]);
export type ConnectionKind = z.infer<typeof connectionKindSchema>;

/** A configured runner: a folder that is read, with its sync state. */
export const connectionSchema = z.strictObject({
  id: z.string(),
  kind: connectionKindSchema,
  name: z.string(),
  path: z.string(),
  addedAt: instantSchema,
  lastSyncAt: instantSchema.nullable(),
  state: z.enum(["ready", "syncing", "failed"]),
  problem: z.strictObject({ message: z.string(), remedy: z.string().nullable() }).nullable(),
  sessions: z.int().nonnegative(),
  sources: z.int().nonnegative(),
});
export type Connection = z.infer<typeof connectionSchema>;
