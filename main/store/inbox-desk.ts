import { savedFilterSchema, type SavedFilter } from "../../shared/contract/inbox";
import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/** The kept filters, in the reviewer's order. */
export function readFilters(db: ReadDb): SavedFilter[] {
  return prepared<[], { id: string; name: string; query: string }>(
    db,
    "SELECT id, name, query FROM saved_filter ORDER BY position, id",
  )
    .all()
    .map((row) => savedFilterSchema.parse(row));
}

/** Writes all kept filters, in this order; those not among them are gone. */
export function writeFilters(db: WriteDb, filters: readonly SavedFilter[]): void {
  const insert = prepared<unknown[]>(db, "INSERT INTO saved_filter (id, name, query, position) VALUES (?, ?, ?, ?)");
  db.transaction(() => {
    prepared<unknown[]>(db, "DELETE FROM saved_filter").run();
    filters.forEach(({ id, name, query }, position) => insert.run(id, name, query, position));
  }).immediate();
}

/** A reviewer's visit to the inbox: its last look, and the last one of the visit before. */
export interface Visit {
  readonly lastAt: string;
  readonly beforeAt: string | null;
}

export function readVisit(db: ReadDb, reviewer: string): Visit | null {
  const row = prepared<[string], { last_at: string; before_at: string | null }>(
    db,
    "SELECT last_at, before_at FROM inbox_visit WHERE reviewer = ?",
  ).get(reviewer);
  return row === undefined ? null : { lastAt: row.last_at, beforeAt: row.before_at };
}

export function writeVisit(db: WriteDb, reviewer: string, { lastAt, beforeAt }: Visit): void {
  prepared<unknown[]>(
    db,
    "INSERT INTO inbox_visit (reviewer, last_at, before_at) VALUES (?, ?, ?) ON CONFLICT (reviewer) DO UPDATE SET last_at = excluded.last_at, before_at = excluded.before_at",
  ).run(reviewer, lastAt, beforeAt);
}
