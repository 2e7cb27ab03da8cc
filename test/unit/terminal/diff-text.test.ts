import { describe, expect, it } from "vitest";
import { drawnPatch } from "../../../main/terminal/diff-text";

const patch = `diff --git a/a.py b/a.py
--- a/a.py
+++ b/a.py
@@ -1,3 +1,3 @@
 def f():
-    return 1
+  return 1
-x
+y
diff --git a/old.js b/old.js
--- a/old.js
+++ b/old.js
@@ -5,4 +5 @@
 around
-function settle(amount) {
-  return round(amount * 100) / 100;
-} // end of settle
diff --git a/new.js b/new.js
--- a/new.js
+++ b/new.js
@@ -5 +5,4 @@
 around
+function settle(amount) {
+  return round(amount * 100) / 100;
+} // end of settle
`;

describe("a patch in the terminal", () => {
  it("is the patch itself where nothing else is asked for", () => {
    expect(drawnPatch(patch, { space: "all", moved: false }).lines.join("\n")).toBe(patch.trimEnd());
  });

  it("draws a line once whose white space alone differs, and counts them", () => {
    const { lines, spaceOnly } = drawnPatch(patch, { space: "amount", moved: false });
    expect(spaceOnly).toBe(1);
    expect(lines).toContain("~  return 1");
    expect(lines).not.toContain("-    return 1");
    expect(lines).toEqual(expect.arrayContaining(["-x", "+y"]));
  });

  it("names moved blocks at both ends and leaves their lines", () => {
    const { lines, moves } = drawnPatch(patch, { space: "all", moved: true });
    expect(moves).toEqual([{ from: "old.js:6", to: "new.js:6", lines: 3, exact: true }]);
    expect(lines[lines.indexOf("> moved to new.js:6, 3 lines") + 1]).toBe("-function settle(amount) {");
    expect(lines[lines.indexOf("< moved from old.js:6, 3 lines") + 1]).toBe("+function settle(amount) {");
    expect(lines.length).toBe(patch.trimEnd().split("\n").length + 2);
  });
});
