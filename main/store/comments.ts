import { commentSchema, type Comment } from "../../shared/model/comment";
import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/** A comment as it is kept: with who saved it last, and when it was dropped. */
export interface StoredComment {
  readonly comment: Comment;
  readonly writer: string;
  readonly droppedAt: string | null;
}

interface Row {
  id: string;
  thread: string | null;
  task_id: string;
  attempt_id: string;
  author: string;
  created_at: string;
  updated_at: string;
  kind: string;
  body: string;
  replacement: string | null;
  anchor: string | null;
  rev: number;
  writer: string;
  editing: string | null;
  resolved_at: string | null;
  resolved_by: string | null;
  dropped_at: string | null;
}

const columns =
  "id, thread, task_id, attempt_id, author, created_at, updated_at, kind, body, replacement, anchor, rev, writer, editing, resolved_at, resolved_by, dropped_at";

function json(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown);
}

function stored(row: Row): StoredComment {
  return {
    comment: commentSchema.parse({
      id: row.id,
      thread: row.thread,
      taskId: row.task_id,
      attemptId: row.attempt_id,
      author: row.author,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      kind: row.kind,
      body: row.body,
      replacement: row.replacement,
      anchor: json(row.anchor),
      rev: row.rev,
      resolved: row.resolved_at === null ? null : { at: row.resolved_at, by: row.resolved_by ?? "" },
      editing: json(row.editing),
    }),
    writer: row.writer,
    droppedAt: row.dropped_at,
  };
}

/** One comment, dropped or not; null where there is none of that id. */
export function readComment(db: ReadDb, id: string): StoredComment | null {
  const row = prepared<[string], Row>(db, `SELECT ${columns} FROM comment WHERE id = ?`).get(id);
  return row === undefined ? null : stored(row);
}

/** The comments on some attempts, and those made in a task whatever became of their attempts; without the dropped. Oldest first. */
export function readComments(db: ReadDb, taskId: string, attempts: readonly string[]): Comment[] {
  return prepared<[string, string], Row>(
    db,
    `SELECT ${columns} FROM comment WHERE dropped_at IS NULL AND id IN (
       SELECT id FROM comment WHERE task_id = ? UNION SELECT id FROM comment WHERE attempt_id IN (SELECT value FROM json_each(?))
     ) ORDER BY created_at, id`,
  )
    .all(taskId, JSON.stringify(attempts))
    .map((row) => stored(row).comment);
}

/** Answers in a thread that were not dropped. */
export function countAnswers(db: ReadDb, thread: string): number {
  const row = prepared<[string], { n: number }>(
    db,
    "SELECT count(*) AS n FROM comment WHERE thread = ? AND dropped_at IS NULL",
  ).get(thread);
  return row?.n ?? 0;
}

/** Writes a comment as it is now; one that is there is replaced. */
export function writeComment(db: WriteDb, { comment, writer, droppedAt }: StoredComment): void {
  prepared<unknown[]>(
    db,
    `INSERT INTO comment (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, kind = excluded.kind, body = excluded.body,
       replacement = excluded.replacement, anchor = excluded.anchor, attempt_id = excluded.attempt_id, task_id = excluded.task_id,
       rev = excluded.rev, writer = excluded.writer, editing = excluded.editing, resolved_at = excluded.resolved_at,
       resolved_by = excluded.resolved_by, dropped_at = excluded.dropped_at`,
  ).run(
    comment.id,
    comment.thread,
    comment.taskId,
    comment.attemptId,
    comment.author,
    comment.createdAt,
    comment.updatedAt,
    comment.kind,
    comment.body,
    comment.replacement,
    comment.anchor === null ? null : JSON.stringify(comment.anchor),
    comment.rev,
    writer,
    comment.editing === null ? null : JSON.stringify(comment.editing),
    comment.resolved?.at ?? null,
    comment.resolved?.by ?? null,
    droppedAt,
  );
}

/** Forgets what was dropped before a time. */
export function forgetDropped(db: WriteDb, before: string): void {
  prepared<[string]>(db, "DELETE FROM comment WHERE dropped_at < ?").run(before);
}

/** Takes the words out of comments whose text was erased from the log. Out: how many there were. */
export function blankComments(db: WriteDb, ids: readonly string[]): number {
  return prepared<[string]>(
    db,
    "UPDATE comment SET body = '(erased)', replacement = NULL, kind = 'note', rev = rev + 1 WHERE id IN (SELECT value FROM json_each(?))",
  ).run(JSON.stringify(ids)).changes;
}
