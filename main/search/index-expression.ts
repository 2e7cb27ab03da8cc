import { tag } from "./event-text";
import type { FileGlob, PathNeed } from "./globs";
import { needsCheck } from "./match-text";
import type { QueryTerm, SearchQuery } from "./parse-query";
import type { QueryWord } from "./words";

/** Beginnings of this length have an index of their own; longer ones are looked up by this much and checked on the text. */
export const indexedPrefix = 3;

/** What the index is asked, and what of its answer must be checked on the text. */
export interface IndexQuestion {
  /** In the index's own language. Everything a person wrote is in quotes in it. */
  readonly expression: string;
  /** How many parts the index goes through at once. */
  readonly parts: number;
  /** Terms that a candidate's text must be checked for. */
  readonly checks: readonly QueryTerm[];
}

export interface QuestionOptions {
  /**
   * Look up long beginnings by their first letters and the shortest not at all: fast where many candidates pass, and to be
   * checked.
   */
  readonly light: boolean;
  /** All words that begin so; null where they are not listed: then the index is asked for the beginning itself. */
  readonly wordsOf: (beginning: string) => readonly string[] | null;
  /** The tools that names with a star stand for. */
  readonly toolsNamed: (prefix: string) => readonly string[];
  /** Words of paths that have some letters; null where they are too many to tell anything. */
  readonly pathWordsLike: (need: PathNeed) => readonly string[] | null;
  /** Sessions an event must be of, by their row; null for any. */
  readonly sessions: readonly number[] | null;
}

/** Puts a query into the index's language. */
export function indexQuestion(query: SearchQuery, options: QuestionOptions): IndexQuestion {
  const must: string[] = [];
  const mustNot: string[] = [];
  const checks: QueryTerm[] = [];
  for (const term of query.terms) {
    const light = options.light && isLightPrefix(term);
    const exact = !needsCheck(term) && !light;
    if (!exact) checks.push(term);
    if (!term.negated) must.push(...termExpressions(term, light, options.wordsOf));
    // Without a check more would be left out than was asked for.
    else if (exact) mustNot.push(all(termExpressions(term, false, options.wordsOf)));
  }
  const oneOf = (tags: readonly string[]) => (tags.length === 0 ? null : any(tags.map(quote)));
  const choose = (choice: { only: readonly string[]; not: readonly string[] }) => {
    const only = oneOf(choice.only);
    const not = oneOf(choice.not);
    if (only !== null) must.push(only);
    if (not !== null) mustNot.push(not);
  };
  const tagged = (kind: "kind" | "runner" | "actor") => ({
    only: query[kind].only.map((value) => tag(kind, value)),
    not: query[kind].not.map((value) => tag(kind, value)),
  });
  choose(tagged("kind"));
  choose(tagged("runner"));
  choose(tagged("actor"));
  const tools = (values: SearchQuery["tool"]["only"]) =>
    values.flatMap(({ text, prefix }) => {
      const named = prefix ? options.toolsNamed(text) : [text];
      return named.length === 0 ? [tag("tool", text)] : named.map((name) => tag("tool", name));
    });
  choose({ only: tools(query.tool.only), not: tools(query.tool.not) });
  if (query.failed === true) must.push(quote(tag("failed")));
  if (query.failed === false) mustNot.push(quote(tag("failed")));
  const files = query.file.only.map((glob) => globExpression(glob, options.pathWordsLike));
  if (files.length > 0) must.push(any(files));
  if (options.sessions !== null) must.push(any(options.sessions.map((pk) => quote(tag("session", pk.toString(36))))));
  if (must.length === 0) must.push(quote(tag("all")));
  const wanted = all(must);
  const parts = must.length + mustNot.length;
  return { expression: mustNot.length === 0 ? wanted : `${wanted} NOT ${any(mustNot)}`, parts, checks };
}

/** True for a beginning that the index has no index of: longer than that, or shorter. */
export function isLightPrefix(term: QueryTerm): boolean {
  return term.prefix && lastLength(term) !== indexedPrefix;
}

function lastLength(term: QueryTerm): number {
  return Array.from(term.words.at(-1)?.asked ?? "").length;
}

function termExpressions(term: QueryTerm, light: boolean, wordsOf: QuestionOptions["wordsOf"]): string[] {
  const last = term.words.length - 1;
  // The shortest beginnings are in nearly every text.
  const words = light && lastLength(term) < indexedPrefix ? term.words.slice(0, last) : term.words;
  const goesOn = (text: string) => beginning(text, light, wordsOf);
  return words.map((word, at) => wordExpression(word, term.prefix && at === last ? goesOn : quote));
}

/** In: how its end is asked for: as a whole word, or as one that may go on. */
function wordExpression(word: QueryWord, end: (text: string) => string): string {
  const whole = end(word.asked);
  if (word.parts.length < 2) return whole;
  const lastPart = word.parts.length - 1;
  return any([whole, all(word.parts.map((part, at) => (at === lastPart ? end : quote)(part)))]);
}

function beginning(text: string, cut: boolean, wordsOf: QuestionOptions["wordsOf"]): string {
  const units = Array.from(text);
  if (!cut && units.length !== indexedPrefix) {
    const words = wordsOf(text);
    // The beginning itself is no word where it is not among them, and finds nothing.
    if (words !== null) return any((words.length === 0 ? [text] : words).map(quote));
  }
  if (units.length === indexedPrefix - 1) {
    const letters = lettersAfter(units.at(-1) ?? "");
    // All three-letter beginnings it may have: an index of two-letter ones would cost more than it saves.
    if (letters !== null) return any([quote(text), ...letters.map((letter) => `${quote(text + letter)} *`)]);
  }
  return `${quote(cut ? units.slice(0, indexedPrefix).join("") : text)} *`;
}

const alphabets = [
  "abcdefghijklmnopqrstuvwxyz0123456789",
  "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ",
  "αβγδεζηθικλμνξοπρστυφχψως",
].map((letters) => Array.from(letters));

/** Letters that may follow one of the same script; null for a script that is not known here. */
function lettersAfter(letter: string): readonly string[] | null {
  return alphabets.find((letters) => letters.includes(letter)) ?? null;
}

/** More ways for a path to match than these are not asked of the index but tried on each path. */
const mostPathTags = 160;

function globExpression({ needs }: FileGlob, wordsLike: QuestionOptions["pathWordsLike"]): string {
  const anyPath = quote(tag("has-path"));
  let tags = 0;
  const ways = needs.map((words) => {
    const conditions = words.flatMap((need) => {
      const like = wordsLike(need);
      if (like === null) return [];
      tags += like.length;
      // A word without letters is in no path.
      return [any((like.length === 0 ? [""] : like).map((word) => quote(tag("path", word))))];
    });
    return conditions.length === 0 ? anyPath : all(conditions);
  });
  return tags > mostPathTags || ways.includes(anyPath) ? anyPath : any([...new Set(ways)]);
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function all(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? "") : `(${parts.join(" AND ")})`;
}

function any(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? "") : `(${parts.join(" OR ")})`;
}
