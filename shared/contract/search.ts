import * as z from "zod";
import { actorSchema, eventKindSchema, outcomeSchema } from "../model/event";
import { attemptIdSchema, instantSchema, sessionIdSchema, taskIdSchema } from "../model/ids";
import { runnerKindSchema } from "../model/runner";
import { procedure } from "./procedure";

/** Longest query that is accepted, in UTF-16 units. */
export const longestQuery = 2_000;

/** An event that was found, with the line that shows why. All its texts are an agent's or a tool's: hostile until drawn as text. */
export const searchHitSchema = z.strictObject({
  sessionId: sessionIdSchema,
  seq: z.int().positive(),
  at: instantSchema.nullable(),
  kind: eventKindSchema,
  actor: actorSchema,
  lane: z.string(),
  failed: z.boolean(),
  outcome: outcomeSchema.nullable(),
  tool: z.string().nullable(),
  path: z.string().nullable(),
  runner: runnerKindSchema,
  /** Null for a session that no attempt speaks of. */
  attempt: z
    .strictObject({
      attemptId: attemptIdSchema,
      letter: z.string(),
      taskId: taskIdSchema,
      taskTitle: z.string(),
      taskRef: z.string().nullable(),
      repository: z.string(),
    })
    .nullable(),
  context: z.strictObject({
    before: z.string().nullable(),
    parts: z.array(z.strictObject({ text: z.string(), match: z.boolean() })),
    after: z.string().nullable(),
  }),
});
export type SearchHit = z.infer<typeof searchHitSchema>;

/** What stands in the way where nothing was found. */
export const searchMissSchema = z.strictObject({
  /** The part of the query as written. */
  part: z.string(),
  /** `nowhere`: nothing matches it even alone. `together`: without it there would be hits. */
  why: z.enum(["nowhere", "together"]),
});

export const searchResultSchema = z.strictObject({
  hits: z.array(searchHitSchema),
  /** Where the next page begins; null at the end. */
  cursor: z.string().nullable(),
  /** The time for one request was used up: events older than the last hit were not looked at yet. The cursor goes on there. */
  truncated: z.boolean(),
  /** What of the query was not understood. */
  problems: z.array(z.string()),
  /** The query asks for nothing. */
  empty: z.boolean(),
  /** Why nothing was found; empty where something was. */
  misses: z.array(searchMissSchema),
  /** How many events the index holds, and how many there are. */
  coverage: z.strictObject({ indexed: z.int().nonnegative(), events: z.int().nonnegative() }),
});
export type SearchResult = z.infer<typeof searchResultSchema>;

export const searchProcedures = {
  /** Events that match, newest first. `zone` is the viewer's, for `since:yesterday`. */
  "search.query": procedure(
    z.strictObject({
      query: z.string().max(longestQuery),
      attemptId: attemptIdSchema.nullable(),
      cursor: z.string().max(40).nullable(),
      limit: z.int().positive().max(100),
      zone: z.string().max(100),
    }),
    searchResultSchema,
  ),
  /** Values that occur, for completing filters: each list in order of its letters, at most a few hundred. */
  "search.values": procedure(
    z.strictObject({}),
    z.strictObject({
      tools: z.array(z.string()),
      repositories: z.array(z.string()),
      models: z.array(z.string()),
      runners: z.array(runnerKindSchema),
    }),
  ),
};
