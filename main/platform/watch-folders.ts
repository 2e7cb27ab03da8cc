import { readdirSync, watch, type FSWatcher } from "node:fs";
import path from "node:path";

/** A folder that is watched with everything below it. */
export interface FolderWatch {
  /** False where the system gave no watches (or too few): then only looking tells what changed. */
  readonly complete: boolean;
  close(): void;
}

/**
 * Tells of changes at or below a folder: `onChange` is given the path of what changed, came or went, as far as the system
 * says it. A hint, never the truth: the caller looks at the file, and looks at the folder from time to time.
 *
 * Linux watches single folders, so each one below gets a watch of its own; elsewhere one watch covers the tree. Node's own
 * recursive watch on Linux watches every file, which costs ten times as much.
 */
export function watchFolder(root: string, onChange: (changed: string) => void): FolderWatch {
  const watches = new Map<string, FSWatcher>();
  const recursive = process.platform === "darwin" || process.platform === "win32";
  let complete = true;

  const add = (folder: string): void => {
    if (watches.has(folder)) return;
    try {
      const watcher = watch(folder, { recursive, persistent: false }, (kind, name) => {
        const changed = name === null ? folder : path.join(folder, name);
        // A new folder is watched before its files are looked for, so that none falls between.
        if (!recursive && kind === "rename" && name !== null) addBelow(changed, true);
        onChange(changed);
      });
      watcher.on("error", () => {
        watcher.close();
        watches.delete(folder);
      });
      watches.set(folder, watcher);
    } catch {
      // Gone again, or the system's watches are used up.
      complete = false;
    }
  };

  /** Watches a folder and those below it, and tells of every file in them where `tell` is set. Nothing for a file. */
  const addBelow = (folder: string, tell: boolean): void => {
    const waiting = [folder];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      let items;
      try {
        items = readdirSync(next, { withFileTypes: true });
      } catch {
        // A file, or gone.
        continue;
      }
      add(next);
      for (const item of items) {
        const full = path.join(next, item.name);
        if (item.isDirectory()) waiting.push(full);
        else if (tell && item.isFile()) onChange(full);
      }
    }
  };

  if (recursive) add(root);
  else addBelow(root, false);
  return {
    get complete() {
      return complete;
    },
    close: () => {
      for (const watcher of watches.values()) watcher.close();
      watches.clear();
    },
  };
}
