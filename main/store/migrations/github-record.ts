import type { Migration } from "../migrate";

/** Which repositories of GitHub are read, how far, and which pull requests of theirs are known. */
export const githubRecordMigration: Migration = {
  version: 190,
  name: "repositories of GitHub and their pull requests",
  sql: `
CREATE TABLE github_repository (
  connection TEXT PRIMARY KEY REFERENCES connection (id) ON DELETE CASCADE,
  -- "host/owner/repo" in lower case: the key of its pull requests.
  place TEXT NOT NULL UNIQUE,
  host TEXT NOT NULL,
  owner TEXT NOT NULL,
  repo TEXT NOT NULL,
  -- The account it is read with; null for whichever there is.
  login TEXT,
  take TEXT NOT NULL CHECK (take IN ('agents', 'bots', 'all')),
  authors TEXT NOT NULL,
  -- The newest change of the list that was taken whole; null before the first.
  since TEXT,
  -- When GitHub was asked for the list last and answered.
  asked_at TEXT,
  -- How long its list has not changed: it is asked more rarely then.
  changed_at TEXT
) STRICT;
CREATE TABLE github_pull (
  place TEXT NOT NULL,
  number INTEGER NOT NULL,
  title TEXT NOT NULL,
  author TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  head TEXT NOT NULL,
  open INTEGER NOT NULL,
  -- The agent's word, its name and why it is taken for that; null where no sign of one was found.
  agent TEXT,
  bot INTEGER NOT NULL,
  -- 1: a person asked for it by its address, whatever the connection takes.
  asked INTEGER NOT NULL DEFAULT 0,
  -- The head whose commits were looked through for signs of an agent.
  looked_head TEXT,
  -- The change up to which it was read; null before the first reading.
  read_updated_at TEXT,
  -- Digest of what was read, in the archive.
  facts TEXT,
  attempt_id TEXT,
  checks_open INTEGER NOT NULL DEFAULT 0,
  checks_at TEXT,
  problem TEXT,
  PRIMARY KEY (place, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX github_pull_wanted ON github_pull (place, updated_at);
CREATE INDEX github_pull_attempt ON github_pull (attempt_id) WHERE attempt_id IS NOT NULL;
`,
};
