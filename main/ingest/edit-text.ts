import { isObject, intField, listField } from "./json-fields";
import type { JsonObject } from "./json-fields";

export interface LineDelta {
  readonly added: number;
  readonly removed: number;
}

/** Lines a replacement adds and removes: what is left when equal lines at both ends are taken off. */
export function replacedLines(before: string, after: string): LineDelta {
  const old = linesOf(before);
  const now = linesOf(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  )
    tail += 1;
  return { added: now.length - head - tail, removed: old.length - head - tail };
}

/** Lines of a text; a line end at the end of the text does not begin another line. */
export function linesOf(text: string): string[] {
  if (text === "") return [];
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Counts the added and removed lines of unified hunks that have no file headers. */
export function hunkLines(hunks: string): LineDelta {
  let added = 0;
  let removed = 0;
  for (const line of hunks.split("\n")) {
    if (line.startsWith("+")) added += 1;
    else if (line.startsWith("-")) removed += 1;
  }
  return { added, removed };
}

/** Unified hunks from a `structuredPatch` list (`oldStart`, `oldLines`, `newStart`, `newLines`, `lines`), or null if it is empty or odd. */
export function structuredHunks(patch: readonly unknown[]): string | null {
  const parts: string[] = [];
  for (const hunk of patch) {
    if (!isObject(hunk)) return null;
    const header = hunkHeader(hunk);
    const lines = listField(hunk, "lines");
    if (header === null) return null;
    parts.push(header);
    for (const line of lines) {
      if (typeof line !== "string") return null;
      parts.push(line);
    }
  }
  return parts.length === 0 ? null : `${parts.join("\n")}\n`;
}

function hunkHeader(hunk: JsonObject): string | null {
  const oldStart = intField(hunk, "oldStart");
  const oldLines = intField(hunk, "oldLines");
  const newStart = intField(hunk, "newStart");
  const newLines = intField(hunk, "newLines");
  if (oldStart === null || oldLines === null || newStart === null || newLines === null) return null;
  return `@@ -${String(oldStart)},${String(oldLines)} +${String(newStart)},${String(newLines)} @@`;
}
