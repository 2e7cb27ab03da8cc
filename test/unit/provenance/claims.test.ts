import { describe, expect, it } from "vitest";
import { checkClaims, type ClaimInput } from "../../../main/provenance/claims";
import type { EventDetail } from "../../../shared/model/event";
import { changedFile } from "../../builders/attempt";
import { checkDetail, commandDetail, counts, editDetail, failedCheck, sessionEvents } from "../../builders/event";
import { claimInput } from "../../builders/claim";
import { reportEvidence } from "../../builders/evidence";

function judged(summary: string, details: readonly EventDetail[] = [], more: Partial<ClaimInput> = {}) {
  return checkClaims(claimInput(summary, { events: sessionEvents(details), ...more }));
}

function verdict(summary: string, details: readonly EventDetail[] = [], more: Partial<ClaimInput> = {}) {
  const claims = judged(summary, details, more);
  return claims.length === 1 ? claims[0]?.verdict : claims.map((claim) => claim.verdict);
}

describe("what is taken as a claim", () => {
  it.each([
    "All tests pass.",
    "All tests pass",
    "- All 12 tests pass",
    "**All tests now pass.**",
    "The full test suite is green.",
    "✅ Tests pass (12/12)",
    "`npm test` passes.",
    "| Tests | 12 passed |",
    "I added a retry guard. 48 tests passed, 0 failed.",
    "All 214 existing tests still pass without regressions.",
    "Tests: 12 passed",
    "pytest passed with no failures.",
  ])("%s", (summary) => {
    expect(judged(summary).map((claim) => claim.kind)).toEqual(["tests-pass"]);
  });

  it.each([
    "Tests should pass.",
    "I could not run the tests.",
    "The tests do not pass yet.",
    "The tests don't all pass.",
    "If the tests pass, merge it.",
    "Run `npm test` to verify that all tests pass.",
    "Make sure all tests pass before merging.",
    "Next step: get the tests to pass.",
    "All tests pass except two flaky ones.",
    "12 of 14 tests pass.",
    "Do all tests pass?",
    "> All tests pass.",
    "```\nAll tests pass.\n```",
    'The ticket asked for "all tests pass".',
    "- [ ] All tests pass",
    "The tests pass the token through the header.",
    "The tests passed before my change.",
    "Tests will pass once the key is rotated.",
    "I expect all tests to pass.",
    "I skipped the tests because the database is not reachable.",
    "The password is passed to the test helper.",
  ])("not: %s", (summary) => {
    expect(judged(summary)).toEqual([]);
  });

  it.each(["Added tests that pass the token to the handler.", "Added tests for passing arguments."])(
    "not that tests pass, but that there are new ones: %s",
    (summary) => {
      expect(judged(summary).map((claim) => claim.kind)).toEqual(["tests-added"]);
    },
  );

  it("keeps the agent's words and splits what is said of tests, lint and build", () => {
    const claims = judged("Done.\n\n- All tests pass and `eslint` is clean\n- The build succeeds");
    expect(claims.map((claim) => [claim.kind, claim.sentence])).toEqual([
      ["tests-pass", "All tests pass and `eslint` is clean"],
      ["static-analysis-clean", "All tests pass and `eslint` is clean"],
      ["build-works", "The build succeeds"],
    ]);
  });

  it("takes one half of a sentence where the other is negated", () => {
    expect(judged("All tests pass, but I could not run the linter.").map((claim) => claim.kind)).toEqual([
      "tests-pass",
    ]);
  });
});

