import { describe, expect, it } from "vitest";
import { hunkTexts } from "../../../../shared/diff/hunk-texts";
import { patchRows, RowKind } from "../../../../shared/diff/rows";
import { shownByFile, ShownHunks } from "../../../../renderer/screens/diff/shown-hunks";

const hunk = (start: number) =>
  `@@ -${String(start)},2 +${String(start)},2 @@\n same\n-old ${String(start)}\n+new ${String(start)}\n`;
const file = (name: string, ...starts: number[]) =>
  `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n${starts.map(hunk).join("")}`;
const patch = `${file("a.ts", 1, 10)}${file("b.ts", 5)}`;
const rows = patchRows(patch);
const places = (kind: number) => [...rows.kind].flatMap((value, row) => (value === kind ? [row] : []));

describe("hunks on screen", () => {
  it("count once every changed line of theirs was seen, in any order and however often", () => {
    const hunks = new ShownHunks(rows);
    const [del = 0] = places(RowKind.del);
    expect(hunks.total).toBe(3);
    expect(hunks.see(del)).toBe(-1);
    expect(hunks.see(del)).toBe(-1);
    expect(hunks.see(del - 1)).toBe(-1);
    expect([...hunks.shown]).toEqual([]);
    expect(hunks.see(del + 1)).toBe(0);
    expect(hunks.see(del + 1)).toBe(-1);
    expect(shownByFile(rows.files, hunks.shown)).toEqual([
      { hunks: 2, shown: 1 },
      { hunks: 1, shown: 0 },
    ]);
  });

  it("are not told again when they were known before", () => {
    const hunks = new ShownHunks(rows);
    hunks.know([2, 99]);
    expect([...hunks.shown]).toEqual([2]);
    expect(
      rows.kind.reduce((found: number[], _, row) => [...found, hunks.see(row)], []).filter((at) => at >= 0),
    ).toEqual([0, 1]);
    expect(hunks.shown.size).toBe(3);
  });

  it("have the places that the core's reading record gives them", () => {
    expect(places(RowKind.hunk)).toHaveLength(hunkTexts(patch).length);
    const odd = `${patch}diff --git a/x.png b/x.png\nBinary files a/x.png and b/x.png differ\n@@ -1 +1 @@\n same\n`;
    expect(new ShownHunks(patchRows(odd)).total).toBe(hunkTexts(odd).length);
  });

  it("without a changed line count with their header", () => {
    const only = patchRows(`${file("a.ts")}@@ -1 +1 @@\n same\n`);
    const hunks = new ShownHunks(only);
    expect(hunks.see(only.kind.indexOf(RowKind.hunk))).toBe(0);
  });
});
