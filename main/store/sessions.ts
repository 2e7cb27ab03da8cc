import { sessionSchema, type Session } from "../../shared/model/session";
import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";
import { parseColumn } from "./rows";

export interface StoredSession {
  readonly pk: number;
  readonly session: Session;
  readonly sourceDigest: string;
  readonly sourcePath: string;
}

interface Row {
  pk: number;
  record: string;
  source_digest: string;
  source_path: string;
}

const columns = "pk, record, source_digest, source_path";

function toStored(row: Row): StoredSession {
  return {
    pk: row.pk,
    session: parseColumn(sessionSchema, row.record, "a session"),
    sourceDigest: row.source_digest,
    sourcePath: row.source_path,
  };
}

/** Opens a place for a session that is being read; it is invisible until `finishSession`. */
export function beginSession(db: WriteDb, runner: string, sourcePath: string): number {
  return Number(
    prepared<unknown[]>(db, "INSERT INTO session (runner, source_path) VALUES (?, ?)").run(runner, sourcePath)
      .lastInsertRowid,
  );
}

/** Forgets a session that was begun and its events. */
export function dropSession(db: WriteDb, pk: number): void {
  prepared<unknown[]>(db, "DELETE FROM session WHERE pk = ?").run(pk);
}

/** Makes a begun session visible, in place of an earlier reading of the same session. */
export function finishSession(db: WriteDb, pk: number, session: Session, sourceDigest: string): void {
  db.transaction(() => {
    prepared<unknown[]>(db, "DELETE FROM session WHERE id = ? AND pk <> ?").run(session.id, pk);
    prepared<unknown[]>(
      db,
      "UPDATE session SET id = ?, runner_session_id = ?, parent = ?, started_at = ?, source_digest = ?, record = ? WHERE pk = ?",
    ).run(
      session.id,
      session.runnerSessionId,
      session.parentRunnerSessionId,
      session.startedAt,
      sourceDigest,
      JSON.stringify(session),
      pk,
    );
  }).immediate();
}

/** Replaces what is said of a session, keeping its events. */
export function updateSession(db: WriteDb, session: Session): void {
  prepared<unknown[]>(db, "UPDATE session SET record = ? WHERE id = ?").run(JSON.stringify(session), session.id);
}

export function readSession(db: ReadDb, id: string): StoredSession | null {
  const row = prepared<[string], Row>(db, `SELECT ${columns} FROM session WHERE id = ?`).get(id);
  return row === undefined ? null : toStored(row);
}

/** Sub-agent sessions of a runner's session. */
export function readChildren(db: ReadDb, runner: string, parent: string): StoredSession[] {
  return prepared<[string, string], Row>(
    db,
    `SELECT ${columns} FROM session WHERE runner = ? AND parent = ? AND id IS NOT NULL ORDER BY started_at, pk`,
  )
    .all(runner, parent)
    .map(toStored);
}

export function countSessions(db: ReadDb): number {
  return prepared<[], { n: number }>(db, "SELECT count(*) AS n FROM session WHERE id IS NOT NULL").get()?.n ?? 0;
}

/** Visible sessions whose source lies at or below a path. */
export function countSessionsBelow(db: ReadDb, folder: string): number {
  return (
    prepared<[string, number, string], { n: number }>(
      db,
      "SELECT count(*) AS n FROM session WHERE id IS NOT NULL AND (source_path = ? OR substr(source_path, 1, ?) = ?)",
    ).get(folder, folder.length + 1, `${folder}/`)?.n ?? 0
  );
}

/** Removes what a crash left half read. */
export function dropUnfinishedSessions(db: WriteDb): void {
  prepared<unknown[]>(db, "DELETE FROM session WHERE id IS NULL").run();
}
