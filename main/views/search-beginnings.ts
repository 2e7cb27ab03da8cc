import { indexedPrefix, isLightPrefix } from "../search/index-expression";
import type { QueryTerm, SearchQuery } from "../search/parse-query";
import type { ReadDb } from "../store/database";
import { pagesOfBeginning, wordsThatBegin } from "../store/search-words";

/*
 * Beginnings that the index has no list of can be asked for in three ways. By the words that begin so, where they are not
 * too many: exact, and the index stops at the newest that are wanted. Light, by their first letters: what is found is checked.
 * Whole: exact too, but the index first puts together all places of all words that begin so, and SQLite cannot be interrupted
 * in it.
 */

/** So many pages of the index are gone through for words, in about 3 ms: with more common beginnings light is soon done. */
const mostPages = 128;
const mostWords = 256;
/** Milliseconds, about: to put together what a page of the index holds (some 900 places); to ask anew. */
const pageMs = 0.27;
const againMs = 1.5;
/** What is asked whole at once, and what takes too long ever to be. */
const soonMs = 3;
const longestMs = 20;
const leastLooked = 48;

/** The beginnings of a query, and how to ask for them. */
export interface Beginnings {
  /** Whether they are looked for lightly at first. */
  readonly light: boolean;
  /** What looking them up whole would take, in milliseconds. */
  readonly wholeMs: number;
  /** All words of the index that begin so; null where they are not listed. */
  readonly wordsOf: (beginning: string) => readonly string[] | null;
}

/** Chooses how the beginnings of a query are asked for. */
export function readBeginnings(db: ReadDb, query: SearchQuery): Beginnings {
  const lists = new Map<string, readonly string[] | null>();
  const wanted = query.terms.filter(isLightPrefix);
  let [wholeMs, listed] = [0, true];
  for (const term of wanted)
    for (const beginning of lastWords(term)) {
      const pages = pagesOfBeginning(db, beginning);
      const words = pages > mostPages ? null : wordsThatBegin(db, beginning, mostWords);
      lists.set(beginning, words);
      if (words !== null || term.negated) continue;
      listed = false;
      wholeMs += pages * pageMs;
    }
  return { light: !listed && wholeMs > soonMs, wholeMs, wordsOf: (beginning) => lists.get(beginning) ?? null };
}

/** The last word of a term, and the last part of it: what may go on. */
function lastWords({ words }: QueryTerm): string[] {
  const last = words.at(-1);
  const texts = last === undefined ? [] : [last.asked, ...last.parts.slice(-1)];
  return texts.filter((text) => Array.from(text).length !== indexedPrefix);
}

/** What looking for beginnings lightly came to so far. */
export interface LightSearch {
  /** Candidates that were looked at, how many of them matched, and the milliseconds that took. */
  readonly looked: number;
  readonly matched: number;
  readonly tookMs: number;
  /** The part of what can hold matches that was looked at, 0 to 1. */
  readonly share: number;
}

/** Whether what is left is found sooner by looking the beginnings up whole. In: how many hits are wanted. */
export function isWholeCheaper(
  { wholeMs }: Beginnings,
  { looked, matched, tookMs, share }: LightSearch,
  limit: number,
): boolean {
  if (looked < leastLooked || wholeMs > longestMs) return false;
  const rate = Math.max(matched, 0.5) / looked;
  const all = share > 0 ? looked / share : Infinity;
  const left = Math.min(all - looked, (limit + 1 - matched) / rate);
  return wholeMs + againMs < (left * tookMs) / looked;
}
