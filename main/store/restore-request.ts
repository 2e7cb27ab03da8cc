import { readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { syncFolder, writeFileDurably } from "./durable-files";

/*
 * A restore that was asked for is done at the next start, before anything opens the record: an open database is never replaced.
 */

const fileName = "restore-asked";

/** Notes which backup is to be put in the record's place; on the disk when this returns. */
export function askForRestore(home: string, id: string): void {
  const file = path.join(home, fileName);
  writeFileDurably(`${file}.part`, id);
  renameSync(`${file}.part`, file);
  syncFolder(home);
}

/** The backup that was asked for; null where none was. */
export function restoreAskedFor(home: string): string | null {
  try {
    return readFileSync(path.join(home, fileName), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Takes the request back: it was done, or could not be. */
export function forgetRestore(home: string): void {
  rmSync(path.join(home, fileName), { force: true });
  syncFolder(home);
}
