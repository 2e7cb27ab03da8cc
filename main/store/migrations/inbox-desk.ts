/** What a reviewer keeps of the inbox: named filters, and when they looked. */
export const inboxDeskMigration = {
  version: 110,
  name: "saved filters, and when a reviewer looked at the inbox",
  sql: `
CREATE TABLE saved_filter (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;
INSERT INTO saved_filter (id, name, query, position) VALUES
  ('high-and-critical', 'High and critical', 'state:open tier:>=high', 0),
  ('unowned', 'Unowned', 'owner:none -state:done', 1),
  ('stale-decisions', 'Stale decisions', 'verdict:stale-decision', 2),
  ('snoozed', 'Snoozed', 'state:snoozed', 3);
-- A visit is a stretch of looks at the inbox. before_at is the last look of the visit before it.
CREATE TABLE inbox_visit (
  reviewer TEXT PRIMARY KEY,
  last_at TEXT NOT NULL,
  before_at TEXT
) STRICT;
`,
};
