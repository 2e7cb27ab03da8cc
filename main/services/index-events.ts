import { checkedText, eventPaths, eventText, indexEntry, pathWordsOf } from "../search/event-text";
import { wordCodes } from "../search/word-codes";
import type { WriteDb } from "../store/database";
import {
  currentRange,
  dropStale,
  hasIndexWork,
  indexCounts,
  nextPending,
  pendingOf,
  pendingEvents,
  putIndexed,
  settleRange,
  timeBefore,
  type IndexedEvent,
  type PendingRange,
} from "../store/search-index";
import { mergePieces } from "../store/search-merge";
import { sessionsOfAttempt } from "../store/search-index-read";

/** One step takes about this long: requests are answered in between. */
const stepMs = 14;
/** Rest between two steps while files are being read, so that reading goes first. */
const restMs = 40;
const idleMs = 400;
const mostEvents = 2_000;
const eventsAtOnce = 200;
/** What an event costs besides its text. */
const leastBytesOfOne = 200;
const bytesAtFirst = 128 * 1024;
const leastBytes = 96 * 1024;
const mostBytes = 4 * 1024 * 1024;
const rangesAtOnce = 512;
const listGoodMs = 500;
const staleAtOnce = 500;
/** Putting pieces of the index together: a step, and the rest after it. It is for when nothing else is done. */
const mergeMs = 6;
const mergeRestMs = 30;
const pagesAtFirst = 32;
const leastPages = 8;
const mostPages = 256;

export interface Indexer {
  /** Something was written: looks for work soon. */
  poke(): void;
  /** Files are being read, or no longer. */
  reading(now: boolean): void;
  stop(): void;
}

/** Text that one step may take, learned from the steps before; and what is next, asked for now and then. */
export interface Pace {
  bytes: number;
  ranges: PendingRange[];
  askedAt: number;
}

export function newPace(): Pace {
  return { bytes: bytesAtFirst, ranges: [], askedAt: -Infinity };
}

/**
 * Indexes some of what waits, in one transaction. In: the database; how much text at once. Out: whether anything was done.
 * A step that is cut off leaves everything as it was: what was to be indexed still is.
 */
export function indexStep(db: WriteDb, pace: Pace): boolean {
  const start = performance.now();
  const done = db
    .transaction(() => {
      if (dropStale(db, staleAtOnce) > 0) return true;
      const events: IndexedEvent[] = [];
      let bytes = 0;
      while (bytes < pace.bytes && events.length < mostEvents) {
        const range = takeRange(db, pace);
        if (range === null) break;
        bytes += readRange(db, pace, range, { bytes: pace.bytes - bytes, events: mostEvents - events.length }, events);
      }
      if (events.length > 0) putIndexed(db, events);
      return bytes > 0;
    })
    .immediate();
  const took = performance.now() - start;
  if (done)
    pace.bytes = Math.min(mostBytes, Math.max(leastBytes, pace.bytes * Math.min(2, Math.max(0.5, stepMs / took))));
  return done;
}

/** Pages of the index that one step may put together, learned from the steps before. */
export interface MergePace {
  pages: number;
}

export function newMergePace(): MergePace {
  return { pages: pagesAtFirst };
}

/** Puts some of the index's pieces together, so that lookups go through few. Out: whether there was anything to do. */
export function mergeStep(db: WriteDb, pace: MergePace): boolean {
  const start = performance.now();
  const done = db.transaction(() => mergePieces(db, pace.pages)).immediate();
  const took = performance.now() - start;
  const better = Math.floor(pace.pages * Math.min(1.5, Math.max(0.5, mergeMs / took)));
  pace.pages = Math.min(mostPages, Math.max(leastPages, better));
  return done;
}

/** The next range, as it stands now; null where nothing waits. */
function takeRange(db: WriteDb, pace: Pace): PendingRange | null {
  // Putting all that waits in order costs time: a list of it is good for a while, so that newest still goes first.
  if (performance.now() - pace.askedAt > listGoodMs) pace.ranges = [];
  for (let round = 0; round < 2; round += 1) {
    for (let range = pace.ranges.shift(); range !== undefined; range = pace.ranges.shift()) {
      const now = currentRange(db, range);
      if (now !== null) return now;
    }
    if (round === 1) break;
    pace.ranges = nextPending(db, rangesAtOnce);
    pace.askedAt = performance.now();
  }
  return null;
}

