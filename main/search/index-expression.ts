import { tag } from "./event-text";
import { needsCheck } from "./match-text";
import type { QueryTerm, SearchQuery } from "./parse-query";
import type { QueryWord } from "./words";

/** Beginnings up to this length have an index of their own; longer ones are looked up by this much and checked on the text. */
export const indexedPrefix = 3;

/** What the index is asked, and what of its answer must be checked on the text. */
export interface IndexQuestion {
  /** In the index's own language. Everything a person wrote is in quotes in it. */
  readonly expression: string;
  /** Terms that a candidate's text must be checked for. */
  readonly checks: readonly QueryTerm[];
}

export interface QuestionOptions {
  /** Look up long beginnings by their first letters: fast where many candidates pass, and to be checked. */
  readonly shortPrefixes: boolean;
  /** The tools that names with a star stand for. */
  readonly toolsNamed: (prefix: string) => readonly string[];
  /** Sessions an event must be of, by their row; null for any. */
  readonly sessions: readonly number[] | null;
}

/** Puts a query into the index's language. */
export function indexQuestion(query: SearchQuery, options: QuestionOptions): IndexQuestion {
  const must: string[] = [];
  const mustNot: string[] = [];
  const checks: QueryTerm[] = [];
  for (const term of query.terms) {
    const cut = options.shortPrefixes && isLongPrefix(term);
    const exact = !needsCheck(term) && !cut;
    if (!exact) checks.push(term);
    if (!term.negated) must.push(termExpression(term, cut));
    // Without a check more would be left out than was asked for.
    else if (exact) mustNot.push(termExpression(term, false));
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
  const files = query.file.only.map((glob) =>
    all([quote(tag("has-path")), ...glob.words.map(({ text, prefix }) => pathExpression(text, prefix))]),
  );
  if (files.length > 0) must.push(any(files));
  if (options.sessions !== null) must.push(any(options.sessions.map((pk) => quote(tag("session", pk.toString(36))))));
  if (must.length === 0) must.push(quote(tag("all")));
  const wanted = all(must);
  return { expression: mustNot.length === 0 ? wanted : `${wanted} NOT ${any(mustNot)}`, checks };
}

/** True for a beginning that is longer than what the index has an index of beginnings for. */
export function isLongPrefix(term: QueryTerm): boolean {
  return term.prefix && Array.from(term.words.at(-1)?.text ?? "").length > indexedPrefix;
}

function termExpression(term: QueryTerm, cut: boolean): string {
  const last = term.words.length - 1;
  return all(term.words.map((word, at) => wordExpression(word, term.prefix && at === last, cut)));
}

function wordExpression(word: QueryWord, prefix: boolean, cut: boolean): string {
  const whole = prefix ? beginning(word.text, cut) : quote(word.text);
  if (word.parts.length < 2) return whole;
  const lastPart = word.parts.length - 1;
  const parts = word.parts.map((part, at) => {
    if (!prefix || at !== lastPart) return quote(part);
    return beginning(part, cut);
  });
  return any([whole, all(parts)]);
}

function beginning(text: string, cut: boolean): string {
  const units = Array.from(text);
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

function pathExpression(text: string, prefix: boolean): string {
  const name = tag("path", text);
  // The sign and the letter before the name count as letters of the beginning.
  return prefix ? `${quote(Array.from(name).slice(0, indexedPrefix).join(""))} *` : quote(name);
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
