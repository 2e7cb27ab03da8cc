import { checkedText, eventText, type EventText } from "../search/event-text";
import { indexQuestion, isLongPrefix } from "../search/index-expression";
import { findTerm, foldedText, passes } from "../search/match-text";
import type { SearchQuery } from "../search/parse-query";
import type { ReadDb } from "../store/database";
import { docsPerMinute, firstDocAt } from "../store/search-index";
import {
  findCandidates,
  findEvents,
  indexedRange,
  pathsOfDoc,
  readFound,
  readFoundSession,
  staleEvents,
  toolsNamed,
  type Candidate,
  type DocRange,
  type FoundEvent,
  type FoundSession,
} from "../store/search-index-read";
import { sessionScope } from "./search-scope";

/** An event that matches, read. */
export interface Match {
  readonly doc: number;
  readonly event: FoundEvent;
  readonly session: FoundSession;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly searchable: EventText;
}

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

/** Candidates taken from the index at first, and at most, where each is to be checked. */
const atOnce = 32;
const mostAtOnce = 1_024;
/** More sessions than these are not asked of the index but checked one by one. */
const mostSessionTags = 128;
/** Candidates that are tried before it is judged whether looking a long beginning up by its first letters pays. */
const trials = 120;
const leastPassing = 0.2;
const mostTools = 60;

/** Runs a query over the index, newest first. */
export function runQuery(db: ReadDb, query: SearchQuery, options: RunOptions): Run {
  const range = rangeOf(db, query, options.below);
  const scope = sessionScope(db, query, options.attemptId);
  if (range === null || scope.only?.size === 0) return nothing;
  const sessions = scope.only !== null && scope.only.size <= mostSessionTags ? [...scope.only] : null;
  const named = (beginning: string) => toolsNamed(db, beginning, mostTools);
  const ask = (shortPrefixes: boolean) => indexQuestion(query, { shortPrefixes, toolsNamed: named, sessions });
  let question = ask(true);
  const long = query.terms.filter((term) => isLongPrefix(term) && !term.negated);
  let mayAskWhole = long.length > 0;
  const plain = scope.only === null && query.file.only.length + query.file.not.length === 0;
  let tried = 0;
  const begun = new Map(long.map((term) => [term, 0]));

  const reading = readingOf(db, scope.passes);
  const matches: Match[] = [];
  let high = range.high;
  let most = atOnce;
  while (high >= range.low) {
    // Where every candidate passes, no more are taken than are shown; else more each time, since the index begins anew.
    most = plain && question.checks.length === 0 ? options.limit + 1 - matches.length : Math.min(most * 2, mostAtOnce);
    const find = options.below === null ? findCandidates : findAhead;
    const found = find(db, question.expression, { low: range.low, high }, most);
    for (const candidate of found) {
      high = candidate.doc - 1;
      const match = read(db, query, candidate, reading);
      if (match !== null) {
        const folded = question.checks.length > 0 ? foldedText(checkedText(match.searchable)) : null;
        if (folded !== null && mayAskWhole) {
          tried += 1;
          for (const term of long)
            if (findTerm(term, folded, 1).length > 0) begun.set(term, (begun.get(term) ?? 0) + 1);
        }
        if (folded === null || passes(question.checks, folded)) matches.push(match);
      }
      if (matches.length > options.limit) return page(matches, options.limit);
      if (performance.now() > options.deadline) return { matches, next: high + 1, truncated: high >= range.low };
    }
    if (mayAskWhole && tried >= trials) {
      mayAskWhole = [...begun.values()].every((count) => count >= tried * leastPassing);
      if (!mayAskWhole) question = ask(false);
      tried = 0;
      for (const term of long) begun.set(term, 0);
    }
    if (found.length < most) break;
  }
  return { matches, next: null, truncated: false };
}

/** Checking candidates one by one ends after this: those that are left are taken as the index found them. */
const checkMs = 250;

