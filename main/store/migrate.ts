import { createHash } from "node:crypto";
import { err, ok, type Result } from "../../shared/result";
import type { WriteDb } from "./database";

/** One step of the schema. Numbered by tens; a shipped step is never edited (a test holds its hash). */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** Hash of a migration's exact text, as kept in the golden list of the tests. */
export function migrationHash(migration: Migration): string {
  return createHash("sha256").update(migration.sql).digest("hex").slice(0, 16);
}

/**
 * Brings a database to the newest version, one transaction a step. A file newer than this program is refused, not guessed at. Several
 * programs may begin at a time: a step that another one has made by then is left out.
 */
export function migrate(db: WriteDb, migrations: readonly Migration[]): Result<number> {
  const newest = migrations.at(-1)?.version ?? 0;
  const current = () => Number(db.pragma("user_version", { simple: true }));
  if (current() < newest) {
    for (const step of migrations)
      db.transaction(() => {
        if (step.version <= current()) return;
        db.exec(step.sql);
        db.pragma(`user_version = ${String(step.version)}`);
      }).immediate();
  }
  const reached = current();
  if (reached > newest) {
    return err({
      code: "store-newer",
      message: `The data file has version ${String(reached)}; this program knows ${String(newest)}.`,
      place: db.name,
      remedy: "Open it with the newer Countersign that wrote it.",
    });
  }
  return ok(newest);
}
