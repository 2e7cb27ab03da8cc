/** What a reviewer opened, by content. */
export const openedMigration = {
  version: 90,
  name: "what was opened, by content and by whom",
  sql: `
-- kind file: marked read by hand; hunk and evidence: was on screen. reviewer is empty for marks made before names were kept:
-- they count for whoever asks. attempt_id is the attempt in which it was first opened.
CREATE TABLE opened (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  at TEXT NOT NULL,
  attempt_id TEXT,
  PRIMARY KEY (kind, key, reviewer)
) STRICT, WITHOUT ROWID;
INSERT INTO opened (kind, key, reviewer, at) SELECT 'file', file, '', at FROM read_mark;
DROP TABLE read_mark;
`,
};
