import canonicalize from "canonicalize";
import * as z from "zod";
import { err, type Result } from "../../../shared/result";
import { readCanonicalFile } from "../canonical-file";

/*
 * A reviewer's decision as it is carried to another log: the entry as it stands in the log it was recorded in, the proof that it
 * stands there, and every entry of that log that tells of a key. One file of canonical JSON (docs/second-reviewer.md).
 */

/** What the name of such a file ends with. */
export const approvalSuffix = ".countersign-approval.json";
/** Largest file: an entry and its texts at their limits, and the keys of a log that changed them for years. */
export const mostApprovalBytes = 4 * 1024 * 1024;
const mostKeys = 500;

const place = z.int().nonnegative();
const base64Schema = z.string().refine((text) => Buffer.from(text, "base64").toString("base64") === text, "not base64");
/** Inclusion proof, nearest sibling first: a path in a tree of 2^53 leaves has at most 64 hashes. */
const proofSchema = z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(64);
const entrySchema = z.strictObject({ seq: place, entry: base64Schema, proof: proofSchema });

const approvalFileSchema = z.strictObject({
  format: z.literal("countersign-approval"),
  version: z.literal(1),
  /** The decision's entry, as it is stored there. */
  entry: base64Schema,
  /** C2SP tlog-proof of it, with the signed checkpoint that all proofs here lead to. */
  proof: z.string().max(64 * 1024),
  /** Every entry before the checkpoint that tells of a key, ascending; the first is entry 0. */
  keys: z.array(entrySchema).min(1).max(mostKeys),
  /** The entry that ends it, where one does: a withdrawal of it, or a later verdict on the same attempt. */
  ended: entrySchema.nullable(),
  /** What was typed with the decision, where it is handed over too. */
  text: z
    .strictObject({
      salt: base64Schema.max(64),
      bytes: base64Schema.max(1_500_000),
    })
    .nullable(),
});
export type ApprovalFile = z.infer<typeof approvalFileSchema>;

/** The one form of a file that says this: two that say the same are the same bytes. */
export function writeApprovalFile(file: ApprovalFile): Buffer {
  const text = canonicalize(file);
  if (text === undefined) throw new Error("an approval has no canonical form");
  return Buffer.from(text, "utf8");
}

/** Reads canonical JSON of a known form. In: the bytes, their limit, the form. Err: why they are none of it. */
export function readCanonical<T>(
  bytes: Uint8Array,
  most: number,
  schema: z.ZodType<T>,
  bad: (why: string) => Result<never>,
): Result<T> {
  if (bytes.length > most) return bad(`it has ${String(bytes.length)} bytes, over the limit of ${String(most)}`);
  return readCanonicalFile(bytes, schema, bad);
}

/** Reads an approval's file; nothing of what it says is checked yet. Codes: "approval-malformed". */
export function readApprovalFile(bytes: Uint8Array): Result<ApprovalFile> {
  return readCanonical(bytes, mostApprovalBytes, approvalFileSchema, (why) =>
    err({
      code: "approval-malformed",
      message: `This is no approval that was handed over: ${why}.`,
      remedy: `Take in the ${approvalSuffix} file as it was written; a copy through an editor or a chat may change it.`,
    }),
  );
}
