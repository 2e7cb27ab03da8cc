import type { Migration } from "../migrate";

/** What decisions do elsewhere: a row for each effect, written with its decision, kept with what became of it. */
export const outboxMigration: Migration = {
  version: 180,
  name: "effects of decisions: what is to be sent, and what became of it",
  sql: `
CREATE TABLE effect (
  id TEXT PRIMARY KEY,
  -- Effects are sent in the order of this number.
  place INTEGER NOT NULL UNIQUE,
  -- Place of the decision's entry in the log.
  decision INTEGER,
  task_id TEXT,
  attempt_id TEXT,
  via TEXT NOT NULL,
  operation TEXT NOT NULL,
  target TEXT NOT NULL,
  title TEXT NOT NULL,
  lane TEXT NOT NULL,
  channel TEXT NOT NULL,
  account TEXT,
  head TEXT,
  -- What is sent, with the lines that recording added; NULL once it was erased.
  payload TEXT,
  digest TEXT NOT NULL,
  link TEXT,
  -- The line of the log's checkpoint in it, and the size of the tree that it is of.
  trailer TEXT,
  trailer_size INTEGER,
  state TEXT NOT NULL CHECK (state IN ('planned', 'sending', 'unknown', 'confirmed', 'held', 'failed', 'cancelled')),
  unsure INTEGER NOT NULL DEFAULT 0,
  detail TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  planned_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  not_before TEXT,
  -- Who is at it, and until when; NULL where nobody is.
  claim TEXT,
  claim_until TEXT,
  remote TEXT,
  entry INTEGER
) STRICT;
CREATE INDEX effect_open ON effect (place) WHERE state IN ('planned', 'sending', 'unknown');
CREATE INDEX effect_decision ON effect (decision) WHERE decision IS NOT NULL;
CREATE INDEX effect_task ON effect (task_id) WHERE task_id IS NOT NULL;
CREATE TRIGGER effect_done BEFORE UPDATE OF state ON effect
WHEN OLD.state IN ('confirmed', 'cancelled') AND NEW.state <> OLD.state
BEGIN SELECT RAISE(ABORT, 'what became of an effect is never changed'); END;
CREATE TRIGGER effect_no_delete BEFORE DELETE ON effect
BEGIN SELECT RAISE(ABORT, 'effects are never deleted'); END;
`,
};
