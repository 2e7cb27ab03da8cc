import * as z from "zod";
import {
  connectionKindSchema,
  connectionSchema,
  type Connection,
  type ConnectionKind,
} from "../../shared/model/connection";
import type { ReadDb, WriteDb } from "./database";
import { parseColumn } from "./rows";

/** What was counted below a connection when it was last looked at. */
const surveySchema = connectionSchema
  .pick({ waiting: true, newestAt: true, gone: true, goneUnverified: true, deletion: true })
  .extend({
    at: z.string(),
    /** Where what was taken out of a repository lies, in the data folder. */
    keptFolder: z.string().nullable().default(null),
  });
export type Survey = z.infer<typeof surveySchema>;

/** A connection as stored; its counts come from the index, and whether it is followed from the running process. */
export type StoredConnection = Omit<Connection, "sessions" | "sources" | "following"> & Pick<Survey, "keptFolder">;

interface Row {
  id: string;
  kind: string;
  name: string;
  path: string;
  added_at: string;
  last_sync_at: string | null;
  state: string;
  problem: string | null;
  paused: number;
  token_env: string | null;
  survey: string | null;
}

const columns = "id, kind, name, path, added_at, last_sync_at, state, problem, paused, token_env, survey";

function toConnection(row: Row): StoredConnection {
  const state = row.state === "failed" ? "failed" : row.state === "syncing" ? "syncing" : "ready";
  // A message and its remedy are kept in one column, parted by a newline.
  const [message, remedy] = (row.problem ?? "").split("\n");
  const survey = row.survey === null ? null : parseColumn(surveySchema, row.survey, "a connection's survey");
  return {
    id: row.id,
    kind: connectionKindSchema.parse(row.kind),
    name: row.name,
    path: row.path,
    addedAt: row.added_at,
    lastSyncAt: row.last_sync_at,
    state: row.paused === 1 ? "paused" : state,
    problem: row.problem === null ? null : { message: message ?? "", remedy: remedy ?? null },
    tokenEnv: row.token_env,
    waiting: survey?.waiting ?? 0,
    newestAt: survey?.newestAt ?? null,
    gone: survey?.gone ?? 0,
    goneUnverified: survey?.goneUnverified ?? 0,
    surveyedAt: survey?.at ?? null,
    deletion: survey?.deletion ?? null,
    keptFolder: survey?.keptFolder ?? null,
  };
}

export function readConnections(db: ReadDb): StoredConnection[] {
  return db.prepare<[], Row>(`SELECT ${columns} FROM connection ORDER BY added_at, id`).all().map(toConnection);
}

export function readConnection(db: ReadDb, id: string): StoredConnection | null {
  const row = db.prepare<[string], Row>(`SELECT ${columns} FROM connection WHERE id = ?`).get(id);
  return row === undefined ? null : toConnection(row);
}

/**
 * Adds a connection unless kind and path are connected already; then a given name or variable replaces the older one.
 * Out: its id.
 */
export function addConnection(
  db: WriteDb,
  connection: {
    readonly id: string;
    readonly kind: ConnectionKind;
    readonly name: string | null;
    readonly usualName: string;
    readonly path: string;
    readonly tokenEnv: string | null;
    readonly addedAt: string;
  },
): string {
  return db
    .transaction(() => {
      const { id, kind, name, usualName, path, tokenEnv, addedAt } = connection;
      db.prepare(
        "INSERT INTO connection (id, kind, name, path, added_at, state, token_env) VALUES (?, ?, ?, ?, ?, 'ready', ?) ON CONFLICT (kind, path) DO NOTHING",
      ).run(id, kind, name ?? usualName, path, addedAt, tokenEnv);
      db.prepare(
        "UPDATE connection SET name = coalesce(?, name), token_env = coalesce(?, token_env) WHERE kind = ? AND path = ?",
      ).run(name, tokenEnv, kind, path);
      return (
        db
          .prepare<[string, string], { id: string }>("SELECT id FROM connection WHERE kind = ? AND path = ?")
          .get(kind, path)?.id ?? id
      );
    })
    .immediate();
}

/** Sets what a reading came to. `at` is the instant of a whole reading; null keeps the last one. */
export function setConnectionState(
  db: WriteDb,
  id: string,
  state: "ready" | "syncing" | "failed",
  at: string | null,
  problem: { message: string; remedy: string | null } | null,
): void {
  // What went wrong is kept on screen until it is known to be mended.
  if (state === "syncing") {
    db.prepare("UPDATE connection SET state = 'syncing' WHERE id = ?").run(id);
    return;
  }
  const flat = (text: string) => text.replace(/\s*\n\s*/g, " ");
  const text =
    problem === null
      ? null
      : problem.remedy === null
        ? flat(problem.message)
        : `${flat(problem.message)}\n${flat(problem.remedy)}`;
  db.prepare("UPDATE connection SET state = ?, last_sync_at = coalesce(?, last_sync_at), problem = ? WHERE id = ?").run(
    state,
    at,
    text,
    id,
  );
}

/** Pauses or resumes a connection. Out: false when there is none of that id. */
export function setPaused(db: WriteDb, id: string, paused: boolean): boolean {
  return db.prepare("UPDATE connection SET paused = ? WHERE id = ?").run(paused ? 1 : 0, id).changes === 1;
}

/** Keeps what was counted below a connection. Out: whether anything but the time is new. */
export function writeSurvey(db: WriteDb, id: string, survey: Survey): boolean {
  const known = readConnection(db, id);
  const same =
    known?.surveyedAt !== null &&
    known?.waiting === survey.waiting &&
    known.newestAt === survey.newestAt &&
    known.gone === survey.gone &&
    known.goneUnverified === survey.goneUnverified &&
    known.keptFolder === survey.keptFolder &&
    JSON.stringify(known.deletion) === JSON.stringify(survey.deletion);
  db.prepare("UPDATE connection SET survey = ? WHERE id = ?").run(JSON.stringify(survey), id);
  return !same;
}

/** Forgets a connection and what it still had to fetch. Sources, sessions and the archive know nothing of connections. */
export function removeConnection(db: WriteDb, id: string): boolean {
  return db.prepare("DELETE FROM connection WHERE id = ?").run(id).changes === 1;
}
