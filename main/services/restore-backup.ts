import { err, ok, type Result } from "../../shared/result";
import { listBackups } from "../store/backup";
import { askForRestore } from "../store/restore-request";
import type { Core } from "../views/core";
import { checkBackup } from "./check-backup";
import { noSuchBackup } from "./make-backup";

/**
 * Asks for a backup to be put in the record's place at the next start, before anything has it open; where the process can start
 * itself anew (the window's core) it does so at once. Err: there is no such backup, or it does not hold.
 */
export function restoreBackup(core: Core, id: string): Result<{ readonly restarts: boolean }> {
  const backup = listBackups(core.home).find((one) => one.id === id);
  if (backup === undefined) return noSuchBackup(id);
  const check = checkBackup(id, backup.file);
  if (!check.holds)
    return err({
      code: "backup-does-not-hold",
      message: `The backup does not hold: ${check.problem ?? "unknown"}`,
      place: backup.file,
      remedy: "Choose another: countersign backup list.",
    });
  askForRestore(core.home, id);
  const { restart } = core.platform;
  restart?.();
  return ok({ restarts: restart !== undefined });
}
