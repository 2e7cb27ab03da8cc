import * as z from "zod";
import { sha256Schema } from "./ids";

export const tierLevelSchema = z.enum(["low", "medium", "high", "critical"]);
export type TierLevel = z.infer<typeof tierLevelSchema>;

/** The policy a judgement was made by: the bytes that were read, and where they came from. */
export const policyRefSchema = z.strictObject({
  id: z.string(),
  version: z.int().positive(),
  digest: sha256Schema,
  /** `default` ships with the program; `repository` stood in the base commit; `user` is this machine's own. */
  source: z.enum(["default", "repository", "user"]),
});
export type PolicyRef = z.infer<typeof policyRefSchema>;

/** The tier and every rule that matched: each says the level it asks for and the points it adds; a rule can only raise it. */
export const tierSchema = z.strictObject({
  level: tierLevelSchema,
  /** Sum of the weights of all matches. */
  points: z.int().nonnegative(),
  matched: z.array(
    z.strictObject({
      rule: z.string(),
      level: tierLevelSchema,
      /** Points this match adds. */
      weight: z.int().nonnegative(),
      why: z.string(),
    }),
  ),
  policy: policyRefSchema,
});
export type Tier = z.infer<typeof tierSchema>;
