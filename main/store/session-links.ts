import type { Session } from "../../shared/model/session";
import type { ReadDb, WriteDb } from "./database";
import { detailText, type StoredDetail } from "./event-texts";
import { prepared } from "./prepared";

/*
 * What sessions say of each other, by name and by what they begin with: kept apart from the sessions, since it is asked
 * from the other end too ("who goes on with this one?"). The rows by name are written by the database with the session.
 */

export type LinkKind = Session["links"][number]["kind"];

/** Writes what a session begins with, as a digest; null where it has no such beginning. */
export function writeOpening(db: WriteDb, sessionId: string, opening: string | null): void {
  if (opening === null) prepared<unknown[]>(db, "DELETE FROM session_opening WHERE session_id = ?").run(sessionId);
  else
    prepared<unknown[]>(
      db,
      "INSERT INTO session_opening (session_id, digest) VALUES (?, ?) ON CONFLICT (session_id) DO UPDATE SET digest = excluded.digest",
    ).run(sessionId, opening);
}

/** Visible sessions that name a runner's session as one they go on with. */
export function sessionsLinkedTo(db: ReadDb, runnerSessionId: string): { sessionId: string; kind: LinkKind }[] {
  return prepared<[string], { sessionId: string; kind: LinkKind }>(
    db,
    "SELECT l.session_id AS sessionId, l.kind FROM session_link l JOIN session s ON s.id = l.session_id WHERE l.target = ? ORDER BY s.started_at, s.id",
  ).all(runnerSessionId);
}

/** Visible sessions that begin with the same events. */
export function sessionsOpeningWith(db: ReadDb, digest: string): string[] {
  return prepared<[string], { id: string }>(
    db,
    "SELECT s.id FROM session_opening o JOIN session s ON s.id = o.session_id WHERE o.digest = ? ORDER BY s.id",
  )
    .all(digest)
    .map((row) => row.id);
}

/** Visible sessions that begin as this one does and were found to repeat it. */
export function sessionsCopying(db: ReadDb, sessionId: string, runnerSessionId: string): string[] {
  return prepared<[string, string], { id: string }>(
    db,
    "SELECT s.id FROM session_opening mine JOIN session_opening o ON o.digest = mine.digest JOIN session s ON s.id = o.session_id WHERE mine.session_id = ? AND s.record ->> '$.copied.from' = ? ORDER BY s.id",
  )
    .all(sessionId, runnerSessionId)
    .map((row) => row.id);
}

/** The visible sessions with a runner's own id; a main session before a sub-agent's. */
export function sessionsNamed(db: ReadDb, runnerSessionId: string): { id: string; runner: string }[] {
  return prepared<[string], { id: string; runner: string }>(
    db,
    "SELECT id, runner FROM session WHERE runner_session_id = ? AND id IS NOT NULL ORDER BY parent IS NOT NULL, id",
  ).all(runnerSessionId);
}

export interface EventText {
  readonly seq: number;
  readonly atMs: number | null;
  readonly kind: string;
  readonly actor: string;
  readonly detail: string;
}

/** The events of a session from a place on in its source order, to compare them with another's. */
export function eventTexts(db: ReadDb, sessionId: string, offset: number, limit: number): EventText[] {
  return prepared<[string, number, number], EventText & StoredDetail>(
    db,
    "SELECT e.seq, e.at_ms AS atMs, e.kind, e.head ->> '$.actor' AS actor, e.detail, e.block, e.texts FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.id = ? ORDER BY e.seq LIMIT ? OFFSET ?",
  )
    .all(sessionId, limit, offset)
    .map((row) => ({ seq: row.seq, atMs: row.atMs, kind: row.kind, actor: row.actor, detail: detailText(db, row) }));
}

/** The first words with a time among the first events of a session; null where there are none. */
export function firstMessage(
  db: ReadDb,
  sessionId: string,
  within: number,
): { readonly atMs: number; readonly detail: string } | null {
  const row = prepared<[string, number], { atMs: number } & StoredDetail>(
    db,
    "SELECT atMs, detail, block, texts FROM (SELECT e.seq, e.at_ms AS atMs, e.kind, e.detail, e.block, e.texts FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.id = ? ORDER BY e.seq LIMIT ?) WHERE kind = 'message' AND atMs IS NOT NULL ORDER BY seq LIMIT 1",
  ).get(sessionId, within);
  return row === undefined ? null : { atMs: row.atMs, detail: detailText(db, row) };
}

/** Which task an attempt's first session belongs to by itself, whatever was decided of it by hand. */
export interface SessionPlace {
  readonly sessionId: string;
  readonly taskKey: string;
  /** What the sessions share that were asked for the same in the same repository; null where it is grouped by something else. */
  readonly family: string | null;
  readonly base: string | null;
  readonly startedMs: number | null;
}

const placeColumns = "p.session_id AS sessionId, p.task_key AS taskKey, p.family, p.base, p.started_ms AS startedMs";

export function writePlace(db: WriteDb, place: SessionPlace): void {
  prepared<unknown[]>(
    db,
    "INSERT INTO session_place (session_id, task_key, family, base, started_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT (session_id) DO UPDATE SET task_key = excluded.task_key, family = excluded.family, base = excluded.base, started_ms = excluded.started_ms",
  ).run(place.sessionId, place.taskKey, place.family, place.base, place.startedMs);
}

export function readPlace(db: ReadDb, sessionId: string): SessionPlace | null {
  return (
    prepared<[string], SessionPlace>(db, `SELECT ${placeColumns} FROM session_place p WHERE p.session_id = ?`).get(
      sessionId,
    ) ?? null
  );
}

/** The members of a family that began within `withinMs` of an instant: those with a stated base, or those without. */
export function familyAround(
  db: ReadDb,
  family: string,
  { startedMs, withinMs, based }: { startedMs: number; withinMs: number; based: boolean },
): SessionPlace[] {
  return prepared<[string, number, number], SessionPlace>(
    db,
    `SELECT ${placeColumns} FROM session_place p JOIN session s ON s.id = p.session_id
     WHERE p.family = ? AND p.base IS ${based ? "NOT NULL" : "NULL"} AND p.started_ms BETWEEN ? AND ? ORDER BY p.started_ms, p.session_id`,
  ).all(family, startedMs - withinMs, startedMs + withinMs);
}

/** The commits that a repository itself names as a session's work. */
export interface SessionCommits {
  readonly sessionId: string;
  /** Folder of the repository. */
  readonly repository: string;
  readonly base: string | null;
  readonly head: string;
  /** What names them, in words: "its checkpoint names". */
  readonly namedBy: string;
  /** What else it says of them, in sentences; empty where nothing. */
  readonly note: string;
}

export function readCommits(db: ReadDb, sessionId: string): SessionCommits | null {
  return (
    prepared<[string], SessionCommits>(
      db,
      "SELECT session_id AS sessionId, repository, base, head, named_by AS namedBy, note FROM session_commit WHERE session_id = ?",
    ).get(sessionId) ?? null
  );
}

/** Writes what a repository names; true where it was not known or was something else. */
export function writeCommits(db: WriteDb, commits: SessionCommits): boolean {
  const known = readCommits(db, commits.sessionId);
  if (known !== null && JSON.stringify(known) === JSON.stringify(commits)) return false;
  prepared<unknown[]>(
    db,
    "INSERT OR REPLACE INTO session_commit (session_id, repository, base, head, named_by, note) VALUES (?, ?, ?, ?, ?, ?)",
  ).run(commits.sessionId, commits.repository, commits.base, commits.head, commits.namedBy, commits.note);
  return true;
}