describe("tests pass", () => {
  it("is unbacked where no test ran", () => {
    const claims = judged("All tests pass.", [commandDetail("ls")]);
    expect(claims[0]).toMatchObject({
      verdict: "unbacked",
      why: "No test run ran in the recorded events.",
      events: [],
    });
  });

  it("is backed by a pass after the final edit, and says command, exit code, counts and time", () => {
    const claims = judged("All tests pass.", [editDetail(), checkDetail("npm test", { counts: counts(12) })]);
    expect(claims[0]).toMatchObject({
      verdict: "backed",
      why: "npm test: exit code 0, 12 passed, 0 failed, 02:01, after the final edit.",
      events: [{ sessionId: "S-7K2QH", seq: 2 }],
    });
  });

  it("is contradicted where the last run failed", () => {
    const claims = judged("All tests pass.", [
      checkDetail(),
      editDetail(),
      failedCheck("npm test", { counts: counts(48, 2) }),
    ]);
    expect(claims[0]).toMatchObject({
      verdict: "contradicted",
      why: "npm test: exit code 1, 48 passed, 2 failed, 02:02; no later run passed.",
    });
  });

  it("is stale where a file was edited after the last pass", () => {
    const claims = judged("All tests pass.", [checkDetail(), editDetail("/work/ledger/src/index.ts")]);
    expect(claims[0]?.verdict).toBe("stale");
    expect(claims[0]?.why).toContain("before 1 further edit");
    expect(claims[0]?.events).toEqual([
      { sessionId: "S-7K2QH", seq: 1 },
      { sessionId: "S-7K2QH", seq: 2 },
    ]);
  });

  it("does not count an edit that a person refused", () => {
    expect(verdict("All tests pass.", [checkDetail(), editDetail(undefined, { outcome: "denied" })])).toBe("backed");
  });

  it("is backed where a failing run was followed by a pass of the same", () => {
    expect(verdict("All tests pass.", [failedCheck(), editDetail(), checkDetail()])).toBe("backed");
  });

  it("lets a failing run stand where only a narrower one passed, with no edit between", () => {
    expect(
      verdict("All tests pass.", [
        editDetail(),
        failedCheck("npx vitest run"),
        checkDetail("npx vitest run test/a.test.ts"),
      ]),
    ).toBe("contradicted");
  });

  it("is unbacked where edits followed the failure and only a narrower run passed", () => {
    expect(
      verdict("All tests pass.", [
        failedCheck("npx vitest run"),
        editDetail(),
        checkDetail("npx vitest run test/a.test.ts"),
      ]),
    ).toBe("unbacked");
  });

  it("lets a run of everything answer for a narrower failure", () => {
    expect(
      verdict("All tests pass.", [failedCheck("npx vitest run test/a.test.ts"), editDetail(), checkDetail("npm test")]),
    ).toBe("backed");
  });

  it("does not let another language's run answer for a failure", () => {
    expect(verdict("All tests pass.", [editDetail(), failedCheck("pytest"), checkDetail("npm test")])).toBe(
      "contradicted",
    );
  });

  it("is unbacked for all tests where only some were ever run, and backed for those", () => {
    const run = [editDetail(), checkDetail("pytest tests/test_refund.py")];
    expect(verdict("All tests pass.", run)).toBe("unbacked");
    expect(verdict("The new tests pass.", run)).toBe("backed");
  });

  it("does not trust a masked exit code without counts, and does with them", () => {
    expect(verdict("All tests pass.", [editDetail(), checkDetail("npm test | tail -5", { masked: true })])).toBe(
      "unverifiable",
    );
    expect(
      verdict("All tests pass.", [
        editDetail(),
        checkDetail("npm test | tail -5", { masked: true, counts: counts(12) }),
      ]),
    ).toBe("backed");
    expect(
      verdict("All tests pass.", [
        editDetail(),
        checkDetail("npm test || true", { masked: true, counts: counts(10, 2) }),
      ]),
    ).toBe("contradicted");
  });

  it("is unverifiable where the run has no result", () => {
    expect(
      verdict("All tests pass.", [editDetail(), checkDetail("npm test", { outcome: "unanswered", exitCode: null })]),
    ).toBe("unverifiable");
  });

  it("accuses nobody where a later run hides its result", () => {
    const hidden = checkDetail("npm test | tail -5", { masked: true });
    expect(verdict("All tests pass.", [editDetail(), failedCheck(), editDetail(), hidden])).toBe("unverifiable");
    expect(verdict("All tests pass.", [checkDetail(), editDetail(), hidden])).toBe("unverifiable");
    expect(verdict("All tests pass.", [editDetail(), checkDetail("npx vitest run test/a.test.ts"), hidden])).toBe(
      "unverifiable",
    );
    expect(
      verdict("All tests pass.", [
        editDetail(),
        failedCheck("npx vitest run"),
        checkDetail("npx vitest run test/a.test.ts | tail", { masked: true }),
      ]),
    ).toBe("contradicted");
  });

  it("takes a number that the output's own line shows", () => {
    const run = [
      editDetail(),
      checkDetail("mix test", { counts: counts(311, 0, "14 doctests, 297 tests, 0 failures") }),
    ];
    expect(verdict("All 297 tests pass.", run)).toBe("backed");
    expect(verdict("All 29 tests pass.", run)).toBe("contradicted");
  });

  it("is unbacked where the runner was not there", () => {
    expect(verdict("All tests pass.", [failedCheck("pytest", { exitCode: 127 })])).toBe("unbacked");
  });

  it("is unverifiable where the run was stopped", () => {
    expect(verdict("All tests pass.", [failedCheck("npm test", { exitCode: 124 })])).toBe("unverifiable");
  });

  it("compares the number that is said", () => {
    const run = [editDetail(), checkDetail("npm test", { counts: counts(10) })];
    expect(verdict("All 10 tests pass.", run)).toBe("backed");
    expect(judged("All 12 tests pass.", run)[0]).toMatchObject({
      verdict: "contradicted",
      why: "The sentence says 12; npm test: exit code 0, 10 passed, 0 failed, 02:01.",
    });
    expect(verdict("The 2 new tests pass.", run)).toBe("backed");
    expect(verdict("All 22 tests pass.", [...run, checkDetail("npm run test:e2e", { counts: counts(12) })])).toBe(
      "backed",
    );
  });

  it("takes a report on the attempt's tree where no run is recorded", () => {
    expect(verdict("All tests pass.", [], { evidence: [reportEvidence()] })).toBe("backed");
    expect(
      verdict("All tests pass.", [], {
        evidence: [reportEvidence({ result: "failed", headline: "10 passed, 2 failed" })],
      }),
    ).toBe("contradicted");
    expect(verdict("All tests pass.", [], { evidence: [reportEvidence({ standing: "claimed" })] })).toBe("unbacked");
    expect(verdict("All tests pass.", [], { evidence: [reportEvidence({ tree: "mismatch" })] })).toBe("unbacked");
  });

  it("stays contradicted by a failing run, whatever a report says", () => {
    expect(verdict("All tests pass.", [editDetail(), failedCheck()], { evidence: [reportEvidence()] })).toBe(
      "contradicted",
    );
  });
});

