import type { Migration } from "../migrate";

/** Signed heads of the log, one for each append, and where in it keys are told of. */
export const logKeysMigration: Migration = {
  version: 160,
  name: "checkpoints of the audit log, entries about keys",
  sql: `
CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY CHECK (size > 0),
  note TEXT NOT NULL
) STRICT;
CREATE TRIGGER checkpoint_append_only BEFORE INSERT ON checkpoint
WHEN NEW.size <= coalesce((SELECT max(size) FROM checkpoint), 0)
BEGIN SELECT RAISE(ABORT, 'checkpoints are only of larger trees'); END;
CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are never changed'); END;
CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;
CREATE TABLE key_entry (seq INTEGER PRIMARY KEY REFERENCES entry (seq)) STRICT;
`,
};
