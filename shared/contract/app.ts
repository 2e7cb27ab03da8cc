import * as z from "zod";
import { anchoredSchema } from "../model/anchor";
import { connectionKindSchema, connectionSchema, githubChoiceSchema } from "../model/connection";
import { settingsSchema } from "../model/settings";
import { viewedHomeSchema } from "../model/viewed-home";
import { procedure } from "./procedure";

const nothing = z.strictObject({});

/** State of the audit log as it was last checked. */
export const logStateSchema = z.strictObject({
  entries: z.int().nonnegative(),
  root: z.string(),
  verified: z.boolean(),
  /** What does not hold, in one sentence; null when everything does. */
  problem: z.string().nullable(),
  /** The log is whole in itself, and is not the one that was left: older, cut or rewritten. Nothing more is recorded. */
  diverged: z.boolean(),
  /**
   * Entries of kinds that this version does not know: they are in the tree as they were recorded, and what they say is not checked. With
   * one of them `verified` is false, `problem` is null where all else holds, and nothing is recorded.
   */
  unknown: z.int().nonnegative(),
  /** Entries that a check of the whole log has read so far; null where none goes on. Until a first one ends nothing is verified. */
  checking: z.strictObject({ done: z.int().nonnegative(), total: z.int().nonnegative() }).nullable(),
});
export type LogState = z.infer<typeof logStateSchema>;

export const appStatusSchema = z.strictObject({
  version: z.string(),
  home: z.string(),
  /** Why the data folder is only looked at; null where it is worked in. */
  viewed: viewedHomeSchema.nullable(),
  /** What the core runs on, e.g. "Node 24.21.0 (utility process)". */
  coreRuntime: z.string(),
  /** The log as it was last checked, and how much of it is anchored outside of this machine. */
  log: logStateSchema.extend({ anchored: anchoredSchema }),
  connections: z.array(connectionSchema),
  /** Null where the inbox could not be read: it says why itself, and everything else here is told all the same. */
  counts: z
    .strictObject({ yourTurn: z.int(), waiting: z.int(), done: z.int(), tasks: z.int(), sessions: z.int() })
    .nullable(),
  /** Nothing is connected and nothing was ever read. */
  firstRun: z.boolean(),
  settings: settingsSchema,
  now: z.iso.datetime({ offset: true }),
});
export type AppStatus = z.infer<typeof appStatusSchema>;

/** A runner found on this machine. Nothing in it is read before the click; files are only counted. */
export const foundRunnerSchema = z.strictObject({
  kind: connectionKindSchema,
  name: z.string(),
  path: z.string(),
  files: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  newestAt: z.iso.datetime({ offset: true }).nullable(),
  connected: z.boolean(),
});
export type FoundRunner = z.infer<typeof foundRunnerSchema>;

/** One problem met while reading: the rest was still ingested. */
export const ingestProblemSchema = z.strictObject({
  path: z.string(),
  place: z.string().nullable(),
  message: z.string(),
  remedy: z.string().nullable(),
});

/** What one reading of files brought. */
export const ingestReportSchema = z.strictObject({
  files: z.int().nonnegative(),
  unchanged: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  sessions: z.int().nonnegative(),
  attempts: z.int().nonnegative(),
  tasks: z.int().nonnegative(),
  records: z.int().nonnegative(),
  recognised: z.int().nonnegative(),
  unknown: z.array(z.strictObject({ type: z.string(), count: z.int().positive() })),
  malformed: z.int().nonnegative(),
  /** What read the files: an adapter by its id, or "pack". */
  readers: z.array(
    z.strictObject({
      reader: z.string(),
      files: z.int().nonnegative(),
      sessions: z.int().nonnegative(),
      records: z.int().nonnegative(),
      recognised: z.int().nonnegative(),
    }),
  ),
  /** Files found in folders that are of no known runner: notes, reports, results beside the sessions. The first 200 by path. */
  notSessions: z.strictObject({ count: z.int().nonnegative(), paths: z.array(z.string()) }),
  problems: z.array(ingestProblemSchema),
  /** Of a repository of GitHub: what its list holds. `people` and `bots` are left out; `waiting` are still to be read. */
  pulls: z
    .strictObject({
      listed: z.int().nonnegative(),
      taken: z.int().nonnegative(),
      open: z.int().nonnegative(),
      people: z.int().nonnegative(),
      bots: z.int().nonnegative(),
      waiting: z.int().nonnegative(),
    })
    .optional(),
});
export type IngestReport = z.infer<typeof ingestReportSchema>;

