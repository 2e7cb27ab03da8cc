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

it.each([
  "db/migrate/20240101120000_add_key.rb",
  "app/migrations/0007_refund_key.py",
  "prisma/migrations/20240101_key/migration.sql",
  "src/main/resources/db/migration/V2__key.sql",
  "alembic/versions/ab12_key.py",
  "Data/Migrations/20240101_Key.cs",
  "database/migrations/2024_01_01_key.php",
])("knows %s", (path) => {
  expect(run(path, ["+x"], "added")).toMatchObject([{ severity: "note", message: `${path} is a new migration.` }]);
});

it("takes a change of an old migration more seriously, and not the way back of a new one", () => {
  expect(run("migrations/014.sql", ["-a", "+b"]).map((one) => one.severity)).toEqual(["warning"]);
  const both = ["+def upgrade():", "+    op.add_column('a')", "+def downgrade():", "+    op.drop_column('a')"];
  expect(run("alembic/versions/ab12.py", both, "added").map((one) => one.severity)).toEqual(["note"]);
});

it.each(["test/migrations/identity.test.ts", "app/migrations/__init__.py", "src/store/migrate.ts"])(
  "not: %s",
  (path) => {
    expect(run(path, ["+x"])).toEqual([]);
  },
);
