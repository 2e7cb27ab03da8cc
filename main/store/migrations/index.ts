import type { Migration } from "../migrate";

/** `index.db`: what can be rebuilt from the archive at any time. */
export const indexMigrations: readonly Migration[] = [
  {
    version: 10,
    name: "sessions, events, tasks, attempts",
    sql: `
CREATE TABLE session (
  pk INTEGER PRIMARY KEY,
  id TEXT UNIQUE,
  runner TEXT NOT NULL,
  runner_session_id TEXT,
  parent TEXT,
  started_at TEXT,
  source_digest TEXT,
  source_path TEXT NOT NULL,
  record TEXT
) STRICT;
CREATE INDEX session_parent ON session (runner, parent);
CREATE TABLE event (
  session_pk INTEGER NOT NULL REFERENCES session (pk) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  at_ms INTEGER,
  kind TEXT NOT NULL,
  failed INTEGER NOT NULL,
  head TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX event_seq ON event (session_pk, seq);
CREATE TABLE task (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  record TEXT NOT NULL
) STRICT;
CREATE TABLE attempt (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  task_id TEXT NOT NULL REFERENCES task (id) ON DELETE CASCADE,
  origin TEXT NOT NULL,
  record TEXT NOT NULL,
  evidence TEXT NOT NULL,
  judgement TEXT
) STRICT;
CREATE INDEX attempt_task ON attempt (task_id);
CREATE TABLE attempt_session (
  attempt_id TEXT NOT NULL REFERENCES attempt (id) ON DELETE CASCADE,
  session_id TEXT NOT NULL,
  PRIMARY KEY (attempt_id, session_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_session_session ON attempt_session (session_id);
`,
  },
];
