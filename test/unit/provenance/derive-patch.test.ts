import { applyPatch } from "diff";
import { describe, expect, it } from "vitest";
import { derivePatch } from "../../../main/provenance/derive-patch";
import { parsePatch } from "../../../shared/diff/parse-patch";
import type { EventDetail, FileEditDetail } from "../../../shared/model/event";
import { commandDetail, editDetail, sessionEvents } from "../../builders/event";

const cwd = "/work/ledger";
const ten = Array.from({ length: 10 }, (_, index) => `line ${index + 1}`).join("\n") + "\n";

function derived(edits: readonly EventDetail[], folder: string | null = cwd) {
  return derivePatch(sessionEvents(edits), folder);
}
function edit(over: Partial<FileEditDetail>, path = `${cwd}/src/x.ts`) {
  return editDetail(path, over);
}
/** The text after the patch of the one file, or false where it does not apply. */
function after(before: string, patch: string) {
  return applyPatch(before, patch.slice(patch.indexOf("--- ")));
}

describe("derivePatch", () => {
  it("is null where no edit was applied", () => {
    expect(
      derived([edit({ outcome: "denied" }), edit({ outcome: "failed" }), edit({ outcome: "unanswered" })]),
    ).toBeNull();
  });

  it("states the net effect of several edits of a recorded file", () => {
    const result = derived([
      edit({ fileBefore: ten, oldText: "line 2\n", newText: "line two\n" }),
      edit({ oldText: "line 9", newText: "line nine" }),
      edit({ oldText: "line two", newText: "second line" }),
    ]);
    expect(result?.note).toBeNull();
    expect(after(ten, result?.patch ?? "")).toBe(
      ten.replace("line 2\n", "second line\n").replace("line 9", "line nine"),
    );
    const parsed = parsePatch(result?.patch ?? "");
    expect(parsed.problems).toEqual([]);
    expect(parsed.files).toMatchObject([{ path: "src/x.ts", status: "modified", added: 2, removed: 2 }]);
  });

  it("replaces all where the edit says so, and only the first where not", () => {
    const all = derived([edit({ fileBefore: "a a\n", oldText: "a", newText: "$&", replaceAll: true })]);
    expect(after("a a\n", all?.patch ?? "")).toBe("$& $&\n");
    const first = derived([edit({ fileBefore: "a a\n", oldText: "a", newText: "b" })]);
    expect(after("a a\n", first?.patch ?? "")).toBe("b a\n");
  });

  it("knows new, deleted, moved and empty files", () => {
    const result = derived([
      edit({ op: "add", fileBefore: "", oldText: null, newText: "new\n" }, `${cwd}/new file.ts`),
      edit({ op: "delete", fileBefore: "gone\n", oldText: null, newText: null }, `${cwd}/gone.ts`),
      edit(
        { op: "move", newPath: `${cwd}/to.ts`, oldText: null, newText: null, fileBefore: "same\n" },
        `${cwd}/from.ts`,
      ),
      edit({ op: "add", fileBefore: "", oldText: null, newText: "" }, `${cwd}/empty.ts`),
    ]);
    const parsed = parsePatch(result?.patch ?? "");
    expect(parsed.problems).toEqual([]);
    expect(parsed.files.map((file) => [file.path, file.oldPath, file.status, file.added, file.removed])).toEqual([
      ["empty.ts", null, "added", 0, 0],
      ["gone.ts", null, "deleted", 0, 1],
      ["new file.ts", null, "added", 1, 0],
      ["to.ts", "from.ts", "renamed", 0, 0],
    ]);
  });

  it("leaves out a file that was made and removed again, or put back as it was", () => {
    const result = derived([
      edit({ op: "add", fileBefore: "", oldText: null, newText: "x\n" }, `${cwd}/tmp.ts`),
      edit({ op: "delete", oldText: null, newText: null }, `${cwd}/tmp.ts`),
      edit({ fileBefore: "a\n", oldText: "a", newText: "b" }),
      edit({ oldText: "b", newText: "a" }),
    ]);
    expect(result).toEqual({ patch: "", note: null });
  });

  it("keeps a missing last line feed", () => {
    const result = derived([edit({ fileBefore: "a", oldText: "a", newText: "b" })]);
    expect(after("a", result?.patch ?? "")).toBe("b");
    expect(result?.patch).toContain("\\ No newline at end of file");
  });

  it("takes the recorded text over its own where something else changed the file, and says so", () => {
    const result = derived([
      edit({ fileBefore: "a\n", oldText: "a", newText: "b" }),
      edit({ fileBefore: "formatted\nb\n", oldText: "b", newText: "c" }),
    ]);
    expect(after("a\n", result?.patch ?? "")).toBe("formatted\nc\n");
    expect(result?.note).toBe("Not exact: src/x.ts: it also changed outside the recorded edits.");
  });

  it("places hunks as recorded where the whole file is not known, counted from the file's start", () => {
    const result = derived([
      edit({ oldText: null, newText: null, hunks: "@@ -2,1 +2,3 @@\n-line 2\n+line 2a\n+line 2b\n+line 2c\n" }),
      // Two lines came in above: line 9 of the start stands on line 11 now.
      edit({ oldText: null, newText: null, hunks: "@@ -11 +11 @@\n-line 9\n+line nine\n" }),
    ]);
    expect(result?.note).toContain("src/x.ts: the whole file is not recorded");
    expect(after(ten, result?.patch ?? "")).toBe(
      ten.replace("line 2\n", "line 2a\nline 2b\nline 2c\n").replace("line 9", "line nine"),
    );
    expect(parsePatch(result?.patch ?? "").problems).toEqual([]);
  });

  it("places several hunks of one edit, and an insertion", () => {
    const result = derived([
      edit({
        oldText: null,
        newText: null,
        hunks: "@@ -1 +1,2 @@\n-line 1\n+one\n+one and a half\n@@ -9 +10 @@\n-line 9\n+nine\n",
      }),
      edit({ oldText: null, newText: null, hunks: "@@ -5,0 +6 @@\n+between\n" }),
    ]);
    // Line 5 of the present file is line 4 of the start.
    const want = ten
      .replace("line 1\n", "one\none and a half\n")
      .replace("line 9", "nine")
      .replace("line 4\n", "line 4\nbetween\n");
    expect(after(ten, result?.patch ?? "")).toBe(want);
  });

  it("applies recorded hunks to a file whose text is known", () => {
    const result = derived([
      edit({ op: "add", oldText: null, newText: "one\ntwo\n" }),
      edit({ oldText: null, newText: null, hunks: "@@ -1,2 +1,2 @@\n one\n-two\n+2\n" }),
    ]);
    expect(result?.note).toBeNull();
    expect(after("", result?.patch ?? "")).toBe("one\n2\n");
  });

  it("shows an edit without place or file and says that its line numbers are not the file's", () => {
    const result = derived([edit({ oldText: "old", newText: "new" })]);
    expect(result?.patch).toContain("-old\n+new\n");
    expect(result?.note).toContain("line numbers are not recorded");
  });

  it("names files outside the working folder and keeps them out of the patch", () => {
    const result = derived([
      edit({ op: "add", oldText: null, newText: "x\n" }, "/etc/hosts"),
      edit({ op: "add", oldText: null, newText: "x\n" }, "../up.ts"),
    ]);
    expect(result?.patch).toBe("");
    expect(result?.note).toBe("Edited outside the working folder, not in the patch: /etc/hosts, /work/up.ts.");
  });

  it("takes in what a command's own text says, as far as it succeeded and lies in the folder", () => {
    const made = edit({ op: "add", oldText: "", newText: "a\n", fileBefore: "" });
    expect(derived([made, commandDetail("rm src/x.ts")])?.patch).toBe("");
    expect(derived([made, commandDetail("rm src/x.ts", { exitCode: 1 })])?.patch).toContain("+a");
    expect(derived([made, commandDetail("mv src/x.ts src/y.ts")])?.patch).toContain("+++ b/src/y.ts");
    const written = derived([commandDetail("cat > src/z.ts <<'EOF'\none\ntwo\nEOF")]);
    expect(written?.patch).toContain("+++ b/src/z.ts\n@@ -0,0 +1,2 @@\n+one\n+two\n");
    expect(written?.note).toContain("its text before is not recorded");
    expect(
      derived([commandDetail("cat > /tmp/z.ts <<'EOF'\none\nEOF"), commandDetail("rm src/never-seen.ts")]),
    ).toBeNull();
    expect(derived([commandDetail("if true; then\ncat > src/z.ts <<'EOF'\none\nEOF\nfi")])).toBeNull();
  });

  it("survives hunks that cannot be read", () => {
    expect(derived([edit({ fileBefore: "a\n", oldText: null, newText: null, hunks: "@@ nonsense" })])?.note).toContain(
      "does not fit",
    );
  });

  it("quotes names as git does", () => {
    const result = derived([edit({ op: "add", oldText: null, newText: "x\n" }, 'src/a"b.ts')]);
    expect(parsePatch(result?.patch ?? "").files[0]?.path).toBe('src/a"b.ts');
  });
});
