import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BackupCheck } from "../../shared/contract/backups";
import { err, ok, type Result } from "../../shared/result";
import { parseCheckpoint } from "../audit/checkpoint";
import { Ledger } from "../audit/ledger";
import type { LogCheck } from "../audit/check-log";
import type { Signers } from "../audit/signers";
import { leafHash, rootOf, RootAccumulator } from "../audit/tree";
import { systemClock } from "../platform/clock";
import { openCopy, type BackupFile } from "../store/backup";
import { openDatabase, type WriteDb } from "../store/database";
import { LogMark } from "../store/log-mark";
import { migrate } from "../store/migrate";
import { recordMigrations } from "../store/migrations/record";
import { schemaProblem } from "../store/schema-check";
import { breathe } from "./breathe";

const slice = 2000;
const noKeys = err({ code: "read-only", message: "A copy is only read." });
const nobody: Signers = { log: () => noKeys, reviewer: () => noKeys };

/** The log of a copy, to be read and checked; it has no mark beside it and no keys. */
export function ledgerOfCopy(db: WriteDb, folder: string): Ledger {
  return new Ledger(db, systemClock(), "", nobody, new LogMark(path.join(folder, "no-mark")));
}

/** Opens a copy of a file in a folder of its own, brought to this program's form; the file itself is not touched. */
function inOwnFolder<T>(file: string, work: (db: WriteDb, folder: string) => T): Result<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "countersign-restored-"));
  try {
    const copy = path.join(folder, "record.db");
    copyFileSync(file, copy);
    const db = openDatabase(copy, "durable");
    if (!db.ok) return db;
    try {
      const migrated = migrate(db.value, recordMigrations);
      return migrated.ok ? ok(work(db.value, folder)) : migrated;
    } finally {
      db.value.close();
    }
  } catch (error) {
    return err({
      code: "backup-unreadable",
      message: `The backup could not be restored: ${error instanceof Error ? error.message : String(error)}.`,
      place: file,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Restores a backup into a folder of its own, checks everything of its log there (form, order, tree, signatures, checkpoint) and
 * deletes the folder. In: the backup's file. Out: what it came to; a file that cannot be read does not hold.
 */
export function checkBackup(id: string, file: string): BackupCheck {
  const begun = performance.now();
  const checked = inOwnFolder(file, (db, folder): LogCheck & { readonly form: string | null } => ({
    ...ledgerOfCopy(db, folder).verify(),
    form: schemaProblem(db, recordMigrations),
  }));
  const ms = Math.round(performance.now() - begun);
  if (!checked.ok) return { id, holds: false, problem: checked.error.message, entries: 0, root: "", ms };
  const { verified, diverged, problem, entries, root, form } = checked.value;
  // A copy has no checkpoint beside it; that is all that can be said to have diverged in it.
  const holds = verified || (diverged && form === null);
  return { id, holds, problem: holds ? null : (form ?? problem), entries, root, ms };
}

/** The newest backup that holds, read whole; those that do not are passed over. */
export function newestThatHolds(backups: readonly BackupFile[]): BackupFile | null {
  return backups.find(({ id, file }) => checkBackup(id, file).holds) ?? null;
}

/**
 * Derives the root of a fresh copy from its entries' bytes, with pauses, and compares it with the tree and the checkpoint of the
 * log it was made of. In: the copy's file, that log. Out: number of entries, or what does not agree.
 */
export async function compareCopy(file: string, original: Ledger): Promise<Result<number>> {
  const db = openCopy(file);
  if (!db.ok) return db;
  try {
    const copy = ledgerOfCopy(db.value, path.dirname(file));
    const tree = new RootAccumulator();
    const size = copy.size();
    for (let from = 0; from < size; from += slice) {
      for (const { bytes } of copy.stored(from, from + slice)) tree.add(leafHash(bytes));
      await breathe();
    }
    const root = tree.root();
    const note = copy.checkpointAt(size);
    const head = note === null ? null : parseCheckpoint(note.slice(0, note.indexOf("\n\n") + 1));
    const agrees =
      tree.size === size &&
      rootOf(original.nodes, size).equals(root) &&
      (head === null || (head.ok && root.equals(Buffer.from(head.value.root))));
    if (agrees) return ok(size);
    return err({
      code: "backup-differs",
      message: "The copy of the record does not have the log's root, and was not kept.",
      remedy: "Check the disk, then make a backup again.",
    });
  } finally {
    db.value.close();
  }
}
