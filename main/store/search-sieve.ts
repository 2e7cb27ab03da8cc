import type { ReadDb } from "./database";
import { prepared } from "./prepared";
import { firstDocAt } from "./search-index";
import type { Candidate, DocRange } from "./search-index-read";

/** What documents that the index found are tried against where they lie, without reading their events. */
export interface Sieve {
  /** Runs of word codes that a document must hold, at most `mostSieveCodes`. */
  readonly codes: readonly Uint8Array[];
  /** Rows of the sessions it must be of; null for any. */
  readonly sessions: ReadonlySet<number> | null;
}

export const mostSieveCodes = 8;

/** What passed of a stretch of documents. */
export interface Sifted {
  /** Documents that passed, newest first. */
  readonly docs: readonly number[];
  /** How many were tried, and the oldest of them. */
  readonly looked: number;
  readonly lowest: number | null;
}

/** Tries the newest documents that the index finds. In: a question in the index's language; the range; at most how many; the sieve. */
export function siftCandidates(
  db: ReadDb,
  expression: string,
  range: DocRange,
  most: number,
  { codes, sessions }: Sieve,
): Sifted {
  const runs = codes.slice(0, mostSieveCodes);
  const row = prepared<unknown[], { lowest: number | null; looked: number; docs: string | number | null }>(
    db,
    siftSql(runs.length, sessions !== null),
  ).get(
    ...(sessions === null ? [] : [JSON.stringify([...sessions])]),
    ...runs,
    expression,
    range.low,
    range.high,
    most,
  );
  if (row === undefined) return { docs: [], looked: 0, lowest: null };
  const docs = row.docs === null ? [] : String(row.docs).split(",").map(Number);
  return { docs, looked: row.looked, lowest: row.lowest };
}

/** One text for each number of runs. A document without codes is one of which they tell nothing: it passes. */
function siftSql(runs: number, sessions: boolean): string {
  const found = Array.from({ length: runs }, () => "instr(c.codes, ?) > 0").join(" AND ");
  const holds = runs === 0 ? "1" : `coalesce((SELECT ${found} FROM search_codes c WHERE c.place = -t.doc), 1)`;
  const passes = sessions
    ? `CASE WHEN x.session_pk IN (SELECT value FROM json_each(?)) THEN ${holds} ELSE 0 END`
    : holds;
  return `SELECT min(t.doc) AS lowest, count(*) AS looked, group_concat(t.doc) FILTER (WHERE ${passes}) AS docs
    FROM (SELECT rowid AS doc FROM search_text WHERE search_text MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER) ORDER BY rowid DESC LIMIT ?) t
    ${sessions ? "LEFT JOIN search_event x ON x.doc = t.doc" : ""}`;
}

/** The document of a number; null where it was removed. */
export function candidateOf(db: ReadDb, doc: number): Candidate | null {
  return (
    prepared<[number], Candidate>(db, "SELECT doc, event, session_pk AS sessionPk FROM search_event WHERE doc = ?").get(
      doc,
    ) ?? null
  );
}

const firstDated = firstDocAt(Date.UTC(2000, 0));

/** The oldest document with a time: those without lie far below. Null where there is none. */
export function oldestDated(db: ReadDb): number | null {
  const found = prepared<[number], { doc: number | null }>(
    db,
    "SELECT min(doc) AS doc FROM search_event WHERE doc >= ?",
  ).get(firstDated);
  return found?.doc ?? null;
}

const lastCharacter = "\u{10ffff}";

/** Letters of a word, and where in it they stand. */
export interface WordLetters {
  readonly text: string;
  readonly at: "whole" | "begins" | "ends" | "within";
}

/** Words of paths that have letters as a pattern needs them; null where they are more than so many. */
export function pathWordsLike(db: ReadDb, { text, at }: WordLetters, most: number): string[] | null {
  if (at === "whole") return [text];
  const reversed = Array.from(text).reverse().join("");
  const words = (
    at === "begins"
      ? prepared<unknown[], { word: string }>(
          db,
          "SELECT word FROM search_path_word WHERE word >= ? AND word < ? LIMIT ?",
        ).all(text, text + lastCharacter, most + 1)
      : at === "ends"
        ? prepared<unknown[], { word: string }>(
            db,
            "SELECT word FROM search_path_word WHERE reversed >= ? AND reversed < ? LIMIT ?",
          ).all(reversed, reversed + lastCharacter, most + 1)
        : prepared<unknown[], { word: string }>(
            db,
            "SELECT word FROM search_path_word WHERE instr(word, ?) > 0 LIMIT ?",
          ).all(text, most + 1)
  ).map(({ word }) => word);
  return words.length > most ? null : words;
}
