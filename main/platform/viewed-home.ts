import {
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { err, ok, type Result } from "../../shared/result";

/*
 * A data folder that is only looked at is not opened: a copy of it is. Databases, keys and small files are copied into a folder of
 * this account, what is large and never changes once written is referred to. Whatever the program writes lands in that folder, which
 * goes when it closes, and the data folder stays as it is to the byte.
 */

/** The window's and the program's own: made anew in the copy. */
const own: ReadonlySet<string> = new Set(["chromium", "compiled", "logs", "reports", "window.json"]);
/** Copied whole: small, and their files are written to in place. */
const copied: ReadonlySet<string> = new Set(["keys"]);
/** Of SQLite's side files the log of what was not moved over yet counts; the index of that log is made anew. */
const passedOver = /-shm$|\.part$/;
const turns = 5;

/** A new folder of this account for a copy. */
export function newAside(): string {
  return mkdtempSync(path.join(tmpdir(), "countersign-view-"));
}

/**
 * Makes the copy. In: the data folder, where the copy goes. Codes: "home-unreadable" where something in it cannot be read,
 * "home-busy" where its record changed whenever it was copied.
 */
export function copyForViewing(home: string, aside: string): Result<undefined> {
  try {
    // A core that is started again makes it anew.
    rmSync(aside, { recursive: true, force: true });
    mkdirSync(path.join(aside, "reports"), { recursive: true, mode: 0o700 });
    for (const name of readdirSync(home)) {
      if (own.has(name) || passedOver.test(name) || /\.db(-wal)?$/.test(name)) continue;
      takeOver(path.join(home, name), path.join(aside, name), copied.has(name));
    }
    for (const name of ["record.db", "index.db"]) {
      if (copyStill(path.join(home, name), path.join(aside, name))) continue;
      return err({
        code: "home-busy",
        message: `${name} was written to whenever it was copied.`,
        place: home,
        remedy: "Close the Countersign that works in this folder, then open it again.",
      });
    }
    return ok(undefined);
  } catch (error) {
    return err({
      code: "home-unreadable",
      message: `Could not read the data folder: ${error instanceof Error ? error.message : String(error)}.`,
      place: home,
      remedy: "Check that this account may read it and that there is room for a copy of its databases.",
    });
  }
}

/** A file as a copy; a folder as one of this account's that refers to what is in the other. Links are not followed. */
function takeOver(from: string, to: string, whole: boolean): void {
  const found = lstatSync(from);
  if (found.isFile()) copyFileSync(from, to, constants.COPYFILE_FICLONE);
  if (!found.isDirectory()) return;
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(from)) {
    const [source, target] = [path.join(from, name), path.join(to, name)];
    if (whole) takeOver(source, target, true);
    // What is being written ("incoming") is made anew: it is nothing that could be looked at.
    else if (name !== "incoming") symlinkSync(source, target, "junction");
  }
}

/** Copies a database with its log. False where it changed meanwhile each time: the copy would be torn. */
function copyStill(file: string, copy: string): boolean {
  if (!existsSync(file)) return true;
  const stamp = () =>
    ["", "-wal"].map((ending) => {
      const found = statSync(file + ending, { throwIfNoEntry: false });
      return found === undefined ? "" : `${String(found.size)}:${String(found.mtimeMs)}`;
    });
  for (let turn = 0; turn < turns; turn += 1) {
    const before = stamp().join(" ");
    for (const ending of ["", "-wal"]) {
      rmSync(copy + ending, { force: true });
      if (existsSync(file + ending)) copyFileSync(file + ending, copy + ending, constants.COPYFILE_FICLONE);
    }
    if (before === stamp().join(" ")) return true;
  }
  return false;
}
