import type { ReadDb, WriteDb } from "./database";

/*
 * The rows of the audit log. Only audit/ledger may import this file: everything else goes through the ledger, so that
 * no entry is written without its tree nodes.
 */

/** The log's origin, or null before the first entry. */
export function readOrigin(db: ReadDb): string | null {
  const row = db.prepare<[], { origin: string }>("SELECT origin FROM log WHERE one = 1").get();
  return row?.origin ?? null;
}

export function writeOrigin(db: WriteDb, origin: string): void {
  db.prepare("INSERT INTO log (one, origin) VALUES (1, ?)").run(origin);
}

/** Number of entries. */
export function countEntries(db: ReadDb): number {
  const row = db.prepare<[], { size: number }>("SELECT coalesce(max(seq), -1) + 1 AS size FROM entry").get();
  return row?.size ?? 0;
}

export function insertEntry(db: WriteDb, seq: number, bytes: Uint8Array): void {
  db.prepare("INSERT INTO entry (seq, bytes) VALUES (?, ?)").run(seq, bytes);
}

export function readEntry(db: ReadDb, seq: number): Uint8Array | null {
  const row = db.prepare<[number], { bytes: Uint8Array }>("SELECT bytes FROM entry WHERE seq = ?").get(seq);
  return row?.bytes ?? null;
}

/** Entry bytes from `from` up, in order. */
export function iterateEntries(db: ReadDb, from: number): IterableIterator<{ seq: number; bytes: Uint8Array }> {
  return db
    .prepare<[number], { seq: number; bytes: Uint8Array }>("SELECT seq, bytes FROM entry WHERE seq >= ? ORDER BY seq")
    .iterate(from);
}

/** Entries before `before` (or from the end), newest first. */
export function readEntriesBefore(
  db: ReadDb,
  before: number | null,
  limit: number,
): { seq: number; bytes: Uint8Array }[] {
  return db
    .prepare<[number, number], { seq: number; bytes: Uint8Array }>(
      "SELECT seq, bytes FROM entry WHERE seq < ? ORDER BY seq DESC LIMIT ?",
    )
    .all(before ?? Number.MAX_SAFE_INTEGER, limit);
}

export function readNode(db: ReadDb, level: number, index: number): Uint8Array | undefined {
  return db
    .prepare<[number, number], { hash: Uint8Array }>("SELECT hash FROM node WHERE level = ? AND idx = ?")
    .get(level, index)?.hash;
}

export function insertNode(db: WriteDb, level: number, index: number, hash: Uint8Array): void {
  db.prepare("INSERT INTO node (level, idx, hash) VALUES (?, ?, ?)").run(level, index, hash);
}

export function insertDecision(
  db: WriteDb,
  row: { seq: number; kind: string; taskId: string; attemptId: string | null },
): void {
  db.prepare("INSERT INTO decision (seq, kind, task_id, attempt_id) VALUES (?, ?, ?, ?)").run(
    row.seq,
    row.kind,
    row.taskId,
    row.attemptId,
  );
}

/** Sequence numbers of a task's decisions, oldest first; of every task's without an id. */
export function decisionSeqs(db: ReadDb, taskId: string | null): number[] {
  const rows =
    taskId === null
      ? db.prepare<[], { seq: number }>("SELECT seq FROM decision ORDER BY seq").all()
      : db.prepare<[string], { seq: number }>("SELECT seq FROM decision WHERE task_id = ? ORDER BY seq").all(taskId);
  return rows.map((row) => row.seq);
}

/** Number of decisions in the index. */
export function countDecisions(db: ReadDb): number {
  return db.prepare<[], { n: number }>("SELECT count(*) AS n FROM decision").get()?.n ?? 0;
}
