/** Strings and brackets of valid JSON; linear there, because every string is closed. */
const marks = /"[^"\\]*(?:\\[^][^"\\]*)*"|[{}[\]]/g;

/** Whether valid JSON nests deeper than `limit`: asked before anything recursive looks at it. */
export function deeperThan(text: string, limit: number): boolean {
  let depth = 0;
  for (const token of text.matchAll(marks)) {
    const mark = token[0];
    if (mark === "{" || mark === "[") depth += 1;
    else if (mark === "}" || mark === "]") depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}

/**
 * The first object key that is written twice in valid JSON, with its offset; null when there is none. `JSON.parse` keeps the last of
 * two silently, so a file could say one thing to this reader and another to the next.
 * In: text that `JSON.parse` accepts.
 */
export function duplicateKey(text: string): { key: string; offset: number } | null {
  const open: (Set<string> | null)[] = [];
  for (const token of text.matchAll(marks)) {
    const mark = token[0];
    if (mark === "{") open.push(new Set());
    else if (mark === "[") open.push(null);
    else if (mark === "}" || mark === "]") open.pop();
    else {
      const keys = open.at(-1);
      if (
        keys === null ||
        keys === undefined ||
        !/^\s*:/.test(text.slice(token.index + mark.length, token.index + mark.length + 200))
      )
        continue;
      const key: unknown = JSON.parse(mark);
      if (typeof key !== "string") continue;
      if (keys.has(key)) return { key, offset: token.index };
      keys.add(key);
    }
  }
  return null;
}
