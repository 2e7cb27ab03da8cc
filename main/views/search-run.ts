import { checkedText, eventText, type EventText } from "../search/event-text";
import { indexQuestion, isLongPrefix } from "../search/index-expression";
import { findTerm, foldedText, passes } from "../search/match-text";
import type { SearchQuery } from "../search/parse-query";
import type { ReadDb } from "../store/database";
import { docsPerMinute, firstDocAt, indexCounts } from "../store/search-index";
import {
  docBelow,
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

/** Documents in the first stretch of the index that is asked; each further stretch is twice as long. */
const stretch = 32_768;
const atOnce = 64;
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
  const cuts = cutsOf(db);
  let high = range.high;
  let size = stretch;
  while (high >= range.low) {
    const whole = long.length > 0 && !mayAskWhole;
    // A long beginning is put together anew for every question: it is asked once, over everything.
    const low = whole ? range.low : Math.max(range.low, cuts.below(high, size) ?? range.low);
    // Where every candidate passes, no more are taken than are shown.
    const most = plain && question.checks.length === 0 ? options.limit + 1 - matches.length : atOnce;
    const found = findCandidates(db, question.expression, { low, high }, most);
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
    if (found.length < most) {
      high = low - 1;
      size *= 2;
      if (performance.now() > options.deadline && high >= range.low) return { matches, next: low, truncated: true };
    }
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

/** Where the index can be cut into stretches of about the same number of documents. */
interface Cuts {
  below(doc: number, count: number): number | null;
}

const knownCuts = new WeakMap<ReadDb, { readonly cuts: number[]; readonly indexed: number }>();
/** The index may grow by this much before it is cut anew. */
const growth = 1.25;

/** Cuts are found once and kept for long: documents that came since only make a stretch a little longer. */
function cutsOf(db: ReadDb): Cuts {
  const { indexed } = indexCounts(db);
  let known = knownCuts.get(db);
  if (known === undefined || indexed > known.indexed * growth || indexed < known.indexed / growth) {
    known = { cuts: [], indexed };
    knownCuts.set(db, known);
  }
  const { cuts } = known;
  return {
    below: (doc, count) => {
      if (cuts.length === 0) {
        const first = docBelow(db, Number.MAX_SAFE_INTEGER, stretch);
        if (first === null) return null;
        cuts.push(first);
      }
      const from = cuts.findIndex((cut) => cut < doc);
      // Below all that was cut so far: one look is less work than every cut down to there.
      if (from < 0) return docBelow(db, doc, count);
      const at = from + Math.max(1, Math.round(count / stretch)) - 1;
      while (cuts.length <= at) {
        const next = docBelow(db, cuts.at(-1) ?? Number.MAX_SAFE_INTEGER, stretch);
        if (next === null) return null;
        cuts.push(next);
      }
      return cuts[at] ?? null;
    },
  };
}
