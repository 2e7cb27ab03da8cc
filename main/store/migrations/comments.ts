/** Comments: what is being written is as durable as what was decided. */
export const commentsMigration = {
  version: 120,
  name: "comments",
  sql: `
-- What a decision took along stands in its entry; that a comment was taken is read from there, never kept here.
CREATE TABLE comment (
  id TEXT PRIMARY KEY,
  thread TEXT,
  task_id TEXT NOT NULL,
  attempt_id TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  replacement TEXT,
  -- JSON; null for an answer, which has its thread's.
  anchor TEXT,
  rev INTEGER NOT NULL,
  -- The window or command that saved last: its own saves never stand against each other.
  writer TEXT NOT NULL,
  -- JSON: the caret while it is open in a composer.
  editing TEXT,
  resolved_at TEXT,
  resolved_by TEXT,
  -- Dropped ones are kept a while, so that dropping can be undone.
  dropped_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX comment_attempt ON comment (attempt_id);
CREATE INDEX comment_task ON comment (task_id);
`,
};
