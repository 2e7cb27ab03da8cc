import type { Migration } from "../migrate";

/** Long texts of events lie packed in blocks; what was written before stays in its rows. */
export const eventTextsMigration: Migration = {
  version: 60,
  name: "long texts of events in blocks",
  sql: `
-- Keys are never used again: what was unpacked is kept by them.
CREATE TABLE event_text (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  session_pk INTEGER NOT NULL REFERENCES session (pk) ON DELETE CASCADE,
  packed BLOB NOT NULL
) STRICT;
CREATE INDEX event_text_session ON event_text (session_pk);
ALTER TABLE event ADD COLUMN block INTEGER;
ALTER TABLE event ADD COLUMN texts TEXT;
`,
};