/** Takes events of a range until the budget is used up, and strikes them off. Out: bytes read, at least one. */
function readRange(
  db: WriteDb,
  pace: Pace,
  range: PendingRange,
  budget: { readonly bytes: number; readonly events: number },
  into: IndexedEvent[],
): number {
  let bytes = 1;
  let taken = 0;
  let doneTo = range.fromSeq - 1;
  let last = timeBefore(db, range.sessionPk, range.fromSeq) ?? timeOf(range.startedAt);
  while (bytes < budget.bytes && taken < budget.events && doneTo < range.toSeq) {
    const events = pendingEvents(db, { ...range, fromSeq: doneTo + 1 }, Math.min(eventsAtOnce, budget.events - taken));
    if (events.length === 0) {
      doneTo = range.toSeq;
      break;
    }
    for (const event of events) {
      if (bytes >= budget.bytes) break;
      const { detail } = event;
      const searchable = eventText(detail);
      const paths = eventPaths(detail);
      const pathWords = pathWordsOf(paths);
      last = event.atMs ?? last;
      into.push({
        rowid: event.rowid,
        sessionPk: range.sessionPk,
        atMs: last,
        entry: indexEntry(searchable, {
          kind: event.kind,
          failed: event.failed === 1,
          actor: event.actor ?? "",
          runner: range.runner,
          sessionPk: range.sessionPk,
          pathWords,
        }),
        codes: wordCodes(checkedText(searchable)),
        paths,
        pathWords,
        tool: searchable.tool,
        shortened: searchable.shortened,
      });
      bytes += searchable.text.length + leastBytesOfOne;
      taken += 1;
      doneTo = event.seq;
    }
  }
  const rest = settleRange(db, range, doneTo);
  if (rest !== null) pace.ranges.unshift(rest);
  return bytes;
}

function timeOf(instant: string | null): number {
  const at = instant === null ? Number.NaN : Date.parse(instant);
  return Number.isFinite(at) ? at : 0;
}

/** Indexes until nothing waits or the time is used up. Out: whether all is indexed. */
export function indexFor(db: WriteDb, milliseconds: number): boolean {
  const end = performance.now() + milliseconds;
  const pace = newPace();
  while (performance.now() < end) if (!indexStep(db, pace)) return true;
  return !hasIndexWork(db);
}

const latestMost = 400;
const latestMs = 12;

/**
 * Brings the index up to date where little is missing, so that a search finds what was written a moment ago. Where another
 * process holds the store it is left for later: a search waits for nobody.
 */
export function indexLatest(db: WriteDb): void {
  const { waiting } = indexCounts(db);
  if (waiting > latestMost || !hasIndexWork(db)) return;
  unlessBusy(db, () => indexFor(db, latestMs));
}

function unlessBusy(db: WriteDb, work: () => void): void {
  const patience = Number(db.pragma("busy_timeout", { simple: true }));
  db.pragma("busy_timeout = 0");
  try {
    work();
  } catch (error) {
    if (!isBusy(error)) throw error;
  } finally {
    db.pragma(`busy_timeout = ${String(patience)}`);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY");
}

const attemptMs = 300;

/** Indexes an attempt's events before all others, for as long as a person would wait: its timeline is being searched. */
export function indexAttempt(db: WriteDb, attemptId: string): void {
  const ranges = pendingOf(db, sessionsOfAttempt(db, attemptId));
  if (ranges.length === 0) return;
  const end = performance.now() + attemptMs;
  const pace = { ...newPace(), ranges, askedAt: Infinity };
  unlessBusy(db, () => {
    while (pace.ranges.length > 0 && performance.now() < end) indexStep(db, pace);
  });
}

/** Indexes in the background, step by step, newest sessions first, as long as the core lives. */
export function createIndexer(db: WriteDb, onBug: (error: unknown) => void): Indexer {
  const pace = newPace();
  const merging = newMergePace();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy = false;
  let stopped = false;
  let due = 0;
  const wait = (ms: number) => {
    const at = performance.now() + ms;
    if (stopped || (timer !== undefined && due <= at)) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(step, ms);
    timer.unref();
  };
  const step = () => {
    timer = undefined;
    if (stopped) return;
    try {
      if (indexStep(db, pace)) wait(busy ? restMs : 1);
      else if (!busy && mergeStep(db, merging)) wait(mergeRestMs);
    } catch (error) {
      // Another process may hold the store for long: it is tried again later. Anything else is a bug, and would be one again.
      if (isBusy(error)) wait(idleMs * 5);
      else onBug(error);
    }
  };
  wait(idleMs);
  return {
    poke: () => {
      wait(idleMs);
    },
    reading: (now) => {
      busy = now;
      wait(now ? restMs : 1);
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
