import type { ReadDb } from "./database";
import { prepared } from "./prepared";

/** Number of decisions at or after a place of the log. */
export function countDecisionsFrom(db: ReadDb, seq: number): number {
  return decisionsFrom(db, seq).count;
}

/** How many decisions stand at or after a place of the log, and where the first of them is; null where there is none. */
export function decisionsFrom(db: ReadDb, seq: number): { readonly count: number; readonly first: number | null } {
  const sql = "SELECT count(*) AS count, min(seq) AS first FROM decision WHERE seq >= ?";
  return prepared<[number], { count: number; first: number | null }>(db, sql).get(seq) ?? { count: 0, first: null };
}

/** Number of entries of a record, whatever its form: the table is there since the first. */
export function countEntriesOf(db: ReadDb): number {
  return prepared<[], { n: number }>(db, "SELECT count(*) AS n FROM entry").get()?.n ?? 0;
}

/** Number of signed heads. */
export function countCheckpoints(db: ReadDb): number {
  return prepared<[], { n: number }>(db, "SELECT count(*) AS n FROM checkpoint").get()?.n ?? 0;
}
