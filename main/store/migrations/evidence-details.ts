import type { Migration } from "../migrate";

/** What reports list: suites, cases, findings, files covered, components. Read again from the archive where it is missing. */
export const evidenceDetailsMigration: Migration = {
  version: 50,
  name: "what evidence files list",
  sql: `
CREATE TABLE evidence_detail (
  pk INTEGER PRIMARY KEY,
  digest TEXT NOT NULL,
  reader TEXT NOT NULL,
  complete INTEGER NOT NULL,
  UNIQUE (digest, reader)
) STRICT;
CREATE TABLE evidence_suite (
  detail INTEGER NOT NULL REFERENCES evidence_detail (pk) ON DELETE CASCADE,
  pos INTEGER NOT NULL,
  name TEXT NOT NULL,
  failed INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  passed INTEGER NOT NULL,
  duration_ms REAL,
  PRIMARY KEY (detail, pos)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence_case (
  detail INTEGER NOT NULL REFERENCES evidence_detail (pk) ON DELETE CASCADE,
  pos INTEGER NOT NULL,
  suite INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  name TEXT NOT NULL,
  duration_ms REAL,
  message TEXT,
  PRIMARY KEY (detail, pos)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence_item (
  detail INTEGER NOT NULL REFERENCES evidence_detail (pk) ON DELETE CASCADE,
  list TEXT NOT NULL,
  pos INTEGER NOT NULL,
  text TEXT NOT NULL,
  path TEXT,
  record TEXT NOT NULL,
  PRIMARY KEY (detail, list, pos)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_item_path ON evidence_item (detail, list, path);
`,
};
