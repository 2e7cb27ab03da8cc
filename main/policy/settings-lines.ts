import type { PatchHunk, PatchLine } from "../../shared/diff/parse-patch";
import { linesAbove } from "./added-lines";

/** The width of a line's indentation, a tab counted as four. */
export function indentOf(text: string): number {
  let width = 0;
  for (const char of text) {
    if (char === " ") width += 1;
    else if (char === "\t") width += 4;
    else break;
  }
  return width;
}

const keyed = /^\s*(?:-\s+|\{\s*)?["'`]?([\w@./-]+)["'`]?\s*[:=]\s*/;

/**
 * The key of the list that a line is an entry of, or opens: `ignores: [`, `exclude = [`, or a YAML key above its `- ` entries.
 * In: the hunk and one of its lines. Out: the key, or null where the hunk does not show it. Removed lines are passed over for a
 * line of the new side, added ones for a line of the old.
 */
export function listKeyAt(hunk: PatchHunk, line: PatchLine): string | null {
  const other = line.kind === "del" ? "add" : "del";
  const own = keyed.exec(line.text);
  if (own !== null && /[[({]/.test(line.text.slice(own[0].length, own[0].length + 1))) return own[1] ?? null;
  let depth = 0;
  const indent = indentOf(line.text);
  const entry = /^\s*-\s/.test(line.text);
  for (const above of linesAbove(hunk, line).toReversed()) {
    if (above.kind === other || above.text.length > 2000) continue;
    const text = above.text;
    depth += (text.match(/[\])]/g)?.length ?? 0) - (text.match(/[[(]/g)?.length ?? 0);
    if (depth < 0) return keyed.exec(text)?.[1] ?? null;
    if (depth > 0) continue;
    const key = keyed.exec(text);
    if (entry && key !== null && !/^\s*-\s/.test(text) && indentOf(text) <= indent)
      return text.slice(key[0].length).trim() === "" ? (key[1] ?? null) : null;
    // An INI list: indented lines below `key =`.
    if (!entry && key !== null && /^\S/.test(text) && indent > 0 && text.slice(key[0].length).trim() === "")
      return key[1] ?? null;
    if (text.trim().startsWith("[") && !entry) return null;
  }
  return null;
}

/**
 * The keys a line stands under, innermost first, by indentation: `jobs > test > steps`. Only as far as the hunk shows.
 */
export function keysAbove(hunk: PatchHunk, line: PatchLine): string[] {
  const other = line.kind === "del" ? "add" : "del";
  const keys: string[] = [];
  let indent = indentOf(line.text) + (/^\s*-\s/.test(line.text) ? 1 : 0);
  for (const above of linesAbove(hunk, line).toReversed()) {
    if (above.kind === other || above.text.trim() === "") continue;
    const own = indentOf(above.text);
    if (own >= indent || /^\s*#/.test(above.text)) continue;
    indent = own;
    const key = keyed.exec(above.text)?.[1];
    if (key !== undefined) keys.push(key);
  }
  return keys;
}

/** The entries of a list that is written on one line: `["a", 'b']` or `a, b`; null where the line holds no whole list. */
export function inlineList(text: string): readonly string[] | null {
  const inner = /\[([^[\]]*)\]/.exec(text)?.[1];
  if (inner === undefined) return null;
  return inner
    .split(",")
    .map((entry) => entry.trim().replace(/^["'`]|["'`]$/g, ""))
    .filter((entry) => entry !== "");
}

/** The name and value of a setting in a line of JSON, YAML, TOML, INI or JavaScript; null where it is none. */
export function settingIn(text: string): { readonly name: string; readonly value: string } | null {
  if (text.length > 2000) return null;
  const match = keyed.exec(text);
  if (match?.[1] === undefined) return null;
  return {
    name: match[1],
    value: text
      .slice(match[0].length)
      .trim()
      .replace(/[,;]+$/, ""),
  };
}

/** Whether an offset of a line lies within a quoted string, by counting the quotes before it. */
export function isQuotedAt(text: string, at: number): boolean {
  let open: string | null = null;
  for (let index = 0; index < at; index += 1) {
    const char = text[index];
    if (char === "\\") index += 1;
    else if (open !== null) {
      if (char === open) open = null;
    } else if (char === '"' || char === "`") open = char;
    else if (char === "'" && !/\w/.test(text[index - 1] ?? "")) open = char;
  }
  return open !== null;
}
