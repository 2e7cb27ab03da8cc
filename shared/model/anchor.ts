import * as z from "zod";

/** Ways in which a checkpoint of the log leaves this machine. */
export const anchorTypeSchema = z.enum(["export", "github", "git", "rfc3161"]);
export type AnchorType = z.infer<typeof anchorTypeSchema>;

/** How much of the log is anchored outside of this machine. */
export const anchoredSchema = z.strictObject({
  /** Entries that the newest anchor covers; 0 where there is none. */
  size: z.int().nonnegative(),
  /** When it was recorded (local clock); null where there is none. */
  at: z.iso.datetime({ offset: true }).nullable(),
  /** Decisions after it: who holds this account and its keys could still rewrite them unseen. */
  notAnchored: z.int().nonnegative(),
  /** They are more, or older, than the settings let wait. */
  due: z.boolean(),
});
export type Anchored = z.infer<typeof anchoredSchema>;
