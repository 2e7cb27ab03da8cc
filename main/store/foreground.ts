import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/** A folder in which an attempt was put before the reviewer. */
export interface ForegroundRow {
  readonly id: string;
  readonly taskId: string;
  readonly attemptId: string;
  readonly folder: string;
  /** Below the data folder; else the person named it. */
  readonly own: boolean;
  readonly head: string | null;
  readonly madeAt: string;
  readonly seq: number | null;
}

interface Row extends Omit<ForegroundRow, "own"> {
  readonly own: number;
}

/** The folders that are known, newest first. */
export function readForeground(db: ReadDb): ForegroundRow[] {
  return prepared<[], Row>(
    db,
    "SELECT id, task_id AS taskId, attempt_id AS attemptId, folder, own, head, made_at AS madeAt, seq FROM foreground ORDER BY made_at DESC, id",
  )
    .all()
    .map((row) => ({ ...row, own: row.own === 1 }));
}

export function insertForeground(db: WriteDb, row: ForegroundRow): void {
  prepared<unknown[]>(
    db,
    "INSERT INTO foreground (id, task_id, attempt_id, folder, own, head, made_at, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  ).run(row.id, row.taskId, row.attemptId, row.folder, row.own ? 1 : 0, row.head, row.madeAt, row.seq);
}

export function deleteForeground(db: WriteDb, id: string): void {
  prepared<[string]>(db, "DELETE FROM foreground WHERE id = ?").run(id);
}
