import { describe, expect, it } from "vitest";
import { sameMetrics, type Metrics } from "../../../../renderer/screens/diff/line-heights";
import { samePlaces } from "../../../../renderer/screens/diff/place-notes";
import { sameMembers } from "../../../../renderer/ui/use-same";

describe("what leaves the lines of a diff where they are", () => {
  it("notes under the same rows, and no others", () => {
    const places = [
      { row: 3, note: 0 },
      { row: 8, note: 1 },
    ];
    expect(samePlaces(places, structuredClone(places))).toBe(true);
    expect(samePlaces(places, places.slice(1))).toBe(false);
    expect(
      samePlaces(
        places,
        places.map((place) => ({ ...place, row: place.row + 1 })),
      ),
    ).toBe(false);
    expect(
      samePlaces(
        places,
        places.map((place) => ({ ...place, note: 1 })),
      ),
    ).toBe(false);
  });
  it("the same files folded", () => {
    expect(sameMembers(new Set([1, 2]), new Set([2, 1]))).toBe(true);
    expect(sameMembers(new Set([1, 2]), new Set([1, 3]))).toBe(false);
    expect(sameMembers(new Set([1, 2]), new Set([1]))).toBe(false);
  });
  it("a pane in which as many characters fit", () => {
    const metrics: Metrics = {
      perLine: 80,
      perWide: 160,
      line: 20,
      hunk: 22,
      file: 36,
      note: 50,
      tabs: 4,
      sure: true,
    };
    expect(sameMetrics(metrics, { ...metrics })).toBe(true);
    for (const change of [{ perLine: 79 }, { line: 24 }, { tabs: 8 }, { sure: false }])
      expect(sameMetrics(metrics, { ...metrics, ...change })).toBe(false);
  });
});
