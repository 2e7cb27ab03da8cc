import { accessSync, constants } from "node:fs";
import { viewedRefusal } from "../../shared/model/viewed-home";
import type { Problem } from "../../shared/result";

/** What a failed write of the record means for what comes after it. */
export interface StoreFault {
  readonly problem: Problem;
  /** The disk or the file cannot be relied on: nothing more is recorded until Countersign starts anew and has checked it. */
  readonly lasting: boolean;
}

/**
 * Names the class of an error of SQLite. In: what was thrown, the file. Out: code `read-only`, `disk-full`, `disk-error`, `store-damaged`,
 * `store-busy` or `log-write-failed`, with what is safe. Result codes: SQLite's "Result and Error Codes", extended ones by prefix.
 */
export function storeFault(error: unknown, file: string): StoreFault {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const why = error instanceof Error ? error.message : String(error);
  const is = (...names: readonly string[]) => names.some((name) => code === name || code.startsWith(`${name}_`));
  // The copy of a data folder that is only looked at: the file would take it, the database does not.
  if (code === "SQLITE_READONLY" && mayWrite(file))
    return { lasting: false, problem: { code: "read-only", message: viewedRefusal } };
  if (is("SQLITE_FULL"))
    return {
      lasting: false,
      problem: {
        code: "disk-full",
        message: `Nothing was recorded: the disk is full (${why}). Every entry recorded before is safe.`,
        place: file,
        remedy: "Free disk space, then record again.",
      },
    };
  if (is("SQLITE_CORRUPT", "SQLITE_NOTADB"))
    return {
      lasting: true,
      problem: {
        code: "store-damaged",
        message: `Nothing was recorded: the record is damaged (${why}). Nothing more is recorded until it is mended.`,
        place: file,
        remedy: "countersign backup recover puts the damaged file aside and opens the newest backup that holds.",
      },
    };
  if (is("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM"))
    return {
      lasting: true,
      problem: {
        code: "disk-error",
        message: `This was not recorded for certain: the disk did not take it (${code}: ${why}). Every entry recorded before is safe; nothing more is recorded until the log was read back.`,
        place: file,
        remedy: "Check the disk, then start Countersign again: it checks the whole log and says what is in it.",
      },
    };
  if (is("SQLITE_BUSY", "SQLITE_LOCKED"))
    return {
      lasting: false,
      problem: {
        code: "store-busy",
        message: "Nothing was recorded: another program has held the record for 5 seconds.",
        place: file,
        remedy: "Close the other program, then record again.",
      },
    };
  return {
    lasting: false,
    problem: {
      code: "log-write-failed",
      message: `Nothing was recorded: ${why}.`,
      place: file,
      remedy: "Free disk space or mend the disk, then record again.",
    },
  };
}

function mayWrite(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** An error of SQLite, by its code. */
export function isOfStore(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_");
}
