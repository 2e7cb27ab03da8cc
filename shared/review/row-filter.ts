import { tierLevelSchema, type TierLevel } from "../model/tier";
import { nearestWord } from "../search/filters";
import { parseSyntax, type FilterPiece, type WordPiece } from "../search/query-syntax";

/** A term of a filter over rows: what it keeps, and what may stand behind its colon. */
export interface FilterTerm {
  readonly says: string;
  readonly example: string;
  /** All allowed values, where there is a closed list. */
  readonly values: readonly string[] | null;
  /** Other words for a value. */
  readonly aliases: Readonly<Record<string, string>>;
}

/** Whose filter it is, and when. */
export interface FilterContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The viewer's zone, an IANA name. */
  readonly zone: string;
  /** Who `me` is. */
  readonly me: string;
  /** Owners that stand for `me` too, as rows name them; where it is not known, only the name itself does. */
  readonly mine?: readonly { readonly owner: string }[];
}

/** A term that was not understood. `[start, end)` in UTF-16 units of the query. */
export interface FilterProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** What was probably meant, to stand in its place. */
  readonly meant: string | null;
}

export interface RowFilter<Row> {
  readonly matches: (row: Row) => boolean;
  readonly problems: readonly FilterProblem[];
  /** No term that holds: every row matches. */
  readonly empty: boolean;
}

export type RowTest<Row> = (row: Row) => boolean;
/** A value that was read: the test it stands for, or why it stands for none. */
export type TermRead<Row> = { readonly test: RowTest<Row> } | { readonly problem: string; readonly meant?: string };

/** The terms that a list of rows is filtered by, and what they mean of a row. */
export interface FilterLanguage<Name extends string, Row> {
  /** In the order in which they are taught. */
  readonly terms: Readonly<Record<Name, FilterTerm>>;
  readonly isTerm: (name: string) => name is Name;
  /** The term that is meant by a name that is none, or null. */
  readonly nearest: (name: string) => Name | null;
  /** What words are looked for in. */
  readonly texts: (row: Row) => readonly string[];
  readonly read: (name: Name, value: string, context: FilterContext) => TermRead<Row>;
}

/** Parts of a filter beyond these are passed over, and said to be. */
const mostPieces = 40;
const mostValues = 24;

/**
 * Reads a filter: `tier:>=high repo:payments -is:new "refund retry"`. Every part must hold; of values with commas between them
 * any. Never throws, whatever was typed. Out: the test; and what was not understood, which is passed over.
 */
export function parseRowFilter<Name extends string, Row>(
  query: string,
  language: FilterLanguage<Name, Row>,
  context: FilterContext,
): RowFilter<Row> {
  const { pieces, unclosed } = parseSyntax(query, language.isTerm);
  const problems: FilterProblem[] = [];
  const tests: RowTest<Row>[] = [];
  for (const piece of pieces.slice(0, mostPieces)) {
    const read =
      piece.kind === "filter" ? readTerm(piece, language, context) : { test: wordTest(piece, language.texts) };
    if ("problem" in read)
      problems.push({ message: read.problem, start: piece.start, end: piece.end, meant: read.meant ?? null });
    else tests.push(piece.negated && piece.kind === "filter" ? (row) => !read.test(row) : read.test);
  }
  const last = pieces.at(-1);
  const beyond = pieces[mostPieces];
  if (unclosed && last !== undefined)
    problems.push({
      message: "A quote is not closed: all behind it is taken as one phrase.",
      start: last.start,
      end: last.end,
      meant: null,
    });
  if (beyond !== undefined)
    problems.push({
      message: `Only the first ${String(mostPieces)} parts are used; there are ${String(pieces.length)}.`,
      start: beyond.start,
      end: query.length,
      meant: null,
    });
  return { matches: (row) => tests.every((test) => test(row)), problems, empty: tests.length === 0 };
}

function wordTest<Row>({ text, negated }: WordPiece, texts: (row: Row) => readonly string[]): RowTest<Row> {
  const word = text.toLowerCase();
  const has: RowTest<Row> = (row) => texts(row).some((part) => part.toLowerCase().includes(word));
  return negated ? (row) => !has(row) : has;
}

function readTerm<Name extends string, Row>(
  { name, values, negated }: FilterPiece,
  { terms, isTerm, nearest, read }: FilterLanguage<Name, Row>,
  context: FilterContext,
): TermRead<Row> {
  const sign = negated ? "-" : "";
  if (!isTerm(name)) {
    const near = nearest(name);
    const names = Object.keys(terms).map((one) => `${one}:`);
    return {
      problem: `There is no filter “${cut(name)}:”.${near === null ? "" : ` Did you mean ${near}:?`} Filters are ${names.join(" ")}. Quotes look for it as text.`,
      ...(near === null ? {} : { meant: `${sign}${near}:${values.join(",")}` }),
    };
  }
  if (values.length === 0) return { problem: `“${name}:” needs a value, for example ${terms[name].example}.` };
  const tests: RowTest<Row>[] = [];
  for (const value of values.slice(0, mostValues)) {
    const one = read(name, value, context);
    if ("problem" in one)
      return { ...one, ...(one.meant === undefined ? {} : { meant: `${sign}${name}:${one.meant}` }) };
    tests.push(one.test);
  }
  return { test: (row) => tests.some((test) => test(row)) };
}

/** The form in which the values of a closed list are written. */
export function dashed(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_]/g, "-");
}

/** The value of a closed list that is meant, by itself or by another word for it; null where none is. */
export function knownValue({ values, aliases }: FilterTerm, wanted: string): string | null {
  const key = dashed(wanted);
  if (values?.includes(key) === true) return key;
  return Object.hasOwn(aliases, key) ? (aliases[key] ?? null) : null;
}

/** What is said of a value that a closed list does not have. In: what stood before it, as `>=`. */
export function unknownValue(name: string, term: FilterTerm, wanted: string, sign = "") {
  const values = term.values ?? [];
  const near = nearestWord(dashed(wanted), values);
  return {
    problem: `“${name}:${sign}${cut(wanted)}” is not known.${near === null ? "" : ` Did you mean ${name}:${sign}${near}?`} It takes ${values.join(", ")}.`,
    ...(near === null ? {} : { meant: `${sign}${near}` }),
  };
}

/** A value as its sign (`>=`, `<=`, `>`, `<`, `=` or nothing) and what it is held against. */
export function signed(value: string): { readonly sign: string; readonly bare: string } {
  const [, sign = "", bare = ""] = /^(>=|<=|>|<|=)?(.*)$/su.exec(value) ?? [];
  return { sign, bare };
}

/** In: how the row's number compares with the one written. */
export function compares(sign: string, difference: number): boolean {
  switch (sign) {
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    default:
      return difference === 0;
  }
}

/** Reads a tier with a sign before it. A row without a tier has none that compares. */
export function readTier<Row>(wanted: string, term: FilterTerm, of: (row: Row) => TierLevel | null): TermRead<Row> {
  const { sign, bare } = signed(wanted);
  const known = knownValue(term, bare);
  if (known === null) return unknownValue("tier", term, bare, sign);
  const order = (level: string): number => tierLevelSchema.options.findIndex((one) => one === level);
  return {
    test: (row) => {
      const tier = of(row);
      return tier !== null && compares(sign, order(tier) - order(known));
    },
  };
}

/** A text of the filter as a problem quotes it: at most forty characters. */
export function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** The filter with one part of it in another form: to take what was meant in place of what was typed. */
export function withPart(query: string, { start, end }: Pick<FilterProblem, "start" | "end">, part: string): string {
  return `${query.slice(0, start)}${part}${query.slice(end)}`.trim();
}
