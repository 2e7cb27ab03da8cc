import { z } from "zod";
import { connectionKindSchema, connectionSchema } from "../model/connection";
import { settingsSchema } from "../model/settings";
import { procedure } from "./procedure";

const nothing = z.strictObject({});

/** State of the audit log as it was last checked. */
export const logStateSchema = z.strictObject({
  entries: z.int().nonnegative(),
  root: z.string(),
  verified: z.boolean(),
  /** What does not hold, in one sentence; null when everything does. */
  problem: z.string().nullable(),
});
export type LogState = z.infer<typeof logStateSchema>;

export const appStatusSchema = z.strictObject({
  version: z.string(),
  home: z.string(),
  /** What the core runs on, e.g. "Node 24.21.0 (utility process)". */
  coreRuntime: z.string(),
  log: logStateSchema,
  connections: z.array(connectionSchema),
  counts: z.strictObject({ yourTurn: z.int(), waiting: z.int(), done: z.int(), tasks: z.int(), sessions: z.int() }),
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
  problems: z.array(ingestProblemSchema),
});
export type IngestReport = z.infer<typeof ingestReportSchema>;

export const appProcedures = {
  "app.status": procedure(nothing, appStatusSchema),
  "app.settings": procedure(settingsSchema.partial(), settingsSchema),
  "runners.found": procedure(nothing, z.array(foundRunnerSchema)),
  "runners.connect": procedure(
    z.strictObject({ kind: connectionKindSchema, path: z.string().min(1).max(4096) }),
    ingestReportSchema,
  ),
  "runners.sync": procedure(z.strictObject({ id: z.string() }), ingestReportSchema),
  "runners.remove": procedure(z.strictObject({ id: z.string() }), nothing),
  "sample.open": procedure(nothing, ingestReportSchema),
};
