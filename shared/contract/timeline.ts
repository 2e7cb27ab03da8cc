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

/** What an event may be about: another host, a secret, a risk, an end that is not known. */
export const eventAboutSchema = z.enum(["network", "secrets", "risky", "unknown"]);
export type EventAbout = z.infer<typeof eventAboutSchema>;

/** One lane of one session: "main", or the runner's id of a sub-agent. */
export const laneRefSchema = z.strictObject({ sessionId: sessionIdSchema, lane: z.string().max(1_000) });
export type LaneRef = z.infer<typeof laneRefSchema>;

export const timelineFilterSchema = z.strictObject({
  /** Words, phrases and filters as the search takes them, the last word as far as it is typed; empty means all. */
  text: z.string().max(300),
  /** Empty means all kinds. */
  kinds: z.array(eventKindSchema),
  failedOnly: z.boolean(),
  /** Events of these as well as those of `kinds`. */
  about: z.array(eventAboutSchema).optional(),
  lane: laneRefSchema.optional(),
});
export type TimelineFilter = z.infer<typeof timelineFilterSchema>;

/** A column of numbers, looked at in one go: of a hundred thousand, a schema for each would be felt. */
const numbersSchema = z.custom<readonly number[]>(
  (value) => Array.isArray(value) && value.every((each) => typeof each === "number"),
  "not a list of numbers",
);

/** All events of an attempt, a column each, in time order. The letters are those of shared/review/event-class. */
export const timelineStripSchema = z.strictObject({
  /** One letter an event: what it is. */
  classes: z.string(),
  /** One letter an event: how it ended. */
  ends: z.string(),
  /** Milliseconds; an event without a time has the one before it, 0 where there is none. */
  times: numbersSchema,
  lanes: z.array(
    z.strictObject({
      ...laneRefSchema.shape,
      /** What the sub-agent is called, where that is known. */
      name: z.string().nullable(),
      /** The call that began it, by its position. */
      begunAt: z.int().nonnegative().nullable(),
    }),
  ),
  /** How many events in a row belong to which lane. */
  laneRuns: z.array(z.tuple([z.int().positive(), z.int().nonnegative()])),
  /** Positions and milliseconds of what took five seconds or longer. */
  long: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()])),
  /** Positions of the events that a finding names or a claim was made in: they are never folded. */
  marked: numbersSchema,
  about: z.record(eventAboutSchema, z.int().nonnegative()),
  /** Records whose type no reader knows: they are no events. */
  unknownRecords: z.int().nonnegative(),
});
export type TimelineStrip = z.infer<typeof timelineStripSchema>;

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
  /** Every event as a mark, in the order of the unfiltered list: for lanes, minimap and folds. */
  "timeline.strip": procedure(z.strictObject({ attemptId: attemptIdSchema }), timelineStripSchema),
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
  /** The pictures in the records of an event; `left` counts those that are too many, too large or none that can be shown. */
  "timeline.pictures": procedure(
    z.strictObject({ sessionId: sessionIdSchema, seq: z.int().positive() }),
    z.strictObject({
      pictures: z.array(
        z.strictObject({ format: z.string(), width: z.int(), height: z.int(), bytes: z.instanceof(Uint8Array) }),
      ),
      left: z.int().nonnegative(),
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
