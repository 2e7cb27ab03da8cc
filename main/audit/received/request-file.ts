import canonicalize from "canonicalize";
import * as z from "zod";
import { sha256Schema, instantSchema } from "../../../shared/model/ids";
import { err, type Result } from "../../../shared/result";
import { readCanonical } from "./approval-file";

/*
 * What a second reviewer needs to find the attempt that an approval is wanted of. Nobody signs it: it says where to look, and
 * approves nothing.
 */

/** What the name of such a file ends with. */
export const requestSuffix = ".countersign-request.json";
export const mostRequestBytes = 256 * 1024;

const requestFileSchema = z.strictObject({
  format: z.literal("countersign-approval-request"),
  version: z.literal(1),
  origin: z.string().regex(/^countersign\.invalid\/[0-9a-f-]{36}$/),
  by: z.string().min(1).max(200),
  at: instantSchema,
  task: z.strictObject({
    ref: z.string().max(300).nullable(),
    title: z.string().max(2000),
    repository: z.string().max(2000),
  }),
  /** Different people that the policy asks for. */
  needed: z.int().min(0).max(100),
  /** The content to be approved: commits by their ids, the patch by its digest. */
  content: z.strictObject({
    base: z.string().max(100).nullable(),
    head: z.string().max(100).nullable(),
    patch: sha256Schema.nullable(),
  }),
  /** What stands against it, and what was not opened, in sentences. */
  lookAt: z.array(z.string().max(500)).max(50),
  note: z.string().max(2000),
});
export type RequestFile = z.infer<typeof requestFileSchema>;

/** The one form of a file that says this. */
export function writeRequestFile(file: RequestFile): Buffer {
  const text = canonicalize(requestFileSchema.parse(file));
  if (text === undefined) throw new Error("a request has no canonical form");
  return Buffer.from(text, "utf8");
}

/** Reads a request. Codes: "request-malformed". */
export function readRequestFile(bytes: Uint8Array): Result<RequestFile> {
  return readCanonical(bytes, mostRequestBytes, requestFileSchema, (why) =>
    err({
      code: "request-malformed",
      message: `This is no request for a second reviewer: ${why}.`,
      remedy: "Have it handed over anew: countersign approval request TASK.",
    }),
  );
}

/** Whether bytes say that they are a request: nothing else of them is believed by that. */
export function looksLikeRequest(bytes: Uint8Array): boolean {
  return bytes.length <= mostRequestBytes && Buffer.from(bytes).includes('"format":"countersign-approval-request"');
}
