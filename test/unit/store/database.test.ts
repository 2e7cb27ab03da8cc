import { writeFileSync } from "node:fs";
import path from "node:path";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../../main/store/database";
import { migrate } from "../../../main/store/migrate";
import { recordMigrations } from "../../../main/store/migrations/record";
import { tempFolder } from "../../support/temp-home";

describe("opening a data file", () => {
  it("keeps full durability on the second and third open, where SQLite alone falls back", () => {
    const file = path.join(tempFolder(), "record.db");
    for (let open = 0; open < 3; open += 1) {
      const db = openDatabase(file, "durable");
      if (!db.ok) throw new Error(db.error.message);
      expect(db.value.pragma("synchronous", { simple: true })).toBe(2);
      expect(db.value.pragma("journal_mode", { simple: true })).toBe("wal");
      expect(db.value.pragma("recursive_triggers", { simple: true })).toBe(1);
      expect(db.value.pragma("trusted_schema", { simple: true })).toBe(0);
      db.value.exec("CREATE TABLE IF NOT EXISTS t (x)");
      db.value.close();
    }
  });

  it("waits for another program that writes into the new file, though SQLite refuses the switch to WAL at once", async () => {
    const file = path.join(tempFolder(), "record.db");
    const holder = new Worker(
      `const { parentPort, workerData } = require("node:worker_threads");
       const db = new (require("better-sqlite3"))(workerData);
       db.exec("BEGIN IMMEDIATE");
       parentPort.postMessage("held");
       setTimeout(() => db.close(), 300);`,
      { eval: true, workerData: file },
    );
    await once(holder, "message");
    const begun = performance.now();
    const db = openDatabase(file, "durable");
    expect(performance.now() - begun).toBeGreaterThan(100);
    if (!db.ok) throw new Error(db.error.message);
    expect(db.value.pragma("journal_mode", { simple: true })).toBe("wal");
    db.value.close();
    await once(holder, "exit");
  });

  it("names a file that is no database, and what to do", () => {
    const file = path.join(tempFolder(), "record.db");
    writeFileSync(file, "this is text, not a database, and long enough to be taken for a header".repeat(20));
    const db = openDatabase(file, "durable");
    expect(db.ok).toBe(false);
    if (!db.ok) {
      expect(db.error.place).toBe(file);
      expect(db.error.remedy).not.toBe("");
    }
  });

  it("refuses a file of a newer program instead of guessing", () => {
    const db = openDatabase(path.join(tempFolder(), "record.db"), "durable");
    if (!db.ok) throw new Error(db.error.message);
    db.value.pragma("user_version = 9999");
    const migrated = migrate(db.value, recordMigrations);
    expect(migrated.ok).toBe(false);
    if (!migrated.ok) expect(migrated.error.code).toBe("store-newer");
    db.value.close();
  });
});
