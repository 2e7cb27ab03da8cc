import type { Codeowners, OwnersRule } from "./codeowners";
import { matchesPattern, type PatternPart } from "./codeowners-pattern";

/** Answers which line of a CODEOWNERS file counts for a path: the last one that matches, or null where none does. */
export type OwnersLookup = (path: string) => OwnersRule | null;

/**
 * Makes a file ready for many paths: each line stands under a word that a path must have for it to match, so that a path is held
 * against a few lines only. In: the file. Out: the lookup; paths are from the repository's root, with forward slashes.
 */
export function indexCodeowners({ rules }: Codeowners): OwnersLookup {
  const beneath: Lists = new Map();
  const named: Lists = new Map();
  const ending: Lists = new Map();
  const any: number[] = [];
  for (let at = rules.length - 1; at >= 0; at -= 1) {
    const rule = rules[at];
    if (rule === undefined) continue;
    const { parts } = rule.matcher;
    const start = literalStart(parts);
    const word = parts.findLast((part) => typeof part === "object" && "name" in part);
    const extension = extensionOf(parts.at(-1));
    if (start !== "") add(beneath, start, at);
    else if (typeof word === "object" && "name" in word) add(named, word.name, at);
    else if (extension !== null) add(ending, extension, at);
    else any.push(at);
  }
  return (path) => {
    const steps = path.split("/");
    let best = -1;
    const look = (list: readonly number[] | undefined): void => {
      for (const at of list ?? []) {
        if (at <= best) return;
        const rule = rules[at];
        if (rule !== undefined && matchesPattern(rule.matcher, steps)) {
          best = at;
          return;
        }
      }
    };
    look(any);
    let start = "";
    for (const step of steps) {
      start = start === "" ? step : `${start}/${step}`;
      look(beneath.get(start));
      look(named.get(step));
      const dot = step.lastIndexOf(".");
      if (dot >= 0) look(ending.get(step.slice(dot)));
    }
    return rules[best] ?? null;
  };
}

/** Places of lines, the last line first. */
type Lists = Map<string, number[]>;

function add(lists: Lists, key: string, at: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [at]);
  else list.push(at);
}

/** The folders that a pattern begins with, as far as they are names: a path that matches is beneath them, or is them. */
function literalStart(parts: readonly PatternPart[]): string {
  const names: string[] = [];
  for (const part of parts) {
    if (part === "folders" || !("name" in part)) break;
    names.push(part.name);
  }
  return names.join("/");
}

/** ".js" of a last part that ends so after a wildcard; null where it does not: a path that matches has a name with that end. */
function extensionOf(part: PatternPart | undefined): string | null {
  if (part === undefined || part === "folders" || !("glob" in part)) return null;
  let text = "";
  for (const mark of [...part.glob].reverse()) {
    if (typeof mark !== "object") return null;
    text = mark.is + text;
    if (mark.is === ".") return text;
  }
  return null;
}
