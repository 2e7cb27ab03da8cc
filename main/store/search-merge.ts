import type { WriteDb } from "./database";
import { prepared } from "./prepared";

/** So many pieces of about the same size are put together; SQLite's own merging while writing waits for eight. */
const mostPieces = 2;

/**
 * Puts pieces of the full-text index together: a lookup goes through all of them. How far it came is part of the index.
 * In: about how many of its pages (4 KB) to write. Out: whether there was anything to do. The caller holds the transaction.
 */
export function mergePieces(db: WriteDb, pages: number): boolean {
  const set = prepared<[], { v: number }>(db, "SELECT v FROM search_text_config WHERE k = 'usermerge'").get();
  if (set?.v !== mostPieces)
    db.exec(`INSERT INTO search_text (search_text, rank) VALUES ('usermerge', ${String(mostPieces)})`);
  const changes = prepared<[], number>(db, "SELECT total_changes()").pluck();
  const before = changes.get() ?? 0;
  prepared<[number]>(db, "INSERT INTO search_text (search_text, rank) VALUES ('merge', ?)").run(pages);
  // The command itself counts as one change.
  return (changes.get() ?? 0) - before > 1;
}
