import { describe, expect, it } from "vitest";
import { hunkKeyInput, hunkTexts } from "../../../shared/diff/hunk-texts";
import { parsePatch } from "../../../shared/diff/parse-patch";

const file = (path: string, ...hunks: string[]) =>
  `diff --git a/${path} b/${path}\nindex 1111111..2222222 100644\n--- a/${path}\n+++ b/${path}\n${hunks.join("")}`;
const retry = (start: number, added = "three") =>
  `@@ -${String(start)},3 +${String(start)},3 @@ function retry()\n one\n-two\n+${added}\n four\n`;
const keys = (patch: string) => hunkTexts(patch).map(hunkKeyInput);

describe("the key of a hunk", () => {
  it("stays the same where a rebase only moved it, whatever stands before it", () => {
    const before = file("src/a.ts", retry(10), retry(80, "other"));
    const after = file("src/a.ts", "@@ -1,1 +1,2 @@\n head\n+inserted\n", retry(11), retry(81, "other"));
    expect(keys(after).slice(1)).toEqual(keys(before));
  });

  it("is another one where a changed line or a line around it is another, and in another file", () => {
    const [key] = keys(file("src/a.ts", retry(10)));
    expect(keys(file("src/a.ts", retry(10, "THREE")))).not.toEqual([key]);
    expect(keys(file("src/a.ts", retry(10).replace(" four", " five")))).not.toEqual([key]);
    expect(keys(file("src/b.ts", retry(10)))).not.toEqual([key]);
  });

  it("does not depend on where the patch ends", () => {
    const patch = file("src/a.ts", retry(10));
    expect(keys(patch.trimEnd())).toEqual(keys(patch));
    expect(keys(`${patch}-- \n2.45.0\n`)).toEqual(keys(patch));
  });

  it("exists once for each hunk that is drawn, in the same order; a file without hunks has none", () => {
    const patch = [
      file("src/a.ts", retry(1), retry(20)),
      "diff --git a/logo.png b/logo.png\nindex 1..2 100644\nBinary files a/logo.png and b/logo.png differ\n",
      "diff --git a/old.ts b/new.ts\nsimilarity index 100%\nrename from old.ts\nrename to new.ts\n",
      file("src/b.ts", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n"),
    ].join("");
    const drawn = parsePatch(patch).files.flatMap((one) => one.hunks.map(() => one.path));
    expect(hunkTexts(patch).map((hunk) => hunk.path)).toEqual(drawn);
    expect(drawn).toEqual(["src/a.ts", "src/a.ts", "src/b.ts"]);
    expect(hunkTexts(patch)[2]?.body).toBe("-a\n\\ No newline at end of file\n+b\n");
  });
});
