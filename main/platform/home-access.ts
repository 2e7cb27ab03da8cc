import { accessSync, closeSync, constants, existsSync, openSync, readSync } from "node:fs";
import path from "node:path";

/** Why a data folder is only looked at: a later Countersign wrote it, or nothing can be written to it. */
export interface OnlyViewed {
  readonly why: "newer" | "unwritable";
  /** What was found, in words that go on a sentence: "its record has form 300, this program knows 260". */
  readonly found: string;
}

/**
 * The record's newest form as this program knows it: the last of the store's steps (a test compares them). The window asks by it,
 * without a database, whether its own files may lie in a data folder.
 */
export const recordForm = 250;

/** SQLite's file format, 1.3 "The Database Header": magic at 0, the user version at 60, big endian. */
const magic = "SQLite format 3\0";
const headerBytes = 100;
const userVersionAt = 60;

/** Whether a data folder with a record can only be looked at; null where it can be worked in, or holds no record yet. In: the newest form known. */
export function onlyViewed(home: string, known = recordForm): OnlyViewed | null {
  const record = path.join(home, "record.db");
  if (!existsSync(record)) return null;
  for (const file of [home, record, `${record}-wal`]) {
    const problem = existsSync(file) ? refusal(file) : null;
    if (problem !== null) return { why: "unwritable", found: problem };
  }
  const form = formOf(record);
  return form > known ? { why: "newer", found: newerForm(form, known) } : null;
}

/** In: the form that was found, the newest that is known. */
export function newerForm(found: number, known: number): string {
  return `its record has form ${String(found)}, and this program knows form ${String(known)}`;
}

/** Why a file or folder takes nothing; null where it does. */
function refusal(file: string): string | null {
  try {
    accessSync(file, constants.W_OK);
    return null;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const name = path.basename(file);
    if (code === "EROFS") return `it is on a medium that cannot be written to (${code})`;
    return `this account may not write to ${name === "" ? file : name} (${code})`;
  }
}

/** The user version in the file's header; 0 where there is none to be read. */
function formOf(file: string): number {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch {
    return 0;
  }
  try {
    const bytes = Buffer.alloc(headerBytes);
    const whole = readSync(handle, bytes, 0, headerBytes, 0) === headerBytes;
    return whole && bytes.toString("latin1", 0, magic.length) === magic ? bytes.readUInt32BE(userVersionAt) : 0;
  } finally {
    closeSync(handle);
  }
}
