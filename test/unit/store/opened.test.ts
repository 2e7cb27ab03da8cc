import path from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase, type WriteDb } from "../../../main/store/database";
import { migrate } from "../../../main/store/migrate";
import { recordMigrations } from "../../../main/store/migrations/record";
import { forgetOpened, markOpened, openedOf, unmarkOpened } from "../../../main/store/opened";
import { readMarks } from "../../../main/store/reviewer";
import { tempFolder } from "../../support/temp-home";

function recordDb(upTo = Infinity): WriteDb {
  const db = openDatabase(path.join(tempFolder(), "record.db"), "durable");
  if (!db.ok) throw new Error(db.error.message);
  migrate(
    db.value,
    recordMigrations.filter((step) => step.version <= upTo),
  );
  return db.value;
}

const ada = { reviewer: "Ada", at: "2026-11-21T07:00:00.000Z", attemptId: "A-4M8PW" };
const bo = { reviewer: "Bo", at: "2026-11-21T08:00:00.000Z", attemptId: "A-5N9QX" };

describe("what was opened", () => {
  it("keeps the first time and attempt, and counts only what is new", () => {
    const db = recordDb();
    expect(markOpened(db, "hunk", ["h1", "h2", "h1"], ada)).toBe(2);
    expect(markOpened(db, "hunk", ["h2", "h3"], { ...ada, at: bo.at, attemptId: "A-5N9QX" })).toBe(1);
    expect(openedOf(db, "hunk", ["h1", "h2", "h3", "h4"], "Ada")).toEqual(
      new Map([
        ["h1", { at: ada.at, attemptId: "A-4M8PW" }],
        ["h2", { at: ada.at, attemptId: "A-4M8PW" }],
        ["h3", { at: bo.at, attemptId: "A-5N9QX" }],
      ]),
    );
    expect(openedOf(db, "evidence", ["h1"], "Ada").size).toBe(0);
  });

  it("is one reviewer's own: what one opened, another has not", () => {
    const db = recordDb();
    markOpened(db, "file", ["f1"], ada);
    expect(openedOf(db, "file", ["f1"], "Bo").size).toBe(0);
    expect(readMarks(db, ["f1"], "Bo")).toEqual([]);
    expect(readMarks(db, ["f2", "f1"], "Ada")).toEqual(["f1"]);
    markOpened(db, "file", ["f1"], bo);
    expect(unmarkOpened(db, "file", ["f1", "f2"], "Ada")).toBe(1);
    expect(readMarks(db, ["f1"], "Bo")).toEqual(["f1"]);
    expect(forgetOpened(db, "Bo")).toBe(1);
  });

  it("keeps read marks from before names were kept: they count for whoever asks and can be taken back", () => {
    const db = recordDb(80);
    db.prepare("INSERT INTO read_mark (file, at) VALUES ('f1', '2026-11-20T07:00:00.000Z')").run();
    migrate(db, recordMigrations);
    expect(openedOf(db, "file", ["f1"], "Ada")).toEqual(
      new Map([["f1", { at: "2026-11-20T07:00:00.000Z", attemptId: null }]]),
    );
    expect(readMarks(db, ["f1"], "Bo")).toEqual(["f1"]);
    expect(unmarkOpened(db, "file", ["f1"], "Ada")).toBe(1);
    expect(readMarks(db, ["f1"], "Bo")).toEqual([]);
  });

  it("is found by key, not by going through everything that was ever opened", () => {
    const db = recordDb();
    const plan = db
      .prepare<[], { detail: string }>(
        "EXPLAIN QUERY PLAN SELECT o.key FROM json_each('[]') AS k CROSS JOIN opened AS o WHERE o.kind = 'hunk' AND o.key = k.value AND o.reviewer IN ('Ada', '')",
      )
      .all()
      .map((row) => row.detail)
      .join("; ");
    expect(plan).toMatch(/SEARCH o USING PRIMARY KEY/);
  });
});
