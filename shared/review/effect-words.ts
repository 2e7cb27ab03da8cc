import type * as z from "zod";
import type { effectStateSchema } from "../model/audit-entry";

/** What became of an effect, as an entry of the log says it. */
export const effectStateWords: Readonly<Record<z.infer<typeof effectStateSchema>, string>> = {
  confirmed: "Done",
  held: "Held back",
  failed: "Failed",
  cancelled: "Cancelled",
};
