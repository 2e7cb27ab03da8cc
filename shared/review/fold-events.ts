import { eventClasses, isClassLetter, type EventClass } from "./event-class";

/** So many quiet events in a row are one line. */
export const leastFolded = 3;
// By character code: a hundred thousand events are asked about in one go.
const quiet = new Uint8Array(128);
for (const letter of "rslthnoui") quiet[letter.charCodeAt(0)] = 1;
const failed = "f".charCodeAt(0);
const denied = "d".charCodeAt(0);

/** What the fold rule looks at, by position: letters of event-class, and what a finding or a claim names. */
export interface FoldedEvents {
  readonly classes: string;
  readonly ends: string;
  readonly marked: ReadonlySet<number>;
}

/** True for an event that a reader may pass over: it read, searched, thought or noted, and nothing came of it that a rule noticed. */
export function isQuiet({ classes, ends, marked }: FoldedEvents, at: number): boolean {
  if (quiet[classes.charCodeAt(at)] !== 1) return false;
  const end = ends.charCodeAt(at);
  return end !== failed && end !== denied && !marked.has(at);
}

const names: Readonly<Partial<Record<EventClass, readonly [one: string, many: string]>>> = {
  read: ["read", "reads"],
  search: ["search", "searches"],
  plan: ["plan", "plans"],
  tool: ["tool call", "tool calls"],
  result: ["result without its call", "results without their call"],
  injected: ["message of the runner", "messages of the runner"],
  note: ["note", "notes"],
};

function number(value: number): string {
  return value.toLocaleString("en-US");
}

/** "34 events folded: 21 reads, 6 searches, 5 reasoning (3 hidden by the runner), 2 notes". In: letters, positions (both included). */
export function foldSentence(classes: string, from: number, to: number): string {
  const counts = new Map<EventClass, number>();
  for (let at = from; at <= to; at += 1) {
    const letter = classes.charAt(at);
    if (!isClassLetter(letter)) continue;
    const name = eventClasses[letter];
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const hidden = counts.get("hidden-reasoning") ?? 0;
  const reasoning = (counts.get("reasoning") ?? 0) + hidden;
  const parts = [...counts].flatMap(([name, count]): { text: string; count: number }[] => {
    const words = names[name];
    return words === undefined ? [] : [{ text: `${number(count)} ${count === 1 ? words[0] : words[1]}`, count }];
  });
  if (reasoning > 0)
    parts.push({
      text: `${number(reasoning)} reasoning${hidden === 0 ? "" : ` (${number(hidden)} hidden by the runner)`}`,
      count: reasoning,
    });
  parts.sort((a, b) => b.count - a.count);
  const count = to - from + 1;
  return `${number(count)} ${count === 1 ? "event" : "events"} folded: ${parts.map(({ text }) => text).join(", ")}`;
}
