import Database from "better-sqlite3";
import { migrate, type Migration } from "./migrate";
import type { ReadDb } from "./database";

interface Part {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

function partsOf(db: ReadDb): ReadonlyMap<string, Part> {
  const rows = db
    .prepare<[], Part>(
      "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all();
  return new Map(rows.map((row) => [`${row.type} ${row.name}`, row]));
}

/**
 * Compares the form of a database with what its steps make: tables, indexes, and the triggers that guard the log. In: the database,
 * the steps that it was brought to. Out: what differs, in one sentence, or null.
 */
export function schemaProblem(db: ReadDb, migrations: readonly Migration[]): string | null {
  const made = new Database(":memory:");
  try {
    const done = migrate(made, migrations);
    if (!done.ok) return done.error.message;
    const [wanted, found] = [partsOf(made), partsOf(db)];
    for (const [name, part] of wanted) {
      const here = found.get(name);
      if (here === undefined) return `The record's ${name} is gone.`;
      if (here.sql !== part.sql) return `The record's ${name} is not as it was made.`;
    }
    const more = [...found.keys()].find((name) => !wanted.has(name));
    return more === undefined ? null : `The record holds the ${more}, which the program did not make.`;
  } finally {
    made.close();
  }
}
