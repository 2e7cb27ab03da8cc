import type { Migration } from "../migrate";

/** What the machine must not forget when the index is made anew: how high a tier was, and what a base commit asks for. */
export const policyMigration: Migration = {
  version: 100,
  name: "tiers that were reached, policies of repositories",
  sql: `
CREATE TABLE tier_held (
  attempt_id TEXT PRIMARY KEY,
  level TEXT NOT NULL,
  at TEXT NOT NULL,
  why TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- By the commit that an attempt began from: the file as it stood in the commit named beside it.
CREATE TABLE repository_policy (
  base TEXT PRIMARY KEY,
  commit_id TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
