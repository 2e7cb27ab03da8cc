import type { Migration } from "../migrate";

/** `record.db`: what a reviewer saw of a task when last looking at it. */
export const lookMigration: Migration = {
  version: 140,
  name: "what stood at a reviewer's last look at a task",
  sql: `
-- state: the task as it was seen last, at the time of at; before: as it was seen in the look before that.
CREATE TABLE look (
  task_id TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  at TEXT NOT NULL,
  state TEXT NOT NULL,
  before_at TEXT,
  before TEXT,
  PRIMARY KEY (task_id, reviewer)
) STRICT, WITHOUT ROWID;
`,
};
