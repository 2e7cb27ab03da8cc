import * as z from "zod";
import { eventRefSchema } from "./evidence";
import { attemptIdSchema, instantSchema, sha256Schema, taskIdSchema } from "./ids";

/**
 * Where an escalation stands, derived on every read from entries and the clock: nothing of it is stored, so no timer has to run for it to
 * be true. `missed`: its time passed and nobody answered. `closed`: something was decided on the task since, so no answer is waited for.
 */
export const escalationStateSchema = z.enum(["open", "acknowledged", "missed", "answered", "withdrawn", "closed"]);
export type EscalationState = z.infer<typeof escalationStateSchema>;

/** One thing that happened to an escalation, by the entry that tells of it; a time that passed has no entry. */
export const escalationStepSchema = z.strictObject({
  what: z.enum(["raised", "acknowledged", "due", "answered", "withdrawn", "closed"]),
  at: instantSchema,
  seq: z.int().nonnegative().nullable(),
  /** Who did it; of a recorded word of another, that other person. */
  by: z.string(),
  /** Who recorded it, where that is somebody else. */
  recordedBy: z.string().nullable(),
  text: z.string(),
});
export type EscalationStep = z.infer<typeof escalationStepSchema>;

/** Why it was raised: a person's own doing, a rule of the policy that asks for it, or the agent's own question. */
export const escalationCauseSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("person") }),
  z.strictObject({ kind: z.literal("rule"), rule: z.string() }),
  z.strictObject({ kind: z.literal("agent"), event: eventRefSchema }),
]);
export type EscalationCause = z.infer<typeof escalationCauseSchema>;

/** What a person said on GitHub after an escalation was posted there. It answers nothing before somebody records it. */
export const heardAnswerSchema = z.strictObject({
  /** Of the comment or review. */
  url: z.string(),
  login: z.string(),
  accountId: z.int().nonnegative(),
  /** Their name by the rota, else "@login". */
  person: z.string(),
  /** Whether it is whom the escalation went to, or one of that team; null where nothing here tells who is in it. */
  addressed: z.boolean().nullable(),
  at: instantSchema,
  text: z.string(),
  digest: sha256Schema,
});
export type HeardAnswer = z.infer<typeof heardAnswerSchema>;

/** An escalation as it stands now. */
export const escalationSchema = z.strictObject({
  seq: z.int().nonnegative(),
  leafHash: sha256Schema,
  taskId: taskIdSchema,
  taskRef: z.string().nullable(),
  taskTitle: z.string(),
  repository: z.string(),
  to: z.string(),
  by: z.string(),
  cause: escalationCauseSchema,
  reason: z.string(),
  question: z.string(),
  raisedAt: instantSchema,
  due: instantSchema,
  state: escalationStateSchema,
  /** Since when its answer is, or was, overdue; null where it came in time or the time has not come. */
  missedSince: instantSchema.nullable(),
  /** The last answer to it. */
  answer: z
    .strictObject({ seq: z.int().nonnegative(), at: instantSchema, by: z.string(), text: z.string() })
    .nullable(),
  /** What was said on GitHub since it was posted there, newest first; empty once it waits for no answer. */
  heard: z.array(heardAnswerSchema),
  history: z.array(escalationStepSchema),
});
export type Escalation = z.infer<typeof escalationSchema>;

/** A question that an agent asked and left. */
export const agentQuestionSchema = z.strictObject({
  taskId: taskIdSchema,
  taskRef: z.string().nullable(),
  taskTitle: z.string(),
  repository: z.string(),
  attemptId: attemptIdSchema,
  letter: z.string(),
  runnerName: z.string(),
  event: eventRefSchema,
  /** Digest of its text: an answer is to exactly this question. */
  digest: sha256Schema,
  text: z.string(),
  /** The answer that was recorded; null while nobody gave one. */
  answer: z
    .strictObject({ seq: z.int().nonnegative(), at: instantSchema, by: z.string(), text: z.string() })
    .nullable(),
});
export type AgentQuestion = z.infer<typeof agentQuestionSchema>;

/** An escalation that the policy asks for and nobody raised yet: it is never raised by itself. */
export const escalationAskedSchema = z.strictObject({
  taskId: taskIdSchema,
  taskRef: z.string().nullable(),
  taskTitle: z.string(),
  repository: z.string(),
  attemptId: attemptIdSchema,
  letter: z.string(),
  /** The rule's id, or `tier-` and the level. */
  rule: z.string(),
  to: z.string(),
  /** How long an answer may take, in minutes. */
  minutes: z.int().positive(),
  because: z.string(),
});
export type EscalationAsked = z.infer<typeof escalationAskedSchema>;
