import * as z from "zod";
import { claimSchema } from "../model/claim";
import { eventKindSchema, eventSchema, outcomeSchema } from "../model/event";
import { attemptIdSchema, instantSchema, sessionIdSchema, sha256Schema } from "../model/ids";
import { sessionSchema } from "../model/session";
import { procedure } from "./procedure";

/** An event as the list shows it: long texts are cut here and whole in `timeline.event`. */
export const timelineRowSchema = z.strictObject({
  sessionId: sessionIdSchema,
  event: eventSchema,
  /** Characters cut from the event's texts, 0 when it is whole. */
  cut: z.int().nonnegative(),
  /** Claims said in this event, for underlining. */
  claims: z.array(claimSchema.pick({ id: true, sentence: true, span: true, verdict: true, why: true })),
  /** This is the attempt's last file edit: checks before it were made on an older tree. */
  finalEdit: z.boolean(),
});
export type TimelineRow = z.infer<typeof timelineRowSchema>;

/** One mark per event, enough to draw lanes, minimap and outline: no texts beyond a label. */
export const timelineMarkSchema = z.strictObject({
  index: z.int().nonnegative(),
  sessionId: sessionIdSchema,
  seq: z.int().positive(),
  at: instantSchema.nullable(),
  lane: z.string(),
  kind: eventKindSchema,
  outcome: outcomeSchema.nullable(),
  label: z.string(),
});
export type TimelineMark = z.infer<typeof timelineMarkSchema>;

export const timelineFilterSchema = z.strictObject({
  /** Words, phrases and filters as the search takes them, the last word as far as it is typed; empty means all. */
  text: z.string().max(300),
  /** Empty means all kinds. */
  kinds: z.array(eventKindSchema),
  failedOnly: z.boolean(),
});
export type TimelineFilter = z.infer<typeof timelineFilterSchema>;

export const timelineProcedures = {
  "timeline.summary": procedure(
    z.strictObject({ attemptId: attemptIdSchema }),
    z.strictObject({
      total: z.int().nonnegative(),
      kinds: z.array(z.strictObject({ kind: eventKindSchema, count: z.int() })),
      failed: z.int().nonnegative(),
      sessions: z.array(sessionSchema),
      /** Edits, checks, errors, escalations, messages of people, the summary: at most 2,000, in order. */
      outline: z.array(timelineMarkSchema),
      startedAt: instantSchema.nullable(),
      endedAt: instantSchema.nullable(),
    }),
  ),
  /** Rows `[offset, offset + limit)` of the events that pass the filter, in time order. */
  "timeline.page": procedure(
    z.strictObject({
      attemptId: attemptIdSchema,
      filter: timelineFilterSchema,
      offset: z.int().nonnegative(),
      limit: z.int().positive().max(200),
    }),
    z.strictObject({
      total: z.int().nonnegative(),
      offset: z.int().nonnegative(),
      rows: z.array(timelineRowSchema),
      /** What of the filter's text was not understood; the rest of it holds. */
      problems: z.array(z.string()).optional(),
    }),
  ),
  /** One event whole, and its raw record as archived. */
  "timeline.event": procedure(
    z.strictObject({ sessionId: sessionIdSchema, seq: z.int().positive() }),
    z.strictObject({
      event: eventSchema,
      /** The file the event stands in. `archived` says what comparing the archived copy with its digest came to. */
      source: z.strictObject({
        path: z.string(),
        digest: sha256Schema,
        /** The runner's own file is still there, as far as was looked last. */
        present: z.boolean(),
        archived: z.enum(["intact", "missing", "damaged"]),
      }),
      raw: z.string(),
      rawBytes: z.int().nonnegative(),
    }),
  ),
  /** Position of an event in the unfiltered order, to jump to it. */
  "timeline.locate": procedure(
    z.strictObject({
      attemptId: attemptIdSchema,
      filter: timelineFilterSchema,
      sessionId: sessionIdSchema,
      seq: z.int().positive(),
    }),
    z.strictObject({ index: z.int().nonnegative().nullable() }),
  ),
};
