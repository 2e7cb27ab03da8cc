import { crc32 } from "node:zlib";
import { openPromise, type Entry, type ZipFile } from "yauzl";
import { err, ok, type Result } from "../../shared/result";

/** What is taken of an archive that anyone may have made. */
export interface ZipRules {
  /** Entries the archive may list. */
  readonly entries: number;
  /** Bytes one file may unpack to, and all files that are taken. */
  readonly file: number;
  readonly all: number;
  /** Whether a file is wanted at all; others are not unpacked. */
  readonly wanted: (path: string) => boolean;
  /** Why a path must not be used; null where it may. */
  readonly refuse: (path: string) => string | null;
  /** One key for paths that mean the same file. */
  readonly key: (path: string) => string;
}

/** A wanted file that was not taken, and why. */
export interface LeftOut {
  readonly path: string;
  readonly why: string;
}

const unixMade = 3;
const fileType = 0xf000;
const regular = 0x8000;

/**
 * Reads an archive file by file, each whole in memory, and writes nothing. Links, special files, encrypted files, paths that lead
 * elsewhere, files that unpack to more than they say or do not have their checksum are left out by name. In: the archive's
 * path, the rules, and what takes a file. Codes: "zip-damaged", "zip-too-many-files", "cancelled".
 */
export async function readZip(
  file: string,
  rules: ZipRules,
  take: (path: string, bytes: Buffer) => void,
  cancelled: () => boolean,
): Promise<Result<{ readonly taken: number; readonly leftOut: readonly LeftOut[] }>> {
  let zip: ZipFile;
  try {
    // Names are judged here: a strict reader would refuse the whole archive for one of them.
    zip = await openPromise(file, {
      decodeStrings: true,
      strictFileNames: true,
      validateEntrySizes: true,
      autoClose: false,
    });
  } catch (error) {
    return damaged(error);
  }
  const leftOut: LeftOut[] = [];
  const seen = new Set<string>();
  let taken = 0;
  let bytes = 0;
  try {
    if (zip.entryCount > rules.entries)
      return err({
        code: "zip-too-many-files",
        message: `The archive lists ${String(zip.entryCount)} files, over the limit of ${String(rules.entries)}.`,
        remedy: "Nothing was taken of it.",
      });
    for await (const entry of zip.eachEntry()) {
      if (cancelled()) return err({ code: "cancelled", message: "Reading the archive was cancelled." });
      const path = entry.fileName;
      if (path.endsWith("/") || !rules.wanted(path)) continue;
      const left = Math.min(rules.file, rules.all - bytes);
      const why = flawOf(entry, rules, seen, left);
      if (why !== null) {
        leftOut.push({ path, why });
        continue;
      }
      seen.add(rules.key(path));
      const read = await unpack(zip, entry, left);
      if (typeof read === "string") leftOut.push({ path, why: read });
      else {
        bytes += read.length;
        taken += 1;
        take(path, read);
      }
    }
    return ok({ taken, leftOut });
  } catch (error) {
    return damaged(error);
  } finally {
    zip.close();
  }
}

function damaged(error: unknown): Result<never> {
  return err({
    code: "zip-damaged",
    message: `The archive cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    remedy: "What was read of it before is kept; run the workflow again to have it made anew.",
  });
}

function flawOf(entry: Entry, rules: ZipRules, seen: ReadonlySet<string>, left: number): string | null {
  const { fileName, externalFileAttributes, versionMadeBy, uncompressedSize } = entry;
  const refused = rules.refuse(fileName);
  if (refused !== null) return refused;
  const type = (externalFileAttributes >>> 16) & fileType;
  if (versionMadeBy >>> 8 === unixMade && type !== 0 && type !== regular) return "it is a link or no regular file";
  if (entry.isEncrypted()) return "it is encrypted";
  if (!entry.canDecodeFileData()) return "it is packed in a way that is not read";
  if (seen.has(rules.key(fileName))) return "another file of the archive has its name";
  return uncompressedSize > left ? `it has ${String(uncompressedSize)} bytes, more than are taken` : null;
}

async function unpack(zip: ZipFile, entry: Entry, left: number): Promise<Buffer | string> {
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      const piece = chunk as Buffer;
      size += piece.length;
      if (size > left || size > entry.uncompressedSize) return "it unpacks to more than it says";
      chunks.push(piece);
    }
    const whole = Buffer.concat(chunks);
    return whole.length === entry.uncompressedSize && crc32(whole) === entry.crc32
      ? whole
      : "its checksum does not hold";
  } catch (error) {
    return `it cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`;
  }
}
