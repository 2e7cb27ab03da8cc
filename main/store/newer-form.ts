import Database from "better-sqlite3";
import type { WriteDb } from "./database";
import { migrate, type Migration } from "./migrate";

/** Something a later program keeps that this one does not read: a table or a column, or rows of a table that do not fit. */
export interface NotRead {
  readonly what: string;
  readonly rows: number;
}

interface Part {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

const schemaSql =
  "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type, name";

/**
 * Brings a copy of a database that a later program wrote to the form that this one knows: tables it knows by name keep their rows, in
 * the columns it knows; what it does not know is counted, named and taken out. In: the copy, the steps that are known, tables
 * without which it is nothing. Out: what is not read; null where one of those tables cannot be.
 */
export function readAsKnown(
  db: WriteDb,
  migrations: readonly Migration[],
  needed: ReadonlySet<string>,
): readonly NotRead[] | null {
  const made = new Database(":memory:");
  try {
    migrate(made, migrations);
    const wanted = made.prepare<[], Part>(schemaSql).all();
    const found = db.prepare<[], Part>(schemaSql).all();
    const notRead: NotRead[] = [];
    // Renamed tables leave the names in others' references alone, and rows are moved past foreign keys.
    db.pragma("foreign_keys = OFF");
    db.pragma("legacy_alter_table = ON");
    const whole = db
      .transaction(() => {
        const known = new Map(wanted.map((part) => [part.name, part]));
        for (const { type, name } of found)
          if (type === "trigger" || type === "view") db.exec(`DROP ${type} IF EXISTS ${quoted(name)}`);
        for (const { type, name, sql } of found)
          if (type === "index" && known.get(name)?.sql !== sql) db.exec(`DROP INDEX IF EXISTS ${quoted(name)}`);
        for (const { type, name, sql } of found) {
          if (type !== "table" || known.get(name)?.sql === sql) continue;
          const ours = known.get(name);
          if (ours === undefined) {
            notRead.push({ what: `table ${name}`, rows: countOf(db, name) });
            db.exec(`DROP TABLE IF EXISTS ${quoted(name)}`);
            continue;
          }
          const lost = takeOver(db, made, ours);
          if (lost.some(({ all }) => all) && needed.has(name)) return false;
          notRead.push(...lost.map(({ what, rows }) => ({ what, rows })));
        }
        const here = new Set(
          db
            .prepare<[], Part>(schemaSql)
            .all()
            .map((part) => part.name),
        );
        for (const { type, name, sql } of wanted) {
          if (here.has(name)) continue;
          if (type === "table" && needed.has(name)) return false;
          if (type === "table") notRead.push({ what: `table ${name}, which is gone`, rows: 0 });
          if (type === "table" || type === "index") db.exec(sql);
        }
        for (const { type, sql } of wanted) if (type === "trigger" || type === "view") db.exec(sql);
        db.pragma(`user_version = ${String(migrations.at(-1)?.version ?? 0)}`);
        return true;
      })
      .immediate();
    return whole ? notRead : null;
  } finally {
    made.close();
  }
}

/** Makes a table anew in the form that is known and moves its rows there. Out: what of it is not read; `all` where that is every row. */
function takeOver(db: WriteDb, made: WriteDb, ours: Part): readonly (NotRead & { readonly all: boolean })[] {
  const { name } = ours;
  const rows = countOf(db, name);
  const [here, wanted] = [columnsOf(db, name), columnsOf(made, name)];
  const lacking = wanted.filter((column) => !here.includes(column));
  const before = `later ${name}`;
  db.exec(`ALTER TABLE ${quoted(name)} RENAME TO ${quoted(before)}`);
  db.exec(ours.sql);
  let moved = 0;
  if (lacking.length === 0) {
    const columns = wanted.map(quoted).join(", ");
    moved = db
      .prepare(`INSERT OR IGNORE INTO ${quoted(name)} (${columns}) SELECT ${columns} FROM ${quoted(before)}`)
      .run().changes;
  }
  db.exec(`DROP TABLE ${quoted(before)}`);
  if (lacking.length > 0)
    return [{ what: `table ${name}, which has no ${lacking.join(", ")} any more`, rows, all: true }];
  const more = here.filter((column) => !wanted.includes(column)).map((column) => `column ${name}.${column}`);
  return [
    ...more.map((what) => ({ what, rows, all: false })),
    ...(moved < rows ? [{ what: `table ${name}, rows of another form`, rows: rows - moved, all: true }] : []),
  ];
}

function columnsOf(db: WriteDb, table: string): string[] {
  return db.prepare<[string], string>("SELECT name FROM pragma_table_info(?)").pluck().all(table);
}

function countOf(db: WriteDb, table: string): number {
  return (
    db
      .prepare<[], number>(`SELECT count(*) FROM ${quoted(table)}`)
      .pluck()
      .get() ?? 0
  );
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
