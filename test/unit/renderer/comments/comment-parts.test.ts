import { describe, expect, it } from "vitest";
import { commentParts, suggestionLines } from "../../../../renderer/parts/comment-text";
import { commentable, placeThreads, rangeBetween } from "../../../../renderer/screens/diff/comment-rows";
import type { ShownComment } from "../../../../shared/contract/comments";
import { patchRows } from "../../../../shared/diff/rows";

const patch = `diff --git a/src/a.ts b/src/a.ts
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,4 +1,5 @@
 one
-two
+two!
+and a half
 three
 four
@@ -20,2 +21,3 @@
 twenty
+more
 twenty-one
`;
const rows = patchRows(patch);
const textOf = (row: number) => patch.slice(rows.from[row], rows.to[row]);

describe("a comment's text", () => {
  it("sets code apart and leaves everything else as it was typed", () => {
    expect(commentParts("why `twice`?").map(({ kind, text }) => [kind, text])).toEqual([
      ["text", "why "],
      ["code", "twice"],
      ["text", "?"],
    ]);
    expect(commentParts("see\n```ts\nconst a = `x`;\n```\nthere").map(({ kind, text }) => [kind, text])).toEqual([
      ["text", "see"],
      ["block", "const a = `x`;"],
      ["text", "there"],
    ]);
    expect(commentParts("a ` lone tick and <b>no markup</b>")).toMatchObject([{ kind: "text" }]);
    expect(commentParts("```\nnever closed")).toMatchObject([{ kind: "block", text: "never closed" }]);
    expect(commentParts("")).toEqual([]);
  });

  it("shows a suggestion as what it changes", () => {
    const signs = (before: string, after: string) =>
      suggestionLines(before, after).map(({ sign, text }) => [sign, text]);
    expect(signs("a\nb\nc", "a\nB\nc")).toEqual([
      ["same", "a"],
      ["del", "b"],
      ["add", "B"],
      ["same", "c"],
    ]);
    expect(signs("a", "")).toEqual([["del", "a"]]);
    expect(signs("a", "a\na")).toEqual([
      ["same", "a"],
      ["add", "a"],
    ]);
  });
});

describe("rows that are commented", () => {
  it("names lines of the side that the last row is of", () => {
    // Rows: 0 file, 1 hunk, 2 one, 3 -two, 4 +two!, 5 +half, 6 three, 7 four, 8 hunk, 9 twenty, ...
    expect(commentable(rows, { from: 2, to: 5 }, textOf)).toMatchObject({
      place: { side: "new", start: 1, end: 3 },
      row: 5,
      lines: "one\ntwo!\nand a half",
    });
    expect(commentable(rows, { from: 3, to: 3 }, textOf)).toMatchObject({ place: { side: "old", start: 2, end: 2 } });
    expect(commentable(rows, { from: 0, to: 0 }, textOf)).toMatchObject({ place: { kind: "file" }, row: 0, lines: "" });
  });

  it("selects no further than the hunk", () => {
    expect(rangeBetween(rows, 5, 11)).toEqual({ from: 5, to: 7 });
    expect(rangeBetween(rows, 10, 3)).toEqual({ from: 9, to: 10 });
    expect(rangeBetween(rows, 6, 3)).toEqual({ from: 3, to: 6 });
  });

  it("places threads under their last line, keeps the others in the tray, and open composers where they were opened", () => {
    const shown = (id: string, attemptId: string, placed: ShownComment["placed"]): ShownComment => ({
      comment: {
        ...{ id, thread: null, taskId: "T-AAAAA", attemptId, author: "ilse", kind: "note", body: "x" },
        ...{ createdAt: "2026-11-22T00:00:00Z", updatedAt: "2026-11-22T00:00:00Z", replacement: null, anchor: null },
        ...{ rev: 1, resolved: null, editing: null },
      },
      placed,
      letter: "A",
      entries: [],
    });
    const at = (how: "same-file" | "changed", end: number): ShownComment["placed"] => ({
      ...{ state: "lines", path: "src/a.ts", side: "new", start: 1, end, how, confidence: 90, places: 1 },
    });
    const placed = placeThreads(
      rows,
      "A-AAAAA",
      [
        shown("C-AAAA1", "A-AAAAA", at("changed", 3)),
        shown("C-AAAA2", "A-BBBBB", at("same-file", 1)),
        shown("C-AAAA3", "A-BBBBB", at("changed", 1)),
        shown("C-AAAA4", "A-AAAAA", { state: "orphan", why: "gone" }),
        shown("C-AAAA5", "A-AAAAA", at("same-file", 500)),
      ],
      [{ id: "C-NEW01", attemptId: "A-AAAAA", place: { kind: "file", path: "src/a.ts" } }],
    );
    expect(placed.placed.map(({ id, row }) => [id, row])).toEqual([
      ["C-NEW01", 0],
      ["C-AAAA2", 2],
      ["C-AAAA1", 5],
    ]);
    // What was written elsewhere and stands nowhere here is not this attempt's to keep.
    expect(placed.tray.map(({ first }) => first.comment.id)).toEqual(["C-AAAA4", "C-AAAA5"]);
    expect(placed.byFile.get(0)).toBe(2);
  });
});
