import type { ReadDb } from "./database";
import { readDetail } from "./event-texts";
import { prepared } from "./prepared";

/** A document that the index answered with. */
export interface Candidate {
  readonly doc: number;
  /** Row of the event. */
  readonly event: number;
  readonly sessionPk: number;
}

/** Documents between two numbers, both counted. */
export interface DocRange {
  readonly low: number;
  readonly high: number;
}

/**
 * Documents that the index finds, newest first. Numbers beyond 32 bits reach SQLite as fractions, and its full-text index
 * passes over bounds that are no integers: without the casts it would go through everything.
 * In: a question in the index's language; the range; at most how many.
 * What was removed or replaced since is left out.
 */
export function findCandidates(db: ReadDb, expression: string, range: DocRange, most: number): Candidate[] {
  return prepared<[string, number, number, number], Candidate>(
    db,
    `SELECT x.doc AS doc, x.event AS event, x.session_pk AS sessionPk
     FROM search_text t CROSS JOIN search_event x ON x.doc = t.rowid
     WHERE t.search_text MATCH ? AND t.rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)
     ORDER BY t.rowid DESC LIMIT ?`,
  ).all(expression, range.low, range.high, most);
}

/** Every document of some sessions that the index finds, as rows of events, in any order. */
export function findEvents(db: ReadDb, expression: string, range: DocRange): Candidate[] {
  return prepared<[string, number, number], Candidate>(
    db,
    `SELECT x.doc AS doc, x.event AS event, x.session_pk AS sessionPk
     FROM search_text t CROSS JOIN search_event x ON x.doc = t.rowid
     WHERE t.search_text MATCH ? AND t.rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)`,
  ).all(expression, range.low, range.high);
}

/** The newest and the oldest document's number; null where nothing is indexed. */
export function indexedRange(db: ReadDb): DocRange | null {
  const found = prepared<[], { low: number | null; high: number | null }>(
    db,
    "SELECT (SELECT min(doc) FROM search_event) AS low, (SELECT max(doc) FROM search_event) AS high",
  ).get();
  return found === undefined || found.low === null || found.high === null ? null : { low: found.low, high: found.high };
}

/** Files of a document, or none. */
export function pathsOfDoc(db: ReadDb, doc: number): string[] {
  const found = prepared<[number], { paths: string }>(db, "SELECT paths FROM search_path WHERE doc = ?").get(doc);
  return found === undefined ? [] : found.paths.split("\n");
}

/** A stored event, as far as a hit needs it. */
export interface FoundEvent {
  readonly seq: number;
  readonly atMs: number | null;
  readonly kind: string;
  readonly failed: boolean;
  readonly head: string;
  /** Its detail as stored, but for whole files before an edit. */
  readonly detail: Readonly<Record<string, unknown>>;
}

const notShown = ["fileBefore"];

type FoundRow = [
  seq: number,
  atMs: number | null,
  kind: string,
  failed: number,
  head: string,
  detail: string,
  block: number | null,
  texts: string | null,
];

/** The event of a document; null where it is gone. */
export function readFound(db: ReadDb, event: number): FoundEvent | null {
  const row = prepared<[number], FoundRow>(db, foundSql).raw().get(event);
  if (row === undefined) return null;
  const [seq, atMs, kind, failed, head, detail, block, texts] = row;
  return { seq, atMs, kind, failed: failed === 1, head, detail: readDetail(db, { detail, block, texts }, notShown) };
}

const foundSql = "SELECT seq, at_ms, kind, failed, head, detail, block, texts FROM event WHERE rowid = ?";

/** The session of a document. */
export interface FoundSession {
  readonly id: string;
  readonly runner: string;
}

/** A visible session by its row, or null. */
export function readFoundSession(db: ReadDb, pk: number): FoundSession | null {
  return (
    prepared<[number], FoundSession>(db, "SELECT id, runner FROM session WHERE pk = ? AND id IS NOT NULL").get(pk) ??
    null
  );
}

/** Rows of events that are gone and whose documents are still there: mostly none. */
export function staleEvents(db: ReadDb): ReadonlySet<number> {
  const rows = prepared<[], { event: number }>(db, "SELECT event FROM search_stale").all();
  return new Set(rows.map((row) => row.event));
}

/** Tools that occur, by their beginning without regard to case. */
export function toolsNamed(db: ReadDb, beginning: string, most: number): string[] {
  return prepared<[number, string, number], { tool: string }>(
    db,
    "SELECT tool FROM search_tool WHERE lower(substr(tool, 1, ?)) = lower(?) ORDER BY tool LIMIT ?",
  )
    .all(beginning.length, beginning, most)
    .map((row) => row.tool);
}

