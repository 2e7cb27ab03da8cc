import Database from "better-sqlite3";
import { err, ok, type Result } from "../../shared/result";

/** A connection that may write. Queries that only read take a ReadDb, so a view cannot write by accident. */
export type WriteDb = Database.Database & { readonly __write?: never };
export type ReadDb = Pick<Database.Database, "prepare" | "name">;

export type Durability = "durable" | "rebuildable";

/** How long one program waits for another that holds the file, in ms. */
const BUSY_MS = 5000;

const expected: Readonly<Record<Durability, readonly (readonly [pragma: string, set: string, read: unknown])[]>> = {
  durable: [
    ["journal_mode", "WAL", "wal"],
    ["synchronous", "FULL", 2],
    ["foreign_keys", "ON", 1],
    ["recursive_triggers", "ON", 1],
    ["trusted_schema", "OFF", 0],
    ["cell_size_check", "ON", 1],
    ["busy_timeout", String(BUSY_MS), BUSY_MS],
    // macOS: fsync alone leaves data in the disk's own cache. Elsewhere SQLite keeps the settings and has no use for them.
    ["fullfsync", "ON", 1],
    ["checkpoint_fullfsync", "ON", 1],
  ],
  rebuildable: [
    ["journal_mode", "WAL", "wal"],
    ["synchronous", "NORMAL", 1],
    ["foreign_keys", "ON", 1],
    ["trusted_schema", "OFF", 0],
    ["cell_size_check", "ON", 1],
    ["busy_timeout", String(BUSY_MS), BUSY_MS],
    ["cache_size", "-24576", -24576],
    // Moving 4 MB of the log over takes a moment; the usual 16 MB would be felt.
    ["wal_autocheckpoint", "256", 256],
  ],
};

/**
 * Makes one setting, and tries again while it is refused because another program holds the file. SQLite's own waiting does not
 * cover the switch to WAL: of several programs that begin on a new file, all but one may be told at once that it is locked.
 * Throws what SQLite throws, the refusal included when BUSY_MS have passed.
 */
function setPragma(db: Database.Database, setting: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const begun = performance.now();
  for (;;) {
    try {
      db.pragma(setting);
      return;
    } catch (error) {
      const busy = error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
      if (!busy || performance.now() - begun > BUSY_MS) throw error;
      Atomics.wait(pause, 0, 0, 10);
    }
  }
}

/** Waits until every committed write of a rebuildable database is on the disk; SQLite does so before it moves its log over. */
export function settleIndex(db: WriteDb): void {
  db.pragma("wal_checkpoint(PASSIVE)");
}

/**
 * Opens a database with the settings it is trusted with, and reads each one back: SQLite silently falls to
 * synchronous=NORMAL on every open after the first of a WAL file unless it is set again.
 * In: file path and whether its content can be rebuilt. Out: the connection, or which setting did not hold.
 */
export function openDatabase(file: string, durability: Durability): Result<WriteDb> {
  let db: Database.Database;
  let opened: Database.Database | undefined;
  try {
    db = opened = new Database(file);
    // 16 KiB pages suit event rows; it only takes effect on a new file, before WAL is on.
    if (durability === "rebuildable") db.pragma("page_size = 16384");
    for (const [name, value] of expected[durability]) setPragma(db, `${name} = ${value}`);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    opened?.close();
    return err({
      code: code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB" ? "store-damaged" : "store-unusable",
      message: `Could not open the data file: ${error instanceof Error ? error.message : String(error)}.`,
      place: file,
      remedy:
        "Check that the data folder is on a local disk that this account can write and that has free space. A copy of the folder on such a disk opens with --home.",
    });
  }
  for (const [name, , wanted] of expected[durability]) {
    const found: unknown = db.pragma(name, { simple: true });
    if (found !== wanted) {
      db.close();
      return err({
        code: "store-setting",
        message: `The data file does not keep ${name} = ${String(wanted)} (it answers ${String(found)}).`,
        place: file,
        remedy: "Move the data folder to a local disk (--home DIR).",
      });
    }
  }
  return ok(db);
}
