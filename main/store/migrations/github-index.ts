import type { Migration } from "../migrate";

/** Answers of GitHub with their ETags, and which commits are whose attempt: all of it can be asked for again. */
export const githubIndexMigration: Migration = {
  version: 130,
  name: "answers of GitHub, commits of pull requests",
  sql: `
CREATE TABLE github_answer (
  account TEXT NOT NULL,
  url TEXT NOT NULL,
  accept TEXT NOT NULL,
  etag TEXT NOT NULL,
  content_type TEXT NOT NULL,
  link TEXT,
  -- Deflated: the same words stand in every entry of a list.
  body BLOB NOT NULL,
  bytes INTEGER NOT NULL,
  used_day INTEGER NOT NULL,
  UNIQUE (account, url, accept)
) STRICT;
CREATE INDEX github_answer_used ON github_answer (used_day, bytes);
CREATE TABLE pull_commit (
  oid TEXT NOT NULL,
  attempt_id TEXT NOT NULL REFERENCES attempt (id) ON DELETE CASCADE,
  PRIMARY KEY (oid, attempt_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pull_commit_attempt ON pull_commit (attempt_id);
CREATE INDEX attempt_head ON attempt (record ->> '$.head') WHERE origin = 'session' AND record ->> '$.head' IS NOT NULL;
`,
};
