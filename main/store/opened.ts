import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/** `file`: marked read by hand, key is the digest of its part of the patch. `hunk`, `evidence`: was on screen. */
export type OpenedKind = "file" | "hunk" | "evidence";

/** When something was first opened, and in which attempt where that was kept. */
export interface FirstOpened {
  readonly at: string;
  readonly attemptId: string | null;
}

/** Who opens, when, and in which attempt. */
export interface Opening extends FirstOpened {
  readonly reviewer: string;
}

/** Records that things were opened; what was opened before keeps its first time. Out: how many were new. */
export function markOpened(db: WriteDb, kind: OpenedKind, keys: Iterable<string>, by: Opening): number {
  const insert = prepared<[string, string, string, string, string | null]>(
    db,
    "INSERT INTO opened (kind, key, reviewer, at, attempt_id) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  );
  let added = 0;
  db.transaction(() => {
    for (const key of keys) added += insert.run(kind, key, by.reviewer, by.at, by.attemptId).changes;
  }).immediate();
  return added;
}

/** Takes marks of one reviewer back, and those kept before names were. Out: how many there were. */
export function unmarkOpened(db: WriteDb, kind: OpenedKind, keys: Iterable<string>, reviewer: string): number {
  const remove = prepared<[string, string, string]>(
    db,
    "DELETE FROM opened WHERE kind = ? AND key = ? AND reviewer IN (?, '')",
  );
  let removed = 0;
  db.transaction(() => {
    for (const key of keys) removed += remove.run(kind, key, reviewer).changes;
  }).immediate();
  return removed;
}

/** Forgets everything one reviewer opened, and what was kept before names were. */
export function forgetOpened(db: WriteDb, reviewer: string): number {
  return prepared<[string]>(db, "DELETE FROM opened WHERE reviewer IN (?, '')").run(reviewer).changes;
}

/** Which of these things a reviewer has opened, each with the first time. Keys that were not opened are absent. */
export function openedOf(
  db: ReadDb,
  kind: OpenedKind,
  keys: readonly string[],
  reviewer: string,
): Map<string, FirstOpened> {
  const rows = prepared<[string, string, string], { key: string; at: string; attempt_id: string | null }>(
    db,
    "SELECT o.key, o.at, o.attempt_id FROM json_each(?) AS k CROSS JOIN opened AS o WHERE o.kind = ? AND o.key = k.value AND o.reviewer IN (?, '')",
  ).all(JSON.stringify(keys), kind, reviewer);
  const found = new Map<string, FirstOpened>();
  for (const { key, at, attempt_id: attemptId } of rows) {
    const before = found.get(key);
    if (before === undefined || at < before.at) found.set(key, { at, attemptId });
  }
  return found;
}
