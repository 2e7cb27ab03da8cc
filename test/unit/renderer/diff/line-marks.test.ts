import { describe, expect, it } from "vitest";
import { coverageRows, marksSentence } from "../../../../renderer/screens/diff/line-marks";
import { placeNotes } from "../../../../renderer/screens/diff/place-notes";
import type { LineAnnotation } from "../../../../shared/contract/evidence";
import { patchRows } from "../../../../shared/diff/rows";

const patch = `diff --git a/src/refund.js b/src/refund.js
--- a/src/refund.js
+++ b/src/refund.js
@@ -1,3 +1,5 @@
 a
-b
+B
+C
+D
 c
`;
const rows = patchRows(patch);
const annotation = (over: Partial<LineAnnotation>): LineAnnotation => ({
  evidenceId: "file:1",
  producer: "eslint",
  path: "src/refund.js",
  line: 3,
  level: "warning",
  rule: "no-shadow",
  message: "Shadowed.",
  isNew: null,
  ...over,
});

describe("marks of tools on the lines of a patch", () => {
  it("puts coverage on added lines only", () => {
    const covered = coverageRows(rows, [
      {
        path: "src/refund.js",
        marks: [
          [1, 9],
          [2, 4],
          [3, 0],
        ],
        partly: [
          [1, 1, 2],
          [2, 1, 2],
        ],
      },
    ]);
    const byLine = [...covered].map(([row, cover]) => [rows.newNo[row], cover]);
    expect(byLine).toEqual([
      [2, { hits: 4, partly: { taken: 1, branches: 2 } }],
      [3, { hits: 0, partly: null }],
    ]);
    expect(coverageRows(rows, [{ path: "src/other.js", marks: [[2, 1]], partly: [] }]).size).toBe(0);
  });

  it("opens a tool's finding under its line, else under the file, and passes over other files", () => {
    const { places, notes } = placeNotes(
      patch,
      rows,
      [],
      [
        annotation({}),
        annotation({ line: 90, message: "far" }),
        annotation({ line: null, message: "whole" }),
        annotation({ path: "src/other.js" }),
      ],
    );
    const firstRow = rows.files[0]?.firstRow;
    expect(places.map(({ row }) => (row === firstRow ? "file" : rows.newNo[row]))).toEqual([3, "file", "file"]);
    expect(notes.map((note) => note.kind)).toEqual(["annotation", "annotation", "annotation"]);
  });

  it("says in a sentence what is known, and nothing where nothing is", () => {
    expect(marksSentence({ coverage: [], annotations: [], left: 0, notes: [] })).toBeNull();
    expect(
      marksSentence({
        coverage: [
          {
            path: "a",
            marks: [
              [2, 4],
              [3, 0],
            ],
            partly: [[2, 1, 2]],
          },
        ],
        annotations: [annotation({ isNew: true }), annotation({ isNew: false })],
        left: 3,
        notes: [],
      }),
    ).toBe(
      "1 of 2 added lines that can run did run, 1 of them without taking every branch. 5 findings of tools in changed files, 1 new, 3 of them not drawn.",
    );
  });
});
