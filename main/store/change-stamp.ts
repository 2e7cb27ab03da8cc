import type { ReadDb } from "./database";

function numberOf(db: ReadDb, sql: string): number {
  return db.prepare<[], number>(sql).pluck().get() ?? 0;
}

/** A number that is another one after any other connection, in this process or not, has written to the database. */
export function foreignVersion(db: ReadDb): number {
  return numberOf(db, "PRAGMA data_version");
}

/** A text that is another one after anything in the database was written, by this connection or any other. */
export function changeStamp(db: ReadDb): string {
  return `${String(foreignVersion(db))}:${String(numberOf(db, "SELECT total_changes()"))}`;
}
