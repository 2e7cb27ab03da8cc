import type { Migration } from "../migrate";

/** `record.db`: where escalations are told, and when nobody could be told. */
export const escalationMigration: Migration = {
  version: 210,
  name: "webhooks, and the stretches in which no escalation could be shown",
  sql: `
-- The address and the key that signs are secrets: they are not in this file.
CREATE TABLE webhook (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  form TEXT NOT NULL CHECK (form IN ('slack', 'generic')),
  host TEXT NOT NULL,
  added_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- Until when the program ran here, as long as an escalation has a time to come.
CREATE TABLE awake (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), until_at TEXT NOT NULL) STRICT;
CREATE TABLE away (from_at TEXT PRIMARY KEY, to_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
`,
};
