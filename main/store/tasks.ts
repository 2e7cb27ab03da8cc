import * as z from "zod";
import { attemptSchema, judgementSchema, type Attempt, type Judgement } from "../../shared/model/attempt";
import { evidenceSchema, type Evidence } from "../../shared/model/evidence";
import { taskSchema, type Task } from "../../shared/model/task";
import type { ReadDb, WriteDb } from "./database";
import { foreignVersion } from "./change-stamp";
import { prepared } from "./prepared";
import { parseColumn } from "./rows";

/** An attempt with what was brought with it and what the engines said of it. */
export interface StoredAttempt {
  readonly key: string;
  readonly origin: "pack" | "session";
  readonly attempt: Attempt;
  /** Evidence that came in files; evidence seen in events is part of the judgement. */
  readonly fileEvidence: readonly Evidence[];
  readonly judgement: Judgement | null;
}

interface AttemptRow {
  key: string;
  origin: "pack" | "session";
  record: string;
  evidence: string;
  judgement: string | null;
}

const attemptColumns = "key, origin, record, evidence, judgement";

/** Made once: making a schema costs more than reading a row with it. */
const fileEvidenceSchema = z.array(evidenceSchema);

function toAttempt(row: AttemptRow): StoredAttempt {
  return {
    key: row.key,
    origin: row.origin,
    attempt: parseColumn(attemptSchema, row.record, "an attempt"),
    fileEvidence: parseColumn(fileEvidenceSchema, row.evidence, "evidence"),
    judgement: row.judgement === null ? null : parseColumn(judgementSchema, row.judgement, "a judgement"),
  };
}

interface Known {
  readonly row: AttemptRow;
  readonly stored: StoredAttempt;
}

/**
 * The attempts that were read last, by their keys: a screen asks a dozen questions about one, and what is said of a large one is megabytes of
 * JSON. They stand for a row only while every text of it is the same.
 */
const readLast = new WeakMap<ReadDb, Map<string, Known>>();
const readLastMost = 16;
/** Characters of text of all of them. */
const readLastLength = 12_000_000;

function lengthOf({ record, evidence, judgement }: AttemptRow): number {
  return record.length + evidence.length + (judgement?.length ?? 0);
}

function sameRow(a: AttemptRow, b: AttemptRow): boolean {
  return a.origin === b.origin && a.record === b.record && a.evidence === b.evidence && a.judgement === b.judgement;
}

function toKnownAttempt(db: ReadDb, row: AttemptRow): StoredAttempt {
  const known = readLast.get(db) ?? new Map<string, Known>();
  readLast.set(db, known);
  const before = known.get(row.key);
  known.delete(row.key);
  const now = before !== undefined && sameRow(before.row, row) ? before : { row, stored: toAttempt(row) };
  known.set(row.key, now);
  let length = 0;
  for (const { row: each } of known.values()) length += lengthOf(each);
  for (const [oldest, { row: each }] of known) {
    if (known.size <= readLastMost && length <= readLastLength) break;
    known.delete(oldest);
    length -= lengthOf(each);
  }
  return now.stored;
}

interface Writes {
  count: number;
  readonly lastOf: Map<string, number>;
}

/** The writes to tasks by each connection of this process: what was derived from a task is good until the next one. */
const writes = new WeakMap<ReadDb, Writes>();

function writesOf(db: ReadDb): Writes {
  const known = writes.get(db) ?? { count: 0, lastOf: new Map<string, number>() };
  writes.set(db, known);
  return known;
}

function written(db: WriteDb, taskId: string): void {
  const known = writesOf(db);
  known.count += 1;
  known.lastOf.set(taskId, known.count);
}

/** Tasks that this connection wrote since it had made `count` writes, and how many it has made now. */
export function tasksWrittenSince(db: ReadDb, count: number): { count: number; taskIds: string[] } {
  const known = writesOf(db);
  if (known.count === count) return { count, taskIds: [] };
  return { count: known.count, taskIds: [...known.lastOf].flatMap(([id, at]) => (at > count ? id : [])) };
}

/** Stands for the key of a task that a decision names and that nothing here was read of yet. */
const reserved = "reserved:";

export function upsertTask(db: WriteDb, key: string, task: Task): void {
  written(db, task.id);
  prepared<unknown[]>(
    db,
    "INSERT INTO task (id, key, record) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET key = excluded.key, record = excluded.record",
  ).run(task.id, key, JSON.stringify(task));
}

/** Keeps a task's id for it until something of it is read. A task that is here already stays as it is. */
export function reserveTask(db: WriteDb, task: Task): void {
  if (taskKeyOf(db, task.id) !== null) return;
  if (readTask(db, task.id) === null) upsertTask(db, `${reserved}${task.id}`, task);
}

export function readTask(db: ReadDb, id: string): Task | null {
  const row = prepared<[string], { record: string }>(db, "SELECT record FROM task WHERE id = ?").get(id);
  return row === undefined ? null : parseColumn(taskSchema, row.record, "a task");
}

