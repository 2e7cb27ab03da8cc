import type { Statement } from "better-sqlite3";
import type { ReadDb } from "./database";

const statements = new WeakMap<ReadDb, Map<string, Statement>>();

/**
 * A statement compiled once for each connection: compiling costs more than most of what runs for every session and event.
 * In: a constant text, never one that is put together from values. Not for statements that are iterated.
 */
export function prepared<Args extends unknown[], Row = unknown>(db: ReadDb, sql: string): Statement<Args, Row> {
  const known = statements.get(db) ?? new Map<string, Statement>();
  statements.set(db, known);
  const statement = known.get(sql) ?? db.prepare(sql);
  known.set(sql, statement);
  // The row's form is the statement's own: whoever names the SQL names it, as with `prepare`.
  return statement as Statement<Args, Row>;
}
