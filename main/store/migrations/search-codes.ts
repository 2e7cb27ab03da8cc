import type { Migration } from "../migrate";

/**
 * Word codes of each document, for phrases and long beginnings, and the words that paths are made of, for patterns.
 * What was indexed before has neither: it is indexed anew, in the background.
 */
export const searchCodesMigration: Migration = {
  version: 70,
  name: "word codes and path words of the search",
  sql: `
-- Newest first, as sessions are indexed: a table that grows at its end keeps its pages full. The place is minus the document.
CREATE TABLE search_codes (place INTEGER PRIMARY KEY, codes BLOB NOT NULL) STRICT;
ALTER TABLE search_event ADD COLUMN marks BLOB;
CREATE TABLE search_path_word (word TEXT PRIMARY KEY, reversed TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX search_path_word_end ON search_path_word (reversed);
INSERT INTO search_text (search_text) VALUES ('delete-all');
DELETE FROM search_event;
DELETE FROM search_path;
DELETE FROM search_stale;
DELETE FROM search_pending;
INSERT INTO search_pending (session_pk, from_seq, to_seq) SELECT session_pk, min(seq), max(seq) FROM event GROUP BY session_pk;
UPDATE search_count SET value = 0;
`,
};
