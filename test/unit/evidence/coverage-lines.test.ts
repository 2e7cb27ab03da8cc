import { describe, expect, it } from "vitest";
import { coverageOfChanges } from "../../../main/evidence/coverage-lines";
import type { FileCoverage } from "../../../shared/model/evidence";

const patch = `diff --git a/src/a.ts b/src/a.ts
index 1111111..2222222 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,3 +1,5 @@
 line one
-old two
+new two
+new three
+// a comment
 line five
@@ -20,2 +22,3 @@
 line
+far line
 line
diff --git a/src/b.ts b/src/b.ts
new file mode 100644
index 0000000..3333333
--- /dev/null
+++ b/src/b.ts
@@ -0,0 +1,2 @@
+b one
+b two
diff --git a/src/gone.ts b/src/gone.ts
deleted file mode 100644
index 4444444..0000000
--- a/src/gone.ts
+++ /dev/null
@@ -1 +0,0 @@
-gone
`;

function file(path: string, lines: [number, number][]): FileCoverage {
  return { path, lines, branches: null };
}

describe("coverageOfChanges", () => {
  it("tells lines that ran, did not, cannot, and files the report does not have", () => {
    const seen = coverageOfChanges(
      [
        {
          ...file("/w/shop/src/a.ts", [
            [1, 9],
            [2, 4],
            [3, 0],
            [23, 1],
          ]),
          partly: [
            [1, 1, 2],
            [2, 1, 2],
            [3, 0, 2],
          ],
        },
        file("/w/shop/src/elsewhere.ts", [[1, 1]]),
      ],
      patch,
      ["src/a.ts", "src/b.ts", "src/c.ts"],
    );
    expect(seen).toEqual({
      files: [
        {
          path: "src/a.ts",
          added: 4,
          ran: 2,
          notRun: 1,
          cannotRun: 1,
          notInReport: 0,
          marks: [
            [2, 4],
            [3, 0],
            [23, 1],
          ],
          // Of an added line that ran; one that did not is missed, not partly run.
          partly: [[2, 1, 2]],
        },
        { path: "src/b.ts", added: 2, ran: 0, notRun: 0, cannotRun: 0, notInReport: 2, marks: [], partly: [] },
      ],
      added: 6,
      ran: 2,
      notRun: 1,
      cannotRun: 1,
      notInReport: 2,
      unmatched: { count: 1, names: ["/w/shop/src/elsewhere.ts"] },
      ambiguous: { count: 0, names: [] },
    });
  });

  it("does not take another package's file for a changed one while the tree is unknown", () => {
    const short = [file("a.ts", [[2, 1]])];
    expect(coverageOfChanges(short, patch, null)).toMatchObject({ ran: 0, notInReport: 6 });
    expect(coverageOfChanges(short, patch, ["src/a.ts", "lib/a.ts"])).toMatchObject({
      ran: 0,
      ambiguous: { count: 1, names: ["a.ts"] },
    });
    expect(coverageOfChanges(short, patch, ["src/a.ts"])).toMatchObject({ ran: 1 });
  });

  it("knows a file of the JVM by its package, unless two modules have it", () => {
    const java = patch.replaceAll("src/a.ts", "core/src/main/java/com/shop/Refund.java");
    const one = file("com/shop/Refund.java", [[2, 1]]);
    expect(coverageOfChanges([one], java, null)).toMatchObject({ ran: 1, cannotRun: 3, notInReport: 2 });
    expect(coverageOfChanges([one, file("com/shop/Refund.java", [[3, 0]])], java, null)).toMatchObject({
      ran: 0,
      notRun: 0,
      ambiguous: { count: 1, names: ["com/shop/Refund.java"] },
    });
  });

  it("an empty patch has nothing to cover", () => {
    expect(coverageOfChanges([file("src/a.ts", [[1, 1]])], "", null)).toMatchObject({ files: [], added: 0, ran: 0 });
  });
});
