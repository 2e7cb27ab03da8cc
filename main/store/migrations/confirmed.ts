import type { Migration } from "../migrate";

/** `record.db`: contracts that a person confirmed for tasks that state none; repositories that are known by their number too. */
export const confirmedMigration: Migration = {
  version: 250,
  name: "contracts that were confirmed, numbers of repositories",
  sql: `
CREATE TABLE confirmed_contract (
  task_id TEXT PRIMARY KEY,
  -- Digest of its text, in the archive.
  digest TEXT NOT NULL,
  -- The draft from an issue that it was made of; null where there was none.
  guess TEXT,
  reviewer TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- GitHub's number of the repository: its name may change, and may become another's. Null until it is asked for.
ALTER TABLE github_repository ADD COLUMN number INTEGER;
-- "owner/repo" as it was called first: keys of attempts and tasks keep it. Null where it was never renamed.
ALTER TABLE github_repository ADD COLUMN formerly TEXT;
`,
};
