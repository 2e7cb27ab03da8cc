import type { ReadDb } from "./database";
import { prepared } from "./prepared";

/*
 * Which words the full-text index has. Nothing is kept for it: SQLite lists them out of the index, in order, going through
 * all places of each. That takes about a twentieth of the time of putting those places together, which a question for a
 * beginning begins with.
 */

const lastCharacter = "\u{10ffff}";

/**
 * How many pages (4 KB) of the index hold words that begin so, about: those between the words around them. Asked of the list
 * that the index keeps of the first word of each of its pages; nothing is found by it, so a list of another form could make a
 * search slower, not wrong. In: the beginning, folded.
 */
export function pagesOfBeginning(db: ReadDb, beginning: string): number {
  // What the index has of whole words begins with a 0, what it has of their beginnings with another digit.
  const [low, high] = [Buffer.from(`0${beginning}`), Buffer.from(`0${beginning}${lastCharacter}`)];
  return prepared<[Buffer, Buffer], { pages: number | null }>(db, pagesSql).get(high, low)?.pages ?? 0;
}

/** The lowest bit of a page's number says something else of the page. */
const pagesSql = `
WITH RECURSIVE piece (segid) AS (
  SELECT min(segid) FROM search_text_idx
  UNION ALL
  SELECT (SELECT min(segid) FROM search_text_idx WHERE segid > piece.segid) FROM piece WHERE piece.segid IS NOT NULL
)
SELECT sum(coalesce(
  (SELECT pgno >> 1 FROM search_text_idx WHERE segid = piece.segid AND term > ? ORDER BY term LIMIT 1),
  (SELECT pgno >> 1 FROM search_text_idx WHERE segid = piece.segid ORDER BY term DESC LIMIT 1)
) - coalesce((SELECT pgno >> 1 FROM search_text_idx WHERE segid = piece.segid AND term <= ? ORDER BY term DESC LIMIT 1), 1)) AS pages
FROM piece WHERE segid IS NOT NULL`;

const plainWord = /^[a-z0-9]+$/;
const ready = new WeakSet<ReadDb>();

/**
 * All words of the index that begin so; null where they are more than so many, or where one has a letter beyond ASCII: asked
 * for in quotes such a word might be folded once more, and not be found.
 */
export function wordsThatBegin(db: ReadDb, beginning: string, most: number): string[] | null {
  if (!plainWord.test(beginning)) return null;
  if (!ready.has(db)) {
    // For this connection alone: nothing of it is in the file.
    db.prepare("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_word USING fts5vocab (main, search_text, row)").run();
    ready.add(db);
  }
  const words = prepared<[string, string, number], string>(
    db,
    "SELECT term FROM temp.search_word WHERE term >= ? AND term < ? LIMIT ?",
  )
    .pluck()
    .all(beginning, beginning + lastCharacter, most + 1);
  return words.length <= most && words.every((word) => plainWord.test(word)) ? words : null;
}
