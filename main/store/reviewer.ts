import type { ReadDb, WriteDb } from "./database";
import { openedOf } from "./opened";
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

/**
 * Which of these files a reviewer marked read. The key is the digest of a file's part of the patch, so equal changes share a mark.
 */
export function readMarks(db: ReadDb, files: readonly string[], reviewer: string): string[] {
  const marked = openedOf(db, "file", files, reviewer);
  return files.filter((file) => marked.has(file));
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
