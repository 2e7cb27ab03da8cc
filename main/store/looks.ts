import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/** A reviewer's last look at a task, and the one before; states are JSON texts of views/look. */
export interface StoredLook {
  readonly at: string;
  readonly state: string;
  readonly beforeAt: string | null;
  readonly before: string | null;
}

/** The last look of a reviewer at a task; null where there was none. */
export function readLook(db: ReadDb, taskId: string, reviewer: string): StoredLook | null {
  return (
    prepared<[string, string], StoredLook>(
      db,
      "SELECT at, state, before_at AS beforeAt, before FROM look WHERE task_id = ? AND reviewer = ?",
    ).get(taskId, reviewer) ?? null
  );
}

/** Keeps a look in place of the one that was kept. */
export function writeLook(db: WriteDb, taskId: string, reviewer: string, look: StoredLook): void {
  prepared<[string, string, string, string, string | null, string | null]>(
    db,
    `INSERT INTO look (task_id, reviewer, at, state, before_at, before) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (task_id, reviewer) DO UPDATE SET
       at = excluded.at, state = excluded.state, before_at = excluded.before_at, before = excluded.before`,
  ).run(taskId, reviewer, look.at, look.state, look.beforeAt, look.before);
}
