import * as z from "zod";
import { procedure } from "./procedure";

/** Long work that the topic `progress` tells of. */
export const jobProcedures = {
  /** Ends work at its next batch: what was read stays, what was not is read at the next sync. False: it had ended already. */
  "jobs.cancel": procedure(z.strictObject({ id: z.string() }), z.strictObject({ cancelled: z.boolean() })),
};
