import { existsSync } from "node:fs";
import { copyFile, mkdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import Database from "better-sqlite3";
import { err, ok, type Result } from "../../shared/result";

/** Databases over this size are not copied. */
const maxBytes = 4 * 1024 ** 3;
/** Bytes of a BLOB that are kept. */
const blobBytes = 64 * 1024;
const linesAtOnce = 256;

/** Another program's SQLite file, as a copy: nothing of it is ever locked or written. */
export interface ForeignDatabase {
  readonly tables: ReadonlySet<string>;
  /** Rows of these tables, in this order and in the order of their row ids, as JSON Lines `{ "table", "row" }`. */
  dump(tables: readonly string[]): Generator<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Copies an SQLite file with its write-ahead log and opens the copy. In: the file, and a folder to copy into.
 * Errors: "database-unreadable", "database-busy" where it changed whenever it was copied.
 */
export async function openForeign(file: string, into: string): Promise<Result<ForeignDatabase>> {
  await mkdir(into, { recursive: true, mode: 0o700 });
  const copy = path.join(into, "copy.db");
  const discard = () => rm(into, { recursive: true, force: true });
  try {
    if ((await stat(file)).size > maxBytes) throw new Error(`it has more than ${String(maxBytes)} bytes`);
    if (!(await copyStill(file, copy))) {
      await discard();
      return err({
        code: "database-busy",
        message: `${path.basename(file)} was written to whenever it was copied.`,
        place: file,
        remedy: "It is read at the next sync.",
      });
    }
    const db = new Database(copy);
    try {
      // Its schema is not ours: no function or view in it may do anything but hold rows.
      for (const setting of ["trusted_schema = OFF", "cell_size_check = ON", "query_only = ON", "mmap_size = 0"])
        db.pragma(setting);
      const names = db
        .prepare<[], { name: string }>(
          "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'",
        )
        .all();
      return ok({
        tables: new Set(names.map((row) => row.name)),
        dump: (tables) => dump(db, tables),
        close: async () => {
          db.close();
          await discard();
        },
      });
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    await discard();
    return err({
      code: "database-unreadable",
      message: `${path.basename(file)} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      place: file,
      remedy: "Check that it is the runner's own, undamaged database.",
    });
  }
}

/** Copies the file and its log. False where it changed meanwhile, three times over: the copy would be torn. */
async function copyStill(file: string, copy: string): Promise<boolean> {
  for (let turn = 0; turn < 3; turn += 1) {
    const before = await stampOf(file);
    for (const ending of ["", "-wal"]) {
      await rm(copy + ending, { force: true });
      if (ending === "" || existsSync(file + ending)) await copyFile(file + ending, copy + ending);
    }
    if (before === (await stampOf(file))) return true;
  }
  return false;
}

/** Size and time of a database and its log: what changes when it is written to. */
export async function stampOf(file: string): Promise<string> {
  const parts = await Promise.all(
    ["", "-wal"].map((ending) =>
      stat(file + ending).then(
        ({ size, mtimeMs }) => `${String(size)}:${String(mtimeMs)}`,
        () => "",
      ),
    ),
  );
  return parts.join(" ");
}

function* dump(db: Database.Database, tables: readonly string[]): Generator<Uint8Array> {
  for (const table of tables) {
    const name = `"${table.replaceAll('"', '""')}"`;
    let lines: string[] = [];
    for (const row of rowsOf(db, name)) {
      lines.push(`${JSON.stringify({ table, row: plain(row) })}\n`);
      if (lines.length < linesAtOnce) continue;
      yield Buffer.from(lines.join(""));
      lines = [];
    }
    if (lines.length > 0) yield Buffer.from(lines.join(""));
  }
}

function rowsOf(db: Database.Database, name: string): Iterable<Record<string, unknown>> {
  const read = (order: string) =>
    db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${name}${order}`).safeIntegers().iterate();
  try {
    return read(" ORDER BY rowid");
  } catch {
    // A table without row ids comes in the order of its key.
    return read("");
  }
}

function plain(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (typeof value === "bigint")
        return [name, Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()];
      if (value instanceof Uint8Array) {
        const base64 = Buffer.from(value.subarray(0, blobBytes)).toString("base64");
        return [name, value.length > blobBytes ? { base64, bytes: value.length } : { base64 }];
      }
      return [name, value];
    }),
  );
}
