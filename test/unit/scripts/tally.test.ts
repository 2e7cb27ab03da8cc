import { describe, expect, test } from "vitest";
import { addTallies, closingLine, tallyOf } from "../../../scripts/tally.mjs";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});

describe("counting a test report", () => {
  test("passed, failed and skipped tests are counted over all files", () => {
    const report = {
      testResults: [file("passed", "passed", "passed", "pending"), file("failed", "failed", "passed", "todo")],
    };
    expect(tallyOf(report, 1)).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });

  test("a file that did not load is a failure though it names no test", () => {
    expect(tallyOf({ testResults: [file("failed"), file("passed", "passed")] }, 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });

  test("a failed hook after passing tests is a failure", () => {
    expect(tallyOf({ testResults: [file("failed", "passed")] }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  test("an exit code that no test explains is a failure", () => {
    expect(tallyOf({ testResults: [file("passed", "passed")] }, 1).failed).toBe(1);
  });

  test.each([[undefined], [null], ["text"], [{}]])("a report that is %j is a failure", (report) => {
    expect(tallyOf(report, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

test("the closing line names what was skipped only when something was", () => {
  const sum = addTallies([
    { passed: 4, failed: 0, skipped: 0 },
    { passed: 3, failed: 1, skipped: 0 },
  ]);
  expect(closingLine(sum)).toBe("7 passed, 1 failed");
  expect(closingLine({ passed: 7, failed: 0, skipped: 2 })).toBe("7 passed, 0 failed, 2 skipped");
});
