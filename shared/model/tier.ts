import { z } from "zod";

export const tierLevelSchema = z.enum(["low", "medium", "high", "critical"]);
export type TierLevel = z.infer<typeof tierLevelSchema>;

/** The tier and every rule that matched: the highest match is the level, so a rule can only raise it. */
export const tierSchema = z.strictObject({
  level: tierLevelSchema,
  matched: z.array(z.strictObject({ rule: z.string(), level: tierLevelSchema, why: z.string() })),
});
export type Tier = z.infer<typeof tierSchema>;
