import { describe, expect, it } from "vitest";
import { caseRows } from "../../../../renderer/screens/evidence/case-rows";
import type { SuiteOfCases } from "../../../../shared/contract/evidence";

function suites(...counts: readonly (readonly [failed: number, skipped: number, passed: number])[]): SuiteOfCases[] {
  let first = 0;
  return counts.map(([failed, skipped, passed], index) => {
    const suite = { name: `s${String(index)}`, failed, skipped, passed, durationMs: null, first };
    first += failed + skipped + passed;
    return suite;
  });
}

describe("rows of suites and cases", () => {
  it("finds each row without a list of all, and skips the cases of a folded suite", () => {
    const rows = caseRows(suites([2, 0, 1], [0, 1, 2], [1, 0, 0]), new Set([1]));
    expect(rows.count).toBe(7);
    expect(Array.from({ length: 7 }, (_, index) => rows.at(index))).toEqual([
      { type: "suite", suite: 0 },
      { type: "case", suite: 0, place: 0 },
      { type: "case", suite: 0, place: 1 },
      { type: "case", suite: 0, place: 2 },
      { type: "suite", suite: 1 },
      { type: "suite", suite: 2 },
      { type: "case", suite: 2, place: 6 },
    ]);
    expect(rows.at(-1)).toBeUndefined();
    expect(rows.at(7)).toBeUndefined();
  });

  it("steps through failures in both directions and round at the ends", () => {
    const rows = caseRows(suites([2, 0, 1], [0, 1, 2], [1, 0, 0]), new Set());
    expect(rows.nextFailed(0, 1)).toBe(1);
    expect(rows.nextFailed(1, 1)).toBe(2);
    expect(rows.nextFailed(2, 1)).toBe(9);
    expect(rows.nextFailed(9, 1)).toBe(1);
    expect(rows.nextFailed(1, -1)).toBe(9);
    expect(rows.nextFailed(9, -1)).toBe(2);
    expect(rows.nextFailed(3, -1)).toBe(2);
    expect(caseRows(suites([1, 0, 3]), new Set()).nextFailed(1, 1)).toBe(1);
    expect(caseRows(suites([0, 0, 3]), new Set()).nextFailed(0, 1)).toBe(-1);
    expect(caseRows([], new Set()).nextFailed(0, 1)).toBe(-1);
  });
});
