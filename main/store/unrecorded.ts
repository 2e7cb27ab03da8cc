import { existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { writeFileDurably } from "./durable-files";

/*
 * What was typed for decisions that could not be recorded: plain text files beside the record, that anything can read.
 */

/** Writes a text to a file of its own below the first of the folders that takes it. Out: the file, or null where none does. */
export function keepText(folders: readonly string[], name: string, text: string): string | null {
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = path.join(folder, name);
      writeFileDurably(file, text, "wx");
      return file;
    } catch {
      // The next folder may be on another disk.
    }
  }
  return null;
}

/** Where such texts are kept first, in a data folder. */
export function unrecordedFolder(home: string): string {
  return path.join(home, "unrecorded");
}

/** The files with what was typed, newest first. */
export function listUnrecorded(home: string): string[] {
  const folder = unrecordedFolder(home);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .sort()
    .reverse()
    .map((name) => path.join(folder, name));
}
