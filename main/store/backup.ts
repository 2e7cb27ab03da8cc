import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { err, ok, type Result } from "../../shared/result";
import { syncFolder } from "./durable-files";
import type { WriteDb } from "./database";

/*
 * Backups of record.db as files, and putting one in its place. This is the one file that touches record.db by other means than
 * SQLite, and only while no connection has it open: closing a file drops every lock of this process on it (POSIX).
 */

export type BackupWhy = "scheduled" | "asked" | "migration";

export interface BackupFile {
  readonly id: string;
  readonly file: string;
  readonly at: Date;
  readonly why: BackupWhy;
  readonly entries: number;
  readonly bytes: number;
}

const keptDays = 7;
const keptWeeks = 4;
const keptMigrations = 3;
const keptAsked = 10;
/** A copy that nobody has written to for so long is nobody's. */
const unfinishedMs = 60 * 60_000;
const name =
  /^record-([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z-([0-9]+)-(scheduled|asked|migration)\.db$/;

/** Where the backups of a data folder are. */
export function backupFolder(home: string): string {
  return path.join(home, "backups");
}

/** The record's file in a data folder. */
export function recordFile(home: string): string {
  return path.join(home, "record.db");
}

function stampOf(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** The backups of a data folder, newest first. Files of other names are none of them. */
export function listBackups(home: string): BackupFile[] {
  const folder = backupFolder(home);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((entry): BackupFile[] => {
      const found = name.exec(entry);
      if (found === null) return [];
      const [, year, month, day, hour, minute, second, entries, why] = found;
      const file = path.join(folder, entry);
      return [
        {
          id: entry.slice(0, -3),
          file,
          at: new Date(`${year ?? ""}-${month ?? ""}-${day ?? ""}T${hour ?? ""}:${minute ?? ""}:${second ?? ""}Z`),
          why: why === "asked" || why === "migration" ? why : "scheduled",
          entries: Number(entries),
          bytes: statSync(file).size,
        },
      ];
    })
    .sort((a, b) => b.at.getTime() - a.at.getTime() || b.entries - a.entries);
}

/** Copies a database as it stands, through SQLite, to a file that is no backup yet. Out: the file. Throws what SQLite throws. */
export function copyRecord(db: WriteDb, home: string): string {
  const folder = backupFolder(home);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const part = path.join(folder, `unverified-${String(process.pid)}-${String(process.hrtime.bigint())}.part`);
  db.prepare("VACUUM INTO ?").run(part);
  return part;
}

/** Makes a copy that was verified a backup: on the disk first, then by its name. */
export function keepCopy(part: string, home: string, at: Date, entries: number, why: BackupWhy): BackupFile {
  syncFile(part);
  const id = `record-${stampOf(at)}-${String(entries)}-${why}`;
  const file = path.join(backupFolder(home), `${id}.db`);
  renameSync(part, file);
  syncFolder(backupFolder(home));
  return { id, file, at, why, entries, bytes: statSync(file).size };
}

/** Deletes a copy that was not made a backup. */
export function dropCopy(part: string): void {
  rmSync(part, { force: true });
}

function syncFile(file: string): void {
  const handle = openSync(file, "r+");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Which backups are not kept any longer: of the scheduled ones the newest of each of the last 7 days that have one and of the
 * last 4 weeks stay, of those before migrations 3, of those that were asked for 10. The newest of all always stays.
 */
export function superseded(backups: readonly BackupFile[]): BackupFile[] {
  const newest = backups[0];
  const kept = new Set<string>(newest === undefined ? [] : [newest.id]);
  const keep = (why: BackupWhy, most: number, of: (at: Date) => string) => {
    const seen = new Set<string>();
    for (const backup of backups) {
      const key = of(backup.at);
      if (backup.why !== why || seen.has(key) || seen.size >= most) continue;
      seen.add(key);
      kept.add(backup.id);
    }
  };
  keep("scheduled", keptDays, (at) => at.toISOString().slice(0, 10));
  keep("scheduled", keptWeeks, (at) => String(Math.floor((at.getTime() / 86_400_000 + 3) / 7)));
  keep("migration", keptMigrations, (at) => at.toISOString());
  keep("asked", keptAsked, (at) => at.toISOString());
  return backups.filter(({ id }) => !kept.has(id));
}

/** Deletes the backups that are not kept any longer, and what a process that was killed left of one it never finished. */
export function prune(home: string): void {
  for (const { file } of superseded(listBackups(home))) rmSync(file, { force: true });
  const folder = backupFolder(home);
  for (const entry of readdirSync(folder)) {
    const left = /^unverified-.+\.part(-journal)?$/.test(entry) ? path.join(folder, entry) : null;
    if (left !== null && Date.now() - (statSync(left, { throwIfNoEntry: false })?.mtimeMs ?? 0) > unfinishedMs)
      rmSync(left, { force: true });
  }
}

/**
 * Makes sure that no other program has the record open. In: the data folder; the record must be closed in this process. Err:
 * `record-in-use`. A file that is no database any more has no locks and passes.
 */
export function heldByNobody(home: string): Result<undefined> {
  const file = recordFile(home);
  if (!existsSync(file)) return ok(undefined);
  let db: Database.Database | null = null;
  try {
    db = new Database(file, { timeout: 500 });
    // A connection in WAL mode holds a shared lock for as long as it is open: an exclusive one says that there is no other.
    db.pragma("locking_mode = EXCLUSIVE");
    db.exec("BEGIN EXCLUSIVE; ROLLBACK");
    db.pragma("wal_checkpoint(TRUNCATE)");
    return ok(undefined);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!code.startsWith("SQLITE_BUSY") && !code.startsWith("SQLITE_LOCKED")) return ok(undefined);
    return err({
      code: "record-in-use",
      message: "Another Countersign has the record open.",
      place: file,
      remedy: "Quit the window and end other commands on this data folder, then try again.",
    });
  } finally {
    db?.close();
  }
}

/** Puts the record aside under a name of its own, with its log files; nothing is deleted. Out: the folder it is in now. */
export function setAside(home: string, at: Date, about: unknown): string {
  const base = path.join(home, "set-aside", stampOf(at));
  let folder = base;
  for (let n = 2; existsSync(folder); n += 1) folder = `${base}-${String(n)}`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(folder, "about.json"), `${JSON.stringify(about, null, 2)}\n`, { mode: 0o600 });
  const file = recordFile(home);
  for (const part of [file, `${file}-wal`, `${file}-shm`, `${file}-journal`])
    if (existsSync(part)) renameSync(part, path.join(folder, path.basename(part)));
  syncFolder(folder);
  syncFolder(home);
  return folder;
}

/** Puts a copy of a backup in the record's place, whole or not at all. The place must be free (see `setAside`). */
export function putInPlace(backup: string, home: string): void {
  const part = `${recordFile(home)}.restored`;
  copyFileSync(backup, part);
  syncFile(part);
  renameSync(part, recordFile(home));
  syncFolder(home);
}

/** Opens a backup, or another closed file, to be read only. Err: it cannot be opened. */
export function openCopy(file: string): Result<WriteDb> {
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true });
    db.pragma("trusted_schema = OFF");
    db.pragma("cell_size_check = ON");
    return ok(db);
  } catch (error) {
    return err({
      code: "backup-unreadable",
      message: `The file could not be opened: ${error instanceof Error ? error.message : String(error)}.`,
      place: file,
      remedy: "Choose another: countersign backup list.",
    });
  }
}
