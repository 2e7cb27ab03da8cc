import { findHiddenCharacters } from "../diff/hidden-characters";

/** Names every character that would not be seen, e.g. [U+202E]; line feeds and tabs stay. */
export function namedHidden(text: string): string {
  let result = "";
  let at = 0;
  for (const found of findHiddenCharacters(text)) {
    result += `${text.slice(at, found.start)}[${found.label}]`;
    at = found.end;
  }
  return result + text.slice(at);
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

/**
 * A text in a Markdown fence that it cannot close: the fence is longer than every run of backticks in it, and hidden characters
 * are named. In: any text, and a word for the fence's head. Out: lines that begin and end with the fence.
 */
export function fenced(text: string, info = ""): string {
  const inner = namedHidden(text.replace(/\r\n?/g, "\n"));
  const fence = "`".repeat(Math.max(3, longestRun(inner) + 1));
  return `${fence}${info.replace(/[^\w+-]/g, "")}\n${inner}${inner.endsWith("\n") || inner === "" ? "" : "\n"}${fence}`;
}

/** A text in one code span on one line, whatever it holds. */
export function codeSpan(text: string): string {
  const flat = namedHidden(text.replace(/\s+/g, " ")).trim();
  if (flat === "") return "(empty)";
  const ticks = "`".repeat(longestRun(flat) + 1);
  const pad = flat.startsWith("`") || flat.endsWith("`") ? " " : "";
  return `${ticks}${pad}${flat}${pad}${ticks}`;
}

/** A text as a Markdown quotation: a fence that is opened in it ends with it. */
export function quoted(text: string): string {
  return namedHidden(text.replace(/\r\n?/g, "\n"))
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? ">" : `> ${line}`))
    .join("\n");
}
