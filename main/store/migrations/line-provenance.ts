import type { Migration } from "../migrate";

/** `index.db`: who wrote the changed lines of an attempt, and what attribution notes say of lines of commits. */
export const lineProvenanceMigration: Migration = {
  version: 100,
  name: "provenance of lines",
  sql: `
-- The body is zstd over JSON: ranges of lines by file, of the patch with this digest.
CREATE TABLE line_provenance (
  attempt_id TEXT PRIMARY KEY REFERENCES attempt (id) ON DELETE CASCADE,
  patch_digest TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE line_note (
  commit_id TEXT NOT NULL,
  path TEXT NOT NULL,
  author TEXT NOT NULL,
  ranges TEXT NOT NULL
) STRICT;
CREATE INDEX line_note_commit ON line_note (commit_id);
UPDATE attempt SET judgement = NULL;
`,
};
