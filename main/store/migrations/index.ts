import type { Migration } from "../migrate";
import { evidenceDetailsMigration } from "./evidence-details";
import { eventTextsMigration } from "./event-texts";
import { githubIndexMigration } from "./github-index";
import { inboxRowsMigration } from "./inbox-rows";
import { judgedAnewMigration } from "./judged-anew";
import { lineProvenanceMigration } from "./line-provenance";
import { searchCodesMigration } from "./search-codes";
import { searchIndexMigration } from "./search-index";
import { searchMarksMigration } from "./search-marks";

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
  {
    version: 20,
    name: "the files of a session",
    sql: `
CREATE INDEX session_runner_id ON session (runner, runner_session_id);
CREATE TABLE session_source (
  session_pk INTEGER NOT NULL REFERENCES session (pk) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  path TEXT NOT NULL,
  digest TEXT NOT NULL,
  byte_start INTEGER NOT NULL,
  byte_end INTEGER NOT NULL,
  PRIMARY KEY (session_pk, position)
) STRICT, WITHOUT ROWID;
`,
  },
  searchIndexMigration,
  {
    version: 40,
    name: "links between sessions, sessions asked for the same",
    sql: `
CREATE TABLE session_link (
  session_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  PRIMARY KEY (session_id, kind, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_link_target ON session_link (target);
-- Kept by the database: who goes on with a session is asked before that one is looked at.
CREATE TRIGGER session_link_insert AFTER INSERT ON session WHEN NEW.id IS NOT NULL AND NEW.record IS NOT NULL
BEGIN
  DELETE FROM session_link WHERE session_id = NEW.id;
  INSERT OR IGNORE INTO session_link (session_id, kind, target)
  SELECT NEW.id, value ->> '$.kind', value ->> '$.runnerSessionId' FROM json_each(NEW.record, '$.links');
END;
CREATE TRIGGER session_link_update AFTER UPDATE OF record ON session WHEN NEW.id IS NOT NULL AND NEW.record IS NOT NULL
BEGIN
  DELETE FROM session_link WHERE session_id = NEW.id;
  INSERT OR IGNORE INTO session_link (session_id, kind, target)
  SELECT NEW.id, value ->> '$.kind', value ->> '$.runnerSessionId' FROM json_each(NEW.record, '$.links');
END;
CREATE TABLE session_opening (session_id TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX session_opening_digest ON session_opening (digest);
CREATE TABLE session_place (
  session_id TEXT PRIMARY KEY,
  task_key TEXT NOT NULL,
  family TEXT,
  base TEXT,
  started_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX session_place_family ON session_place (family, started_ms);
CREATE TABLE session_commit (
  session_id TEXT PRIMARY KEY,
  repository TEXT NOT NULL,
  base TEXT,
  head TEXT NOT NULL,
  named_by TEXT NOT NULL,
  note TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE attempt_home (
  attempt_id TEXT PRIMARY KEY REFERENCES attempt (id) ON DELETE CASCADE,
  task_key TEXT NOT NULL,
  task TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_runner_session ON session (runner_session_id);
`,
  },
  evidenceDetailsMigration,
  eventTextsMigration,
  searchCodesMigration,
  searchMarksMigration,
  judgedAnewMigration,
  lineProvenanceMigration,
  inboxRowsMigration,
  githubIndexMigration,
];
