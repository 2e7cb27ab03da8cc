import path from "node:path";
import { describe, expect, it } from "vitest";
import { recordForm } from "../../main/platform/home-access";
import { openDatabase } from "../../main/store/database";
import { migrate, migrationHash, type Migration } from "../../main/store/migrate";
import { indexMigrations } from "../../main/store/migrations/index";
import { recordMigrations } from "../../main/store/migrations/record";
import { tempFolder } from "../support/temp-home";

/** Steps as they were shipped. A new step adds a line; a changed line here means that people's data files no longer match. */
const golden: Readonly<Record<string, string>> = {
  "record 10": "af8466c6c60c0541",
  "record 20": "49036f37306aa0c0",
  "record 30": "52e7b59a8f0c7afa",
  "record 40": "c10564a0be2a6ba9",
  "record 60": "ac8b030e41e69dd0",
  "record 70": "7fa5373c549db798",
  "record 90": "90f87187a18979fe",
  "record 100": "4f9ce3f5e39b5c58",
  "record 110": "81b89aab99217c6c",
  "record 120": "7710c4ab370f8a35",
  "record 140": "ab7c7a72f6ff55cf",
  "record 150": "ff88ca31470af8a8",
  "record 160": "70430e8b891d184c",
  "record 170": "3fedb13a345dd89c",
  "record 180": "fc8e79d845573b5f",
  "record 190": "2f9867ad102e77f3",
  "record 200": "808908169292b151",
  "record 210": "315432898254174c",
  "record 220": "3e27a33dda352d1d",
  "record 250": "0ba1a7447a4629ba",
  "index 10": "ee023baea72bc84a",
  "index 20": "67b63f8fa7730b37",
  "index 30": "0aad04e07ae3aba6",
  "index 40": "866c867b48d9ad54",
  "index 50": "1fa7ae2c682e8563",
  "index 60": "ae00b81661922185",
  "index 70": "c9657b4fc7a26d62",
  "index 80": "b6576d2c226d9af9",
  "index 90": "4515fc53c6619b87",
  "index 100": "6a2a61e58d667da4",
  "index 110": "e3dddc39d70bec9f",
  "index 130": "ba0ea740c61d37e1",
};

const lists: readonly (readonly [string, readonly Migration[]])[] = [
  ["record", recordMigrations],
  ["index", indexMigrations],
];

describe.each(lists)("migrations of %s.db", (name, migrations) => {
  it("are numbered by tens, in order, and never edited after they shipped", () => {
    const versions = migrations.map((step) => step.version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    expect(versions.filter((version) => version % 10 !== 0)).toEqual([]);
    expect(Object.fromEntries(migrations.map((step) => [`${name} ${step.version}`, migrationHash(step)]))).toEqual(
      Object.fromEntries(Object.entries(golden).filter(([key]) => key.startsWith(`${name} `))),
    );
  });

  it("go step by step from every version before, and a second run changes nothing", () => {
    for (let from = 0; from <= migrations.length; from += 1) {
      const db = openDatabase(path.join(tempFolder(), `${name}.db`), "durable");
      if (!db.ok) throw new Error(db.error.message);
      expect(migrate(db.value, migrations.slice(0, from)).ok).toBe(true);
      const schema = () => db.value.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name").all();
      expect(migrate(db.value, migrations)).toEqual({ ok: true, value: migrations.at(-1)?.version });
      const after = schema();
      expect(migrate(db.value, migrations).ok).toBe(true);
      expect(schema()).toEqual(after);
      expect(db.value.pragma("integrity_check", { simple: true })).toBe("ok");
      db.value.close();
    }
  });
});

describe("query plans that screens rely on", () => {
  function planOf(migrations: readonly Migration[], sql: string): string {
    const db = openDatabase(path.join(tempFolder(), "plan.db"), "durable");
    if (!db.ok) throw new Error(db.error.message);
    migrate(db.value, migrations);
    const plan = db.value
      .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => row.detail)
      .join("; ");
    db.value.close();
    return plan;
  }

  it("find a task's decisions and an event of a session by index", () => {
    expect(planOf(recordMigrations, "SELECT seq FROM decision WHERE task_id = 'T' ORDER BY seq")).toMatch(
      /USING COVERING INDEX decision_task/,
    );
    expect(planOf(indexMigrations, "SELECT rowid FROM event WHERE session_pk = 1 AND seq = 2")).toMatch(
      /USING .*INDEX event_seq/,
    );
    expect(planOf(indexMigrations, "SELECT id FROM attempt WHERE task_id = 'T'")).toMatch(/USING INDEX attempt_task/);
  });
});

describe("the newest form as the window knows it", () => {
  it("is that of the last step: main/platform/home-access.ts, recordForm", () => {
    expect(recordForm).toBe(recordMigrations.at(-1)?.version);
  });
});