/** Rows of the sessions of an attempt. */
export function sessionsOfAttempt(db: ReadDb, attemptId: string): number[] {
  return pks(
    db,
    "SELECT s.pk AS pk FROM attempt_session l JOIN session s ON s.id = l.session_id WHERE l.attempt_id = ?",
    attemptId,
  );
}

/** Rows of the sessions of a task, by its id or the reference people know it by; without regard to case. */
export function sessionsOfTask(db: ReadDb, name: string, letter: string | null): number[] {
  const tasks = prepared<[string, string], { id: string }>(
    db,
    "SELECT id FROM task WHERE id = upper(?) OR lower(record ->> '$.ref') = lower(?)",
  ).all(name, name);
  return tasks.flatMap(({ id }) =>
    prepared<[string, string | null, string | null], { pk: number }>(
      db,
      "SELECT DISTINCT s.pk AS pk FROM attempt a JOIN attempt_session l ON l.attempt_id = a.id JOIN session s ON s.id = l.session_id WHERE a.task_id = ? AND (? IS NULL OR a.record ->> '$.letter' = ?)",
    )
      .all(id, letter, letter)
      .map((row) => row.pk),
  );
}

/** Rows of the sessions of tasks whose repository's name holds a text. */
export function sessionsOfRepository(db: ReadDb, text: string): number[] {
  return repositoryNames(db)
    .filter((name) => name.toLowerCase().includes(text.toLowerCase()))
    .flatMap((name) =>
      pks(
        db,
        "SELECT DISTINCT s.pk AS pk FROM task t JOIN attempt a ON a.task_id = t.id JOIN attempt_session l ON l.attempt_id = a.id JOIN session s ON s.id = l.session_id WHERE t.record ->> '$.repository' = ?",
        name,
      ),
    );
}

/** Rows of the sessions that ran a model whose name holds a text. */
export function sessionsOfModel(db: ReadDb, text: string): number[] {
  return modelLists(db)
    .filter((list) => list.toLowerCase().includes(text.toLowerCase()))
    .flatMap((list) => pks(db, "SELECT pk FROM session WHERE record ->> '$.models' = ? AND id IS NOT NULL", list));
}

/** Rows of the session with an id, ours or its runner's own. */
export function sessionsById(db: ReadDb, id: string): number[] {
  return prepared<[string, string], { pk: number }>(
    db,
    "SELECT pk FROM session WHERE id = upper(?) OR runner_session_id = ?",
  )
    .all(id, id)
    .map((row) => row.pk);
}

function pks(db: ReadDb, sql: string, value: string): number[] {
  return prepared<[string], { pk: number }>(db, sql)
    .all(value)
    .map((row) => row.pk);
}

/** Names of all repositories of tasks. */
export function repositoryNames(db: ReadDb): string[] {
  return prepared<[], { name: string | null }>(db, "SELECT DISTINCT record ->> '$.repository' AS name FROM task")
    .all()
    .flatMap((row) => row.name ?? []);
}

function modelLists(db: ReadDb): string[] {
  return prepared<[], { list: string | null }>(
    db,
    "SELECT DISTINCT record ->> '$.models' AS list FROM session WHERE id IS NOT NULL",
  )
    .all()
    .flatMap((row) => row.list ?? []);
}

/** Names of all models of sessions. */
export function modelNames(db: ReadDb): string[] {
  const names = modelLists(db).flatMap((list): unknown[] => {
    const value: unknown = JSON.parse(list);
    return Array.isArray(value) ? value : [];
  });
  return [...new Set(names.filter((name) => typeof name === "string"))].sort();
}

/** An attempt that a session is part of, as a hit names it. */
export interface AttemptOfHit {
  readonly attemptId: string;
  readonly letter: string;
  readonly taskId: string;
  readonly title: string;
  readonly ref: string | null;
  readonly repository: string;
}

/** The attempt of a session; the first where it is part of several, in the order of the index, so that nothing is sorted. */
export function attemptOfSession(db: ReadDb, sessionId: string): AttemptOfHit | null {
  return (
    prepared<[string], AttemptOfHit>(
      db,
      `SELECT l.attempt_id AS attemptId, a.record ->> '$.letter' AS letter, t.id AS taskId, t.record ->> '$.title' AS title,
         t.record ->> '$.ref' AS ref, t.record ->> '$.repository' AS repository
       FROM attempt_session l JOIN attempt a ON a.id = l.attempt_id JOIN task t ON t.id = a.task_id
       WHERE l.session_id = ? ORDER BY l.attempt_id LIMIT 1`,
    ).get(sessionId) ?? null
  );
}
