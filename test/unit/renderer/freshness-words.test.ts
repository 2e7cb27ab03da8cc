import { describe, expect, it } from "vitest";
import { freshness } from "../../../main/provenance/freshness";
import { earlierWords, stepWords, unseenFrom } from "../../../renderer/parts/freshness-words";
import { readWords } from "../../../renderer/parts/read-words";
import { checkDetail, commandDetail, editDetail, failedCheck, sessionEvents } from "../../builders/event";

const digest = "0".repeat(64);

describe("the steps of the freshness line in words", () => {
  const fresh = freshness(
    sessionEvents([
      editDetail("/work/ledger/src/a.ts"),
      editDetail("/work/ledger/src/b.ts"),
      failedCheck("npm test", { counts: { passed: 3, failed: 1, skipped: 2, line: "" } }),
      checkDetail("pytest tests/test_a.py"),
      commandDetail("gofmt -w ."),
      checkDetail("npm test | tail", { masked: true }),
    ]),
  );

  it("say what, when and where", () => {
    expect(fresh.steps.map(stepWords)).toEqual([
      "2 edits, 02:01 UTC: src/b.ts and src/a.ts",
      "Tests failed, 02:02 UTC (1 failed, 3 passed, 2 skipped): npm test",
      "Tests passed, 02:03 UTC, restricted to tests/test_a.py: pytest tests/test_a.py",
      "A command may have changed files, 02:04 UTC (gofmt -w): gofmt -w .",
      "Tests ran, but the command hides the result, 02:05 UTC: npm test | tail",
    ]);
  });

  it("know from where on no passing check has seen the work", () => {
    expect(unseenFrom(fresh)).toBe(3);
    expect(unseenFrom({ ...fresh, lastPass: null })).toBe(-1);
    const lint = checkDetail("npm run lint", { checkType: "static-analysis" });
    expect(unseenFrom(freshness(sessionEvents([editDetail(), checkDetail(), lint, failedCheck()])))).toBe(-1);
    expect(unseenFrom({ ...fresh, steps: fresh.steps.slice(3) })).toBe(0);
  });

  it("count what is not drawn", () => {
    expect(earlierWords({ ...fresh, earlier: { edits: 4, checks: 0, commands: 1 } }, fresh.steps.slice(0, 2))).toBe(
      "Earlier: 6 edits, 1 check and 1 command",
    );
  });
});

describe("what was opened, in words", () => {
  const record = {
    attemptId: "A-4M8PW",
    reviewer: "Ada",
    patch: digest,
    problem: null,
    files: [],
    shown: [],
    evidence: [],
    totals: {
      files: { opened: 1, of: 1, digest },
      hunks: { opened: 0, of: 1200, digest },
      evidence: { opened: 0, of: 0, digest },
    },
    elsewhere: [],
  };

  it("leave out what there is none of, and say what another attempt showed first", () => {
    expect(readWords(record, "A-4M8PW")).toEqual({
      lines: [
        { to: "files", text: "1 of 1 file marked read", whole: true },
        { to: "hunks", text: "0 of 1,200 hunks shown", whole: false },
      ],
      notes: [],
    });
    const elsewhere = [{ attemptId: "A-5N9QX", letter: "B", taskId: "T-9C3RD", files: 1, hunks: 2, evidence: 0 }];
    expect(readWords({ ...record, elsewhere }, "A-4M8PW").notes).toEqual([
      "Of these, 1 file and 2 hunks first opened in attempt B.",
    ]);
  });
});