/** The key an id was made from, to notice that two keys want one id. */
export function taskKeyOf(db: ReadDb, id: string): string | null {
  const key = prepared<[string], { key: string }>(db, "SELECT key FROM task WHERE id = ?").get(id)?.key ?? null;
  return key?.startsWith(reserved) === true ? null : key;
}

export function attemptKeyOf(db: ReadDb, id: string): string | null {
  return prepared<[string], { key: string }>(db, "SELECT key FROM attempt WHERE id = ?").get(id)?.key ?? null;
}

export function readTasks(db: ReadDb): Task[] {
  return prepared<[], { record: string }>(db, "SELECT record FROM task ORDER BY id")
    .all()
    .map((row) => parseColumn(taskSchema, row.record, "a task"));
}

/** A task with its attempts, of which nothing is parsed before it is read. */
interface StoredTask {
  readonly taskId: string;
  read(): { readonly task: Task; readonly attempts: readonly StoredAttempt[] };
}

const tasksAtOnce = 500;

/** Every task in order of id, a few hundred in memory at a time. */
export function* everyTask(db: ReadDb): Generator<StoredTask> {
  const nextTasks = prepared<[string, number], { id: string; record: string }>(
    db,
    "SELECT id, record FROM task WHERE id > ? ORDER BY id LIMIT ?",
  );
  const theirAttempts = prepared<[string, string], AttemptRow & { task_id: string }>(
    db,
    `SELECT task_id, ${attemptColumns} FROM attempt WHERE task_id > ? AND task_id <= ?`,
  );
  let after = "";
  for (;;) {
    const tasks = nextTasks.all(after, tasksAtOnce);
    const last = tasks.at(-1);
    if (last === undefined) return;
    const attempts = new Map<string, AttemptRow[]>();
    for (const row of theirAttempts.all(after, last.id)) {
      const rows = attempts.get(row.task_id);
      if (rows === undefined) attempts.set(row.task_id, [row]);
      else rows.push(row);
    }
    for (const { id, record } of tasks) {
      const rows = attempts.get(id) ?? [];
      yield {
        taskId: id,
        read: () => ({
          task: parseColumn(taskSchema, record, "a task"),
          attempts: rows.map(toAttempt).sort(byLetter),
        }),
      };
    }
    after = last.id;
  }
}

export function countTasks(db: ReadDb): number {
  return prepared<[], { n: number }>(db, "SELECT count(*) AS n FROM task").get()?.n ?? 0;
}

interface Letters {
  version: number;
  readonly ofTasks: Map<string, Map<string, string>>;
}

/** The letters of the tasks that attempts were added to last: one prompt may have thousands of attempts. */
const letters = new WeakMap<ReadDb, Letters>();
const lettersKept = 64;

/** Which letter each of a task's attempts has. */
export function lettersOf(db: ReadDb, taskId: string): ReadonlyMap<string, string> {
  const version = foreignVersion(db);
  let known = letters.get(db);
  if (known?.version !== version) {
    known = { version, ofTasks: new Map() };
    letters.set(db, known);
  }
  const kept = known.ofTasks.get(taskId);
  if (kept !== undefined) return kept;
  const rows = prepared<[string], { id: string; letter: string }>(
    db,
    "SELECT id, record ->> '$.letter' AS letter FROM attempt WHERE task_id = ?",
  ).all(taskId);
  const found = new Map(rows.map((row) => [row.id, row.letter]));
  known.ofTasks.set(taskId, found);
  for (const oldest of known.ofTasks.keys()) {
    if (known.ofTasks.size <= lettersKept) break;
    known.ofTasks.delete(oldest);
  }
  return found;
}

/** Writes an attempt and which sessions made it. Its judgement is kept until `writeJudgement`. */
export function upsertAttempt(
  db: WriteDb,
  key: string,
  origin: StoredAttempt["origin"],
  attempt: Attempt,
  fileEvidence: readonly Evidence[],
): void {
  db.transaction(() => {
    const before = prepared<[string], { task_id: string }>(db, "SELECT task_id FROM attempt WHERE id = ?").get(
      attempt.id,
    );
    if (before !== undefined) written(db, before.task_id);
    written(db, attempt.taskId);
    const ofTasks = letters.get(db)?.ofTasks;
    if (before !== undefined && before.task_id !== attempt.taskId) ofTasks?.get(before.task_id)?.delete(attempt.id);
    ofTasks?.get(attempt.taskId)?.set(attempt.id, attempt.letter);
    prepared<unknown[]>(
      db,
      "INSERT INTO attempt (id, key, task_id, origin, record, evidence) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET task_id = excluded.task_id, origin = excluded.origin, record = excluded.record, evidence = excluded.evidence",
    ).run(attempt.id, key, attempt.taskId, origin, JSON.stringify(attempt), JSON.stringify(fileEvidence));
    if (before !== undefined && before.task_id !== attempt.taskId) dropEmptyTask(db, before.task_id);
    prepared<unknown[]>(db, "DELETE FROM attempt_session WHERE attempt_id = ?").run(attempt.id);
    const link = prepared<unknown[]>(
      db,
      "INSERT OR IGNORE INTO attempt_session (attempt_id, session_id) VALUES (?, ?)",
    );
    for (const session of attempt.sessions) link.run(attempt.id, session);
  }).immediate();
}

