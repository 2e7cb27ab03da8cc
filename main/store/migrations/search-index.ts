import type { Migration } from "../migrate";

/**
 * Full text over events. `search_text` holds no text, only which words each document has; a document's number begins with
 * its minute, so that newest first is the order of the index itself. What is written is noted (`noteWritten`) and indexed later; triggers on
 * writing would cost a third of the time of every insert.
 */
export const searchIndexMigration: Migration = {
  version: 30,
  name: "search over events",
  sql: `
CREATE VIRTUAL TABLE search_text USING fts5 (
  entry, content = '', contentless_delete = 1, detail = none, prefix = '3', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO search_text (search_text, rank) VALUES ('automerge', 8);
CREATE TABLE search_event (
  doc INTEGER PRIMARY KEY,
  event INTEGER NOT NULL UNIQUE,
  session_pk INTEGER NOT NULL
) STRICT;
CREATE TABLE search_path (doc INTEGER PRIMARY KEY, paths TEXT NOT NULL) STRICT;
CREATE TABLE search_tool (tool TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE search_pending (
  session_pk INTEGER NOT NULL REFERENCES session (pk) ON DELETE CASCADE,
  from_seq INTEGER NOT NULL,
  to_seq INTEGER NOT NULL,
  PRIMARY KEY (session_pk, from_seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE search_stale (event INTEGER PRIMARY KEY) STRICT;
CREATE TABLE search_count (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO search_count (name, value) VALUES ('indexed', 0), ('shortened', 0);
INSERT INTO search_pending (session_pk, from_seq, to_seq) SELECT session_pk, min(seq), max(seq) FROM event GROUP BY session_pk;
CREATE TRIGGER search_event_removed AFTER DELETE ON event
WHEN EXISTS (SELECT 1 FROM search_event WHERE event = old.rowid)
BEGIN
  INSERT OR IGNORE INTO search_stale (event) VALUES (old.rowid);
END;
CREATE INDEX task_repository ON task (record ->> '$.repository');
CREATE INDEX task_ref ON task (lower(record ->> '$.ref'));
CREATE INDEX session_models ON session (record ->> '$.models') WHERE id IS NOT NULL;
`,
};
