import type { Migration } from "../migrate";

/**
 * What people typed with their decisions, outside of the entries so that it can be erased; and which entries are of kinds that
 * are looked for by kind.
 */
export const textBlobsMigration: Migration = {
  version: 170,
  name: "texts of decisions that can be erased, entries by kind",
  sql: `
CREATE TABLE blob (
  commitment BLOB PRIMARY KEY CHECK (length(commitment) = 32),
  salt BLOB NOT NULL CHECK (length(salt) = 32),
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE erasure (
  commitment BLOB PRIMARY KEY CHECK (length(commitment) = 32),
  seq INTEGER NOT NULL REFERENCES entry (seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER blob_no_replace BEFORE INSERT ON blob
WHEN EXISTS (SELECT 1 FROM blob WHERE commitment = NEW.commitment)
BEGIN SELECT RAISE(ABORT, 'texts are never replaced'); END;
CREATE TRIGGER blob_no_update BEFORE UPDATE ON blob
BEGIN SELECT RAISE(ABORT, 'texts are never changed'); END;
CREATE TRIGGER blob_erased_by_entry BEFORE DELETE ON blob
WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE commitment = OLD.commitment)
BEGIN SELECT RAISE(ABORT, 'a text is deleted only after the log says so'); END;
CREATE TRIGGER erasure_no_replace BEFORE INSERT ON erasure
WHEN EXISTS (SELECT 1 FROM erasure WHERE commitment = NEW.commitment)
BEGIN SELECT RAISE(ABORT, 'erasures are never replaced'); END;
CREATE TRIGGER erasure_no_update BEFORE UPDATE ON erasure
BEGIN SELECT RAISE(ABORT, 'erasures are never changed'); END;
CREATE TRIGGER erasure_no_delete BEFORE DELETE ON erasure
BEGIN SELECT RAISE(ABORT, 'erasures are never deleted'); END;
CREATE TABLE entry_kind (
  kind TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (kind, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO entry_kind (kind, seq)
  SELECT json_extract(CAST(bytes AS TEXT), '$.kind'), seq FROM entry
  WHERE json_extract(CAST(bytes AS TEXT), '$.kind') IN ('anchor', 'policy', 'blob.erased', 'recovery', 'clock.anomaly');
`,
};
