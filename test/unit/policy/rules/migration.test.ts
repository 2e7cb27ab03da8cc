import { describe, expect, it } from "vitest";
import { migration } from "../../../../main/policy/rules/migration";
import { facts, filePatch } from "../../../builders/facts";

function run(path: string, body: readonly string[], mode: "modified" | "added" | "deleted" = "modified") {
  return migration.run(facts({ patch: filePatch(path, body, mode) }));
}

describe("migration", () => {
  it("notes a migration and takes removed data seriously", () => {
    expect(
      run("migrations/014_refunds.sql", ["+ALTER TABLE refunds ADD COLUMN key text;"], "added").map((f) => f.severity),
    ).toEqual(["note"]);
    expect(run("db/migrate/014.sql", ["+DROP TABLE refunds;"], "added").map((f) => f.severity)).toEqual([
      "note",
      "serious",
    ]);
  });

  it("does not fire on documents about migrations or code elsewhere", () => {
    expect(run("docs/migrations/guide.md", ["+DROP TABLE refunds;"])).toEqual([]);
    expect(run("src/migration-list.ts", ["+x"])).toEqual([]);
  });
});
