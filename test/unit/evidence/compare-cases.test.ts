import { expect, it } from "vitest";
import { CaseComparison, differs } from "../../../main/evidence/compare-cases";
import { orderCases } from "../../../main/evidence/order-cases";

it("says of each test what became of it, what is broken first", () => {
  const comparison = new CaseComparison(3);
  const add = (column: number, name: string, outcome: "passed" | "failed" | "skipped"): void => {
    comparison.add(column, { suite: "refunds", name, outcome });
  };
  for (const [name, outcome] of [
    ["stays", "passed"],
    ["breaks", "passed"],
    ["heals", "failed"],
    ["goes", "passed"],
    ["rests", "passed"],
  ] as const)
    add(0, name, outcome);
  add(1, "stays", "passed");
  add(1, "breaks", "failed");
  add(1, "breaks", "passed");
  add(1, "heals", "passed");
  add(1, "comes", "passed");
  add(1, "fails from the start", "failed");
  add(1, "rests", "skipped");
  for (const name of ["stays", "breaks", "heals", "goes", "rests"])
    add(2, name, name === "heals" ? "failed" : "passed");
  const rows = comparison.rows();
  const changes = Object.fromEntries(rows.map((row) => [row.name, row.cells.map(({ change }) => change).join(" ")]));
  expect(changes).toEqual({
    stays: "same same same",
    breaks: "same broken same",
    heals: "same fixed same",
    goes: "same gone same",
    comes: "same new same",
    "fails from the start": "same broken same",
    rests: "same other same",
  });
  expect(
    rows
      .slice(0, 2)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["breaks", "fails from the start"]);
  expect(rows.filter(differs).map(({ name }) => name)).not.toContain("stays");
  expect(rows.at(-1)?.name).toBe("stays");
});

it("orders cases as a tree: suites with failures first, in each its failures first", () => {
  const test = (suite: string, name: string, outcome: "passed" | "failed" | "skipped", durationMs: number | null) => ({
    suite,
    name,
    outcome,
    durationMs,
    message: null,
  });
  const { suites, cases } = orderCases([
    test("a", "1", "passed", 2),
    test("b", "2", "passed", null),
    test("b", "3", "failed", 5),
    test("a", "4", "skipped", 1),
    test("c", "5", "passed", null),
  ]);
  expect(suites).toEqual([
    { name: "b", failed: 1, skipped: 0, passed: 1, durationMs: 5 },
    { name: "a", failed: 0, skipped: 1, passed: 1, durationMs: 3 },
    { name: "c", failed: 0, skipped: 0, passed: 1, durationMs: null },
  ]);
  expect(cases.map(({ name, suite }) => `${name}@${String(suite)}`)).toEqual(["3@0", "2@0", "4@1", "1@1", "5@2"]);
});
