import { checkedText } from "../search/event-text";
import { indexQuestion, type IndexQuestion } from "../search/index-expression";
import { foldedText, passes } from "../search/match-text";
import { contradiction, type SearchQuery } from "../search/parse-query";
import { requiredCodes } from "../search/word-codes";
import type { ReadDb } from "../store/database";
import { docsPerMinute, firstDocAt } from "../store/search-index";
import { findEvents, indexedRange, toolsNamed, type DocRange } from "../store/search-index-read";
import { mostSieveCodes, pathWordsLike, type Sieve } from "../store/search-sieve";
import { isWholeCheaper, readBeginnings, type Beginnings } from "./search-beginnings";
import { Candidates } from "./search-candidates";
import { readingOf, readMatch, type Match } from "./search-match";
import { sessionScope } from "./search-scope";

export interface RunOptions {
  /** Only events of this attempt; null for all. */
  readonly attemptId: string | null;
  /** Documents below this one; null for all. */
  readonly below: number | null;
  readonly limit: number;
  /** When to end, on the clock of `performance.now()`: what was found until then is the answer. */
  readonly deadline: number;
}

export interface Run {
  readonly matches: readonly Match[];
  /** The document below which the next page goes on; null at the end. */
  readonly next: number | null;
  /** The time was used up before the end. */
  readonly truncated: boolean;
}

const nothing: Run = { matches: [], next: null, truncated: false };

/** More sessions than these are not asked of the index but sifted. */
const mostSessionTags = 128;
const mostTools = 60;
const mostPathWords = 64;
const runsOfTerm = 3;
/** So many times the documents are taken that those before make likely to be enough. */
const spare = 1.4;

/** Runs a query over the index, newest first. */
export function runQuery(db: ReadDb, query: SearchQuery, options: RunOptions): Run {
  const range = rangeOf(db, query, options.below);
  if (range === null || contradiction(query) !== undefined) return nothing;
  const scope = sessionScope(db, query, options.attemptId);
  if (scope.only?.size === 0) return nothing;
  const few = scope.only !== null && scope.only.size <= mostSessionTags;
  const tags = scope.only !== null && few ? [...scope.only] : null;
  const sessions = few ? null : scope.only;
  const unsure = query.file.only.length + query.file.not.length > 0 || scope.only !== null;

  const beginnings = readBeginnings(db, query);
  let { light } = beginnings;
  let question = ask(db, query, { light, sessions: tags, beginnings });
  let sieve = sieveOf(question, sessions);
  const source = new Candidates(db, range, options.below !== null, options.deadline);
  const reading = readingOf(db, scope.passes);
  const matches: Match[] = [];
  const began = performance.now();
  let looked = 0;
  while (!source.isEnded()) {
    // Where every candidate passes, no more are taken than are shown; else more each time, since the index begins anew.
    const plain = sieve === null && !unsure && question.checks.length === 0;
    const wanted = options.limit + 1 - matches.length;
    const probably = matches.length === 0 ? null : Math.ceil((looked / matches.length) * wanted * spare);
    const batch = source.next(question, sieve, { enough: plain ? wanted : null, probably });
    for (const candidate of batch.candidates) {
      const match = readMatch(db, query, candidate, reading);
      if (match !== null && stands(question, match)) matches.push(match);
      if (matches.length > options.limit) return page(matches, options.limit);
      if (performance.now() > options.deadline)
        return candidate.doc > range.low ? { matches, next: candidate.doc, truncated: true } : ended(matches);
    }
    if (performance.now() > options.deadline && !source.isEnded())
      return { matches, next: source.high + 1, truncated: true };
    looked += batch.looked;
    const soFar = { looked, matched: matches.length, tookMs: performance.now() - began, share: source.share };
    if (light && isWholeCheaper(beginnings, soFar, options.limit)) {
      light = false;
      question = ask(db, query, { light, sessions: tags, beginnings });
      sieve = sieveOf(question, sessions);
    }
  }
  return ended(matches);
}

function ended(matches: readonly Match[]): Run {
  return { matches, next: null, truncated: false };
}

function stands({ checks }: IndexQuestion, { searchable }: Match): boolean {
  return checks.length === 0 || passes(checks, foldedText(checkedText(searchable)));
}

interface Asking {
  readonly light: boolean;
  readonly sessions: readonly number[] | null;
  readonly beginnings: Beginnings;
}

function ask(db: ReadDb, query: SearchQuery, { light, sessions, beginnings }: Asking): IndexQuestion {
  return indexQuestion(query, {
    light,
    sessions,
    wordsOf: beginnings.wordsOf,
    toolsNamed: (beginning) => toolsNamed(db, beginning, mostTools),
    pathWordsLike: (need) => pathWordsLike(db, need, mostPathWords),
  });
}

/** What candidates can be tried against without reading their events; null where that is nothing. */
function sieveOf({ checks }: IndexQuestion, sessions: ReadonlySet<number> | null): Sieve | null {
  const codes = checks
    .filter((term) => !term.negated)
    .flatMap((term) => requiredCodes(term.text, term.prefix, runsOfTerm))
    .slice(0, mostSieveCodes);
  return codes.length === 0 && sessions === null ? null : { codes, sessions };
}

/** Checking candidates one by one ends after this: those that are left are taken as the index found them. */
const checkMs = 250;

/** Rows of all events of an attempt that match. In: a query that asks for something. */
export function findRows(db: ReadDb, query: SearchQuery, attemptId: string): ReadonlySet<number> {
  const rows = new Set<number>();
  const range = rangeOf(db, query, null);
  const scope = sessionScope(db, query, attemptId);
  if (range === null || scope.only === null || scope.only.size === 0 || contradiction(query) !== undefined) return rows;
  const question = ask(db, query, {
    light: false,
    sessions: scope.only.size <= mostSessionTags ? [...scope.only] : null,
    beginnings: readBeginnings(db, query),
  });
  const exact = question.checks.length === 0 && query.since === null && query.until === null;
  const files = query.file.only.length + query.file.not.length > 0;
  const reading = readingOf(db, scope.passes);
  const end = performance.now() + checkMs;
  for (const candidate of findEvents(db, question.expression, range)) {
    if (!scope.passes(candidate.sessionPk)) continue;
    if ((!exact || files) && performance.now() < end) {
      const match = readMatch(db, query, candidate, reading);
      if (match === null || !stands(question, match)) continue;
    }
    rows.add(candidate.event);
  }
  return rows;
}

/** One more than asked was found: there is a next page. */
function page(matches: readonly Match[], limit: number): Run {
  const shown = matches.slice(0, limit);
  return { matches: shown, next: shown.at(-1)?.doc ?? null, truncated: false };
}

/** The stretch of the index that can hold matches; null where none can. */
function rangeOf(db: ReadDb, query: SearchQuery, below: number | null): DocRange | null {
  const all = indexedRange(db);
  if (all === null) return null;
  const low = query.since === null ? all.low : Math.max(all.low, firstDocAt(query.since));
  const last = query.until === null ? all.high : firstDocAt(query.until - 1) + docsPerMinute - 2;
  const high = Math.min(all.high, last, below === null ? Infinity : below - 1);
  return low > high ? null : { low, high };
}
