import { createHash } from "node:crypto";
import { constants, lstatSync, readdirSync } from "node:fs";
import { lstat, open, opendir, realpath, stat, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { err, ok, type Result } from "../../shared/result";

export interface FileStat {
  readonly size: number;
  readonly mtimeMs: number;
}

/** A regular file that is open for reading. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly stat: FileStat & { readonly ino: number };
}

const causes: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ["it does not exist", "Check the path."],
  EACCES: ["this account may not read it", "Give this account read permission, or connect another folder."],
  EPERM: ["this account may not read it", "Give this account read permission, or connect another folder."],
  ELOOP: ["it is a symbolic link, and links out of a source are not followed", "Name the file itself."],
  EISDIR: ["it is a folder", "Name a file."],
  EIO: ["the disk reported an input/output error", "Check the disk; nothing was taken from this file."],
};

/** Turns a failed file call into a problem that names the file, the cause and the remedy. */
export function fileProblem(
  file: string,
  error: unknown,
): { code: string; message: string; place: string; remedy: string } {
  const code = codeOf(error);
  const [cause, remedy] = causes[code] ?? [`the system answered ${code}`, "Try again."];
  return { code: "file-unreadable", message: `Could not read ${path.basename(file)}: ${cause}.`, place: file, remedy };
}

/** Size and time of a regular file; links and special files are refused by name. */
export async function statRegular(file: string): Promise<Result<FileStat>> {
  try {
    const found = await lstat(file);
    if (found.isSymbolicLink()) return err(fileProblem(file, { code: "ELOOP" }));
    if (!found.isFile()) {
      return err({
        code: "not-a-file",
        message: `${path.basename(file)} is not a regular file.`,
        place: file,
        remedy: "Name a regular file.",
      });
    }
    return ok({ size: found.size, mtimeMs: found.mtimeMs });
  } catch (error) {
    return err(fileProblem(file, error));
  }
}

/** Whether a path is a folder; links at the top are resolved once, since a person named it. */
export async function resolveRoot(given: string): Promise<Result<{ path: string; isFolder: boolean }>> {
  try {
    const real = await realpath(given);
    const found = await stat(real);
    return ok({ path: real, isFolder: found.isDirectory() });
  } catch (error) {
    return err(fileProblem(given, error));
  }
}

/** Opens a file for reading, never through a link (O_NOFOLLOW). Throws what the system answers. */
export async function openFile(file: string): Promise<OpenFile> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size, mtimeMs, ino } = await handle.stat();
    return { handle, stat: { size, mtimeMs, ino } };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

const chunkBytes = 512 * 1024;
/** Buffers that are not in use. A new one for every file would keep the garbage collector busier than the parser. */
const spare: Uint8Array[] = [];
const mostSpare = 16;

/** The bytes `[from, to)` of an open file in chunks of at most 512 KiB. A chunk holds until the next is asked for. */
export async function* chunksOf({ handle }: OpenFile, from: number, to: number): AsyncGenerator<Uint8Array> {
  if (from >= to) return;
  const buffer = spare.pop() ?? new Uint8Array(chunkBytes);
  try {
    let position = from;
    while (position < to) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, to - position), position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    if (spare.length < mostSpare) spare.push(buffer);
  }
}

/**
 * Reads a regular file in chunks, never through a link.
 * A file that grows while it is read is read to the size it had when it was opened.
 */
export async function* readChunks(file: string): AsyncGenerator<Uint8Array> {
  const opened = await openFile(file);
  try {
    for await (const chunk of chunksOf(opened, 0, opened.stat.size)) yield new Uint8Array(chunk);
  } finally {
    await opened.handle.close();
  }
}

/** A small file whole; larger than `limit` bytes is a problem. */
export async function readWhole(file: string, limit: number): Promise<Result<Uint8Array>> {
  const found = await statRegular(file);
  if (!found.ok) return found;
  if (found.value.size > limit) {
    return err({
      code: "file-too-large",
      message: `${path.basename(file)} has ${String(found.value.size)} bytes, over the limit of ${String(limit)}.`,
      place: file,
      remedy: "Make it smaller; nothing was taken from it.",
    });
  }
  try {
    const parts: Uint8Array[] = [];
    for await (const chunk of readChunks(file)) parts.push(chunk);
    return ok(Buffer.concat(parts));
  } catch (error) {
    return err(fileProblem(file, error));
  }
}

/** Every regular file below a folder, in a stable order, links not followed; folders that cannot be read go to `onProblem`. */
export async function* walk(root: string, onProblem: (folder: string, error: unknown) => void): AsyncGenerator<string> {
  const names: { name: string; isFolder: boolean; isFile: boolean }[] = [];
  try {
    for await (const item of await opendir(root))
      names.push({ name: item.name, isFolder: item.isDirectory(), isFile: item.isFile() });
  } catch (error) {
    onProblem(root, error);
    return;
  }
  names.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const item of names) {
    const full = path.join(root, item.name);
    if (item.isFolder) yield* walk(full, onProblem);
    else if (item.isFile) yield full;
  }
}

/** Files in columns: see `Sweep` in views/source-reader. */
interface FoundFiles {
  readonly paths: string;
  readonly sizes: Float64Array;
  readonly mtimes: Float64Array;
}

/**
 * Every regular file at or below a path with its size and time, links not followed, in no certain order. It gives way to
 * other work every few milliseconds, and never opens a file.
 */
export async function sweepFiles(root: string, onProblem: (folder: string, code: string) => void): Promise<FoundFiles> {
  const paths: string[] = [];
  const sizes: number[] = [];
  const mtimes: number[] = [];
  const folders: string[] = [];
  const look = (full: string, isRoot: boolean): void => {
    try {
      // One call instead of a trip through the thread pool for each: ten times as fast where the disk is local.
      const item = lstatSync(full);
      if (item.isFile()) {
        paths.push(full);
        sizes.push(item.size);
        mtimes.push(item.mtimeMs);
      } else if (isRoot && item.isDirectory()) folders.push(full);
    } catch (error) {
      if (isRoot) onProblem(full, codeOf(error));
    }
  };
  look(root, true);
  let paused = performance.now();
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      for (const item of readdirSync(folder, { withFileTypes: true })) {
        const full = folder + path.sep + item.name;
        if (item.isFile()) look(full, false);
        else if (item.isDirectory()) folders.push(full);
      }
    } catch (error) {
      onProblem(folder, codeOf(error));
    }
    if (performance.now() - paused > sliceMs) {
      await new Promise((resolve) => setImmediate(resolve));
      paused = performance.now();
    }
  }
  return {
    paths: paths.map((found) => `${found}\0`).join(""),
    sizes: Float64Array.from(sizes),
    mtimes: Float64Array.from(mtimes),
  };
}

const sliceMs = 8;

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown";
}

/** Lower-case hex SHA-256 of bytes or text. */
export function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/** SHA-256 of a regular file, read in chunks: its size does not matter. */
export async function sha256File(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of readChunks(file)) hash.update(chunk);
  return hash.digest("hex");
}
