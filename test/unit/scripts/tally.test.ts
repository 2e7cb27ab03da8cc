import { describe, expect, test } from "vitest";
import { addTallies, closingLine, failuresOf, tallyOf, withoutFiles } from "../../../scripts/tally.mjs";

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

describe("naming what failed", () => {
  test("what it waited for and the place in the test are said with it", () => {
    const said = [
      "\u001b[31mTimeoutError: locator.waitFor: Timeout 10000ms exceeded.\u001b[39m",
      "Call log:",
      "\u001b[2m  - waiting for locator('.diff-code').first() to be visible\u001b[22m",
      "",
      "    at openDiff (/somewhere/test/support/scenes/scene.ts:31:9)",
      "    at /somewhere/test/e2e/desk.e2e.test.ts:158:46",
    ].join("\n");
    const failed = { status: "failed", fullName: "the desk opens", failureMessages: [said] };
    const report = { testResults: [{ name: "desk", status: "failed", assertionResults: [failed] }] };
    expect(failuresOf(report).map(({ message }) => message)).toEqual([
      "TimeoutError: locator.waitFor: Timeout 10000ms exceeded.; waiting for locator('.diff-code').first() to be visible; test/e2e/desk.e2e.test.ts:158",
    ]);
  });

  test("each failed test is named with its file and the first line of what it said", () => {
    const failed = {
      status: "failed",
      fullName: "the desk opens",
      failureMessages: ["expected 1 to be 2\n    at line 4"],
    };
    const report = {
      testResults: [
        { name: "test/e2e/desk.test.ts", status: "failed", assertionResults: [{ status: "passed" }, failed] },
        {
          name: "test/e2e/broken.test.ts",
          status: "failed",
          message: "Cannot find module\nstack",
          assertionResults: [],
        },
        { name: "test/e2e/good.test.ts", status: "passed", assertionResults: [{ status: "passed" }] },
      ],
    };
    expect(failuresOf(report)).toEqual([
      { file: "test/e2e/desk.test.ts", name: "the desk opens", message: "expected 1 to be 2" },
      { file: "test/e2e/broken.test.ts", name: "", message: "Cannot find module" },
    ]);
  });

  test("a file whose hook failed after passing tests is named as a whole", () => {
    const report = { testResults: [{ name: "a.test.ts", status: "failed", assertionResults: [{ status: "passed" }] }] };
    expect(failuresOf(report)).toEqual([{ file: "a.test.ts", name: "", message: "" }]);
  });

  test.each([[undefined], [null], ["text"], [{}]])("a report that is %j names nothing", (report) => {
    expect(failuresOf(report)).toEqual([]);
  });
});

test("what ran again is counted once", () => {
  const one = { name: "one.test.ts", ...file("failed", "failed", "skipped") };
  const two = { name: "two.test.ts", ...file("passed", "passed") };
  expect(tallyOf(withoutFiles({ testResults: [one, two] }, ["one.test.ts"]), 0)).toEqual({
    passed: 1,
    failed: 0,
    skipped: 0,
  });
});
