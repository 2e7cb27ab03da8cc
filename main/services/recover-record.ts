import { existsSync } from "node:fs";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { heldByNobody, listBackups, putInPlace, recordFile, setAside, copyRecord, keepCopy } from "../store/backup";
import { openDatabase, type WriteDb } from "../store/database";
import { countEntriesOf } from "../store/log-counts";
import { migrate } from "../store/migrate";
import { recordMigrations } from "../store/migrations/record";
import { forgetRestore, restoreAskedFor } from "../store/restore-request";
import type { Aside } from "../store/set-aside";
import { checkBackup, newestThatHolds } from "./check-backup";

/** The record of a data folder, opened, and what was done to it before. */
export interface OpenedRecord {
  readonly db: WriteDb;
  /** The record that stood here was put aside at this start, and a backup opened. */
  readonly replaced: { readonly folder: string; readonly about: Aside } | null;
  /** What of it did not work out, for whoever looks after it. */
  readonly problems: readonly Problem[];
}

/**
 * Opens record.db. A restore that was asked for is done first. A file that SQLite cannot read is put aside, never deleted, and the
 * newest backup that holds takes its place. Before the form of the file changes a backup of it is made. In: the data folder, the
 * time. Err: it cannot be opened and no backup holds, or it was written by a newer program.
 */
export function openRecord(home: string, now: Date): Result<OpenedRecord> {
  const problems: Problem[] = [];
  const asked = restoreAskedFor(home);
  let replaced: OpenedRecord["replaced"] = null;
  if (asked !== null) {
    const restored = replaceBy(home, now, asked, "restore", null);
    if (restored.ok) replaced = restored.value;
    else problems.push(restored.error);
    forgetRestore(home);
  }
  const opened = openSound(home, now);
  if (opened.ok) return ok({ db: opened.value, replaced, problems });
  if (opened.error.code !== "store-damaged") return opened;
  const newest = newestThatHolds(listBackups(home));
  if (newest === null)
    return err({
      ...opened.error,
      remedy:
        "There is no backup that holds, and the file was left where it is. Restore a copy of the data folder, or name another folder with --home DIR.",
    });
  const recovered = replaceBy(home, now, newest.id, "damaged", opened.error.message);
  if (!recovered.ok) return recovered;
  const again = openSound(home, now);
  return again.ok ? ok({ db: again.value, replaced: recovered.value, problems }) : again;
}

/** Opens the record and has SQLite look through its pages. Err `store-damaged`: the file does not hold. */
function openSound(home: string, now: Date): Result<WriteDb> {
  const file = recordFile(home);
  const there = existsSync(file);
  const db = openDatabase(file, "durable");
  if (!db.ok) return db;
  try {
    const pages: unknown = there ? db.value.pragma("quick_check(1)", { simple: true }) : "ok";
    if (pages !== "ok") {
      db.value.close();
      return damaged(file, String(pages));
    }
    const before = backUpBefore(db.value, home, now);
    const migrated = before.ok ? migrate(db.value, recordMigrations) : before;
    if (migrated.ok) return db;
    db.value.close();
    return migrated;
  } catch (error) {
    db.value.close();
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB")
      return damaged(file, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

function damaged(file: string, why: string): Result<never> {
  return err({ code: "store-damaged", message: `The record is damaged: ${why}.`, place: file });
}

/** A backup of a record whose form is about to change; of a new one, and of one of this form, none. */
function backUpBefore(db: WriteDb, home: string, now: Date): Result<undefined> {
  const version = Number(db.pragma("user_version", { simple: true }));
  if (version === 0 || version >= (recordMigrations.at(-1)?.version ?? 0)) return ok(undefined);
  try {
    const entries = countEntriesOf(db);
    const part = copyRecord(db, home);
    // Its log is checked in the new form: that it can be brought to it is known before the record itself is touched.
    const check = checkBackup("before a migration", part);
    keepCopy(part, home, now, entries, "migration");
    // A log that did not hold before is no reason to withhold it: it is shown as it is. A copy that cannot be migrated is.
    if (check.root !== "" || entries === 0) return ok(undefined);
    return err({
      code: "migration-refused",
      message: `The record was left as it is: its copy could not be brought to this program's form: ${check.problem ?? "unknown"}`,
      place: db.name,
      remedy: "Open it with the Countersign that wrote it.",
    });
  } catch (error) {
    return err({
      code: "backup-failed",
      message: `The record was left as it is: no backup of it could be made before its form changes: ${error instanceof Error ? error.message : String(error)}.`,
      place: db.name,
      remedy: "Free disk space or mend the disk, then start again.",
    });
  }
}

/** Puts the record aside and a backup that holds in its place. */
function replaceBy(
  home: string,
  now: Date,
  id: string,
  why: Aside["why"],
  problem: string | null,
): Result<NonNullable<OpenedRecord["replaced"]>> {
  const backup = listBackups(home).find((one) => one.id === id);
  if (backup === undefined)
    return err({ code: "not-found", message: `There is no backup ${id}.`, remedy: "countersign backup list" });
  const check = checkBackup(id, backup.file);
  if (!check.holds)
    return err({
      code: "backup-does-not-hold",
      message: `The backup was not restored: ${check.problem ?? "it does not hold"}`,
      place: backup.file,
      remedy: "Choose another: countersign backup list.",
    });
  const free = heldByNobody(home);
  if (!free.ok) return free;
  const about: Aside = { at: now.toISOString(), why, problem, backup: id, entries: check.entries };
  const folder = setAside(home, now, about);
  putInPlace(backup.file, home);
  return ok({ folder, about });
}
