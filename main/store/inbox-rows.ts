import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/** Counts what was written of every task and its attempts. Out: by task, a number that only grows. */
export function taskRevisions(db: ReadDb): ReadonlyMap<string, number> {
  const rows = prepared<[], [id: string, revision: number]>(
    db,
    "SELECT t.id, r.revision FROM task t JOIN inbox_row r ON r.task_id = t.id ORDER BY t.id",
  )
    .raw()
    .all();
  return new Map(rows);
}

/** How often a task and its attempts were written; null where there is none. */
export function taskRevision(db: ReadDb, taskId: string): number | null {
  const row = prepared<[string], { revision: number }>(
    db,
    "SELECT r.revision FROM task t JOIN inbox_row r ON r.task_id = t.id WHERE t.id = ?",
  ).get(taskId);
  return row?.revision ?? null;
}

/** Rows that were kept. In: what they must have been derived by. Out: by task, the revision and the text that was kept. */
export function keptRows(db: ReadDb, derivation: string): ReadonlyMap<string, { revision: number; row: string }> {
  const rows = prepared<[string], { task_id: string; revision: number; row: string }>(
    db,
    "SELECT task_id, revision, row FROM inbox_row WHERE derivation = ?",
  ).all(derivation);
  return new Map(rows.map((kept) => [kept.task_id, kept]));
}

/**
 * Keeps rows for the next start, each only where its task was not written since it was derived: another process may have been
 * faster.
 */
export function keepRows(
  db: WriteDb,
  derivation: string,
  rows: Iterable<{ readonly taskId: string; readonly revision: number; readonly row: string }>,
): void {
  const keep = prepared<[string, string, string, number]>(
    db,
    "UPDATE inbox_row SET derivation = ?, row = ? WHERE task_id = ? AND revision = ?",
  );
  db.transaction(() => {
    for (const { taskId, revision, row } of rows) keep.run(derivation, row, taskId, revision);
  }).immediate();
}
