import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { CaseTree } from "../../../../renderer/screens/evidence/CaseTree";
import { evidenceSchema, type TestCase } from "../../../../shared/model/evidence";

const testCase = (over: Partial<TestCase>): TestCase => ({
  suite: "refunds",
  name: "pays",
  outcome: "passed",
  durationMs: null,
  message: null,
  ...over,
});
const drawn = (cases: readonly TestCase[], failed: number, notListed = 0): string =>
  renderToStaticMarkup(
    <CaseTree
      item={evidenceSchema.parse({
        id: "file:1",
        kind: "tests",
        standing: "observed",
        result: "failed",
        producer: "npm test",
        producedAt: null,
        tree: "match",
        counts: { passed: cases.length - failed + notListed, failed, skipped: 0 },
        headline: "",
        cases,
        file: null,
        event: null,
        note: null,
      })}
    />,
  );

describe("the tree of test cases", () => {
  it("draws what a report says as text, hidden characters as chips", () => {
    const html = drawn(
      [
        testCase({
          suite: "<img src=x>",
          name: "admin\u202etxt",
          outcome: "failed",
          message: "<script>alert(1)</script>",
        }),
      ],
      1,
    );
    expect(html).not.toMatch(/<(?:img|script)/u);
    expect(html).not.toContain("\u202e");
    expect(html).toContain("U+202E");
    expect(html).toContain("&lt;script&gt;alert(1)");
  });

  it("folds the suites of a long report that have no failure, and never one that has", () => {
    const many = Array.from({ length: 80 }, (_, n) => testCase({ suite: "money", name: `case ${String(n)}` }));
    const html = drawn([...many, testCase({ name: "pays twice", outcome: "failed", message: "7500 !== 5000" })], 1);
    expect(html).not.toContain("case 79");
    expect(html).toContain("7500 !== 5000");
    expect(html.indexOf("refunds")).toBeLessThan(html.indexOf("money"));
    expect(drawn(many.slice(0, 60), 0)).toContain("case 59");
  });

  it("says how many cases the list leaves out", () => {
    expect(drawn([testCase({})], 0)).not.toContain("more case");
    expect(drawn([testCase({})], 0, 41)).toContain("41 more cases");
  });
});
