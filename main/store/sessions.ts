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
    prepared<unknown[]>(db, "INSERT INTO session (runner, source_path, record) VALUES (?, ?, ?)").run(
      runner,
      sourcePath,
      String(process.pid),
    ).lastInsertRowid,
  );
}

/** Forgets a session that was begun and its events. */
export function dropSession(db: WriteDb, pk: number): void {
  prepared<unknown[]>(db, "DELETE FROM session WHERE pk = ?").run(pk);
}

/** One of the files a session was read from, and which of the source's bytes are that file's. */
export interface SessionPart {
  readonly path: string;
  readonly digest: string;
  readonly byteStart: number;
  readonly byteEnd: number;
}

/**
 * Makes a begun session visible, in place of an earlier reading of the same session. Out: the earlier one's place, now
 * hidden: it is the caller's to clear away (`clearHidden`), since that may be many rows.
 */
export function finishSession(
  db: WriteDb,
  pk: number,
  session: Session,
  sourceDigest: string,
  parts: readonly SessionPart[],
): number | null {
  return db
    .transaction(() => {
      const before = prepared<[string, number], { pk: number }>(
        db,
        "UPDATE session SET id = NULL, runner_session_id = NULL, parent = NULL WHERE id = ? AND pk <> ? RETURNING pk",
      ).get(session.id, pk);
      writeSession(db, pk, session, sourceDigest, parts);
      return before?.pk ?? null;
    })
    .immediate();
}

/** Writes what is known of a session, new or grown, under its place. */
export function writeSession(
  db: WriteDb,
  pk: number,
  session: Session,
  sourceDigest: string,
  parts: readonly SessionPart[],
): void {
  db.transaction(() => {
    prepared<unknown[]>(
      db,
      "UPDATE session SET id = ?, runner = ?, runner_session_id = ?, parent = ?, started_at = ?, source_digest = ?, record = ? WHERE pk = ?",
    ).run(
      session.id,
      session.runner,
      session.runnerSessionId,
      session.parentRunnerSessionId,
      session.startedAt,
      sourceDigest,
      JSON.stringify(session),
      pk,
    );
    prepared<unknown[]>(db, "DELETE FROM session_source WHERE session_pk = ?").run(pk);
    const put = prepared<unknown[]>(
      db,
      "INSERT INTO session_source (session_pk, position, path, digest, byte_start, byte_end) VALUES (?, ?, ?, ?, ?, ?)",
    );
    parts.forEach((part, at) => put.run(pk, at, part.path, part.digest, part.byteStart, part.byteEnd));
  }).immediate();
}

const clearedAtOnce = 2000;

/** Clears a piece of a hidden session away. True while there is more. */
export function clearHidden(db: WriteDb, pk: number): boolean {
  const { changes } = prepared<unknown[]>(
    db,
    "DELETE FROM event WHERE rowid IN (SELECT rowid FROM event WHERE session_pk = ? LIMIT ?)",
  ).run(pk, clearedAtOnce);
  if (changes === clearedAtOnce) return true;
  prepared<unknown[]>(db, "DELETE FROM session WHERE pk = ? AND id IS NULL").run(pk);
  return false;
}

/** Places of sessions that are not visible, and the process that reads them; null for those that gave way. */
export function hiddenSessions(db: ReadDb): { pk: number; process: number | null }[] {
  return prepared<[], { pk: number; record: string | null }>(db, "SELECT pk, record FROM session WHERE id IS NULL")
    .all()
    .map(({ pk, record }) => ({ pk, process: /^\d+$/.test(record ?? "") ? Number(record) : null }));
}

export function isVisible(db: ReadDb, pk: number): boolean {
  return (
    prepared<[number], { pk: number }>(db, "SELECT pk FROM session WHERE pk = ? AND id IS NOT NULL").get(pk) !==
    undefined
  );
}

/** The place of a visible session, if it was read from this path. */
export function placeOfSession(db: ReadDb, id: string, sourcePath: string): number | null {
  return (
    prepared<[string, string], { pk: number }>(db, "SELECT pk FROM session WHERE id = ? AND source_path = ?").get(
      id,
      sourcePath,
    )?.pk ?? null
  );
}

/** A file a session was read from, with what is known of the file now. */
export interface SessionSource extends SessionPart {
  /** When a sweep first found it missing; null while it is there. */
  readonly goneAt: string | null;
  /** When the archived copy of a missing file was last read to its end and found intact. */
  readonly verifiedAt: string | null;
}

/** The files a session was read from, in the order of their bytes. In: both databases, since files outlive the index. */
export function sourcesOf(index: ReadDb, record: ReadDb, sessionId: string): SessionSource[] {
  return prepared<[string], { path: string; digest: string; byte_start: number; byte_end: number }>(
    index,
    "SELECT p.path, p.digest, p.byte_start, p.byte_end FROM session_source p JOIN session s ON s.pk = p.session_pk WHERE s.id = ? ORDER BY p.position",
  )
    .all(sessionId)
    .map((row) => {
      const file = prepared<[string], { gone_at: string | null; verified_at: string | null }>(
        record,
        "SELECT gone_at, verified_at FROM source WHERE path = ?",
      ).get(row.path);
      return {
        path: row.path,
        digest: row.digest,
        byteStart: row.byte_start,
        byteEnd: row.byte_end,
        goneAt: file?.gone_at ?? null,
        verifiedAt: file?.verified_at ?? null,
      };
    });
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

/** Says of sessions that were read below one folder that their files are below another. */
export function moveSources(db: WriteDb, from: string, to: string): void {
  db.transaction(() => {
    for (const [table, column] of [
      ["session", "source_path"],
      ["session_source", "path"],
    ] as const)
      prepared<unknown[]>(
        db,
        `UPDATE ${table} SET ${column} = ? || substr(${column}, ?) WHERE substr(${column}, 1, ?) = ?`,
      ).run(to, from.length + 1, from.length, from);
  }).immediate();
}
