import type { BackupCheck, BackupRow } from "../../shared/contract/backups";
import { err, ok, type Result } from "../../shared/result";
import { copyRecord, dropCopy, keepCopy, listBackups, prune, type BackupWhy } from "../store/backup";
import { countDecisionsFrom } from "../store/log-counts";
import { backupRow } from "../views/backups";
import type { Core } from "../views/core";
import { logState } from "../views/log-state";
import { checkBackup, compareCopy } from "./check-backup";

const mostDecisions = 50;
const dayMs = 24 * 60 * 60_000;
const everyMs = 60 * 60_000;
/** Decisions come in groups: a backup waits until they have settled. */
const settleMs = 2000;
const underWay = new WeakMap<Core, Promise<Result<BackupRow>>>();

/**
 * Makes a backup of the record: a copy through SQLite, its root derived from its entries and compared with the log's, on the
 * disk, and only then under its name. Those that are not kept any longer are deleted. One at a time.
 */
export function makeBackup(core: Core, why: BackupWhy): Promise<Result<BackupRow>> {
  const running = underWay.get(core);
  if (running !== undefined) return running;
  const made = make(core, why).finally(() => underWay.delete(core));
  underWay.set(core, made);
  return made;
}

async function make(core: Core, why: BackupWhy): Promise<Result<BackupRow>> {
  let part: string | null = null;
  try {
    part = copyRecord(core.record, core.home);
    const entries = await compareCopy(part, core.ledger);
    if (!entries.ok) return entries;
    const kept = keepCopy(part, core.home, core.platform.clock.now(), entries.value, why);
    part = null;
    prune(core.home);
    core.publish("changed", { scopes: ["settings"] });
    return ok(backupRow(kept));
  } catch (error) {
    return err({
      code: "backup-failed",
      message: `No backup was made: ${error instanceof Error ? error.message : String(error)}.`,
      place: core.home,
      remedy: "Free disk space or mend the disk. What is recorded is in the record as before.",
    });
  } finally {
    if (part !== null) dropCopy(part);
  }
}

/** True when something was recorded since the newest backup and it is a day old, or 50 decisions are. */
export function backupDue(core: Core): boolean {
  // A log that does not hold must not push out backups of when it did.
  if (!logState(core).verified) return false;
  const size = core.ledger.size();
  const newest = listBackups(core.home).find(({ entries }) => entries <= size);
  if (size === (newest?.entries ?? 0)) return false;
  if (countDecisionsFrom(core.record, newest?.entries ?? 0) >= mostDecisions) return true;
  const first = newest?.at.getTime() ?? Date.parse(core.ledger.body(0)?.recordedAt ?? "");
  return core.platform.clock.now().getTime() - first >= dayMs;
}

/** Makes a backup where one is due. Out: null where none is. */
export async function backUpIfDue(core: Core): Promise<Result<BackupRow> | null> {
  return backupDue(core) ? makeBackup(core, "scheduled") : null;
}

/** Restores the newest backup into a folder of its own, checks it there and deletes it again. */
export function rehearse(core: Core): Result<BackupCheck> {
  const newest = listBackups(core.home)[0];
  if (newest === undefined)
    return err({
      code: "no-backup",
      message: "There is no backup to rehearse with.",
      remedy: "countersign backup make",
    });
  return ok(checkBackup(newest.id, newest.file));
}

/** Checks one backup whole. */
export function verifyBackup(core: Core, id: string): Result<BackupCheck> {
  const backup = listBackups(core.home).find((one) => one.id === id);
  return backup === undefined ? noSuchBackup(id) : ok(checkBackup(id, backup.file));
}

/** The problem of a backup that is not there. */
export function noSuchBackup(id: string): Result<never> {
  return err({ code: "not-found", message: `There is no backup ${id}.`, remedy: "countersign backup list" });
}

/** Looks every hour, and shortly after something was recorded, whether a backup is due, and makes it. */
export function backUpFromNowOn(core: Core, onBug: (error: unknown) => void): { poke(): void; stop(): void } {
  let stopped = false;
  const look = (): void => {
    void backUpIfDue(core).then(
      (made) => {
        // A record that was closed meanwhile is an end, not a failure.
        if (!stopped && made?.ok === false) onBug(new Error(made.error.message));
      },
      (error: unknown) => {
        if (!stopped) onBug(error);
      },
    );
  };
  let soon: NodeJS.Timeout | null = null;
  const poke = (): void => {
    soon ??= setTimeout(() => {
      soon = null;
      look();
    }, settleMs);
    soon.unref();
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  poke();
  return {
    poke,
    stop: () => {
      stopped = true;
      clearInterval(timer);
      if (soon !== null) clearTimeout(soon);
    },
  };
}
