import type { CheckType } from "../../shared/model/event";

/** What a command with these words is, or null. `words[0]` is the program without its folder; wrappers are taken off. */
export type Recogniser = (words: readonly string[]) => CheckType | null;

/** By the first word that is no option. `*` is for anything else, also for none. */
export function bySubcommand(table: Readonly<Record<string, CheckType>>): Recogniser {
  const map = new Map(Object.entries(table));
  return (words) => map.get(plainWords(words)[1] ?? "") ?? map.get("*") ?? null;
}

/** Only with one of these words. */
export function onlyWith(type: CheckType, ...needed: readonly string[]): Recogniser {
  return (words) => (words.some((word) => needed.includes(word)) ? type : null);
}

/** The words that are neither options nor the values of options named in `withValue`. */
export function plainWords(words: readonly string[], withValue: ReadonlySet<string> = new Set()): string[] {
  const plain: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (withValue.has(word)) index += 1;
    else if (!word.startsWith("-") && !(word.startsWith("+") && plain.length === 1)) plain.push(word);
  }
  return plain;
}