export function writeJudgement(db: WriteDb, judgement: Judgement): void {
  const row = prepared<[string, string], { task_id: string }>(
    db,
    "UPDATE attempt SET judgement = ? WHERE id = ? RETURNING task_id",
  ).get(JSON.stringify(judgement), judgement.attemptId);
  if (row !== undefined) written(db, row.task_id);
}

/** A to Z, then AA. */
function byLetter({ attempt: a }: StoredAttempt, { attempt: b }: StoredAttempt): number {
  return a.letter.length - b.letter.length || (a.letter < b.letter ? -1 : 1);
}

/** A task's attempts, by letter. */
export function readAttempts(db: ReadDb, taskId: string): StoredAttempt[] {
  return prepared<[string], AttemptRow>(db, `SELECT ${attemptColumns} FROM attempt WHERE task_id = ?`)
    .all(taskId)
    .map((row) => toKnownAttempt(db, row))
    .sort(byLetter);
}

export function readAttempt(db: ReadDb, id: string): StoredAttempt | null {
  const row = prepared<[string], AttemptRow>(db, `SELECT ${attemptColumns} FROM attempt WHERE id = ?`).get(id);
  return row === undefined ? null : toKnownAttempt(db, row);
}

/** The task of an attempt; null where there is no such attempt. */
export function taskOfAttempt(db: ReadDb, id: string): string | null {
  return (
    prepared<[string], { task: string }>(db, "SELECT task_id AS task FROM attempt WHERE id = ?").get(id)?.task ?? null
  );
}

/** Visible sessions that no attempt speaks of. */
export function sessionsWithoutAttempt(db: ReadDb): string[] {
  return prepared<[], { id: string }>(
    db,
    "SELECT id FROM session WHERE id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM attempt_session WHERE session_id = session.id)",
  )
    .all()
    .map((row) => row.id);
}

/** Every attempt. */
export function attemptIds(db: ReadDb): string[] {
  return prepared<[], { id: string }>(db, "SELECT id FROM attempt ORDER BY id")
    .all()
    .map((row) => row.id);
}

/** Attempts the engines have not spoken of yet. */
export function attemptsWithoutJudgement(db: ReadDb): string[] {
  return prepared<[], { id: string }>(db, "SELECT id FROM attempt WHERE judgement IS NULL")
    .all()
    .map((row) => row.id);
}

/** Attempts that a session is part of. */
export function attemptsOfSession(db: ReadDb, sessionId: string): { id: string; origin: StoredAttempt["origin"] }[] {
  return prepared<[string], { id: string; origin: StoredAttempt["origin"] }>(
    db,
    "SELECT a.id, a.origin FROM attempt_session l JOIN attempt a ON a.id = l.attempt_id WHERE l.session_id = ?",
  ).all(sessionId);
}

/** Removes an attempt, and its task where none is left. */
export function dropAttempt(db: WriteDb, id: string): void {
  db.transaction(() => {
    const row = prepared<[string], { task_id: string }>(db, "SELECT task_id FROM attempt WHERE id = ?").get(id);
    if (row === undefined) return;
    written(db, row.task_id);
    letters.get(db)?.ofTasks.delete(row.task_id);
    prepared<unknown[]>(db, "DELETE FROM attempt WHERE id = ?").run(id);
    dropEmptyTask(db, row.task_id);
  }).immediate();
}

function dropEmptyTask(db: WriteDb, id: string): void {
  prepared<unknown[]>(db, "DELETE FROM task WHERE id = ? AND NOT EXISTS (SELECT 1 FROM attempt WHERE task_id = ?)").run(
    id,
    id,
  );
}

/** The task that an attempt belongs to by itself, remembered beside what was decided of it. */
export interface AttemptHome {
  readonly key: string;
  readonly task: Task;
}

export function writeHome(db: WriteDb, attemptId: string, home: AttemptHome): void {
  prepared<unknown[]>(
    db,
    "INSERT INTO attempt_home (attempt_id, task_key, task) VALUES (?, ?, ?) ON CONFLICT (attempt_id) DO UPDATE SET task_key = excluded.task_key, task = excluded.task",
  ).run(attemptId, home.key, JSON.stringify(home.task));
}

export function readHome(db: ReadDb, attemptId: string): AttemptHome | null {
  const row = prepared<[string], { key: string; task: string }>(
    db,
    "SELECT task_key AS key, task FROM attempt_home WHERE attempt_id = ?",
  ).get(attemptId);
  return row === undefined ? null : { key: row.key, task: parseColumn(taskSchema, row.task, "a task") };
}