/** Rows of all events of an attempt that match. In: a query that asks for something. */
export function findRows(db: ReadDb, query: SearchQuery, attemptId: string): ReadonlySet<number> {
  const rows = new Set<number>();
  const range = rangeOf(db, query, null);
  const scope = sessionScope(db, query, attemptId);
  if (range === null || scope.only === null || scope.only.size === 0) return rows;
  const sessions = scope.only.size <= mostSessionTags ? [...scope.only] : null;
  const named = (beginning: string) => toolsNamed(db, beginning, mostTools);
  const { expression, checks } = indexQuestion(query, { shortPrefixes: false, toolsNamed: named, sessions });
  const exact = checks.length === 0 && query.since === null && query.until === null;
  const files = query.file.only.length + query.file.not.length > 0;
  const reading = readingOf(db, scope.passes);
  const end = performance.now() + checkMs;
  for (const candidate of findEvents(db, expression, range)) {
    if (!scope.passes(candidate.sessionPk)) continue;
    if ((!exact || files) && performance.now() < end) {
      const match = read(db, query, candidate, reading);
      if (match === null || (checks.length > 0 && !passes(checks, foldedText(checkedText(match.searchable))))) continue;
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

/** What candidates are read against, kept while one request runs. */
interface Reading {
  readonly passes: (sessionPk: number) => boolean;
  readonly stale: ReadonlySet<number>;
  readonly sessionOf: (sessionPk: number) => FoundSession | null;
}

function readingOf(db: ReadDb, passes: Reading["passes"]): Reading {
  const sessions = new Map<number, FoundSession | null>();
  return {
    passes,
    stale: staleEvents(db),
    sessionOf: (pk) => {
      const known = sessions.get(pk);
      if (known !== undefined) return known;
      const found = readFoundSession(db, pk);
      sessions.set(pk, found);
      return found;
    },
  };
}

/** Reads a candidate's event, unless something of it that the index does not know rules it out. */
function read(db: ReadDb, query: SearchQuery, { doc, event, sessionPk }: Candidate, scope: Reading): Match | null {
  if (!scope.passes(sessionPk)) return null;
  if (query.file.only.length > 0 || query.file.not.length > 0) {
    const paths = pathsOfDoc(db, doc);
    const fits = (glob: (typeof query.file.only)[number]) => paths.some((path) => glob.matches(path));
    if (query.file.only.length > 0 && !query.file.only.some(fits)) return null;
    if (query.file.not.some(fits)) return null;
  }
  const session = scope.sessionOf(sessionPk);
  const found = session === null || scope.stale.has(event) ? null : readFound(db, event);
  if (found === null || session === null) return null;
  // The index knows the minute only.
  if (found.atMs !== null) {
    if (query.since !== null && found.atMs < query.since) return null;
    if (query.until !== null && found.atMs >= query.until) return null;
  }
  // A row of our own: its form was checked when it was written.
  const detail = JSON.parse(found.detail) as Readonly<Record<string, unknown>>;
  return { doc, event: found, session, detail, searchable: eventText(detail) };
}

interface Ahead extends DocRange {
  readonly expression: string;
  readonly found: readonly Candidate[];
  readonly askedAt: number;
}

const aheads = new WeakMap<ReadDb, Ahead>();
const aheadMost = 1_000;
const aheadGoodMs = 60_000;

/**
 * Candidates of a further page. The index goes through all that is newer to come to them, so the pages after it are taken
 * along. Those that were removed since are noticed when they are read.
 */
function findAhead(db: ReadDb, expression: string, range: DocRange, most: number): readonly Candidate[] {
  const known = aheads.get(db);
  const covers =
    known?.expression === expression &&
    range.low >= known.low &&
    range.high <= known.high &&
    performance.now() - known.askedAt < aheadGoodMs;
  if (covers) {
    const rest = known.found.filter(({ doc }) => doc >= range.low && doc <= range.high);
    if (rest.length >= most || known.found.length < aheadMost) return rest.slice(0, most);
  }
  const found = findCandidates(db, expression, range, Math.max(most, aheadMost));
  aheads.set(db, { ...range, expression, found, askedAt: performance.now() });
  return found.slice(0, most);
}
