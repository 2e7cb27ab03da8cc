import { rmSync } from "node:fs";
import path from "node:path";
import { err, ok, type Problem, type Result } from "../../shared/result";
import type { ViewedHome } from "../../shared/model/viewed-home";
import { newerForm, onlyViewed, type OnlyViewed } from "../platform/home-access";
import { copyForViewing, newAside } from "../platform/viewed-home";
import { openDatabase, type WriteDb } from "../store/database";
import { migrate, type Migration } from "../store/migrate";
import { indexMigrations } from "../store/migrations/index";
import { recordMigrations } from "../store/migrations/record";
import { readAsKnown, type NotRead } from "../store/newer-form";
import { openRecord, type OpenedRecord } from "./recover-record";

/** A data folder that was opened. */
export interface OpenedHome {
  /** Where the program works: the folder itself, or the copy of one that is only looked at. */
  readonly folder: string;
  readonly record: WriteDb;
  readonly index: WriteDb;
  readonly replaced: OpenedRecord["replaced"];
  readonly problems: readonly Problem[];
  /** Where it is only looked at: why, and what of it is not read. */
  readonly viewed: ViewedHome | null;
  /** Closes both databases; a copy goes. */
  close(): void;
}

/** Without these a record is none. */
const needed: ReadonlySet<string> = new Set([
  "log",
  "entry",
  "node",
  "checkpoint",
  "key_entry",
  "entry_kind",
  "decision",
]);
const newestForm = recordMigrations.at(-1)?.version ?? 0;

/**
 * Opens a data folder: to work in, or, where a later program wrote it or it takes nothing, a copy of it to look at. In: the folder, the
 * time, an empty folder for a copy (null: a new one). Err: neither can be had.
 */
export function openHome(home: string, now: Date, aside: string | null): Result<OpenedHome> {
  const view = onlyViewed(home, newestForm);
  if (view !== null) return openViewed(home, view, aside);
  const opened = openRecord(home, now);
  if (!opened.ok)
    // The form may stand in the log of what SQLite did not move over yet.
    return opened.error.code === "store-newer"
      ? openViewed(home, { why: "newer", found: newerForm(newestForm + 1, newestForm) }, aside)
      : opened;
  const { db, replaced, problems } = opened.value;
  const index = openIndex(path.join(home, "index.db"));
  if (!index.ok) {
    db.close();
    return index;
  }
  return ok({
    folder: home,
    record: db,
    index: index.value,
    replaced,
    problems,
    viewed: null,
    close: () => {
      index.value.close();
      db.close();
    },
  });
}

function openIndex(file: string): Result<WriteDb> {
  const db = openDatabase(file, "rebuildable");
  if (!db.ok) return db;
  const migrated = migrate(db.value, indexMigrations);
  if (migrated.ok) return db;
  db.value.close();
  return migrated;
}

function openViewed(home: string, { why, found }: OnlyViewed, given: string | null): Result<OpenedHome> {
  const folder = given ?? newAside();
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  const copied = copyForViewing(home, folder);
  if (!copied.ok) {
    remove();
    return copied;
  }
  const record = openCopy(path.join(folder, "record.db"), "durable", recordMigrations, needed);
  if (!record.ok) {
    remove();
    return record;
  }
  const index = openIndexCopy(path.join(folder, "index.db"));
  if (!index.ok) {
    record.value.db.close();
    remove();
    return index;
  }
  // Whatever would be recorded is refused by the database itself. The copy of the index is worked in: search goes over all of it.
  record.value.db.pragma("query_only = ON");
  return ok({
    folder,
    record: record.value.db,
    index: index.value.db,
    replaced: null,
    problems: [],
    viewed: {
      why,
      sentence:
        why === "newer"
          ? `A later Countersign wrote this data folder: ${found}.`
          : `Nothing can be written to this data folder: ${found}.`,
      notRead: [...record.value.notRead, ...index.value.notRead],
    },
    close: () => {
      index.value.db.close();
      record.value.db.close();
      remove();
    },
  });
}

interface OpenedCopy {
  readonly db: WriteDb;
  readonly notRead: readonly NotRead[];
}

/** Opens a copy in the form that is known, whatever form it has. */
function openCopy(
  file: string,
  durability: "durable" | "rebuildable",
  migrations: readonly Migration[],
  wanted: ReadonlySet<string>,
): Result<OpenedCopy> {
  const db = openDatabase(file, durability);
  if (!db.ok) return db;
  const version = Number(db.value.pragma("user_version", { simple: true }));
  const newer = version > (migrations.at(-1)?.version ?? 0);
  const notRead = newer ? readAsKnown(db.value, migrations, wanted) : [];
  const migrated = notRead === null ? null : migrate(db.value, migrations);
  if (notRead !== null && migrated?.ok === true) return ok({ db: db.value, notRead });
  db.value.close();
  return err({
    code: "store-newer",
    message: `The data file has version ${String(version)}, which this program cannot read: what it knows by name is not there.`,
    place: file,
    remedy: "Open it with the newer Countersign that wrote it.",
  });
}

/** The index can be made anew by the program that wrote it: where it cannot be read, what is known without it is shown. */
function openIndexCopy(file: string): Result<OpenedCopy> {
  try {
    const read = openCopy(file, "rebuildable", indexMigrations, new Set());
    if (read.ok) return read;
  } catch {
    // A form that has nothing in common with the one that is known.
  }
  for (const ending of ["", "-wal", "-shm"]) rmSync(file + ending, { force: true });
  const fresh = openIndex(file);
  return fresh.ok ? ok({ db: fresh.value, notRead: [{ what: "the index of sessions and tasks", rows: 0 }] }) : fresh;
}
