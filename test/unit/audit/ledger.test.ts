import path from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { Ledger } from "../../../main/audit/ledger";
import { systemClock } from "../../../main/platform/clock";
import { openDatabase, type WriteDb } from "../../../main/store/database";
import { migrate } from "../../../main/store/migrate";
import { recordMigrations } from "../../../main/store/migrations/record";
import { tempFolder } from "../../support/temp-home";

function openLedger(file = path.join(tempFolder(), "record.db")): { db: WriteDb; ledger: Ledger; file: string } {
  const db = openDatabase(file, "durable");
  if (!db.ok) throw new Error(db.error.message);
  migrate(db.value, recordMigrations);
  return { db: db.value, ledger: new Ledger(db.value, systemClock(), "0.1.0"), file };
}

const anomaly = (message: string) => ({ kind: "clock.anomaly" as const, message });

/** Changes the file behind the ledger's back, as an attacker without any key would: triggers dropped first. */
function tamper(file: string, sql: string): void {
  const db = new Database(file);
  for (const trigger of [
    "entry_append_only",
    "entry_no_update",
    "entry_no_delete",
    "node_no_replace",
    "node_no_update",
    "node_no_delete",
  ]) {
    db.exec(`DROP TRIGGER ${trigger}`);
  }
  db.exec(sql);
  db.close();
}

describe("the ledger", () => {
  it("begins with the log's own entry and verifies", () => {
    const { ledger } = openLedger();
    const appended = ledger.append([anomaly("one"), anomaly("two")]);
    expect(appended.ok && appended.value.map((entry) => entry.seq)).toEqual([1, 2]);
    const check = ledger.verify();
    expect(check).toMatchObject({ entries: 3, verified: true, problem: null });
    expect(appended.ok && appended.value[1]?.root).toBe(check.root);
    const first = ledger.read(0);
    expect(first.ok && first.value?.entry.body.kind).toBe("log.created");
  });

  it("writes nothing at all when one entry of a batch is refused", () => {
    const { ledger } = openLedger();
    ledger.append([anomaly("one")]);
    const before = ledger.verify();
    const refused = ledger.append([anomaly("two"), anomaly("\ud800")]);
    expect(refused.ok).toBe(false);
    expect(ledger.verify()).toEqual(before);
  });

  it.each([
    [
      "an edited entry",
      "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), 'two', 'TWO') AS BLOB) WHERE seq = 2",
      "Entry 2 was changed",
    ],
    ["a removed entry in the middle", "DELETE FROM entry WHERE seq = 2", "Entry 2 is missing"],
    [
      "two entries swapped",
      "UPDATE entry SET seq = 90 WHERE seq = 1; UPDATE entry SET seq = 1 WHERE seq = 2; UPDATE entry SET seq = 2 WHERE seq = 90",
      "Entry 1 says it is entry 2",
    ],
    [
      "an edited tree node",
      "UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND idx = 0",
      "The tree does not match",
    ],
    [
      "another log's origin",
      "UPDATE log SET origin = 'countersign.invalid/00000000-0000-4000-8000-000000000000'",
      "belongs to another log",
    ],
    [
      "bytes of other form",
      "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), ':', ': ') AS BLOB) WHERE seq = 3",
      "Entry 3",
    ],
    [
      "a decision row without an entry",
      "INSERT INTO decision (seq, kind, task_id) VALUES (3, 'approve', 'T-00000')",
      "the index of 1",
    ],
  ])("notices %s", (_what, sql, says) => {
    const { db, ledger, file } = openLedger();
    ledger.append([anomaly("one"), anomaly("two"), anomaly("three")]);
    db.close();
    tamper(file, sql);
    const again = openLedger(file);
    const check = again.ledger.verify();
    expect(check.verified).toBe(false);
    expect(check.problem).toContain(says);
  });

  it("cannot be overwritten through an ordinary connection", () => {
    const { db, ledger } = openLedger();
    ledger.append([anomaly("one")]);
    for (const sql of [
      "UPDATE entry SET bytes = x'00' WHERE seq = 1",
      "DELETE FROM entry WHERE seq = 1",
      "REPLACE INTO entry (seq, bytes) VALUES (1, x'00')",
      "INSERT OR REPLACE INTO entry (seq, bytes) VALUES (0, x'00')",
      "INSERT INTO entry (seq, bytes) VALUES (9, x'00')",
      "REPLACE INTO node (level, idx, hash) VALUES (0, 0, zeroblob(32))",
      "DELETE FROM node",
    ]) {
      expect(() => db.exec(sql), sql).toThrow(/audit log|never/);
    }
    expect(ledger.verify().verified).toBe(true);
  });

  it("checks what is new on top of what held, and says the same as a check of everything", () => {
    const { db, ledger } = openLedger();
    for (const message of ["one", "two", "three", "four", "five"]) {
      ledger.append([anomaly(message)]);
      expect(ledger.verifyNew()).toEqual(ledger.verify());
      expect(ledger.verifyNew().verified).toBe(true);
    }
    for (const trigger of ["entry_no_update", "entry_no_delete"]) db.exec(`DROP TRIGGER ${trigger}`);
    db.exec("DELETE FROM entry WHERE seq = 5");
    expect(ledger.verifyNew()).toMatchObject({ verified: false, problem: "The log had 6 entries and has 5." });
    // After a check that failed nothing is built upon any more.
    expect(ledger.verifyNew().problem).toBe("The tree has a leaf for entry 5, which is gone.");
  });

  it("gives entries newest first, page by page", () => {
    const { ledger } = openLedger();
    ledger.append(["a", "b", "c", "d"].map(anomaly));
    const page = ledger.page(null, 2);
    expect(page.ok && page.value.map((entry) => entry.body.seq)).toEqual([4, 3]);
    const next = ledger.page(3, 2);
    expect(next.ok && next.value.map((entry) => entry.body.seq)).toEqual([2, 1]);
  });
});
