import type { Migration } from "../migrate";
import { codeownersMigration } from "./codeowners";
import { commentsMigration } from "./comments";
import { confirmedMigration } from "./confirmed";
import { escalationMigration } from "./escalation";
import { fitAnswersMigration } from "./fit-answers";
import { githubRecordMigration } from "./github-record";
import { inboxDeskMigration } from "./inbox-desk";
import { logKeysMigration } from "./log-keys";
import { lookMigration } from "./look";
import { openedMigration } from "./opened";
import { outboxMigration } from "./outbox";
import { policyMigration } from "./policy";
import { readVersionsMigration } from "./read-versions";
import { secondMigration } from "./second";
import { textBlobsMigration } from "./text-blobs";
import { trustedKeysSql } from "./trusted-keys";

/** `record.db`: what cannot be rebuilt. Durable on every commit. */
export const recordMigrations: readonly Migration[] = [
  {
    version: 10,
    name: "audit log",
    sql: `
CREATE TABLE log (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  origin TEXT NOT NULL
) STRICT;
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE node (
  level INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;
-- Guards against our own mistakes, not against an attacker with the file.
CREATE TRIGGER entry_append_only BEFORE INSERT ON entry
WHEN NEW.seq <> coalesce((SELECT max(seq) FROM entry), -1) + 1
BEGIN SELECT RAISE(ABORT, 'the audit log only grows at its end'); END;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER node_no_replace BEFORE INSERT ON node
WHEN EXISTS (SELECT 1 FROM node WHERE level = NEW.level AND idx = NEW.idx)
BEGIN SELECT RAISE(ABORT, 'tree nodes are never replaced'); END;
CREATE TRIGGER node_no_update BEFORE UPDATE ON node
BEGIN SELECT RAISE(ABORT, 'tree nodes are never changed'); END;
CREATE TRIGGER node_no_delete BEFORE DELETE ON node
BEGIN SELECT RAISE(ABORT, 'tree nodes are never deleted'); END;
CREATE TABLE decision (
  seq INTEGER PRIMARY KEY REFERENCES entry (seq),
  kind TEXT NOT NULL,
  task_id TEXT NOT NULL,
  attempt_id TEXT
) STRICT;
CREATE INDEX decision_task ON decision (task_id, seq);
`,
  },
  {
    version: 20,
    name: "connections, sources, settings, reading",
    sql: `
CREATE TABLE connection (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  path TEXT NOT NULL,
  added_at TEXT NOT NULL,
  last_sync_at TEXT,
  state TEXT NOT NULL,
  problem TEXT,
  UNIQUE (kind, path)
) STRICT;
CREATE TABLE source (
  path TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  mtime_ms REAL NOT NULL,
  digest TEXT NOT NULL,
  first_seen_at TEXT NOT NULL,
  read_at TEXT NOT NULL,
  reader TEXT
) STRICT;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE read_mark (file TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT;
CREATE TABLE seen (task_id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, at TEXT NOT NULL) STRICT;
`,
  },
  {
    version: 30,
    name: "connections pause, count what is there, and are asked over HTTP",
    sql: `
ALTER TABLE connection ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
-- The name of an environment variable, never a token.
ALTER TABLE connection ADD COLUMN token_env TEXT;
ALTER TABLE connection ADD COLUMN cursor TEXT;
ALTER TABLE connection ADD COLUMN survey TEXT;
CREATE TABLE remote_pack (
  connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  pack TEXT NOT NULL,
  digest TEXT NOT NULL,
  size INTEGER NOT NULL,
  updated_at TEXT NOT NULL,
  removed INTEGER NOT NULL,
  fetched TEXT,
  PRIMARY KEY (connection, pack)
) STRICT, WITHOUT ROWID;
`,
  },
  {
    version: 40,
    name: "sources: parts of sessions, gone, verified",
    sql: `
-- Bytes of the archived copy: of an unpacked file or a database's dump others than the file's own.
ALTER TABLE source ADD COLUMN bytes INTEGER;
-- The file's own digest, where the archived copy has another: packed files and parts of a session.
ALTER TABLE source ADD COLUMN file_digest TEXT;
-- The adapter's name of the session that the file is a part of.
ALTER TABLE source ADD COLUMN part_of TEXT;
ALTER TABLE source ADD COLUMN gone_at TEXT;
-- When the archived copy of a source that is gone was read to its end and found intact.
ALTER TABLE source ADD COLUMN verified_at TEXT;
-- 0: archived, but not in the index since that was lost.
ALTER TABLE source ADD COLUMN indexed INTEGER NOT NULL DEFAULT 1;
CREATE INDEX source_part ON source (reader, part_of) WHERE part_of IS NOT NULL;
CREATE INDEX source_gone ON source (gone_at) WHERE gone_at IS NOT NULL;
`,
  },
  { version: 60, name: "trusted keys and signed packs", sql: trustedKeysSql },
  fitAnswersMigration,
  openedMigration,
  policyMigration,
  inboxDeskMigration,
  commentsMigration,
  lookMigration,
  readVersionsMigration,
  logKeysMigration,
  textBlobsMigration,
  outboxMigration,
  githubRecordMigration,
  codeownersMigration,
  escalationMigration,
  secondMigration,
  confirmedMigration,
];
