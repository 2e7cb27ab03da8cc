/** Which patch a file was marked read in, so that a later version can be compared with it. */
export const readVersionsMigration = {
  version: 150,
  name: "the version of a file that was read",
  sql: `
-- file is the key of the mark (opened, kind file). patch names the whole patch in the archive; base is what it was made on.
CREATE TABLE read_version (
  file TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  attempt_id TEXT NOT NULL,
  path TEXT NOT NULL,
  patch TEXT NOT NULL,
  base TEXT,
  at TEXT NOT NULL,
  PRIMARY KEY (file, reviewer, attempt_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX read_version_attempt ON read_version (attempt_id, reviewer);
`,
};
