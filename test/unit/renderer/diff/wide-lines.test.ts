import { describe, expect, it } from "vitest";
import { heightOf, isWide, type Metrics } from "../../../../renderer/screens/diff/line-heights";
import { layoutRows } from "../../../../shared/diff/layout";
import { patchRows } from "../../../../shared/diff/rows";

const long = "x".repeat(30);
const rows = patchRows(`diff --git a/new.ts b/new.ts
new file mode 100644
--- /dev/null
+++ b/new.ts
@@ -0,0 +1,1 @@
+${long}
diff --git a/old.ts b/old.ts
deleted file mode 100644
--- a/old.ts
+++ /dev/null
@@ -1,1 +0,0 @@
-${long}
diff --git a/both.ts b/both.ts
--- a/both.ts
+++ b/both.ts
@@ -1,1 +1,2 @@
 one
+${long}
`);
const metrics: Metrics = { perLine: 20, perWide: 40, line: 20, hunk: 22, file: 36, note: 50, tabs: 4 };

function linesAt(split: boolean): { wide: boolean; height: number }[] {
  const layout = layoutRows(rows, { split, same: null, folded: new Set(), notes: [] });
  return Array.from({ length: layout.length }, (_, index) => ({
    wide: isWide(layout, rows, index),
    height: heightOf(layout, rows, index, metrics),
  }));
}

describe("lines of a file that has one side only", () => {
  it("have the whole width of a split layout, and the height of that width", () => {
    // Header, hunk and line of the first two files; then header, hunk, an unchanged line and an added one.
    expect(linesAt(true)).toEqual([
      { wide: false, height: 36 },
      { wide: false, height: 22 },
      { wide: true, height: 20 },
      { wide: false, height: 36 },
      { wide: false, height: 22 },
      { wide: true, height: 20 },
      { wide: false, height: 36 },
      { wide: false, height: 22 },
      { wide: false, height: 20 },
      { wide: false, height: 40 },
    ]);
  });
  it("are as any other in the unified layout", () => {
    expect(linesAt(false).some((line) => line.wide)).toBe(false);
  });
});
