/** One recorded hunk: the line its old side begins at where it says so, and its lines by sign. */
export interface RecordedHunk {
  readonly start: number | null;
  readonly lines: readonly (readonly [sign: " " | "+" | "-", text: string])[];
}

/**
 * Reads hunks of unified diff text, numbered or not (`@@ -1,2 +1,3 @@`, `@@`, `@@ def name`). Lines before the first header
 * are passed over.
 */
export function readHunks(text: string): RecordedHunk[] {
  const hunks: { start: number | null; lines: [" " | "+" | "-", string][] }[] = [];
  for (const line of text.replace(/\n$/, "").split("\n")) {
    if (line.startsWith("@@")) {
      const match = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@/.exec(line);
      // An empty side names the line before it.
      const start = match === null ? null : Number(match[1]) + (match[2] === "0" ? 1 : 0);
      hunks.push({ start, lines: [] });
      continue;
    }
    const sign = line.charAt(0);
    if (sign === "+" || sign === "-" || sign === " ") hunks.at(-1)?.lines.push([sign, line.slice(1)]);
    // Some writers drop the blank of an empty context line.
    else if (line === "") hunks.at(-1)?.lines.push([" ", ""]);
  }
  return hunks.filter((hunk) => hunk.lines.length > 0);
}
