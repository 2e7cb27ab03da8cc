import { describe, expect, it } from "vitest";
import { compareFindings } from "../../../main/evidence/new-findings";
import type { Annotation } from "../../../shared/model/evidence";

function finding(line: number, overrides: Partial<Annotation> = {}): Annotation {
  return {
    path: "src/a.ts",
    line,
    endLine: null,
    column: null,
    level: "warning",
    rule: "no-unused",
    message: "x is not used",
    fingerprint: "f1",
    suppressed: false,
    severity: null,
    ...overrides,
  };
}

describe("compareFindings", () => {
  it("knows a finding that moved", () => {
    const moved = finding(90);
    expect(compareFindings([finding(12)], [moved])).toEqual({ fresh: [], same: [moved], gone: [] });
  });

  it("of several alike, as many are the same as there were: those that stayed first", () => {
    const base = [finding(10), finding(20)];
    const head = [finding(5), finding(10), finding(20)];
    expect(compareFindings(base, head)).toEqual({ fresh: [head[0]], same: [head[1], head[2]], gone: [] });
    expect(compareFindings(head, base)).toEqual({ fresh: [], same: base, gone: [head[0]] });
  });

  it("falls back on rule, file and message where fingerprints differ", () => {
    const base = [finding(4, { path: "/home/a/src/a.ts", fingerprint: "x", message: "complexity 12 is over 10" })];
    const head = [finding(4, { path: "/home/b/src/a.ts", fingerprint: "y", message: "complexity 14 is over 10" })];
    expect(compareFindings(base, head).fresh).toHaveLength(1);
    const pathOf = (name: string): string | null => name.replace(/^\/home\/\w+\//, "");
    expect(compareFindings(base, head, pathOf)).toEqual({ fresh: [], same: head, gone: [] });
  });

  it("tells new from gone when only the rule differs", () => {
    const base = [finding(4, { rule: "one", fingerprint: "1" })];
    const head = [finding(4, { rule: "two", fingerprint: "2" })];
    expect(compareFindings(base, head)).toEqual({ fresh: head, same: [], gone: base });
  });

  it("holds with fifty thousand alike", { timeout: 60_000 }, () => {
    const many = Array.from({ length: 50_000 }, () => finding(1));
    const { fresh, same, gone } = compareFindings(
      many.slice(0, 49_999),
      many.map((each) => ({ ...each })),
    );
    expect([fresh.length, same.length, gone.length]).toEqual([1, 49_999, 0]);
  });
});
