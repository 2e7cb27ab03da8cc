import * as z from "zod";
import { decisionKindSchema } from "../model/decision";
import { entryPointSchema } from "../model/contract";
import { attemptIdSchema, instantSchema, taskIdSchema } from "../model/ids";
import { tierLevelSchema } from "../model/tier";
import { procedure } from "./procedure";
import { evidenceSlotSchema, rowVerdictSchema } from "./review";

/** Whose turn a task is. */
const turnSchema = z.enum(["your-turn", "waiting", "done"]);
export type Turn = z.infer<typeof turnSchema>;

export const inboxRowSchema = z.strictObject({
  taskId: taskIdSchema,
  ref: z.string().nullable(),
  title: z.string(),
  repository: z.string(),
  tier: tierLevelSchema,
  turn: turnSchema,
  verdict: rowVerdictSchema,
  /** Why it stands where it stands, as one sentence. */
  why: z.string(),
  isNew: z.boolean(),
  attempts: z.int().positive(),
  sessions: z.int().nonnegative(),
  runners: z.array(z.string()),
  added: z.int(),
  removed: z.int(),
  files: z.int(),
  evidence: z.array(evidenceSlotSchema),
  owner: z.string().nullable(),
  /** Said where no person named the owner: CODEOWNERS did. */
  ownerFrom: z.literal("codeowners").optional(),
  requester: z.string().nullable(),
  entryPoint: entryPointSchema.nullable(),
  /** The kind of the decision that put it where it is; null where none did. */
  decided: decisionKindSchema.nullable(),
  /** Who or what it waits on, where it waits on others. */
  waitingOn: z.string().nullable(),
  /** When that decision's time runs out: a snooze ends, an answer is wanted, an approval lapses. */
  until: instantSchema.nullable(),
  /**
   * What waits for somebody's word on it, the most pressing: an escalation, the agent's own question, or what the policy asks to be
   * escalated; null where nothing does.
   */
  escalation: z
    .strictObject({
      state: z.enum(["open", "acknowledged", "missed", "asked", "to-raise"]),
      /** Whom it goes to; empty for an agent's question. */
      to: z.string(),
      due: instantSchema.nullable(),
      /** Its entry; null where nothing was recorded yet. */
      seq: z.int().nonnegative().nullable(),
    })
    .nullable(),
  /** Since when it waits; for what is done, when that was decided. */
  waitingSince: instantSchema.nullable(),
  /** The attempt that Enter opens and that a decision key decides on. */
  focusAttempt: attemptIdSchema,
});
export type InboxRow = z.infer<typeof inboxRowSchema>;

/** An act of the reviewer that can be taken back: one entry, or all of a decision on several tasks. */
export const undoSchema = z.strictObject({
  entries: z.array(z.int().nonnegative()).min(1),
  /** "Approved B, PAY-118". */
  what: z.string(),
  until: instantSchema,
  tasks: z.array(taskIdSchema),
});
export type Undo = z.infer<typeof undoSchema>;

/** A term of the filter that was not understood; the rest of it holds. `[start, end)` in UTF-16 units. */
const queryProblemSchema = z.strictObject({
  message: z.string(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  /** What was probably meant, to stand in its place. */
  meant: z.string().nullable(),
});

/** What the inbox says beside its rows. */
export const inboxFactsSchema = z.strictObject({
  /** Rows before the filter. */
  total: z.int().nonnegative(),
  /** Connections that are behind or failed, in words. */
  behind: z.array(z.string()),
  /** When the reviewer last looked, before this visit; null where they never did. */
  since: instantSchema.nullable(),
  /** Tasks that were done before that. They are among the rows all the same. */
  doneBefore: z.int().nonnegative(),
  undo: undoSchema.nullable(),
  /** Who `owner:me` is. */
  reviewer: z.string(),
  /** Owners whose tasks come to the reviewer now, by name or by the rota, each with why. */
  mine: z.array(z.strictObject({ owner: z.string(), because: z.string() })),
});
export type InboxFacts = z.infer<typeof inboxFactsSchema>;

const inboxSchema = z.strictObject({
  ...inboxFactsSchema.shape,
  groups: z.array(z.strictObject({ group: turnSchema, rows: z.array(inboxRowSchema) })),
  problems: z.array(queryProblemSchema),
});
export type Inbox = z.infer<typeof inboxSchema>;

/** Up to where the inbox is known: a start of the core, and the number of the last change that was told. */
const inboxStampSchema = z.strictObject({ epoch: z.string().min(1).max(80), version: z.int().nonnegative() });
export type InboxStamp = z.infer<typeof inboxStampSchema>;

const inboxChangesSchema = z.strictObject({
  stamp: inboxStampSchema,
  /** The rows are the first of all there are: what was known before is to be forgotten. */
  anew: z.boolean(),
  /** Rows that are new or other than before. */
  rows: z.array(inboxRowSchema),
  /** Tasks that are no longer in the inbox. */
  gone: z.array(taskIdSchema),
  /** There is more to ask for, with the stamp. */
  more: z.boolean(),
  facts: inboxFactsSchema,
});
export type InboxChanges = z.infer<typeof inboxChangesSchema>;

/** The longest filter, in UTF-16 units. */
export const longestFilter = 500;

/** A filter that was kept under a name. */
export const savedFilterSchema = z.strictObject({
  id: z.string().min(1).max(80),
  name: z.string().min(1).max(80),
  query: z.string().min(1).max(longestFilter),
});
export type SavedFilter = z.infer<typeof savedFilterSchema>;

const filtersSchema = z.strictObject({ filters: z.array(savedFilterSchema) });

export const inboxProcedures = {
  /** In: a filter (docs/inbox.md) and the zone its days are of. */
  "inbox.list": procedure(
    z.strictObject({ filter: z.string().max(longestFilter), zone: z.string().max(100).optional() }),
    inboxSchema,
  ),
  /** In: the stamp of the last answer, null for none. Out: what changed since, in answers of at most 100 KB. */
  "inbox.changes": procedure(z.strictObject({ since: inboxStampSchema.nullable() }), inboxChangesSchema),
  /** A task was opened: it is no longer new. */
  "inbox.seen": procedure(z.strictObject({ taskId: taskIdSchema }), z.strictObject({})),
  /** The reviewer looks at the inbox now. A look after hours without one begins a new visit. */
  "inbox.looked": procedure(z.strictObject({}), z.strictObject({ since: instantSchema.nullable() })),
  "filters.list": procedure(z.strictObject({}), filtersSchema),
  /** Keeps a filter. In: the id of one that is changed, null for a new one; and how many stand before it, null for where it is. */
  "filters.save": procedure(
    z.strictObject({
      id: savedFilterSchema.shape.id.nullable(),
      name: savedFilterSchema.shape.name,
      query: savedFilterSchema.shape.query,
      position: z.int().nonnegative().nullable(),
    }),
    filtersSchema,
  ),
  "filters.delete": procedure(z.strictObject({ id: savedFilterSchema.shape.id }), filtersSchema),
};
