import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { OpenFile } from "./files";

/**
 * Buffers that are used again: a new one for each file would wait for the garbage collector, which sees how few objects
 * there are and not how much they hold.
 */
const spare: Uint8Array[] = [];
const bufferBytes = 256 * 1024;
const mostSpare = 32;

/** A small file as it was read. */
export interface SmallFile {
  readonly bytes: Uint8Array;
  readonly stat: OpenFile["stat"];
  /** Gives the memory of the bytes back: they are others' from then on. */
  release(): void;
}

/**
 * A small regular file whole, read at once: a trip through the thread pool for each call costs more than the reading.
 * Null where it is larger than `limit` bytes. Throws what the system answers, like `openFile`; never through a link.
 */
export function readSmall(file: string, limit: number): SmallFile | null {
  // Not waiting: what takes the place of a file may be a pipe that nothing is written to.
  const handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = fstatSync(handle);
    const { size, mtimeMs, ino } = found;
    if (size > limit || !found.isFile()) return null;
    const buffer = (size <= bufferBytes ? spare.pop() : undefined) ?? new Uint8Array(Math.max(bufferBytes, size));
    let read = 0;
    while (read < size) {
      const more = readSync(handle, buffer, read, size - read, read);
      if (more === 0) break;
      read += more;
    }
    const release = () => {
      if (buffer.length === bufferBytes && spare.length < mostSpare) spare.push(buffer);
    };
    return { bytes: buffer.subarray(0, read), stat: { size, mtimeMs, ino }, release };
  } finally {
    closeSync(handle);
  }
}
