import {
  isFilterName,
  nearestFilter,
  nearestWord,
  searchFilters,
  filterNames,
  type FilterName,
} from "../../shared/search/filters";
import { parseSyntax, printPiece, type FilterPiece, type WordPiece } from "../../shared/search/query-syntax";
import { dateProblem, readDate } from "../../shared/search/dates";
import { readGlob, type FileGlob } from "./globs";
import { fold, queryWords, type QueryWord } from "./words";

/** A word, a beginning or a phrase of a query. */
export interface QueryTerm {
  /** As the person wrote it, without quotes, star and sign. */
  readonly text: string;
  readonly words: readonly QueryWord[];
  /** The last word may go on. */
  readonly prefix: boolean;
  readonly negated: boolean;
}

/** One filter's values: any of `only` must hold (where there is one), none of `not`. */
export interface Choice<T> {
  readonly only: readonly T[];
  readonly not: readonly T[];
}

/** Names are matched as written (`exact`) or by their beginning (a star behind them). */
export interface NameValue {
  readonly text: string;
  readonly prefix: boolean;
}

/** What a query asks for. */
export interface SearchQuery {
  readonly terms: readonly QueryTerm[];
  readonly runner: Choice<string>;
  readonly kind: Choice<string>;
  readonly actor: Choice<string>;
  readonly tool: Choice<NameValue>;
  readonly file: Choice<FileGlob>;
  readonly task: Choice<string>;
  readonly repo: Choice<string>;
  readonly model: Choice<string>;
  readonly session: Choice<string>;
  readonly failed: boolean | null;
  /** Milliseconds; from `since` on, before `until`. */
  readonly since: number | null;
  readonly until: number | null;
  /** What was not understood, in words; the rest holds all the same. */
  readonly problems: readonly string[];
}

/** Parts of a query beyond these are passed over, and said to be. */
const mostPieces = 20;
const mostValues = 24;
const shownPiece = 60;

type Draft = { -readonly [K in keyof SearchQuery]: SearchQuery[K] } & {
  terms: QueryTerm[];
  problems: string[];
};

/** Reads a query. In: what was typed; now in milliseconds and the viewer's zone, for dates. Never throws, whatever was typed. */
export function parseQuery(query: string, now: number, zone: string): SearchQuery {
  const { pieces, unclosed } = parseSyntax(query);
  const none = { only: [], not: [] };
  const draft: Draft = {
    terms: [],
    runner: none,
    kind: none,
    actor: none,
    tool: none,
    file: none,
    task: none,
    repo: none,
    model: none,
    session: none,
    failed: null,
    since: null,
    until: null,
    problems: [],
  };
  if (unclosed) draft.problems.push("A quote is not closed: all behind it is taken as one phrase.");
  for (const piece of pieces.slice(0, mostPieces)) {
    if (piece.kind === "filter") addFilter(draft, piece, now, zone);
    else addTerm(draft, piece);
  }
  if (pieces.length > mostPieces)
    draft.problems.push(
      `Only the first ${String(mostPieces)} parts are searched for; there are ${String(pieces.length)}.`,
    );
  if (draft.since !== null && draft.until !== null && draft.since >= draft.until)
    draft.problems.push("Nothing can match: since: is not before until:.");
  const against = contradiction(draft);
  if (against !== undefined)
    draft.problems.push(`Nothing can match: “${cut(against.text)}” is asked for and ruled out.`);
  return draft;
}

function contradicts(term: QueryTerm, other: QueryTerm): boolean {
  return other.negated && other.prefix === term.prefix && fold(other.text) === fold(term.text);
}

/** A term that a query both asks for and rules out. */
export function contradiction({ terms }: Pick<SearchQuery, "terms">): QueryTerm | undefined {
  return terms.find((term) => !term.negated && terms.some((other) => contradicts(term, other)));
}

/** True where a query asks for nothing. */
export function isEmptyQuery(query: SearchQuery): boolean {
  const choices = [
    query.runner,
    query.kind,
    query.actor,
    query.tool,
    query.file,
    query.task,
    query.repo,
    query.model,
    query.session,
  ];
  return (
    query.terms.length === 0 &&
    query.failed === null &&
    query.since === null &&
    query.until === null &&
    choices.every(({ only, not }) => only.length === 0 && not.length === 0)
  );
}

