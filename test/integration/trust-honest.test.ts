import { expect, it } from "vitest";
import { honestRuns, whatMustHappen } from "../trust/honest-runs";

it("no verifier refuses an export of an honest log", { timeout: 180_000 }, async (context) => {
  const found = await honestRuns(25, 1);
  expect(found.wrong).toEqual([]);
  expect(whatMustHappen.filter((what) => (found.happened[what] ?? 0) === 0)).toEqual([]);
  expect(Math.min(found.parts.later, found.parts.withheld)).toBeGreaterThan(10);
  expect(Object.keys(found.verdicts)).toEqual(["0", "10", "20"]);
  context.skip(!found.python, "the Node verifier alone was asked: there is no python3 of 3.11 or newer");
});
