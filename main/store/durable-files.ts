import { closeSync, fsync, fsyncSync, openSync, writeSync } from "node:fs";
import { promisify } from "node:util";

/** Makes a rename durable; some file systems refuse it, which costs nothing but the guarantee. */
export function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Windows has no fsync on folders.
  }
}

/** The same without holding the thread up. */
export async function syncFolderSoon(folder: string): Promise<void> {
  let handle: number;
  try {
    handle = openSync(folder, "r");
  } catch {
    return;
  }
  try {
    await syncSoon(handle);
  } catch {
    // As above.
  } finally {
    closeSync(handle);
  }
}

/** Waits until an open file is on the disk, in the thread pool. */
export const syncSoon = promisify(fsync);

/** Writes a file that only this account may read; when this returns its bytes are on the disk. In: "wx" where it must be new. */
export function writeFileDurably(file: string, text: string, flag: "w" | "wx" = "w"): void {
  const handle = openSync(file, flag, 0o600);
  try {
    writeAll(handle, Buffer.from(text, "utf8"));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Writes all bytes to an open file. */
export function writeAll(handle: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
}
