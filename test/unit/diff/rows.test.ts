import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { layoutRows, noteAt, NOTHING } from "../../../shared/diff/layout";
import { parsePatch } from "../../../shared/diff/parse-patch";
import { fileOfRow, patchRows, rowAtOffset, RowFlag, RowKind } from "../../../shared/diff/rows";
import { spaceChanges } from "../../../shared/diff/whitespace";

const patch = `diff --git a/x.py b/x.py
--- a/x.py
+++ b/x.py
@@ -1,5 +1,5 @@ def f():
 one
-two
-three
+TWO
+ three
+four
 \tfive
-six
\\ No newline at end of file
diff --git a/y.py b/y.py
new file mode 100644
--- /dev/null
+++ b/y.py
@@ -0,0 +1 @@
+caf\u00e9\u202e
`;

const corpus = join(process.env["COUNTERSIGN_CORPUS"] ?? "../shared/corpus", "diffs");
const samples = existsSync(corpus) ? readdirSync(corpus) : [];

describe("rows", () => {
  const rows = patchRows(patch);
  const text = (row: number): string => patch.slice(rows.from[row], rows.to[row]);

  it("lists files, hunks and lines in order, with offsets into the text", () => {
    const { file, hunk, context, add, del } = RowKind;
    expect([...rows.kind]).toEqual([file, hunk, context, del, del, add, add, add, context, del, file, hunk, add]);
    expect(text(1)).toBe("@@ -1,5 +1,5 @@ def f():");
    expect(text(5)).toBe("TWO");
    expect([rows.oldNo[4], rows.newNo[4], rows.oldNo[5], rows.newNo[5]]).toEqual([3, 0, 0, 2]);
    expect(
      rows.files.map(({ path, firstRow, endRow, hunks, added, removed }) => ({
        path,
        firstRow,
        endRow,
        hunks,
        added,
        removed,
      })),
    ).toEqual([
      { path: "x.py", firstRow: 0, endRow: 10, hunks: 1, added: 3, removed: 3 },
      { path: "y.py", firstRow: 10, endRow: 13, hunks: 1, added: 1, removed: 0 },
    ]);
  });

  it("pairs removed with added lines and knows which differ in white space only", () => {
    expect([rows.partner[3], rows.partner[4], rows.partner[5], rows.partner[6], rows.partner[7]]).toEqual([
      5, 6, 3, 4, -1,
    ]);
    const { same, lines } = spaceChanges(patch, rows, "none");
    expect([same[3], same[4], same[6], lines]).toEqual([-1, 6, 4, 1]);
  });

  it("measures columns, and says where it cannot", () => {
    expect(rows.columns[8]).toBe(8);
    expect((rows.flags[12] ?? 0) & RowFlag.inexact).toBe(RowFlag.inexact);
    expect((rows.flags[8] ?? 0) & RowFlag.inexact).toBe(0);
    expect((rows.flags[9] ?? 0) & RowFlag.noNewline).toBe(RowFlag.noNewline);
  });

  it("is not deceived by carriage returns: at a line's end they are none of it, inside they are hidden characters", () => {
    const text = "--- a/x\r\n+++ b/x\r\n@@ -1,2 +1,2 @@\r\n-a\r\n+b\rc\r\n d\r\n";
    const odd = patchRows(text);
    expect([...odd.columns.slice(2)]).toEqual([1, 3, 1]);
    expect([...odd.flags.slice(2)].map((flags) => flags & RowFlag.inexact)).toEqual([0, RowFlag.inexact, 0]);
    expect(odd.files[0]?.hiddenCharacters).toBe(1);
  });

  it("counts hidden characters by file", () => {
    expect(rows.files.map((entry) => entry.hiddenCharacters)).toEqual([0, 1]);
  });

  it("finds the file of a row and the row of an offset", () => {
    expect([0, 9, 10, 12].map((row) => fileOfRow(rows.files, row))).toEqual([0, 0, 1, 1]);
    expect(rowAtOffset(rows, patch.indexOf("TWO") + 2)).toBe(5);
    expect(rowAtOffset(rows, patch.indexOf("@@ -1"))).toBe(-1);
    expect(rowAtOffset(rows, patch.indexOf("new file mode"))).toBe(-1);
  });

  it.each(samples)("agrees with the parser on %s", (name) => {
    const sample = readFileSync(join(corpus, name), "utf8");
    const flat = patchRows(sample);
    const { files } = parsePatch(sample);
    let row = 0;
    const differing: string[] = [];
    for (const file of files) {
      row += 1;
      for (const hunk of file.hunks) {
        row += 1;
        for (const line of hunk.lines) {
          const same =
            flat.kind[row] === RowKind[line.kind] &&
            flat.oldNo[row] === (line.oldNo ?? 0) &&
            flat.newNo[row] === (line.newNo ?? 0) &&
            sample.slice(flat.from[row], flat.to[row]) === line.text.replace(/\r$/, "");
          if (!same) differing.push(`${file.path} row ${row}`);
          row += 1;
        }
      }
    }
    expect(differing).toEqual([]);
    expect(row).toBe(flat.kind.length);
  });
});

describe("layout", () => {
  const rows = patchRows(patch);
  const plain = { split: false, same: null, folded: new Set<number>(), notes: [] };
  const sides = (options: Partial<Parameters<typeof layoutRows>[1]>): [number, number][] => {
    const layout = layoutRows(rows, { ...plain, ...options });
    return Array.from({ length: layout.length }, (_, index) => [layout.left[index] ?? 99, layout.right[index] ?? 99]);
  };

  it("shows every row once when unified", () => {
    expect(sides({}).map(([row]) => row)).toEqual(Array.from({ length: 13 }, (_, index) => index));
  });

  it("puts removed beside added lines when split", () => {
    expect(sides({ split: true })).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 5],
      [4, 6],
      [NOTHING, 7],
      [8, 8],
      [9, NOTHING],
      [10, 10],
      [11, 11],
      [NOTHING, 12],
    ]);
  });

  it("opens notes under their line, in both layouts", () => {
    const notes = [
      { row: 5, note: 0 },
      { row: 5, note: 1 },
    ];
    const unified = sides({ notes }).map(([row]) => row);
    expect(unified.slice(5, 9).map((value) => noteAt(value) ?? `row ${value}`)).toEqual(["row 5", 0, 1, "row 6"]);
    const split = sides({ notes, split: true });
    expect(split.slice(3, 7).map(([value]) => noteAt(value))).toEqual([null, 0, 1, null]);
  });

  it("folds a file under its header", () => {
    expect(sides({ folded: new Set([0]) }).map(([row]) => row)).toEqual([0, 10, 11, 12]);
  });

  it("drops the removed half of a white space change, but never one that carries a note", () => {
    const { same } = spaceChanges(patch, rows, "none");
    expect(sides({ same }).map(([row]) => row)).not.toContain(4);
    expect(sides({ same, notes: [{ row: 4, note: 0 }] }).map(([row]) => row)).toContain(4);
  });
});
