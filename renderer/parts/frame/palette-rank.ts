/** Something the palette can lead to or do. */
export interface PaletteItem {
  /** Stable, for "recently used". */
  readonly id: string;
  readonly group: string;
  readonly label: string;
  /** What else it is found by, in lower case. */
  readonly words: string;
  readonly hint?: string | undefined;
  /** Strokes of its key as shown. */
  readonly keys?: readonly string[] | undefined;
  /** Why it cannot be done now. */
  readonly off?: string | undefined;
  /** How much more it is wanted than others that match alike; 0 where absent. */
  readonly weight?: number | undefined;
  /** Shown only once something is typed. */
  readonly whenAsked?: boolean | undefined;
  readonly run: () => void;
}

export interface PaletteGroup {
  readonly heading: string;
  readonly items: readonly PaletteItem[];
  /** How many more of the group match. */
  readonly more: number;
}

const mostOfGroup = 8;
const mostOfHere = 40;
const mostRecent = 6;

/**
 * What the palette shows. In: everything it knows, grouped in the order of its headings; the text; ids last used first.
 * Out: groups in which something matches, the best first once something is typed; each bounded, with the count of what is left out.
 */
export function rankItems(items: readonly PaletteItem[], text: string, recent: readonly string[]): PaletteGroup[] {
  const words = text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  return words.length === 0 ? allGroups(items, recent) : matches(items, words, recent);
}

function allGroups(items: readonly PaletteItem[], recent: readonly string[]): PaletteGroup[] {
  const wanted = new Set(recent.slice(0, 30));
  const known = new Map<string, PaletteItem>();
  const groups = new Map<string, PaletteItem[]>();
  for (const item of items) {
    if (wanted.has(item.id) && item.off === undefined) known.set(item.id, item);
    if (item.whenAsked === true) continue;
    const group = groups.get(item.group) ?? [];
    group.push(item);
    groups.set(item.group, group);
  }
  const used = recent.flatMap((id) => known.get(id) ?? []).slice(0, mostRecent);
  const shown = new Set(used);
  return [
    ...(used.length === 0 ? [] : [{ heading: "Recently used", items: used, more: 0 }]),
    ...[...groups].flatMap(([heading, all]) => {
      const rest = all.filter((item) => !shown.has(item));
      const most = heading === "Here" ? mostOfHere : mostOfGroup;
      return rest.length === 0 ? [] : [{ heading, items: rest.slice(0, most), more: Math.max(0, rest.length - most) }];
    }),
  ];
}

interface Scored {
  readonly item: PaletteItem;
  readonly score: number;
}

function matches(items: readonly PaletteItem[], words: readonly string[], recent: readonly string[]): PaletteGroup[] {
  const groups = new Map<string, { best: Scored[]; found: number; top: number }>();
  const used = new Map(recent.map((id, at) => [id, at]));
  for (const item of items) {
    const base = scoreOf(item, words);
    if (base === 0) continue;
    const at = used.get(item.id);
    const score = base + (at === undefined ? 0 : 3 - at / 20) + (item.weight ?? 0) - (item.off === undefined ? 0 : 6);
    const group = groups.get(item.group) ?? { best: [], found: 0, top: -Infinity };
    group.found += 1;
    group.top = Math.max(group.top, score);
    keepBest(group.best, item, score);
    groups.set(item.group, group);
  }
  return [...groups]
    .sort(([, a], [, b]) => b.top - a.top)
    .map(([heading, { best, found }]) => ({ heading, items: best.map(({ item }) => item), more: found - best.length }));
}

/** Keeps the best few in order without sorting all: there may be ten thousand. */
function keepBest(best: Scored[], item: PaletteItem, score: number): void {
  const last = best.at(-1);
  if (best.length === mostOfGroup && last !== undefined && last.score >= score) return;
  const at = best.findIndex((other) => other.score < score);
  best.splice(at === -1 ? best.length : at, 0, { item, score });
  if (best.length > mostOfGroup) best.pop();
}

/** How well an item matches all the words; 0 where one of them does not. */
function scoreOf(item: PaletteItem, words: readonly string[]): number {
  let score = 0;
  for (const word of words) {
    const one = wordScore(item.words, word);
    if (one === 0) return 0;
    score += one;
  }
  // Of two that match alike the shorter one says less besides.
  return score / words.length - Math.min(item.label.length, 100) / 100;
}

function wordScore(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at === 0) return 9;
  if (at > 0) return isStart(text, at) || text.includes(` ${word}`) ? 7 : 5;
  return word.length <= 5 && startsWords(text, word) ? 4 : 0;
}

const beforeStarts = " \t\n-_/.:#";

function isStart(text: string, at: number): boolean {
  return beforeStarts.includes(text.charAt(at - 1));
}

/** Whether the letters are how some of the words begin, in order: "nuf" is "next unread file". */
function startsWords(text: string, letters: string): boolean {
  let at = 0;
  // From word to word, not from letter to letter: each key asks this of every task.
  for (let begin = 0; ;) {
    if (text.charAt(begin) === letters.charAt(at)) at += 1;
    if (at === letters.length) return true;
    const space = text.indexOf(" ", begin);
    if (space === -1) return false;
    begin = space + 1;
  }
}