const place = z.strictObject({ path: z.string(), line: z.int().positive().nullable() });

/** How much of a connection's sources was understood, over all its sessions. Lists are bounded; the counts beside them are not. */
export const connectionCompletenessSchema = z.strictObject({
  sessions: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  records: z.int().nonnegative(),
  recognised: z.int().nonnegative(),
  /** Record types that no adapter knows, most frequent first, each with its first record as text. */
  unknown: z.array(
    z.strictObject({
      type: z.string(),
      count: z.int().positive(),
      sessions: z.int().positive(),
      sample: z.string(),
      first: place,
    }),
  ),
  unknownTypes: z.int().nonnegative(),
  malformed: z.array(z.strictObject({ path: z.string(), line: z.int().positive(), reason: z.string() })),
  malformedCount: z.int().nonnegative(),
  shortened: z.int().nonnegative(),
  withheldReasoning: z.int().nonnegative(),
  unanswered: z.int().nonnegative(),
  /** Sub-agents that a transcript names and whose own transcript was never read. */
  missingSubAgents: z.array(
    z.strictObject({ runnerSessionId: z.string(), parentSessionId: z.string(), parentTitle: z.string().nullable() }),
  ),
  missingSubAgentCount: z.int().nonnegative(),
  clock: z.strictObject({
    backwards: z.int().nonnegative(),
    longestMs: z.int().nonnegative(),
    missing: z.int().nonnegative(),
  }),
  /** Sources that vanished, with whether their archived copy is there, and when it was compared with its digest. */
  gone: z.array(
    z.strictObject({
      path: z.string(),
      digest: z.string(),
      archived: z.boolean(),
      verifiedAt: z.iso.datetime({ offset: true }).nullable(),
    }),
  ),
  goneCount: z.int().nonnegative(),
  /** The sessions that were understood least, worst first. */
  worst: z.array(
    z.strictObject({
      sessionId: z.string(),
      runner: z.string(),
      title: z.string().nullable(),
      path: z.string(),
      records: z.int().nonnegative(),
      recognised: z.int().nonnegative(),
      malformed: z.int().nonnegative(),
      unanswered: z.int().nonnegative(),
      withheldReasoning: z.int().nonnegative(),
      missingSubAgents: z.int().nonnegative(),
      clock: z.int().nonnegative(),
    }),
  ),
  /** Sessions with anything at all to say of this kind. */
  incompleteSessions: z.int().nonnegative(),
});
export type ConnectionCompleteness = z.infer<typeof connectionCompletenessSchema>;

/**
 * Variables that may hold a token for the window: a page that was taken over must not be able to send any other secret of
 * the environment to an address. The command line takes any name.
 */
export const windowTokenVariable = /^COUNTERSIGN_[A-Z0-9_]{1,80}$/;

export const appProcedures = {
  "app.status": procedure(nothing, appStatusSchema),
  "app.settings": procedure(settingsSchema.partial(), settingsSchema),
  "runners.found": procedure(nothing, z.array(foundRunnerSchema)),
  "runners.connect": procedure(
    z.strictObject({
      kind: connectionKindSchema,
      /** A folder, a repository, the address of an HTTP runner, or a repository's name or address on GitHub. */
      path: z.string().min(1).max(4096),
      name: z.string().trim().min(1).max(100).optional(),
      tokenEnv: z.string().regex(windowTokenVariable).optional(),
      github: githubChoiceSchema.partial().optional(),
    }),
    ingestReportSchema,
  ),
  "runners.sync": procedure(z.strictObject({ id: z.string() }), ingestReportSchema),
  "runners.remove": procedure(z.strictObject({ id: z.string() }), nothing),
  "runners.pause": procedure(z.strictObject({ id: z.string(), paused: z.boolean() }), nothing),
  /** Counts what waits, what vanished and what will be deleted, without reading any source. */
  "runners.survey": procedure(nothing, nothing),
  "runners.completeness": procedure(z.strictObject({ id: z.string() }), connectionCompletenessSchema),
  /** Reads files and folders once, as `countersign ingest` does: what was dropped on the window or picked. */
  "ingest.paths": procedure(
    z.strictObject({ paths: z.array(z.string().min(1).max(4096)).min(1).max(1000) }),
    ingestReportSchema,
  ),
  "sample.open": procedure(nothing, ingestReportSchema),
};
