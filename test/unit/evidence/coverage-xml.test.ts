import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { EvidenceParser } from "../../../main/evidence/parser";
import { clover } from "../../../main/evidence/parsers/clover";
import { cobertura } from "../../../main/evidence/parsers/cobertura";
import { jacoco } from "../../../main/evidence/parsers/jacoco";

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../../fixtures/evidence/${name}`, import.meta.url));
}
function parse(parser: EvidenceParser, source: Uint8Array | string) {
  const read = parser.parse(typeof source === "string" ? new TextEncoder().encode(source) : source);
  if (!read.ok) throw new Error(`${read.error.code}: ${read.error.message}`);
  return read.value;
}

describe("cobertura", () => {
  it("unites the classes of one file and passes over its document type and methods", () => {
    const report = parse(cobertura, fixture("cobertura/inner-classes.xml"));
    expect(report.lists.coverage).toEqual([
      {
        path: "C:\\agent\\shop\\src\\Refund.cs",
        lines: [
          [10, 3],
          [11, 3],
          [12, 2],
          [20, 0],
        ],
        branches: { covered: 1, total: 2 },
        partly: [[11, 1, 2]],
      },
    ]);
    expect(report).toMatchObject({
      totals: { files: 1, coveredLines: 3, lines: 4 },
      producedAt: "2025-11-22T08:26:40.123Z",
      truncated: "1 record could not be read and is in no figure.",
    });
  });

  it("leaves names alone where several folders could hold them; times may be seconds", () => {
    expect(parse(cobertura, fixture("cobertura/coverage-py.xml"))).toMatchObject({
      producer: "coverage.py 7.6.1",
      producedAt: "2025-11-22T08:26:40.000Z",
      totals: { coveredLines: 1, lines: 2, branches: null },
      lists: { coverage: [{ path: "refund.py" }] },
    });
  });

  it("refuses what defines entities and says so", () => {
    const bomb = `<!DOCTYPE coverage [<!ENTITY a "aaaa">]><coverage line-rate="1"><packages/></coverage>`;
    const bytes = new TextEncoder().encode(bomb);
    expect(cobertura.recognises({ path: "c.xml", bytes })).toBe(true);
    expect(cobertura.parse(bytes)).toMatchObject({ ok: false, error: { code: "xml-document-type" } });
  });
});

describe("jacoco", () => {
  it("keeps files of one path in two groups apart and counts lines, not counters", () => {
    const report = parse(jacoco, fixture("jacoco/groups.xml"));
    expect(report).toMatchObject({
      producer: "JaCoCo",
      producedAt: "2025-11-22T08:26:45.000Z",
      totals: { files: 3, coveredLines: 2, lines: 4, branches: { covered: 3, total: 6 } },
    });
    expect(report.lists.coverage).toEqual([
      {
        path: "com/shop/Refund.java",
        lines: [
          [3, 1],
          [4, 1],
          [5, 0],
        ],
        branches: { covered: 3, total: 6 },
        partly: [
          [4, 3, 4],
          [5, 0, 2],
        ],
      },
      { path: "com/shop/Refund.java", lines: [[1, 0]], branches: null },
      { path: "com/shop/Empty.java", lines: [], branches: null },
    ]);
  });
});

describe("clover", () => {
  it("counts statements and conditions of the project", () => {
    const report = parse(clover, fixture("clover/phpunit.xml"));
    expect(report.totals).toEqual({
      of: "coverage",
      files: 2,
      coveredLines: 2,
      lines: 3,
      branches: { covered: 1, total: 2 },
    });
    expect(report.lists.coverage.map((file) => file.path)).toEqual([
      "/home/ci/shop/src/Refund.php",
      "/home/ci/shop/src/bare.php",
    ]);
  });
});

it("each XML coverage format is recognised by its own parser alone", () => {
  const all: EvidenceParser[] = [cobertura, jacoco, clover];
  for (const [name, owner] of [
    ["cobertura/inner-classes.xml", "cobertura"],
    ["cobertura/coverage-py.xml", "cobertura"],
    ["jacoco/groups.xml", "jacoco"],
    ["clover/phpunit.xml", "clover"],
  ] as const)
    expect(
      all.filter((parser) => parser.recognises({ path: "x.xml", bytes: fixture(name) })).map((parser) => parser.id),
    ).toEqual([owner]);
});
