import * as z from "zod";
import type { Problem } from "../result";

/** A data folder that is only looked at, and why. What is on screen is a copy of it; nothing is recorded. */
export const viewedHomeSchema = z.strictObject({
  /** `newer`: a later Countersign wrote it. `unwritable`: this account or the medium takes nothing. */
  why: z.enum(["newer", "unwritable"]),
  /** Why, in one sentence. */
  sentence: z.string(),
  /** What a later program keeps there that this one does not read, each with its rows. */
  notRead: z.array(z.strictObject({ what: z.string(), rows: z.int().nonnegative() })),
});
export type ViewedHome = z.infer<typeof viewedHomeSchema>;

/** Why nothing can be decided there, as what is off says it. */
export const viewedBlocks = "This data folder is open for reading only";

/** Why nothing is recorded there, and what works all the same. */
export const viewedRefusal = `${viewedBlocks}: nothing is recorded, read anew or sent. Everything in it can be seen, searched, verified and exported.`;

/** What a request that would record or send something is told there. In: the data folder, why it is only looked at. */
export function viewedProblem(home: string, { why, sentence }: Pick<ViewedHome, "why" | "sentence">): Problem {
  return {
    code: "read-only",
    message: `${sentence} ${viewedRefusal}`,
    place: home,
    remedy:
      why === "newer"
        ? "Open it with the Countersign that wrote it, or one that is later."
        : "Give this account the right to write there, or copy the folder to where it may and open the copy with --home.",
  };
}
