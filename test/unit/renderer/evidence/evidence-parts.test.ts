import { describe, expect, it } from "vitest";
import { viewsOf } from "../../../../renderer/screens/evidence/evidence-views";
import { lineRanges } from "../../../../renderer/screens/evidence/line-ranges";
import { differenceOf, type Pixels } from "../../../../renderer/parts/picture-difference";
import { totalsWords } from "../../../../renderer/parts/evidence-words";
import { evidence, reportEvidence } from "../../../builders/evidence";

function pixels(width: number, height: number, colour: readonly number[]): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < data.length; at += 4) data.set(colour, at);
  return { data, width, height };
}

describe("pictures held against each other", () => {
  it("marks each pixel that differs and counts them", () => {
    const a = pixels(3, 2, [10, 20, 30, 255]);
    const b = pixels(3, 2, [10, 20, 30, 255]);
    b.data.set([200, 20, 30, 255], 4);
    b.data.set([12, 21, 30, 255], 8);
    const found = differenceOf(a, b, [1, 2, 3]);
    expect(found).toMatchObject({ width: 3, height: 2, differing: 1 });
    expect([...found.pixels.subarray(4, 8)]).toEqual([1, 2, 3, 255]);
  });

  it("counts what only one of them has", () => {
    expect(differenceOf(pixels(2, 2, [0, 0, 0, 255]), pixels(3, 1, [0, 0, 0, 255]), [1, 2, 3])).toMatchObject({
      width: 3,
      height: 2,
      differing: 4,
    });
  });
});

describe("what an item offers to read", () => {
  it("begins with what its format lists and always ends with the bytes", () => {
    expect(viewsOf(reportEvidence({ format: "junit" }))).toEqual(["cases", "compare", "bytes"]);
    const findings = { of: "findings" as const, errors: 1, warnings: 0, notes: 0, suppressed: 0 };
    expect(viewsOf(reportEvidence({ format: "sarif", counts: null, totals: findings }))).toEqual(["findings", "bytes"]);
    expect(viewsOf(reportEvidence({ format: null, counts: null }))).toEqual(["bytes"]);
    expect(viewsOf(evidence())).toEqual(["output", "record"]);
  });

  it("counts in words", () => {
    expect(totalsWords({ of: "findings", errors: 1, warnings: 2, notes: 0, suppressed: 0 })).toBe(
      "1 error, 2 warnings",
    );
    expect(totalsWords({ of: "findings", errors: 0, warnings: 0, notes: 0, suppressed: 0 })).toBe("no findings");
    expect(totalsWords({ of: "coverage", files: 2, coveredLines: 199, lines: 200, branches: null })).toBe(
      "199 of 200 lines, 99 %, all files",
    );
  });

  it("names lines in ranges", () => {
    expect(lineRanges([3, 4, 5, 9])).toBe("3-5, 9");
    expect(lineRanges([1, 3, 5, 7, 9, 11, 13, 14])).toBe("1, 3, 5, 7, 9, 11 and 2 more");
  });
});
