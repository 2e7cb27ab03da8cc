import * as z from "zod";
import { keyProtectionSchema } from "../model/audit-entry";
import { agentQuestionSchema, escalationAskedSchema, escalationSchema } from "../model/escalation";
import { instantSchema, taskIdSchema } from "../model/ids";
import { procedure } from "./procedure";

/** A stretch in which Countersign was not running here, or the machine slept: nothing was shown to anybody meanwhile. */
const awaySchema = z.strictObject({ from: instantSchema, to: instantSchema });

const escalationsSchema = z.strictObject({
  now: instantSchema,
  /** Who is meant by "me". */
  reviewer: z.string(),
  /** What waits for an answer first, the earliest due first; then what is ended, the latest first. */
  escalations: z.array(escalationSchema),
  /** What agents asked and left, with the answer where one was given. */
  questions: z.array(agentQuestionSchema),
  /** What the policy asks to be escalated, and nobody did yet. */
  asked: z.array(escalationAskedSchema),
  /** The stretches within which a time passed that is still unanswered, oldest first. */
  away: z.array(awaySchema),
});
export type EscalationsView = z.infer<typeof escalationsSchema>;

const resumeSchema = z.strictObject({
  /** The runner's command, word by word; null where none is known. */
  argv: z.array(z.string()).nullable(),
  runnerName: z.string(),
  session: z.string(),
  /** The folder it has to be run in, as the session names it. */
  folder: z.string().nullable(),
});

/** A webhook as it may be shown: its address is a secret, and only its host is ever told. */
const webhookSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  form: z.enum(["slack", "generic"]),
  host: z.string(),
  addedAt: instantSchema,
  /** How its address is kept; null where it is not there any more. */
  protection: keyProtectionSchema.nullable(),
});
export type WebhookView = z.infer<typeof webhookSchema>;
const webhooksSchema = z.strictObject({
  webhooks: z.array(webhookSchema),
  /** What would keep an address that is added now. */
  offered: z.union([keyProtectionSchema, z.literal("nothing")]),
});

export const escalationProcedures = {
  /** In: a task, or null for all; and whether those that are ended are wanted too. */
  "escalations.list": procedure(
    z.strictObject({ taskId: taskIdSchema.nullable(), ended: z.boolean() }),
    escalationsSchema,
  ),
  /** A recorded answer as the prompt with which the agent goes on, and how its session is taken up again. */
  "escalations.prompt": procedure(
    z.strictObject({ taskId: taskIdSchema, entry: z.int().nonnegative() }),
    z.strictObject({ text: z.string(), resume: resumeSchema.nullable() }),
  ),
  /**
   * Prepares an e-mail about an escalation and records that it was prepared: whether it is sent is for the person and their mail
   * program, and is never known here. In: the escalation's entry; the address, empty for none.
   */
  "escalations.mail": procedure(
    z.strictObject({ taskId: taskIdSchema, entry: z.int().nonnegative(), to: z.string().max(320) }),
    z.strictObject({ url: z.string(), eml: z.string(), entry: z.int().nonnegative() }),
  ),
  "webhooks.list": procedure(z.strictObject({}), webhooksSchema),
  /** In: the address and the key that signs (empty: none), both kept as tokens are; whether they may be kept without protection. */
  "webhooks.add": procedure(
    z.strictObject({
      name: z.string().trim().min(1).max(80),
      form: z.enum(["slack", "generic"]),
      url: z.string().min(1).max(2000),
      key: z.string().max(500),
      unprotected: z.boolean(),
    }),
    webhooksSchema,
  ),
  "webhooks.remove": procedure(z.strictObject({ id: z.uuid() }), webhooksSchema),
  /** Sends a message that says it is a test. */
  "webhooks.test": procedure(z.strictObject({ id: z.uuid() }), z.strictObject({ status: z.int() })),
};
