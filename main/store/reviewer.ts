import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/** Settings by name, as JSON texts. */
export function readSettings(db: ReadDb): Map<string, string> {
  return new Map(
    db
      .prepare<[], { name: string; value: string }>("SELECT name, value FROM setting")
      .all()
      .map((row) => [row.name, row.value]),
  );
}

export function writeSetting(db: WriteDb, name: string, value: string): void {
  db.prepare(
    "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(name, value);
}

/** Marks a file's change as read or not. The key is the digest of its part of the patch, so equal changes share a mark. */
export function markRead(db: WriteDb, file: string, read: boolean, at: string): void {
  if (read) db.prepare("INSERT INTO read_mark (file, at) VALUES (?, ?) ON CONFLICT (file) DO NOTHING").run(file, at);
  else db.prepare("DELETE FROM read_mark WHERE file = ?").run(file);
}

/** Which of these files were marked read. */
export function readMarks(db: ReadDb, files: readonly string[]): string[] {
  const get = db.prepare<[string], { file: string }>("SELECT file FROM read_mark WHERE file = ?");
  return files.filter((file) => get.get(file) !== undefined);
}

/** Remembers the state of a task that the reviewer opened. */
export function markSeen(db: WriteDb, taskId: string, fingerprint: string, at: string): void {
  db.prepare(
    "INSERT INTO seen (task_id, fingerprint, at) VALUES (?, ?, ?) ON CONFLICT (task_id) DO UPDATE SET fingerprint = excluded.fingerprint, at = excluded.at",
  ).run(taskId, fingerprint, at);
}

/** The state of each task that the reviewer opened, by task: see `markSeen`. */
export function seenFingerprints(db: ReadDb): Map<string, string> {
  const rows = prepared<[], { task_id: string; fingerprint: string }>(
    db,
    "SELECT task_id, fingerprint FROM seen",
  ).all();
  return new Map(rows.map((row) => [row.task_id, row.fingerprint]));
}
