import * as z from "zod";
import { attemptSchema } from "../model/attempt";
import { claimSchema } from "../model/claim";
import { attemptIdSchema, sha256Schema } from "../model/ids";
import { procedure } from "./procedure";

/** One side of a changed file, as far as it is at hand here. */
export const changedContentSchema = z.discriminatedUnion("kind", [
  /** `from` says where it was read: "the repository ledger". */
  z.strictObject({ kind: z.literal("text"), text: z.string(), bytes: z.int().nonnegative(), from: z.string() }),
  z.strictObject({
    kind: z.literal("picture"),
    format: z.string(),
    width: z.int(),
    height: z.int(),
    bytes: z.instanceof(Uint8Array),
    from: z.string(),
  }),
  z.strictObject({ kind: z.literal("binary"), bytes: z.int().nonnegative(), from: z.string() }),
  /** The file does not exist on that side. */
  z.strictObject({ kind: z.literal("none") }),
  /** It is not at hand: why, in a sentence. */
  z.strictObject({ kind: z.literal("absent"), why: z.string() }),
]);
export type ChangedContent = z.infer<typeof changedContentSchema>;

/** A text that is read before the code, with a read mark by its content as a file has. */
export const pinnedSchema = z.strictObject({
  kind: z.enum(["contract", "summary", "commits", "allowlist"]),
  /** SHA-256 over its kind and texts: the key of its read mark. */
  digest: sha256Schema,
  read: z.boolean(),
  /** Its texts: of a contract one, of commit messages one a commit. */
  texts: z.array(
    z.strictObject({
      title: z.string().nullable(),
      text: z.string(),
      event: z.strictObject({ sessionId: z.string(), seq: z.int() }).nullable(),
    }),
  ),
  /** What is claimed in them, by what the events say to it. */
  claims: z.array(claimSchema.pick({ id: true, sentence: true, span: true, verdict: true, why: true, saidAt: true })),
});
export type Pinned = z.infer<typeof pinnedSchema>;

export const diffProcedures = {
  "diff.get": procedure(
    z.strictObject({ attemptId: attemptIdSchema }),
    z.strictObject({
      attemptId: attemptIdSchema,
      patch: z.string(),
      digest: sha256Schema.nullable(),
      source: attemptSchema.shape.patchSource,
      note: z.string().nullable(),
      base: z.string().nullable(),
      head: z.string().nullable(),
    }),
  ),
  /** The whole of a changed file before or after the change: out of the patch itself, else out of the repository. */
  "diff.content": procedure(
    z.strictObject({ attemptId: attemptIdSchema, path: z.string().max(4096), side: z.enum(["old", "new"]) }),
    changedContentSchema,
  ),
  /**
   * What the base commit's own .gitattributes says of the changed files: an attempt cannot fold its own work away. `known` is false
   * where the base is not at hand.
   */
  "diff.attributes": procedure(
    z.strictObject({ attemptId: attemptIdSchema }),
    z.strictObject({
      known: z.boolean(),
      files: z.array(
        z.strictObject({ path: z.string(), reason: z.enum(["generated", "vendored", "no-diff"]), pattern: z.string() }),
      ),
    }),
  ),
  "diff.pinned": procedure(
    z.strictObject({ attemptId: attemptIdSchema }),
    z.strictObject({ items: z.array(pinnedSchema) }),
  ),
};
