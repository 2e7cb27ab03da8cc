import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lcov } from "../../../main/evidence/parsers/lcov";

function parse(source: Uint8Array | string) {
  const read = lcov.parse(typeof source === "string" ? new TextEncoder().encode(source) : source);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}
function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../../fixtures/evidence/lcov/${name}`, import.meta.url));
}

describe("lcov", () => {
  it("reads what node --test writes", () => {
    expect(parse(fixture("node-test.info"))).toMatchObject({
      kind: "coverage",
      result: "unknown",
      totals: { of: "coverage", files: 1, coveredLines: 6, lines: 10, branches: { covered: 2, total: 3 } },
      headline: "60.0 % of lines (6 of 10) in 1 file, 66.6 % of branches (2 of 3)",
      truncated: null,
    });
  });

  it("sums the records of one file and does not believe LF and LH", () => {
    const report = parse(fixture("gotchas.info"));
    expect(report.lists.coverage).toEqual([
      { path: "dist/<define:DATA>", lines: [[1, 1]], branches: null },
      {
        path: "/home/ci/shop/src/refund.ts",
        lines: [
          [3, 3],
          [4, 3],
          [5, 0],
          [6, 0],
          [7, 2],
          [8, Number.MAX_SAFE_INTEGER],
          [9, 0],
        ],
        branches: { covered: 3, total: 4 },
        // Line 4 took one branch in each of its two records.
        partly: [[6, 0, 1]],
      },
    ]);
    expect(report.totals).toEqual({
      of: "coverage",
      files: 2,
      coveredLines: 5,
      lines: 8,
      branches: { covered: 3, total: 4 },
    });
  });

  it("counts records it cannot read and goes on", () => {
    const report = parse(fixture("odd-lines.lcov"));
    expect(report.lists.coverage).toEqual([{ path: "src/a.js", lines: [[1, 4]], branches: null }]);
    expect(report.truncated).toBe("5 records could not be read and are in no figure.");
  });

  it("an empty file is a report of nothing, if its name says so", () => {
    const empty = new Uint8Array();
    expect(lcov.recognises({ path: "out/lcov.info", bytes: empty })).toBe(true);
    expect(lcov.recognises({ path: "notes.txt", bytes: empty })).toBe(false);
    expect(parse(empty)).toMatchObject({ headline: "The report lists no file", result: "unknown" });
  });

  it("reads Windows line ends, a byte order mark, and a record without its end", () => {
    expect(parse("\ufeffTN:\r\nSF:C:\\shop\\a.cs\r\nDA:1,1\r\nDA:2,0").lists.coverage).toEqual([
      {
        path: "C:\\shop\\a.cs",
        lines: [
          [1, 1],
          [2, 0],
        ],
        branches: null,
      },
    ]);
  });

  it("tells branches apart whose numbers are words", () => {
    const lines = [
      "SF:a.c",
      "BRDA:1,0,x > 1,1",
      "BRDA:1,0,x <= 1,-",
      "BRDA:1,e0,1,0",
      "BRDA:1,0,1,0",
      "BRDA:1,99999,1,0",
    ];
    expect(parse([...lines, ...lines].join("\n")).totals).toMatchObject({ branches: { covered: 1, total: 5 } });
  });

  it("keeps a line said a million times small, and bounds the files", { timeout: 60_000 }, () => {
    const again = parse(`SF:a\n${"DA:7,1\n".repeat(1_200_000)}`);
    expect(again.lists.coverage[0]?.lines).toEqual([[7, 1_200_000]]);
    const many = Array.from({ length: 200_002 }, (_, index) => `SF:${index}\nDA:1,0\nend_of_record\n`).join("");
    const report = parse(many);
    expect(report.totals).toMatchObject({ files: 200_000 });
    expect(report.truncated).toBe("Only the first 200,000 files were read; 2 more records are in no figure.");
  });

  it("lists two million lines and counts the others", { timeout: 60_000 }, () => {
    const lines = Array.from({ length: 1_500_000 }, (_, index) => `DA:${index + 1},1`).join("\n");
    const report = parse(`SF:a\n${lines}\nend_of_record\nSF:b\n${lines}\nend_of_record\nSF:c\nDA:1,0\n`);
    expect(report.totals).toMatchObject({ files: 3, lines: 3_000_001, coveredLines: 3_000_000 });
    expect(report.lists.coverage.map((file) => file.path)).toEqual(["a", "c"]);
    expect(report.headline).toContain("99.9 % of lines");
    expect(report.truncated).toContain("of 1 more file are");
  });
});
