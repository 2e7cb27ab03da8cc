import * as z from "zod";
import { contractSchema, requesterSchema } from "./contract";
import { instantSchema, sha256Schema, taskIdSchema } from "./ids";

/** Why attempts are together in one task, or one attempt is in its: a kind to tell by, and a sentence to show. */
export const groundSchema = z.strictObject({
  kind: z.enum(["contract", "reference", "prompt", "link", "decision", "alone"]),
  text: z.string(),
});
export type Ground = z.infer<typeof groundSchema>;

/** A contract that was begun from an issue: a draft, which counts for nothing before a person confirms it. */
const guessedContractSchema = z.strictObject({
  /** "owner/repo#12". */
  from: z.string(),
  url: z.string(),
  /** Of its text, which is archived. */
  digest: sha256Schema,
  contract: contractSchema,
  /** The keys whose values are guesses, with what they were guessed from. */
  guesses: z.array(z.strictObject({ key: z.string(), because: z.string() })),
});
export type GuessedContract = z.infer<typeof guessedContractSchema>;

/** The work asked for. Without a contract its title is the first line of the prompt. */
export const taskSchema = z.strictObject({
  id: taskIdSchema,
  /** The contract's own reference, e.g. PAY-118. */
  ref: z.string().nullable(),
  title: z.string(),
  repository: z.string(),
  contract: contractSchema.nullable(),
  contractDigest: sha256Schema.nullable(),
  /** Who confirmed the contract; absent where a pack or an issue states it in so many words. */
  confirmed: z.strictObject({ by: z.string(), at: instantSchema, from: sha256Schema.nullable() }).optional(),
  /** What a linked issue seems to ask for. Nobody confirmed it, so no gate, tier or rule looks at it. */
  guessed: guessedContractSchema.optional(),
  requester: requesterSchema.nullable(),
  firstSeenAt: instantSchema,
  ground: groundSchema.default({ kind: "alone", text: "" }),
});
export type Task = z.infer<typeof taskSchema>;

/** Who answers for a task, and how that is known. */
export const ownershipSchema = z.strictObject({
  owner: z.string().nullable(),
  ground: z.enum(["decision", "contract", "codeowners", "none"]),
  onCall: z.string().nullable(),
});
export type Ownership = z.infer<typeof ownershipSchema>;
