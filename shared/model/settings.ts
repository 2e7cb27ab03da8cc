import * as z from "zod";

export const settingsSchema = z.strictObject({
  theme: z.enum(["system", "light", "dark", "hc"]),
  density: z.enum(["comfortable", "compact"]),
  /** Percent of the design's sizes, 90 to 130. */
  fontScale: z.int().min(90).max(130),
  /** The reviewer's name as they give it; decisions label it self-asserted. */
  reviewerName: z.string().min(1).max(200),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Settings before anyone chose; the reviewer's name is the account's. */
export function defaultSettings(accountName: string): Settings {
  return { theme: "system", density: "comfortable", fontScale: 100, reviewerName: accountName || "reviewer" };
}
