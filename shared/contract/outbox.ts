import * as z from "zod";
import { commentIdSchema } from "../model/comment";
import { aboutEscalationSchema, decisionKindSchema } from "../model/decision";
import { effectDetailSchema, plannedEffectSchema, plannedLineSchema, queuedEffectSchema } from "../model/effect";
import { attemptIdSchema, instantSchema, taskIdSchema } from "../model/ids";
import { mostInBatch } from "../review/batch-rule";
import { procedure } from "./procedure";

/** How the queue stands, in numbers. */
export const outboxCountSchema = z.strictObject({
  /** Planned, being sent, or looked for. */
  toSend: z.int().nonnegative(),
  /** Held, refused, or behind something that is: they wait for the reviewer. */
  held: z.int().nonnegative(),
  /** When the oldest of those to send was planned; null where there is none. */
  oldest: instantSchema.nullable(),
});
export type OutboxCount = z.infer<typeof outboxCountSchema>;

export const outboxListSchema = z.strictObject({
  count: outboxCountSchema,
  /** What is not done, in the order it is sent in: the first 1,000. */
  queue: z.array(queuedEffectSchema),
  /** How many there are of those in all. */
  queueTotal: z.int().nonnegative(),
  /** What is done or cancelled, newest first, at most 200. */
  settled: z.array(queuedEffectSchema),
  /** How many there are of those in all. */
  settledTotal: z.int().nonnegative(),
  /** Whether something sends by itself from time to time: only an open window does. */
  following: z.boolean(),
});
export type OutboxList = z.infer<typeof outboxListSchema>;

export const outboxSettingsSchema = z.strictObject({
  /** Whether decisions also set labels `countersign:*`. */
  labels: z.boolean(),
});
export type OutboxSettings = z.infer<typeof outboxSettingsSchema>;

const one = procedure(z.strictObject({ id: z.uuid() }), queuedEffectSchema);

export const outboxProcedures = {
  /** What a decision would do elsewhere, word for word, as it is typed now. */
  "outbox.plan": procedure(
    z.strictObject({
      kind: decisionKindSchema,
      taskId: taskIdSchema,
      attemptId: attemptIdSchema.nullable(),
      reason: z.string().max(20_000),
      person: z.string().max(200).nullable(),
      until: instantSchema.nullable(),
      comments: z.array(commentIdSchema).max(200),
      /** For `answer`: what is answered, and the address of what was heard on GitHub; as in `decision.record`. */
      escalation: aboutEscalationSchema.optional(),
      heard: z.string().max(1000).optional(),
    }),
    z.strictObject({
      effects: z.array(plannedEffectSchema),
      /** The lines that recording adds to a text, as they look. */
      added: z.string(),
    }),
  ),
  /** What a decision on several tasks would do elsewhere, in the order asked for. A task that is gone is left away. */
  "outbox.planMany": procedure(
    z.strictObject({
      kind: decisionKindSchema,
      subjects: z
        .array(z.strictObject({ taskId: taskIdSchema, attemptId: attemptIdSchema.nullable() }))
        .max(mostInBatch),
      reason: z.string().max(20_000),
      person: z.string().max(200).nullable(),
      until: instantSchema.nullable(),
    }),
    z.strictObject({
      tasks: z.array(
        z.strictObject({
          taskId: taskIdSchema,
          effects: z.array(plannedLineSchema),
          /** Why nothing can be sent for it; null where something can, or where the kind sends nothing. */
          here: z.string().nullable(),
        }),
      ),
      added: z.string(),
    }),
  ),
  "outbox.list": procedure(z.strictObject({}), outboxListSchema),
  "outbox.count": procedure(z.strictObject({}), outboxCountSchema),
  /** The effects of a task's decisions, oldest first. */
  "outbox.task": procedure(
    z.strictObject({ taskId: taskIdSchema }),
    z.strictObject({ effects: z.array(queuedEffectSchema) }),
  ),
  "outbox.get": procedure(z.strictObject({ id: z.uuid() }), effectDetailSchema),
  /** Takes an effect that was not sent out of the queue. */
  "outbox.cancel": one,
  /** Puts a held or failed effect back into the queue. */
  "outbox.retry": one,
  /** Sends what is due now. Out: how many it worked on, and how the queue stands. */
  "outbox.send": procedure(
    z.strictObject({}),
    z.strictObject({ worked: z.int().nonnegative(), count: outboxCountSchema, nextAt: instantSchema.nullable() }),
  ),
  /** Changes settings of effects. Out: all of them. */
  "outbox.settings": procedure(outboxSettingsSchema.partial(), outboxSettingsSchema),
};
