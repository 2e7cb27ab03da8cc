import type { Migration } from "../migrate";

/**
 * Whose keys count as another reviewer's, which task a decision of another log was taken in for, and the folders in which attempts
 * were put before the reviewer. The log tells of all three; these rows are how it is found again.
 */
export const secondMigration: Migration = {
  version: 220,
  name: "second reviewers, received decisions, attempts in the foreground",
  sql: `
CREATE TABLE second_reviewer (
  keyid TEXT PRIMARY KEY,
  vkey TEXT NOT NULL,
  person TEXT NOT NULL,
  origin TEXT NOT NULL,
  -- The key that the other log began with: a later one is joined to it by rotations.
  log_key TEXT NOT NULL,
  trusted_at TEXT NOT NULL
) STRICT;
CREATE TABLE received_decision (
  seq INTEGER PRIMARY KEY REFERENCES entry (seq),
  task_id TEXT NOT NULL,
  attempt_id TEXT NOT NULL,
  -- The key that was trusted when it was taken in: the signing key, or one that it took the place of.
  trusted_by TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE TABLE foreground (
  id TEXT PRIMARY KEY,
  task_id TEXT NOT NULL,
  attempt_id TEXT NOT NULL,
  folder TEXT NOT NULL,
  -- 1: below the data folder; 0: the person named it.
  own INTEGER NOT NULL,
  head TEXT,
  made_at TEXT NOT NULL,
  seq INTEGER REFERENCES entry (seq)
) STRICT;
`,
};
