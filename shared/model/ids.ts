import * as z from "zod";

/** `T-` and five characters derived from the task's key, the same on every machine that sees the same task. */
export const taskIdSchema = z.string().regex(/^T-[0-9A-Z]{5,16}$/);
/** `A-` and five or more characters derived from the attempt's key. */
export const attemptIdSchema = z.string().regex(/^A-[0-9A-Z]{5,16}$/);
/** `S-` and five or more characters derived from runner and runner's own session id. */
export const sessionIdSchema = z.string().regex(/^S-[0-9A-Z]{5,16}$/);
/** Lower-case hex SHA-256. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
/** A git object id, SHA-1 or SHA-256, lower-case hex. */
export const gitOidSchema = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
/** RFC 3339 instant as written by the source, always with a zone. */
export const instantSchema = z.iso.datetime({ offset: true });

export type TaskId = z.infer<typeof taskIdSchema>;
export type AttemptId = z.infer<typeof attemptIdSchema>;
export type SessionId = z.infer<typeof sessionIdSchema>;
export type Sha256 = z.infer<typeof sha256Schema>;
