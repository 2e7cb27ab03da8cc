import * as z from "zod";
import { placeSchema } from "./source-ref";

/** The kinds of PRODUCT.md. A tool call carries its result; `tool-result` stands alone only where its call is missing. */
export const eventKindSchema = z.enum([
  "message",
  "reasoning",
  "tool-call",
  "tool-result",
  "file-edit",
  "command",
  "check",
  "error",
  "compaction",
  "note",
]);
export type EventKind = z.infer<typeof eventKindSchema>;

export const actorSchema = z.enum(["person", "agent", "sub-agent", "runner"]);
export const checkTypeSchema = z.enum(["tests", "build", "static-analysis", "coverage"]);
export type CheckType = z.infer<typeof checkTypeSchema>;

/** Counts that were found in a check's output, and the output line they were read from. */
export const checkCountsSchema = z.strictObject({
  passed: z.int().nonnegative().nullable(),
  failed: z.int().nonnegative().nullable(),
  skipped: z.int().nonnegative().nullable(),
  line: z.string(),
});
export type CheckCounts = z.infer<typeof checkCountsSchema>;

/** Whether a tool call was answered, and how. `denied` is a person's no, not an error. */
export const outcomeSchema = z.enum(["ok", "failed", "denied", "unanswered", "unknown"]);
export type Outcome = z.infer<typeof outcomeSchema>;

const call = {
  callId: z.string().nullable(),
  tool: z.string(),
  outcome: outcomeSchema,
  /** Where the result stands, when it is another record than the call. */
  resultPlace: placeSchema.nullable(),
  /** From the call to its result: stated by the runner, else the time between the two records; null where neither is known. */
  durationMs: z.number().nonnegative().nullable().default(null),
};

export const fileEditDetailSchema = z.strictObject({
  kind: z.literal("file-edit"),
  ...call,
  op: z.enum(["add", "update", "delete", "move"]),
  path: z.string(),
  newPath: z.string().nullable(),
  /** Replaced and new text of this edit (not of the whole file), or null where the runner recorded none. */
  oldText: z.string().nullable(),
  newText: z.string().nullable(),
  /** Whole file before this edit, where the runner recorded it; null otherwise. Empty string for a new file. */
  fileBefore: z.string().nullable(),
  /** Unified hunks of this edit, without file headers, where the runner recorded them. */
  hunks: z.string().nullable(),
  replaceAll: z.boolean(),
  added: z.int().nonnegative(),
  removed: z.int().nonnegative(),
});

export const commandDetailSchema = z.strictObject({
  kind: z.literal("command"),
  ...call,
  command: z.string(),
  cwd: z.string().nullable(),
  exitCode: z.int().nullable(),
  output: z.string(),
});

/** One check of a command line: its words without wrappers and redirections, and whether the line's exit code is another's. */
export const checkPartSchema = z.strictObject({
  checkType: checkTypeSchema,
  command: z.string(),
  masked: z.boolean(),
});
export type CheckPart = z.infer<typeof checkPartSchema>;

/** A line of output that tells a check's result in its tool's own words. `nothing-ran`: the tool did not start or found no test. */
export const shownResultSchema = z.strictObject({
  result: z.enum(["passed", "failed", "nothing-ran"]),
  line: z.string(),
});
export type ShownResult = z.infer<typeof shownResultSchema>;

/** A command that is a check: it ran tests, a build or static analysis. */
export const checkDetailSchema = commandDetailSchema.extend({
  kind: z.literal("check"),
  checkType: checkTypeSchema,
  /** The exit code says nothing about the check: it was piped or followed by another command. */
  masked: z.boolean(),
  counts: checkCountsSchema.nullable(),
  /** Each check of the line with its own words, where the line holds more than that one command. */
  parts: z.array(checkPartSchema).optional(),
  /** What the output itself says of the result, where one of its lines does: the last such line. */
  shown: shownResultSchema.optional(),
});

export const eventDetailSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("message"),
    role: z.enum(["person", "agent"]),
    text: z.string(),
    injected: z.boolean(),
  }),
  z.strictObject({ kind: z.literal("reasoning"), text: z.string().nullable(), withheldBytes: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal("tool-call"), ...call, input: z.string(), result: z.string().nullable() }),
  z.strictObject({
    kind: z.literal("tool-result"),
    callId: z.string().nullable(),
    text: z.string(),
    outcome: outcomeSchema,
  }),
  fileEditDetailSchema,
  commandDetailSchema,
  checkDetailSchema,
  z.strictObject({ kind: z.literal("error"), text: z.string() }),
  z.strictObject({ kind: z.literal("compaction"), text: z.string() }),
  z.strictObject({ kind: z.literal("note"), text: z.string() }),
]);
export type EventDetail = z.infer<typeof eventDetailSchema>;
export type FileEditDetail = z.infer<typeof fileEditDetailSchema>;
export type CommandDetail = z.infer<typeof commandDetailSchema>;
export type CheckDetail = z.infer<typeof checkDetailSchema>;

/** One thing that happened in a session. `seq` counts from 1 in the order of the source. */
export const eventSchema = z.strictObject({
  seq: z.int().positive(),
  at: z.iso.datetime({ offset: true }).nullable(),
  /** "main", or the runner's id of the sub-agent. */
  lane: z.string(),
  actor: actorSchema,
  place: placeSchema,
  detail: eventDetailSchema,
});
export type Event = z.infer<typeof eventSchema>;

/** An event and the session it belongs to: what engines that look across an attempt's sessions read, in time order. */
export interface SessionEvent {
  readonly sessionId: string;
  readonly event: Event;
}
