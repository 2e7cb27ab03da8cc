import { formatList, formatPlural } from "../ui/format";

/** What a rule can look at, one and many of it. Names are the rules' own: see `LookedAt` there. */
const words: Readonly<Record<string, readonly [one: string, many: string]>> = {
  files: ["file", "files"],
  "added-lines": ["added line", "added lines"],
  "removed-lines": ["removed line", "removed lines"],
  edits: ["edit", "edits"],
  commands: ["command", "commands"],
  checks: ["check", "checks"],
  messages: ["message", "messages"],
  "tool-results": ["tool result", "tool results"],
};

/** "412 added lines and 3 commands". In: what a rule looks at, counts by name. Null where nothing of it was counted. */
export function lookedSentence(looksAt: readonly string[], looked: Readonly<Record<string, number>>): string | null {
  const parts = looksAt.flatMap((name) => {
    const count = looked[name];
    const word = words[name];
    return count === undefined || word === undefined ? [] : [formatPlural(count, word[0], word[1])];
  });
  return parts.length === 0 ? null : formatList(parts);
}

/** "added lines, commands". */
export function looksAtWords(looksAt: readonly string[]): string {
  return looksAt.map((name) => words[name]?.[1] ?? name.replaceAll("-", " ")).join(", ");
}