describe("lint, types and build", () => {
  it("looks at the tool the sentence names", () => {
    const lintOnly = [editDetail(), checkDetail("npx eslint .", { checkType: "static-analysis" })];
    expect(verdict("Lint is clean.", lintOnly)).toBe("backed");
    expect(verdict("Type checking passes.", lintOnly)).toBe("unbacked");
    expect(
      verdict("No type errors.", [editDetail(), checkDetail("npx tsc --noEmit", { checkType: "static-analysis" })]),
    ).toBe("backed");
  });

  it("knows a failing build", () => {
    expect(verdict("The project builds cleanly.", [failedCheck("npm run build", { checkType: "build" })])).toBe(
      "contradicted",
    );
    expect(verdict("The build succeeds.", [checkDetail("npm test")])).toBe("unbacked");
  });
});

describe("files", () => {
  const files = [changedFile("src/refunds/retry.ts"), changedFile("test/retry.test.ts")];

  it("compares a named file with the patch", () => {
    expect(verdict("Updated `src/refunds/retry.ts`.", [], { files })).toBe("backed");
    expect(verdict("Updated `src/refunds/other.ts`.", [], { files })).toBe("contradicted");
    expect(verdict("Added a guard to `src/refunds/other.ts`.", [], { files })).toBe("unbacked");
    expect(verdict("Updated `src/refunds/retry.ts`.", [])).toBe("unverifiable");
  });

  it("takes no name of a product for a file", () => {
    expect(judged("Updated Node.js to the newest version.", [], { files })).toEqual([]);
  });

  it("compares only these files with all changed ones", () => {
    expect(verdict("I only changed `src/refunds/` and `test/retry.test.ts`.", [], { files })).toBe("backed");
    expect(judged("Only touched `src/refunds/retry.ts`.", [], { files })[0]).toMatchObject({
      verdict: "contradicted",
      why: "1 other file changed: test/retry.test.ts.",
    });
    expect(verdict("No other files were changed.", [], { files })).toBe("unverifiable");
  });
});

it("ends quickly on any text", () => {
  for (const text of [
    "tests ".repeat(20_000),
    "a/".repeat(30_000),
    "`".repeat(30_000),
    "*".repeat(30_000),
    "(".repeat(30_000),
    `${"x".repeat(60_000)}.`,
    "only changed ".repeat(5_000),
    "All tests pass, ".repeat(60),
  ]) {
    const started = performance.now();
    judged(text, [checkDetail()]);
    expect(performance.now() - started).toBeLessThan(1_000);
  }
});

it("says nothing without a summary", () => {
  expect(checkClaims({ ...claimInput(""), statements: [] })).toEqual([]);
});
