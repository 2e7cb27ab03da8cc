import { describe, expect, it } from "vitest";
import { hiddenUnicode } from "../../../../main/policy/rules/hidden-unicode";
import { facts, filePatch } from "../../../builders/facts";

function run(path: string, body: readonly string[], mode: "modified" | "added" | "deleted" = "modified") {
  return hiddenUnicode.run(facts({ patch: filePatch(path, body, mode) }));
}

describe("hidden Unicode", () => {
  it.each([
    "\u202e",
    "\u2066",
    "\u200b",
    "\u061c",
    "\u00ad",
    "\ufeff",
    "\u3164",
    "\u{e0041}",
    "\u2060",
    "\ufe0f",
    "\u0007",
  ])("fires on %j in a line", (char) => {
    expect(run("src/x.ts", [" a", `+let a${char} = 1;`])).toMatchObject([{ line: 2, side: "new", path: "src/x.ts" }]);
  });

  it("names the code point, and looks at file names", () => {
    expect(run("src/x.ts", ["+a\u202eb"])[0]?.message).toBe("The line holds U+202E (right-to-left override).");
    expect(run("src/a\u200bb.ts", ["+x"])[0]?.message).toContain("file's name holds U+200B");
  });

  it.each(["+const ok = '👩‍💻 ✔️';", "+می‌خواهم", "+שלום", "+naïve\tüñï", "-a\u202eb"])("not: %s", (line) => {
    expect(run("src/x.ts", [" a", line])).toEqual([]);
  });

  it("takes a byte order mark at a file's start for what it is", () => {
    expect(run("a.csv", ["+\ufeffid;name"], "added")).toEqual([]);
  });
});
