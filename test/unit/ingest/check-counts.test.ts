import { describe, expect, it } from "vitest";
import { checkCounts } from "../../../main/ingest/check-counts";

/** Outputs as the tools print them, with passed, failed, skipped. */
const outputs: readonly [string, string, readonly [number | null, number | null, number | null]][] = [
  ["pytest", "..F\n=========== 1 failed, 3 passed, 2 skipped, 1 warning in 0.12s ===========", [3, 1, 2]],
  ["pytest -q", "...\n3 passed in 0.01s", [3, 0, 0]],
  ["pytest with errors", "=== 2 passed, 1 error in 1.00s ===", [2, 1, 0]],
  ["pytest without tests", "no tests ran in 0.01s", [0, 0, 0]],
  ["Jest", "Tests:       1 failed, 2 skipped, 3 passed, 6 total\nTime: 1 s", [3, 1, 2]],
  [
    "Vitest, in colour",
    "\u001b[2m      Tests \u001b[22m \u001b[31m2 failed\u001b[39m | \u001b[32m3 passed\u001b[39m | 1 skipped (6)",
    [3, 2, 1],
  ],
  [
    "node:test",
    "✔ a (1ms)\nℹ tests 5\nℹ suites 0\nℹ pass 3\nℹ fail 1\nℹ cancelled 0\nℹ skipped 1\nℹ todo 0",
    [3, 1, 1],
  ],
  [
    "node:test as TAP",
    "TAP version 13\nok 1 - a\nnot ok 2 - b\n1..2\n# tests 2\n# pass 1\n# fail 1\n# skipped 0",
    [1, 1, 0],
  ],
  ["Mocha", "  5 passing (12ms)\n  1 failing\n  2 pending", [5, 1, 2]],
  [
    "cargo test, two binaries",
    "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\ntest result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured",
    [4, 2, 1],
  ],
  ["nextest", "     Summary [   0.1s] 3 tests run: 2 passed, 1 failed, 0 skipped", [2, 1, 0]],
  [
    "go test -v",
    "=== RUN   TestA\n--- PASS: TestA (0.00s)\n=== RUN   TestB\n    --- PASS: TestB/sub (0.00s)\n--- FAIL: TestB (0.00s)\nFAIL\nFAIL\texample/app\t0.01s",
    [1, 1, 0],
  ],
  ["go test without -v", "--- FAIL: TestB (0.00s)\nFAIL\nFAIL\texample/app\t0.01s", [null, 1, null]],
  ["gotestsum", "DONE 12 tests, 1 skipped, 2 failures in 0.5s", [9, 2, 1]],
  ["unittest", "F..s\nRan 4 tests in 0.001s\n\nFAILED (failures=1, skipped=1)", [2, 1, 1]],
  ["unittest, good", "Ran 1 test in 0.001s\n\nOK", [1, 0, 0]],
  ["RSpec", "5 examples, 1 failure, 2 pending", [2, 1, 2]],
  ["Minitest", "5 runs, 7 assertions, 1 failures, 1 errors, 1 skips", [2, 2, 1]],
  ["PHPUnit", "Tests: 5, Assertions: 9, Failures: 1, Skipped: 1.", [3, 1, 1]],
  ["PHPUnit, good", "OK (5 tests, 9 assertions)", [5, 0, 0]],
  ["Maven", "[ERROR] Tests run: 5, Failures: 1, Errors: 1, Skipped: 1", [2, 2, 1]],
  ["Gradle", "5 tests completed, 1 failed, 1 skipped", [3, 1, 1]],
  ["CTest", "90% tests passed, 1 tests failed out of 10", [9, 1, null]],
  ["dotnet test", "Passed!  - Failed:     0, Passed:     5, Skipped:     1, Total:     6, Duration: 1 s", [5, 0, 1]],
  ["Bun", " 5 pass\n 1 fail\n 6 expect() calls", [5, 1, 0]],
  ["Deno", "ok | 5 passed | 0 failed | 1 ignored (12ms)", [5, 0, 1]],
  ["ExUnit", "90 tests, 1 failure, 2 skipped", [87, 1, 2]],
  ["Playwright", "  1 failed\n    [chromium] › a.spec.ts\n  1 skipped\n  5 passed (3.2s)", [5, 1, 1]],
  ["TAP", "1..3\nok 1 - a\nnot ok 2 - b # TODO later\nok 3 # SKIP no", [2, 0, 1]],
];

describe("checkCounts", () => {
  it.each(outputs)("reads %s", (_name, output, [passed, failed, skipped]) => {
    const counts = checkCounts(output);
    expect(counts).toMatchObject({ passed, failed, skipped });
    const plain = output.replaceAll(/\u001b\[\d+m/g, "");
    for (const line of counts?.line.split("\n") ?? []) expect(plain).toContain(line);
  });

  it.each([
    "",
    "all good",
    "3 passed the exam in 2019",
    "12 tests were written",
    "ok 1 - without a plan",
    "Ran 5 tests in 0.1s\nsegfault",
    "the summary said: 5 passed",
  ])("invents nothing from: %s", (output) => {
    expect(checkCounts(output)).toBeNull();
  });

  it("takes the later of two summaries", () => {
    expect(checkCounts("1 failed in 0.1s\n\n2 passed in 0.1s")).toMatchObject({ passed: 2, failed: 0 });
  });

  it("counts no lines of an output that was cut", () => {
    const verbose = "=== RUN   TestA\n--- PASS: TestA (0.00s)\nok  \texample/app\t0.01s";
    expect(checkCounts(verbose)).toMatchObject({ passed: 1 });
    expect(checkCounts(verbose, true)).toBeNull();
    expect(checkCounts("3 passed in 0.01s", true)).toMatchObject({ passed: 3 });
  });
});
