import path from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../../main/store/database";
import { migrate } from "../../../main/store/migrate";
import { recordMigrations } from "../../../main/store/migrations/record";
import { schemaProblem } from "../../../main/store/schema-check";
import { tempFolder } from "../../support/temp-home";

function record(steps: number) {
  const db = openDatabase(path.join(tempFolder(), "record.db"), "durable");
  if (!db.ok) throw new Error(db.error.message);
  migrate(db.value, recordMigrations.slice(0, steps));
  migrate(db.value, recordMigrations);
  return db.value;
}

describe("the form of the record", () => {
  it("is as its steps make it, from whichever version it came", () => {
    for (let steps = 0; steps <= recordMigrations.length; steps += 4)
      expect(schemaProblem(record(steps), recordMigrations)).toBeNull();
  });

  it.each([
    ["DROP TRIGGER entry_no_update", "trigger entry_no_update is gone"],
    [
      "DROP TRIGGER entry_no_delete; CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT 1; END",
      "trigger entry_no_delete is not as it was made",
    ],
    ["DROP INDEX decision_task", "index decision_task is gone"],
    ["ALTER TABLE entry ADD COLUMN more TEXT", "table entry is not as it was made"],
    ["CREATE TRIGGER quiet AFTER INSERT ON entry BEGIN SELECT 1; END", "holds the trigger quiet"],
    ["CREATE VIEW entries AS SELECT 1", "holds the view entries"],
  ])("is told where it differs: %s", (sql, says) => {
    const db = record(0);
    db.exec(sql);
    expect(schemaProblem(db, recordMigrations)).toContain(says);
  });
});
