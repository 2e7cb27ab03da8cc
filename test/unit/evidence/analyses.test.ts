import { describe, expect, it } from "vitest";
import { eslintJson } from "../../../main/evidence/parsers/eslint-json";
import { istanbul } from "../../../main/evidence/parsers/istanbul";
import { semgrepJson } from "../../../main/evidence/parsers/semgrep-json";
import { simplecov } from "../../../main/evidence/parsers/simplecov";
import { evidenceFixture, parseEvidence } from "../../support/parse-evidence";

describe("eslint-json", () => {
  it("counts what ESLint really wrote: its messages, those a comment disables, a file that does not parse", () => {
    const report = parseEvidence(eslintJson, evidenceFixture("eslint-json/real.json"));
    expect(report).toMatchObject({
      result: "failed",
      totals: { of: "findings", errors: 5, warnings: 1, notes: 0, suppressed: 1 },
      headline: "5 errors, 1 warning, 1 suppressed; 3 files",
    });
    const { annotations } = report.lists;
    expect(annotations.map((each) => each.rule)).toEqual([
      "no-undef",
      "eqeqeq",
      "no-undef",
      "no-undef",
      "(does not parse)",
      "no-unused-vars",
      "eqeqeq",
    ]);
    expect(annotations[0]).toMatchObject({ path: "/home/ci/shop/bad.js", line: 2, endLine: 2, column: 5 });
    expect(annotations.at(-1)).toMatchObject({ line: 4, suppressed: true, level: "error" });
  });

  it("believes messages, not the counts beside them; warnings alone pass", () => {
    expect(parseEvidence(eslintJson, evidenceFixture("eslint-json/with-metadata.json"))).toMatchObject({
      result: "passed",
      headline: "1 warning; 1 file",
    });
    expect(parseEvidence(eslintJson, [])).toMatchObject({
      result: "unknown",
      headline: "No findings; no file was looked at",
    });
    expect(eslintJson.parse(new TextEncoder().encode("3"))).toMatchObject({ ok: false, error: { code: "not-eslint" } });
  });
});

describe("semgrep-json", () => {
  it("maps severities, keeps ignored ones apart and says what was not analysed", () => {
    const report = parseEvidence(semgrepJson, evidenceFixture("semgrep-json/findings.json"));
    expect(report).toMatchObject({
      result: "failed",
      producer: "Semgrep 1.96.0",
      headline: "1 error, 1 warning, 1 suppressed",
      truncated: "Semgrep could not analyse everything: 1 problems, the first: Syntax error at line src/c.py:4",
    });
    expect(report.lists.annotations[0]).toMatchObject({ path: "src/a.py", line: 3, column: 5, level: "error" });
  });

  it("passes only a clean run over files that were all read", () => {
    const clean = { version: "1", results: [], errors: [], paths: { scanned: ["a.py"] } };
    expect(parseEvidence(semgrepJson, evidenceFixture("semgrep-json/clean.json")).result).toBe("passed");
    expect(parseEvidence(semgrepJson, { ...clean, paths: { scanned: [] } })).toMatchObject({
      result: "unknown",
      headline: "No file was scanned; No findings",
    });
    expect(parseEvidence(semgrepJson, { ...clean, errors: [{ level: "warn", message: "m" }] }).result).toBe("unknown");
    expect(parseEvidence(semgrepJson, { ...clean, errors: [{ level: "error", message: "m" }] })).toMatchObject({
      result: "failed",
      headline: "The tool reports 1 error of its own; No findings",
    });
  });
});

describe("istanbul", () => {
  it("makes lines of statements and arms of branches, and counts a statement without a place as unread", () => {
    const report = parseEvidence(istanbul, evidenceFixture("istanbul/coverage-final.json"));
    expect(report.lists.coverage).toEqual([
      {
        path: "/home/ci/shop/src/refund.js",
        lines: [
          [2, 4],
          [3, 3],
          [5, 0],
        ],
        branches: { covered: 1, total: 4 },
        partly: [[3, 1, 4]],
      },
      { path: "/home/ci/shop/src/old.js", lines: [[1, 1]], branches: null },
    ]);
    expect(report.headline).toBe("75.0 % of lines (3 of 4) in 2 files, 25.0 % of branches (1 of 4)");
    expect(report.truncated).toBe("1 record could not be read and is in no figure.");
  });

  it("refuses other maps of objects", () => {
    expect(istanbul.parse(new TextEncoder().encode('{"a":{"b":1}}'))).toMatchObject({
      ok: false,
      error: { code: "not-istanbul" },
    });
    expect(parseEvidence(istanbul, {})).toMatchObject({ headline: "The report lists no file" });
  });
});

describe("simplecov", () => {
  it("unites suites: a line has the most runs of any", () => {
    const report = parseEvidence(simplecov, evidenceFixture("simplecov/two-suites.resultset.json"));
    expect(report.lists.coverage).toEqual([
      {
        path: "/home/ci/shop/lib/refund.rb",
        lines: [
          [2, 1],
          [3, 4],
          [5, 2],
        ],
        branches: { covered: 1, total: 2 },
        partly: [[2, 1, 2]],
      },
      { path: "/home/ci/shop/lib/other.rb", lines: [[2, 0]], branches: null },
    ]);
    expect(report.producedAt).toBe("2025-11-22T08:28:20.000Z");
  });
});
