import { createHash, randomBytes } from "node:crypto";
import canonicalize from "canonicalize";
import * as z from "zod";
import { decisionCommentSchema } from "../../shared/model/comment";
import type { Decision } from "../../shared/model/decision";
import { err, ok, type Result } from "../../shared/result";

/*
 * What a person typed with a decision stands outside of its entry, which holds a salted commitment to it: SHA-256 over 32 bytes of
 * salt and the text. So it can be erased, and the log still holds; without the salt it cannot be guessed from the commitment.
 */

/** Largest text of one decision, in bytes. */
const maxTextBytes = 1024 * 1024;
const saltBytes = 32;

const textsSchema = z.strictObject({
  reason: z.string(),
  comments: z.array(decisionCommentSchema).min(1).max(200).optional(),
});

/** A text as it is kept. */
interface SealedText {
  readonly commitment: string;
  readonly salt: Uint8Array;
  readonly bytes: Uint8Array;
}

/** The commitment to a text: lower-case hex. */
export function commitmentOf(salt: Uint8Array, bytes: Uint8Array): string {
  return createHash("sha256").update(salt).update(bytes).digest("hex");
}

/**
 * Takes what was typed out of a decision. Out: the decision as its entry holds it, and the text; null where nothing was typed.
 * Codes: "text-too-long".
 */
export function takeTexts(decision: Decision): Result<{ decision: Decision; text: SealedText | null }> {
  const { comments, ...rest } = decision;
  if (decision.reason === "" && comments === undefined) return ok({ decision, text: null });
  const typed = textsSchema.parse({ reason: decision.reason, ...(comments === undefined ? {} : { comments }) });
  let text: string | undefined;
  try {
    text = canonicalize(typed);
  } catch {
    // Half of a surrogate pair has no canonical form.
  }
  if (text === undefined)
    return err({
      code: "entry-refused",
      message: "A text holds half of a surrogate pair.",
      remedy: "Nothing was recorded.",
    });
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length > maxTextBytes)
    return err({
      code: "text-too-long",
      message: `Nothing was recorded: the reason and comments have ${String(bytes.length)} bytes, over the limit of ${String(maxTextBytes)}.`,
      remedy: "Take fewer comments along, or shorten them.",
    });
  const salt = randomBytes(saltBytes);
  return ok({
    decision: { ...rest, reason: "" },
    text: { commitment: commitmentOf(salt, bytes), salt, bytes },
  });
}

/**
 * Puts a text back into its decision. In: the decision as its entry holds it, the commitment, the text.
 * Codes: "text-changed" where it is not the text that was committed to.
 */
export function joinTexts(
  decision: Decision,
  commitment: string,
  { salt, bytes }: Pick<SealedText, "salt" | "bytes">,
): Result<Decision> {
  const changed = err({
    code: "text-changed",
    message: "The text of this decision is not the one that was recorded with it.",
  });
  if (salt.length !== saltBytes || commitmentOf(salt, bytes) !== commitment) return changed;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return changed;
  }
  const typed = textsSchema.safeParse(value);
  if (!typed.success) return changed;
  const { reason, comments } = typed.data;
  return ok({ ...decision, reason, ...(comments === undefined ? {} : { comments }) });
}
