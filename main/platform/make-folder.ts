import { mkdirSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Makes a folder and the ones above it, private to this account. Throws what the system answers.
 * One level at a time: Node's own recursive form never returns below /proc, where a folder can neither be made nor be missing.
 */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  let at = path.resolve(folder);
  while (!isFolder(at)) {
    missing.push(at);
    const above = path.dirname(at);
    if (above === at) break;
    at = above;
  }
  for (const level of missing.toReversed()) {
    try {
      mkdirSync(level, { mode: 0o700 });
    } catch (error) {
      // Another process may have made it in the meantime.
      if (!isFolder(level)) throw error;
    }
  }
}

function isFolder(candidate: string): boolean {
  return statSync(candidate, { throwIfNoEntry: false })?.isDirectory() === true;
}
