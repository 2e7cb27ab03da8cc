import type { IndexQuestion } from "../search/index-expression";
import type { ReadDb } from "../store/database";
import { findCandidates, type Candidate, type DocRange } from "../store/search-index-read";
import { candidateOf, oldestDated, siftCandidates, type Sieve } from "../store/search-sieve";

/** Candidates of one step. */
export interface Batch {
  readonly candidates: Iterable<Candidate>;
  /** Documents that were tried for them. */
  readonly looked: number;
}

/** How many candidates to take. */
export interface Wanted {
  /** So many are enough for certain; null where that is not known. */
  readonly enough: number | null;
  /** So many documents will probably do, going by those before; null where that is not known. */
  readonly probably: number | null;
}

/** Questions of more parts than these are asked for stretches of time: no answer may take long to come back. */
const quickParts = 3;
const firstShare = 1 / 24;
/** Each step is so many times as long as the one before: the index goes through all that is newer to come to it. */
const growth = 3;
/** Candidates at first and at most: where each is read, and where they go through a sieve before. */
const read = { first: 64, most: 1_024 };
const sifted = { first: 256, most: 16_384 };
const leastAtOnce = 64;
/** The part of the time left that a step may be as long as: older pages are read more slowly than those before. */
const prudence = 0.6;

/** Goes through what the index finds, newest first, in steps that each end soon. */
export class Candidates {
  readonly #db: ReadDb;
  readonly #range: DocRange;
  readonly #further: boolean;
  readonly #dated: number;
  #high: number;
  readonly #deadline: number;
  #most: number | null = null;
  /** Milliseconds for each document number that was gone through, and for each candidate. */
  #slowness = 0;

  /** In: the range; whether it is that of a further page; when to end, on the clock of `performance.now()`. */
  constructor(db: ReadDb, range: DocRange, further: boolean, deadline: number) {
    this.#db = db;
    this.#range = range;
    this.#further = further;
    this.#dated = Math.max(range.low, oldestDated(db) ?? range.low);
    this.#high = range.high;
    this.#deadline = deadline;
  }

  /** The newest document that was not looked at. */
  get high(): number {
    return this.#high;
  }

  isEnded(): boolean {
    return this.#high < this.#range.low;
  }

  /** The part of the dated range that was looked at, 0 to 1. */
  get share(): number {
    const all = this.#range.high - this.#dated;
    return all <= 0 ? 1 : Math.min(1, (this.#range.high - this.#high) / all);
  }

  /** The next candidates. In: what the index is asked; what they go through, if anything; how many to take. */
  next(question: IndexQuestion, sieve: Sieve | null, { enough, probably }: Wanted): Batch {
    const size = sieve === null ? read : sifted;
    const usual = Math.min(this.#most ?? size.first, size.most);
    const most = enough ?? (probably === null ? usual : Math.min(usual, Math.max(leastAtOnce, probably)));
    const inStretches = question.parts > quickParts;
    const low = inStretches ? this.#stretchLow() : this.#range.low;
    const range = { low, high: this.#high };
    const start = performance.now();
    const { batch, lowest } =
      sieve === null ? this.#find(question, range, most, !inStretches) : this.#sift(question, sieve, range, most);
    const took = performance.now() - start;
    this.#high = batch.looked >= most && lowest !== null ? lowest - 1 : low - 1;
    this.#slowness = took / Math.max(1, this.#range.high - this.#high);
    if (enough === null) {
      const inTime = batch.looked === 0 ? Infinity : ((this.#left() * prudence) / took) * batch.looked;
      this.#most = Math.max(size.first, Math.floor(Math.min(usual * growth, inTime)));
    }
    return batch;
  }

  #left(): number {
    return Math.max(0, this.#deadline - performance.now());
  }

  /** Where the stretch from here ends: as far as there is time. What has no time lies far below all else and is one stretch. */
  #stretchLow(): number {
    if (this.#high < this.#dated) return this.#range.low;
    const gone = this.#range.high - this.#high;
    const first = (this.#range.high - this.#dated) * firstShare;
    const inTime = this.#slowness === 0 ? Infinity : this.#left() / this.#slowness;
    const reach = Math.max(gone + first, Math.min(gone * growth, inTime));
    return Math.max(this.#dated, Math.ceil(this.#range.high - reach));
  }

  #find({ expression }: IndexQuestion, range: DocRange, most: number, whole: boolean) {
    const find = this.#further && whole ? findAhead : findCandidates;
    const candidates = find(this.#db, expression, range, most);
    const { length } = candidates;
    return { batch: { candidates, looked: length }, lowest: candidates.at(-1)?.doc ?? null };
  }

  #sift({ expression }: IndexQuestion, sieve: Sieve, range: DocRange, most: number) {
    const { docs, looked, lowest } = siftCandidates(this.#db, expression, range, most, sieve);
    return { batch: { candidates: eachOf(this.#db, docs), looked }, lowest };
  }
}

/** Documents by their numbers, each looked up when it is come to: mostly not all are needed. */
function* eachOf(db: ReadDb, docs: readonly number[]): Generator<Candidate> {
  for (const doc of docs) {
    const candidate = candidateOf(db, doc);
    if (candidate !== null) yield candidate;
  }
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
