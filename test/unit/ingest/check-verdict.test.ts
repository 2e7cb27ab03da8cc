import { expect, it } from "vitest";
import { shownResult } from "../../../main/ingest/check-verdict";
import type { CheckType } from "../../../shared/model/event";

function shown(command: string, output: string, checkType: CheckType = "tests") {
  return shownResult({ command, checkType }, output)?.result ?? null;
}

it.each<[string, string, CheckType, string | null]>([
  ["go test ./... | tail -5", "ok  \texample/a\t0.1s\nok  \texample/b\t(cached)\n", "tests", "passed"],
  ["go test ./... | tail -5", "ok  \texample/a\t0.1s\n--- FAIL: TestB (0.00s)\nFAIL\n", "tests", "failed"],
  ["go test ./... | grep ok", "ok  \texample/a\t0.1s\n", "tests", null],
  ["npm test", 'npm error Missing script: "test"\n', "tests", "nothing-ran"],
  ["npm test", 'Missing script: "test"\n', "tests", "nothing-ran"],
  [
    "make test",
    "bash: line 1: pytest: command not found\nmake: *** [Makefile:3: test] Error 127\n",
    "tests",
    "nothing-ran",
  ],
  ["python -m pytest", "/usr/bin/python3: No module named pytest\n", "tests", "nothing-ran"],
  ["npx vitest run x", "No test files found, exiting with code 1\n", "tests", "nothing-ran"],
  ["ruff check . | tail", "All checks passed!\n", "static-analysis", "passed"],
  ["ruff check . | tail", "Found 2 errors.\n", "static-analysis", "failed"],
  ["npx eslint . | tail", "✖ 3 problems (1 error, 2 warnings)\n", "static-analysis", "failed"],
  ["npx tsc --noEmit | head", "src/a.ts(1,2): error TS2322: no\n", "static-analysis", "failed"],
  ["mypy src | tail -1", "Success: no issues found in 4 source files\n", "static-analysis", "passed"],
  ["cargo build 2>&1 | tail", "    Finished `dev` profile [unoptimized] target(s) in 1.2s\n", "build", "passed"],
  ["./gradlew build | tail", "BUILD FAILED in 3s\n", "build", "failed"],
  ["npm test | tail", "a test that logs: FAIL or All checks passed!\n", "tests", null],
  ["npm test > log 2>&1; tail log", "done\n", "tests", null],
])("%s: %j", (command, output, checkType, result) => {
  expect(shown(command, output, checkType)).toBe(result);
});

it.each([
  ['npm test; echo "EXIT: $?"', "12 passing\nEXIT: 0\n", "passed"],
  ['npm test; echo "EXIT: $?"', "12 passing\nEXIT: 1\n", "failed"],
  ["npm test | tail; echo ${PIPESTATUS[0]}", "12 passing\n1\n", "failed"],
  // The exit code of `tail`.
  ["npm test | tail; echo $?", "12 passing\n0\n", null],
  ['npm test; echo "EXIT: $?"', "12 passing\n", null],
])("an exit code that is printed: %s %j", (command, output, result) => {
  expect(shown(command, output)).toBe(result);
});

it("does not say whose word it is where a line runs several checks", () => {
  const parts = [
    { checkType: "static-analysis" as const, command: "npm run lint", masked: false },
    { checkType: "tests" as const, command: "go test ./...", masked: true },
  ];
  expect(shownResult({ command: "x", checkType: "tests", parts }, "FAIL\n")).toBeNull();
});

it("ends quickly on any output", () => {
  const started = performance.now();
  for (const text of ["a ".repeat(500_000), "\n".repeat(500_000), "FAIL ".repeat(100_000), "sh: ".repeat(100_000)])
    shown("npm test", text);
  expect(performance.now() - started).toBeLessThan(2_000);
});
