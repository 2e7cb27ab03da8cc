import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/*
 * The rows of the audit log. Only audit/ledger may import this file: everything else goes through the ledger, so that
 * no entry is written without its tree nodes.
 */

/** The log's origin, or null before the first entry. */
export function readOrigin(db: ReadDb): string | null {
  const row = prepared<[], { origin: string }>(db, "SELECT origin FROM log WHERE one = 1").get();
  return row?.origin ?? null;
}

/** Names the log, once, before its first entry. */
export function writeOrigin(db: WriteDb, origin: string): void {
  db.prepare("INSERT INTO log (one, origin) VALUES (1, ?)").run(origin);
}

/** Number of entries. */
export function countEntries(db: ReadDb): number {
  const row = prepared<[], { size: number }>(db, "SELECT coalesce(max(seq), -1) + 1 AS size FROM entry").get();
  return row?.size ?? 0;
}

/** Adds the bytes of the next entry. */
export function insertEntry(db: WriteDb, seq: number, bytes: Uint8Array): void {
  prepared<[number, Uint8Array]>(db, "INSERT INTO entry (seq, bytes) VALUES (?, ?)").run(seq, bytes);
}

/** Bytes of one entry; null where there is none. */
export function readEntry(db: ReadDb, seq: number): Uint8Array | null {
  const row = prepared<[number], { bytes: Uint8Array }>(db, "SELECT bytes FROM entry WHERE seq = ?").get(seq);
  return row?.bytes ?? null;
}

/** Entry bytes from `from` up, in order. */
export function iterateEntries(db: ReadDb, from: number): IterableIterator<{ seq: number; bytes: Uint8Array }> {
  return db
    .prepare<[number], { seq: number; bytes: Uint8Array }>("SELECT seq, bytes FROM entry WHERE seq >= ? ORDER BY seq")
    .iterate(from);
}

/** Up to `limit` entries from `from` up, in order. */
export function readEntriesFrom(db: ReadDb, from: number, limit: number): { seq: number; bytes: Uint8Array }[] {
  return prepared<[number, number], { seq: number; bytes: Uint8Array }>(
    db,
    "SELECT seq, bytes FROM entry WHERE seq >= ? ORDER BY seq LIMIT ?",
  ).all(from, limit);
}

/** Entries before `before` (or from the end), newest first. */
export function readEntriesBefore(
  db: ReadDb,
  before: number | null,
  limit: number,
): { seq: number; bytes: Uint8Array }[] {
  return prepared<[number, number], { seq: number; bytes: Uint8Array }>(
    db,
    "SELECT seq, bytes FROM entry WHERE seq < ? ORDER BY seq DESC LIMIT ?",
  ).all(before ?? Number.MAX_SAFE_INTEGER, limit);
}

/** A stored hash of the tree, level 0 being the leaves. */
export function readNode(db: ReadDb, level: number, index: number): Uint8Array | undefined {
  return prepared<[number, number], { hash: Uint8Array }>(db, "SELECT hash FROM node WHERE level = ? AND idx = ?").get(
    level,
    index,
  )?.hash;
}

/** Adds a hash of a complete subtree: one is never written again. */
export function insertNode(db: WriteDb, level: number, index: number, hash: Uint8Array): void {
  prepared<[number, number, Uint8Array]>(db, "INSERT INTO node (level, idx, hash) VALUES (?, ?, ?)").run(
    level,
    index,
    hash,
  );
}

/** Notes what a decision is on, so that those of a task are found without reading the whole log. */
export function insertDecision(
  db: WriteDb,
  row: { seq: number; kind: string; taskId: string; attemptId: string | null },
): void {
  prepared<[number, string, string, string | null]>(
    db,
    "INSERT INTO decision (seq, kind, task_id, attempt_id) VALUES (?, ?, ?, ?)",
  ).run(row.seq, row.kind, row.taskId, row.attemptId);
}

/** Sequence numbers of a task's decisions, oldest first; of every task's without an id. */
export function decisionSeqs(db: ReadDb, taskId: string | null): number[] {
  const rows =
    taskId === null
      ? prepared<[], { seq: number }>(db, "SELECT seq FROM decision ORDER BY seq").all()
      : prepared<[string], { seq: number }>(db, "SELECT seq FROM decision WHERE task_id = ? ORDER BY seq").all(taskId);
  return rows.map((row) => row.seq);
}

/** Whether the entry at a place is a decision. */
export function isDecision(db: ReadDb, seq: number): boolean {
  return prepared<[number], { n: number }>(db, "SELECT 1 AS n FROM decision WHERE seq = ?").get(seq) !== undefined;
}

/** Notes that an entry is about keys, so that they are found without reading the whole log. */
export function insertKeyEntry(db: WriteDb, seq: number): void {
  db.prepare("INSERT INTO key_entry (seq) VALUES (?)").run(seq);
}

/** Places of the entries about keys, in order. */
export function keyEntries(db: ReadDb): number[] {
  return prepared<[], { seq: number }>(db, "SELECT seq FROM key_entry ORDER BY seq")
    .all()
    .map((row) => row.seq);
}

/** Keeps the signed head of a size. */
export function insertCheckpoint(db: WriteDb, size: number, note: string): void {
  prepared<[number, string]>(db, "INSERT INTO checkpoint (size, note) VALUES (?, ?)").run(size, note);
}

/** The checkpoint of a size, or the newest. */
export function readCheckpoint(db: ReadDb, size: number | null): { size: number; note: string } | null {
  const row =
    size === null
      ? prepared<[], { size: number; note: string }>(
          db,
          "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1",
        ).get()
      : prepared<[number], { size: number; note: string }>(db, "SELECT size, note FROM checkpoint WHERE size = ?").get(
          size,
        );
  return row ?? null;
}

/** Number of decisions in the index. */
export function countDecisions(db: ReadDb): number {
  return prepared<[], { n: number }>(db, "SELECT count(*) AS n FROM decision").get()?.n ?? 0;
}

/** Kinds of entries that are looked for by kind. */
export type MarkedKind =
  "anchor" | "policy" | "blob.erased" | "recovery" | "clock.anomaly" | "effect" | "decision.received";

/** Notes that an entry is of a kind that is looked for. */
export function insertEntryKind(db: WriteDb, kind: MarkedKind, seq: number): void {
  prepared<[string, number]>(db, "INSERT INTO entry_kind (kind, seq) VALUES (?, ?)").run(kind, seq);
}

/** Places of the entries of a kind, in order. */
export function entriesOfKind(db: ReadDb, kind: MarkedKind): number[] {
  return prepared<[string], { seq: number }>(db, "SELECT seq FROM entry_kind WHERE kind = ? ORDER BY seq")
    .all(kind)
    .map((row) => row.seq);
}

/** Number of entries that are found by one of these kinds. */
export function countEntryKinds(db: ReadDb, kinds: readonly MarkedKind[]): number {
  const sql = "SELECT count(*) AS n FROM entry_kind WHERE kind IN (SELECT value FROM json_each(?))";
  return prepared<[string], { n: number }>(db, sql).get(JSON.stringify(kinds))?.n ?? 0;
}

/** Whether the entry at a place is found by that kind. */
export function isEntryOfKind(db: ReadDb, kind: MarkedKind, seq: number): boolean {
  const sql = "SELECT seq FROM entry_kind WHERE kind = ? AND seq = ?";
  return prepared<[string, number], { seq: number }>(db, sql).get(kind, seq) !== undefined;
}
