import type { BackupRow, BackupsState, Recovery } from "../../shared/contract/backups";
import { warningOf } from "../platform/folder-warning";
import { backupFolder, listBackups, type BackupFile } from "../store/backup";
import { countDecisionsFrom } from "../store/log-counts";
import { listAside } from "../store/set-aside";
import { listUnrecorded } from "../store/unrecorded";
import type { Core } from "./core";
import { logState } from "./log-state";

/** A backup as it is shown. */
export function backupRow({ id, file, at, why, entries, bytes }: BackupFile): BackupRow {
  return { id, file, at: at.toISOString(), why, entries, bytes };
}

/** The backups of the data folder, and whether the log is the one that was left. */
export function backupsState(core: Core): BackupsState {
  const backups = listBackups(core.home);
  const size = core.ledger.size();
  const newest = backups.find(({ entries }) => entries <= size);
  return {
    folder: backupFolder(core.home),
    warning: warningOf(core.home),
    backups: backups.map(backupRow),
    since: countDecisionsFrom(core.record, newest?.entries ?? 0),
    recovery: recoveryOf(core),
  };
}

function recoveryOf(core: Core): Recovery {
  const log = logState(core);
  const left = core.ledger.left();
  return {
    state: log.problem === null ? "whole" : log.diverged ? "diverged" : "damaged",
    problem: log.problem,
    missing: log.diverged && left !== null && left.size > log.entries ? { from: log.entries, to: left.size } : null,
    setAside: listAside(core.home)[0]?.folder ?? null,
    unrecorded: listUnrecorded(core.home),
  };
}