function addTerm(draft: Draft, piece: WordPiece): void {
  const words = queryWords(piece.text).slice(0, mostValues);
  const last = words.at(-1);
  if (last === undefined) {
    if (piece.text.trim() !== "")
      draft.problems.push(`${shown(piece)} holds no letter or number: it cannot be searched for.`);
    return;
  }
  let prefix = piece.kind === "prefix";
  // A beginning of one letter would be a third of all words.
  if (prefix && Array.from(last.text).length < 2) {
    draft.problems.push(`${shown(piece)} is too short for a beginning: it takes at least 2 letters.`);
    prefix = false;
  }
  draft.terms.push({ text: piece.text, words, prefix, negated: piece.negated });
}

function addFilter(draft: Draft, piece: FilterPiece, now: number, zone: string): void {
  const { name } = piece;
  if (!isFilterName(name)) {
    const near = nearestFilter(name);
    const meant = near === null ? "" : ` Did you mean ${near}:?`;
    draft.problems.push(
      `There is no filter “${name}:”.${meant} Filters are ${filterNames.map((one) => `${one}:`).join(" ")}. Quotes search for it as text.`,
    );
    return;
  }
  if (piece.values.length === 0) {
    draft.problems.push(`“${name}:” needs a value, for example ${searchFilters[name].example}.`);
    return;
  }
  if (piece.values.length > mostValues)
    draft.problems.push(`Only the first ${String(mostValues)} values of “${name}:” are used.`);
  for (const value of piece.values.slice(0, mostValues)) addValue(draft, name, value, piece, now, zone);
}

function addValue(draft: Draft, name: FilterName, value: string, piece: FilterPiece, now: number, zone: string): void {
  switch (name) {
    case "runner":
    case "kind":
    case "actor": {
      const known = knownValue(draft, name, value);
      if (known !== null) draft[name] = chosen(draft[name], known, piece.negated);
      return;
    }
    case "failed": {
      const known = knownValue(draft, name, value);
      if (known === null) return;
      const wanted = (known === "true") !== piece.negated;
      if (draft.failed !== null && draft.failed !== wanted)
        draft.problems.push("“failed:” is asked for both ways: the last one holds.");
      draft.failed = wanted;
      return;
    }
    case "since":
    case "until": {
      const stretch = readDate(value, now, zone);
      if (piece.negated)
        draft.problems.push(`“-${name}:” is not understood: use ${name === "since" ? "until" : "since"}:.`);
      else if (stretch === null) draft.problems.push(dateProblem(name, cut(value)));
      else if (name === "since") draft.since = Math.max(draft.since ?? stretch.from, stretch.from);
      else draft.until = Math.min(draft.until ?? stretch.to, stretch.to);
      return;
    }
    case "file": {
      const glob = readGlob(value);
      if (glob === null)
        draft.problems.push(`“file:${cut(value)}” is no pattern: it is too long, or a bracket is not closed.`);
      else draft.file = chosen(draft.file, glob, piece.negated);
      return;
    }
    case "tool":
      draft.tool = chosen(draft.tool, { text: value.replace(/\*+$/, ""), prefix: value.endsWith("*") }, piece.negated);
      return;
    default:
      draft[name] = chosen(draft[name], value, piece.negated);
  }
}

function chosen<T>(choice: Choice<T>, value: T, negated: boolean): Choice<T> {
  return negated ? { ...choice, not: [...choice.not, value] } : { ...choice, only: [...choice.only, value] };
}

/** The allowed value that is meant, or null with the problem noted. */
function knownValue(draft: Draft, name: "runner" | "kind" | "actor" | "failed", value: string): string | null {
  const { values, aliases } = searchFilters[name];
  const allowed = values ?? [];
  const wanted = value.toLowerCase().replaceAll(/[\s_]/g, "-");
  if (allowed.includes(wanted)) return wanted;
  if (Object.hasOwn(aliases, wanted)) return aliases[wanted] ?? null;
  const near = nearestWord(wanted, allowed);
  draft.problems.push(
    `“${name}:${cut(value)}” is not known.${near === null ? "" : ` Did you mean ${name}:${near}?`} It takes ${allowed.join(", ")}.`,
  );
  return null;
}

function shown(piece: WordPiece): string {
  return `“${cut(printPiece(piece))}”`;
}

function cut(text: string): string {
  return text.length > shownPiece ? `${text.slice(0, shownPiece - 1).toWellFormed()}…` : text;
}
