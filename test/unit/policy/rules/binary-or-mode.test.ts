import { describe, expect, it } from "vitest";
import { binaryOrMode } from "../../../../main/policy/rules/binary-or-mode";
import { seenBy, seenIn } from "../../../support/seen-by";

const head = (path: string, lines: readonly string[]) => `diff --git a/${path} b/${path}\n${lines.join("\n")}\n`;
const binary = (path: string, added = false) =>
  head(path, [
    ...(added ? ["new file mode 100644"] : []),
    added ? "index 0000000..2222222" : "index 1111111..2222222 100644",
    `Binary files ${added ? "/dev/null" : `a/${path}`} and b/${path} differ`,
  ]);

describe("binary or mode", () => {
  it.each<[string, string, string]>([
    [
      "a new binary",
      binary("bin/tool", true),
      "warning bin/tool bin/tool is binary and was added: the diff does not show how.",
    ],
    [
      "a changed binary",
      binary("lib/a.jar"),
      "warning lib/a.jar lib/a.jar is binary and was changed: the diff does not show how.",
    ],
    [
      "a picture of a document",
      binary("docs/images/a.png"),
      "note docs/images/a.png docs/images/a.png is binary and was changed: the diff does not show how.",
    ],
    [
      "executable now",
      head("run.sh", ["old mode 100644", "new mode 100755"]),
      "warning run.sh run.sh became executable.",
    ],
    [
      "new and executable",
      head("run.sh", ["new file mode 100755", "--- /dev/null", "+++ b/run.sh", "@@ -0,0 +1 @@", "+x"]),
      "note run.sh run.sh is new and executable.",
    ],
    [
      "a symbolic link",
      head("a", ["new file mode 120000", "--- /dev/null", "+++ b/a", "@@ -0,0 +1 @@", "+/etc/passwd"]),
      "serious a a is a new symbolic link to /etc/passwd.",
    ],
    [
      "a submodule",
      head("ext", [
        "index 1111111..2222222 160000",
        "--- a/ext",
        "+++ b/ext",
        "@@ -1 +1 @@",
        `-Subproject commit ${"1".repeat(40)}`,
        `+Subproject commit ${"2".repeat(40)}`,
      ]),
      "serious ext ext is a submodule that points to another commit: its content is not in this patch.",
    ],
  ])("%s", (_, patch, told) => {
    expect(seenIn(binaryOrMode, patch)).toEqual([told]);
  });

  it("not: text, a mode taken away, a file that is gone, a plain rename", () => {
    expect(seenBy(binaryOrMode, ["src/a.ts", ["+x"]], ["docs/a.svg", ["+x"], "added"])).toEqual([]);
    expect(seenIn(binaryOrMode, head("run.sh", ["old mode 100755", "new mode 100644"]))).toEqual([]);
    expect(
      seenIn(
        binaryOrMode,
        head("a.bin", [
          "deleted file mode 100644",
          "index 1111111..0000000",
          "Binary files a/a.bin and /dev/null differ",
        ]),
      ),
    ).toEqual([]);
    expect(
      seenIn(binaryOrMode, "diff --git a/a.png b/b.png\nsimilarity index 100%\nrename from a.png\nrename to b.png\n"),
    ).toEqual([]);
  });
});
