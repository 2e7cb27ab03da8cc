import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { OpenFile } from "./files";

/**
 * A small regular file whole, read at once: a trip through the thread pool for each call costs more than the reading.
 * Null where it is larger than `limit` bytes. Throws what the system answers, like `openFile`; never through a link.
 */
export function readSmall(file: string, limit: number): { bytes: Uint8Array; stat: OpenFile["stat"] } | null {
  // Not waiting: what takes the place of a file may be a pipe that nothing is written to.
  const handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = fstatSync(handle);
    const { size, mtimeMs, ino } = found;
    if (size > limit || !found.isFile()) return null;
    const bytes = new Uint8Array(size);
    let read = 0;
    while (read < size) {
      const more = readSync(handle, bytes, read, size - read, read);
      if (more === 0) break;
      read += more;
    }
    return { bytes: bytes.subarray(0, read), stat: { size, mtimeMs, ino } };
  } finally {
    closeSync(handle);
  }
}
