import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { maxAnnotations } from "../../../main/evidence/parser";
import { sarif } from "../../../main/evidence/parsers/sarif";

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../../fixtures/evidence/sarif/${name}.sarif`, import.meta.url));
}
function parse(source: unknown) {
  const read = sarif.parse(source instanceof Uint8Array ? source : new TextEncoder().encode(JSON.stringify(source)));
  if (!read.ok) throw new Error(`${read.error.code}: ${read.error.message}`);
  return read.value;
}
function run(overrides: object) {
  return { version: "2.1.0", runs: [{ tool: { driver: { name: "T" } }, results: [], ...overrides }] };
}
function finding(overrides: object = {}) {
  return { ruleId: "R", message: { text: "m" }, ...overrides };
}

describe("sarif", () => {
  it("takes levels from rules and extensions, and tells what is no finding", () => {
    const report = parse(fixture("codeql-extensions"));
    expect(report).toMatchObject({
      result: "failed",
      totals: { of: "findings", errors: 2, warnings: 2, notes: 2, suppressed: 1 },
      headline:
        "2 errors, 2 warnings, 2 notes, 1 suppressed; 1 checks met or not applicable; 1 only in the tool's own baseline; the tool reports 1 error of its own",
      producer: "CodeQL 2.19.0, Other",
      producedAt: "2026-11-20T03:00:00.000Z",
      commits: ["5da53fbb2a0aaa12d648b73984acc9aac2e11c2a"],
    });
    const { annotations } = report.lists;
    expect(annotations.map((each) => [each.level, each.rule, each.suppressed])).toEqual([
      ["error", "js/sql-injection", false],
      ["error", "W1", false],
      ["warning", "W1/2", false],
      ["warning", "unknown", false],
      ["note", "N1", false],
      ["note", "W1", false],
      ["error", "W1", true],
    ]);
    expect(annotations[0]).toMatchObject({ path: "src/db.js", line: 12, endLine: 14, column: 5, severity: 8.8 });
    expect(annotations[2]).toMatchObject({ path: "src/a%20b.ts", line: 3, message: "amount is not used, {9}" });
    expect(annotations[3]).toMatchObject({ path: null, line: null, severity: 4.5 });
  });

  it("tells a clean run from one that did not run and one that failed", () => {
    expect(parse(run({}))).toMatchObject({ result: "passed", headline: "No findings" });
    expect(parse(fixture("did-not-run"))).toMatchObject({
      result: "unknown",
      headline: "No list of results: the tool did not run",
    });
    expect(parse({ version: "2.1.0", runs: [] })).toMatchObject({ result: "unknown" });
    expect(parse(fixture("failed"))).toMatchObject({
      result: "failed",
      headline: "The tool says it failed; No findings",
    });
    const both = { runs: [...run({}).runs, { tool: { driver: { name: "U" } } }] };
    expect(parse(both).result).toBe("unknown");
    expect(parse(both).headline).toMatch(/^1 of 2 tools list no results/);
  });

  it("states no verdict on warnings alone, and fails on a high severity whatever its level", () => {
    expect(parse(run({ results: [finding()] }))).toMatchObject({ result: "unknown", headline: "1 warning" });
    const high = finding({ properties: { "security-severity": "7.0" } });
    expect(parse(run({ results: [high] }))).toMatchObject({ result: "failed", headline: "1 warning" });
    expect(parse(run({ results: [{ ...high, suppressions: [{ kind: "external" }] }] }))).toMatchObject({
      result: "passed",
      headline: "No findings, 1 suppressed",
    });
    expect(parse(run({ results: [finding({ level: "none" })] }))).toMatchObject({ result: "passed" });
  });

  it("gives a finding that moved the same fingerprint, and another finding another", () => {
    const at = (line: number, more: object = {}) => finding({ locations: location("src/a.ts", line), ...more });
    const prints = (...results: object[]) => parse(run({ results })).lists.annotations.map((each) => each.fingerprint);
    const [here, moved, other, elsewhere] = prints(
      at(3),
      at(90),
      at(3, { message: { text: "n" } }),
      finding({ locations: location("src/b.ts", 3) }),
    );
    expect(moved).toBe(here);
    expect(new Set([here, other, elsewhere]).size).toBe(3);
    const own = { partialFingerprints: { primaryLocationLineHash: "x:1" } };
    const [first, reworded] = prints(at(3, own), at(9, { ...own, message: { text: "reworded" } }));
    expect(reworded).toBe(first);
  });

  it("refuses what has no runs and says where JSON breaks off", () => {
    expect(sarif.parse(new TextEncoder().encode("{}"))).toMatchObject({ ok: false, error: { code: "not-sarif" } });
    expect(sarif.parse(fixture("failed").subarray(0, 60))).toMatchObject({
      ok: false,
      error: { code: "json-malformed", place: "1:61" },
    });
  });

  it("keeps the first fifty thousand and counts all, errors first", { timeout: 60_000 }, () => {
    const results = [
      ...Array.from({ length: maxAnnotations + 5 }, (_, index) => finding({ message: { text: `w${index}` } })),
      finding({ level: "error", message: { text: "x".repeat(5_000) } }),
    ];
    const report = parse(run({ results }));
    expect(report.totals).toMatchObject({ errors: 1, warnings: maxAnnotations + 5 });
    expect(report.lists.annotations).toHaveLength(maxAnnotations);
    expect(report.lists.annotations[0]?.message).toMatch(/^x{1000} \[4,000 more characters\]$/);
    expect(report.truncated).toBe("6 more findings are counted and not listed.");
  });

  it("says when results are in a file of their own", () => {
    const report = parse(run({ results: undefined, externalPropertyFileReferences: { results: [{ itemCount: 9 }] } }));
    expect(report).toMatchObject({ result: "unknown", headline: "Results are in another file that was not read" });
    expect(report.truncated).not.toBeNull();
  });
});

function location(uri: string, startLine: number) {
  return [{ physicalLocation: { artifactLocation: { uri }, region: { startLine } } }];
}
