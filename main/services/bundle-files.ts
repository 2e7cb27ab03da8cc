import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import path from "node:path";
import { maxFiles } from "../audit/bundle/bundle-form";
import type { BundleFiles } from "../audit/bundle/bundle-listed";
import { readTarHeader, tarBlock, tarPadding } from "../audit/bundle/ustar";
import { err, ok, type Result } from "../../shared/result";

/*
 * Another person's bundle is hostile until it is verified: regular files only, none through a link, nothing is ever unpacked.
 */

/** The folders that a bundle may have. */
const folders = ["checkpoints", "proofs", "anchors", "blobs"];

function refused(message: string, place: string): Result<never> {
  return err({ code: "bundle-refused", message, place, remedy: "Give the folder of a bundle, or its .tar file." });
}

function readAt(handle: number, offset: number, length: number): Uint8Array {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const read = readSync(handle, bytes, done, length - done, offset + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}

/** The files of a bundle, in a folder or in a tar. Codes: "bundle-refused", "tar-refused". */
export function bundleFiles(where: string): Result<BundleFiles> {
  const full = path.resolve(where);
  try {
    const found = statSync(full);
    if (found.isDirectory()) return folderFiles(full);
    if (found.isFile()) return tarFiles(full);
    return refused("There is neither a folder nor a file at this place.", full);
  } catch (error) {
    return refused(`The bundle cannot be read: ${error instanceof Error ? error.message : String(error)}.`, full);
  }
}

function openPlain(file: string): number {
  return openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
}

function folderFiles(folder: string): Result<BundleFiles> {
  const sizes = new Map<string, number>();
  const list = (under: string): Result<never> | null => {
    for (const entry of readdirSync(path.join(folder, under), { withFileTypes: true })) {
      const name = under === "" ? entry.name : `${under}/${entry.name}`;
      if (entry.isDirectory() && under === "" && folders.includes(entry.name)) {
        const wrong = list(entry.name);
        if (wrong !== null) return wrong;
        continue;
      }
      const full = path.join(folder, name);
      const found = lstatSync(full);
      if (!found.isFile()) return refused("It holds something else than plain files.", full);
      if (sizes.size >= maxFiles) return refused("It holds too many files.", folder);
      sizes.set(name, found.size);
    }
    return null;
  };
  const wrong = list("");
  if (wrong !== null) return wrong;
  const kept = new Map<string, number>();
  return ok({
    sizes,
    read: (name, offset, length) => {
      if (!sizes.has(name)) throw new Error(`the bundle holds no ${name}`);
      const handle = kept.get(name) ?? openPlain(path.join(folder, name));
      // Entries are read again and again; all other files once.
      if (name === "entries.bin") kept.set(name, handle);
      try {
        if (!fstatSync(handle).isFile()) throw new Error(`${name} is no plain file`);
        return readAt(handle, offset, length);
      } finally {
        if (!kept.has(name)) closeSync(handle);
      }
    },
    close: () => {
      for (const handle of kept.values()) closeSync(handle);
      kept.clear();
    },
  });
}

function tarFiles(file: string): Result<BundleFiles> {
  const handle = openPlain(file);
  const places = new Map<string, { at: number; size: number }>();
  const total = fstatSync(handle).size;
  const fail = (result: Result<never>): Result<never> => {
    closeSync(handle);
    return result;
  };
  let at = 0;
  for (;;) {
    const header = readTarHeader(Buffer.from(readAt(handle, at, tarBlock)));
    if (!header.ok) return fail(err({ ...header.error, place: file }));
    if (header.value === null) break;
    const { name, size } = header.value;
    at += tarBlock;
    if (places.has(name)) return fail(refused("The archive holds a file twice.", file));
    if (places.size >= maxFiles) return fail(refused("The archive holds too many files.", file));
    if (at + size > total) return fail(refused("The archive is cut off.", file));
    places.set(name, { at, size });
    at += size + tarPadding(size);
  }
  return ok({
    sizes: new Map([...places].map(([name, { size }]) => [name, size] as const)),
    read: (name, offset, length) => {
      const place = places.get(name);
      if (place === undefined) throw new Error(`the bundle holds no ${name}`);
      return readAt(handle, place.at + offset, Math.max(0, Math.min(length, place.size - offset)));
    },
    close: () => {
      closeSync(handle);
    },
  });
}
