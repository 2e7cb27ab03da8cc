import type { Migration } from "../migrate";

/** What a repository says of its owners, as the machine must not forget it when the index is made anew. */
export const codeownersMigration: Migration = {
  version: 200,
  name: "owners of repositories",
  sql: `
-- By the commit that an attempt began from, or by 'attempt:' and an id where it came with a pack. The text is in the archive.
CREATE TABLE codeowners (
  scope TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  -- The commit that it was read at; null where a pack does not say.
  commit_id TEXT,
  -- Null: there was none in any of the places.
  place TEXT,
  -- Null: none, or larger than is read.
  digest TEXT,
  bytes INTEGER NOT NULL,
  read_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
