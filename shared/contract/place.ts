import * as z from "zod";
import { attemptIdSchema, taskIdSchema } from "../model/ids";
import { procedure } from "./procedure";

export const placeProcedures = {
  /** Where a link leads: the task and the attempt that hold its event or its line. Fails where nothing here has them. */
  "place.find": procedure(
    z.strictObject({ link: z.string().max(20_000) }),
    z.strictObject({ taskId: taskIdSchema, attemptId: attemptIdSchema, ref: z.string(), letter: z.string() }),
  ),
};
