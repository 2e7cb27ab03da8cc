import * as z from "zod";
import { attemptIdSchema, instantSchema, sessionIdSchema, sha256Schema } from "../model/ids";
import { sessionLinkSchema, sessionSchema } from "../model/session";
import { procedure } from "./procedure";

/** One file that a session was read from, and its copy in the archive. */
export const readSourceSchema = z.strictObject({
  path: z.string(),
  /** SHA-256 of the archived bytes that hold this file. */
  digest: sha256Schema,
  /** Since when the runner's own file is gone; null while it is there. */
  goneAt: instantSchema.nullable(),
  /** `kept` is a copy that is there; `intact` one whose bytes were compared with the digest just now. */
  archive: z.enum(["kept", "intact", "missing", "damaged"]),
});
export type ReadSource = z.infer<typeof readSourceSchema>;

/** How completely one session was read, and what it names that is not here. */
export const sessionReadingSchema = z.strictObject({
  session: sessionSchema,
  sources: z.array(readSourceSchema),
  /** Sub-agents the transcript names whose own transcript was not found. */
  missingSubAgents: z.array(z.string()),
  /** Earlier sessions of the same work, with their id here where they were read. */
  links: z.array(
    z.strictObject({ kind: sessionLinkSchema, runnerSessionId: z.string(), sessionId: sessionIdSchema.nullable() }),
  ),
});
export type SessionReading = z.infer<typeof sessionReadingSchema>;

export const readingProcedures = {
  /** With `verify` every archived copy is unpacked and compared with its digest: as long as that takes. */
  "reading.get": procedure(
    z.strictObject({ attemptId: attemptIdSchema, verify: z.boolean() }),
    z.strictObject({ sessions: z.array(sessionReadingSchema) }),
  ),
};
