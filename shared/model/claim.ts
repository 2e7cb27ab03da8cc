import { z } from "zod";
import { eventRefSchema } from "./evidence";

export const verdictSchema = z.enum(["backed", "contradicted", "stale", "unbacked", "unverifiable"]);
export type Verdict = z.infer<typeof verdictSchema>;

/** A checkable statement in the agent's own words, and what the events say to it. */
export const claimSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(["tests-pass", "static-analysis-clean", "build-works", "file-changed", "only-these-files", "other"]),
  /** The sentence as the agent wrote it. */
  sentence: z.string(),
  verdict: verdictSchema,
  /** One sentence: what was found, with exit code and counts, or what is missing. */
  why: z.string(),
  saidAt: eventRefSchema.nullable(),
  /** The events the verdict rests on. */
  events: z.array(eventRefSchema),
});
export type Claim = z.infer<typeof claimSchema>;
