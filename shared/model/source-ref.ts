import * as z from "zod";
import { sha256Schema } from "./ids";

/** Where a fact stands in an archived raw source: bytes `[byteStart, byteEnd)` of the file with this digest. */
export const sourceRefSchema = z.strictObject({
  digest: sha256Schema,
  path: z.string(),
  line: z.int().nonnegative().nullable(),
  byteStart: z.int().nonnegative(),
  byteEnd: z.int().nonnegative(),
});
export type SourceRef = z.infer<typeof sourceRefSchema>;

/** The part of a source-ref that an adapter knows: the digest and path are the whole file's. */
export const placeSchema = sourceRefSchema.omit({ digest: true, path: true });
export type Place = z.infer<typeof placeSchema>;
