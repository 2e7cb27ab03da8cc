import * as z from "zod";
import { eventRefSchema } from "./evidence";

/** Where a claim was made. `summary` is a text that came with the attempt and is no event of its sessions. */
export const claimSourceSchema = z.enum(["final-message", "summary", "pull-request", "commit"]);
export type ClaimSource = z.infer<typeof claimSourceSchema>;

/** A text in which the agent, or whoever sent its work, says what was done. */
export const statementSchema = z.strictObject({
  source: claimSourceSchema,
  text: z.string(),
  /** The event that holds it; null where none does. */
  event: eventRefSchema.nullable(),
  /** What it is called where it came from: a commit's id, a pull request's number or address; null for a message. */
  ref: z.string().nullable(),
});
export type Statement = z.infer<typeof statementSchema>;

export const claimKindSchema = z.enum([
  "tests-pass",
  "tests-added",
  "static-analysis-clean",
  "build-works",
  "file-changed",
  "symbol-added",
  "bug-reproduced",
  "no-behaviour-change",
  "only-these-files",
  "verified-in-browser",
  "command-ran",
  "other",
]);
export type ClaimKind = z.infer<typeof claimKindSchema>;

export const verdictSchema = z.enum(["backed", "contradicted", "stale", "unbacked", "unverifiable"]);
export type Verdict = z.infer<typeof verdictSchema>;

/** A checkable statement in the agent's own words, and what the events say to it. */
export const claimSchema = z.strictObject({
  id: z.string(),
  kind: claimKindSchema,
  source: claimSourceSchema,
  /** What the text is called where it came from, see `statementSchema`. */
  ref: z.string().nullable(),
  /** The sentence as the agent wrote it. */
  sentence: z.string(),
  /** The words of the sentence that make the claim, in UTF-16 units. */
  span: z.strictObject({ start: z.int().nonnegative(), end: z.int().nonnegative() }),
  verdict: verdictSchema,
  /** One sentence: what was found, with exit code and counts, or what is missing. */
  why: z.string(),
  saidAt: eventRefSchema.nullable(),
  /** The events the verdict rests on. */
  events: z.array(eventRefSchema),
  /** What it rests on in particular: an exit code, a line of output, an evidence item, a file of the patch. */
  ground: z.array(
    z.strictObject({
      event: eventRefSchema.nullable(),
      exitCode: z.int().nullable(),
      /** The line of output that decides, as it was printed; at most 500 characters. */
      line: z.string().max(500).nullable(),
      evidenceId: z.string().nullable(),
      path: z.string().nullable(),
    }),
  ),
});
export type Claim = z.infer<typeof claimSchema>;
