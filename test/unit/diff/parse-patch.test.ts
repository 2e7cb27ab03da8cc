import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  chmodSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fileDigestInput, parsePatch, type PatchFile, type PatchHunk } from "../../../shared/diff/parse-patch";

const SIGNS = { context: " ", add: "+", del: "-" } as const;

function range(start: number, lines: number): string {
  return lines === 1 ? String(start) : `${String(start)},${String(lines)}`;
}

function writeHunk(hunk: PatchHunk): string {
  const section = hunk.section === "" ? "" : ` ${hunk.section}`;
  let text = `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@${section}\n`;
  for (const line of hunk.lines) {
    text += `${SIGNS[line.kind]}${line.text}\n`;
    if (line.noNewline) text += "\\ No newline at end of file\n";
  }
  return text;
}

/** What stands from the first hunk on, rebuilt from the model. */
function body(file: PatchFile): string {
  return file.hunks.map(writeHunk).join("");
}

function expectRoundTrip(text: string): void {
  const { files, problems } = parsePatch(text);
  expect(problems).toEqual([]);
  let at = 0;
  for (const file of files) {
    expect(file.start).toBe(at);
    const part = fileDigestInput(text, file);
    expect(part.endsWith(body(file))).toBe(true);
    const header = part.slice(0, part.length - body(file).length);
    expect(header).not.toMatch(/^@@/m);
    at = file.end;
  }
  expect(at).toBe(text.length);
}

const corpus = join(process.env["COUNTERSIGN_CORPUS"] ?? "../shared/corpus", "diffs");
const samples = existsSync(corpus) ? readdirSync(corpus) : [];

describe("patches of public projects", () => {
  if (samples.length === 0) {
    it.skip(`no sample patches in ${corpus}: set COUNTERSIGN_CORPUS to run this`, () => undefined);
  }
  it.each(samples)("%s is rebuilt byte for byte from the model, with git's own counts", (name) => {
    const path = join(corpus, name);
    expectRoundTrip(readFileSync(path, "utf8"));
    const numstat = execFileSync("git", ["apply", "--numstat", "-z", path], { encoding: "utf8", maxBuffer: 1 << 26 });
    const git = numstat.split("\0").filter((entry) => entry !== "");
    const ours = parsePatch(readFileSync(path, "utf8")).files.map((file) =>
      [file.binary ? "-" : file.added, file.binary ? "-" : file.removed, file.path].join("\t"),
    );
    expect(ours).toEqual(git);
  });
});

describe("patches git makes", () => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-patch-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@b.invalid", "-c", "core.autocrlf=false", ...args], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1 << 26,
      env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
    });
  const write = (name: string, content: string | Uint8Array): void => {
    writeFileSync(join(folder, name), content);
  };
  const many = Array.from({ length: 60 }, (_, index) => `line ${String(index)}\n`).join("");

  git("init", "-q");
  mkdirSync(join(folder, "b"));
  write("b/plain.txt", many);
  write("with space.txt", "one\ntwo\n");
  write('caf\u00e9 "x"\t.txt', "one\n");
  write("moved.txt", many);
  write("run.sh", "#!/bin/sh\n");
  write("gone.txt", "-- a comment\n++ b\n");
  write("crlf.txt", "a\r\nb\r\nc\r\n");
  write("end.txt", "a\nb");
  write("empty-gone.txt", "");
  write("blob.bin", new Uint8Array([0, 1, 2, 3, 255, 254]));
  write("sql.sql", "-- first\n-- second\n--\n\n+ x\n");
  git("add", "-A");
  git("commit", "-qm", "base");
  write("b/plain.txt", many.replace("line 3\n", "line three\n").replace("line 40\n", "") + "tail\n");
  write("with space.txt", "one\n2\n");
  write('caf\u00e9 "x"\t.txt', "two\n");
  renameSync(join(folder, "moved.txt"), join(folder, "moved there.txt"));
  write("copied.txt", `${many}more\n`);
  write("b/plain.txt", many + "tail\n");
  chmodSync(join(folder, "run.sh"), 0o755);
  rmSync(join(folder, "gone.txt"));
  rmSync(join(folder, "empty-gone.txt"));
  write("crlf.txt", "a\r\nB\r\nc\r\n");
  write("end.txt", "a\nc");
  write("empty-new.txt", "");
  write("form\u000cfeed.txt", "a\u000cb\n");
  write("blob.bin", new Uint8Array([0, 9, 9, 9, 255, 254]));
  write("sql.sql", "++ first\n-- second\n\n+ y\n");
  write("minified.js", `${"x".repeat(65_000)}\n`);
  git("add", "-A");

  const variants: [string, string[]][] = [
    ["defaults", []],
    ["renames and copies", ["-M", "-C", "--find-copies-harder"]],
    ["binary", ["--binary"]],
    ["no prefixes", ["--no-prefix"]],
    ["mnemonic prefixes", ["-c"]],
    ["no context", ["-U0"]],
    ["whole files", ["-U999"]],
    ["unquoted", ["-q"]],
  ];
  const patchOf = (args: string[]): string => {
    if (args[0] === "-c") return git("-c", "diff.mnemonicPrefix=true", "diff", "--cached");
    if (args[0] === "-q") return git("-c", "core.quotePath=false", "diff", "--cached");
    return git("diff", "--cached", ...args);
  };
  it.each(variants)("rebuilds them byte for byte: %s", (_, args) => {
    const text = patchOf(args);
    expectRoundTrip(text);
    const names = git("diff", "--cached", "--name-only", "-z", ...args.filter((arg) => /^(-M|-C|--find)/.test(arg)))
      .split("\0")
      .filter((name) => name !== "");
    expect(parsePatch(text).files.map((file) => file.path)).toEqual(names);
  });

  it("tells what happened to each file", () => {
    const { files } = parsePatch(patchOf(["-M", "-C", "--no-rename-empty"]));
    const by = new Map(files.map((file) => [file.path, file]));
    expect(by.get("moved there.txt")).toMatchObject({ status: "renamed", oldPath: "moved.txt", hunks: [] });
    expect(by.get("copied.txt")).toMatchObject({ status: "copied", added: 1, removed: 0 });
    expect(by.get("run.sh")).toMatchObject({ status: "mode", oldMode: "100644", newMode: "100755", hunks: [] });
    expect(by.get("gone.txt")).toMatchObject({ status: "deleted", oldMode: "100644", newMode: null, removed: 2 });
    expect(by.get("gone.txt")?.hunks[0]?.lines.map((line) => line.text)).toEqual(["-- a comment", "++ b"]);
    expect(by.get("empty-new.txt")).toMatchObject({ status: "added", oldMode: null, newMode: "100644", hunks: [] });
    expect(by.get("empty-gone.txt")).toMatchObject({ status: "deleted", hunks: [] });
    expect(by.get("blob.bin")).toMatchObject({ status: "modified", binary: true });
    expect(by.get('caf\u00e9 "x"\t.txt')).toMatchObject({ status: "modified", added: 1, removed: 1 });
    expect(by.get("crlf.txt")?.hunks[0]?.lines[1]).toMatchObject({ kind: "del", text: "b\r", oldNo: 2, newNo: null });
    expect(by.get("end.txt")?.hunks[0]?.lines.map((line) => line.noNewline)).toEqual([false, true, true]);
  });

  it("reads a mail and leaves its preamble and trailer out of the files", () => {
    git("commit", "-qm", "change\n\n--- looks like a header\n+++ and this\n");
    const text = git("format-patch", "--stdout", "HEAD~1");
    const { files, problems } = parsePatch(text);
    expect(problems).toEqual([]);
    expect(files).toHaveLength(14);
    const last = files.at(-1);
    expect(text.slice(last?.end)).toMatch(/^-- \n2\./);
    expect(text.slice(0, files[0]?.start)).toMatch(/^From /);
  });

  it("names a combined diff instead of showing it", () => {
    git("checkout", "-qb", "side", "HEAD~1");
    write("end.txt", "side");
    git("commit", "-qam", "side");
    git("checkout", "-q", "-");
    try {
      git("merge", "-q", "side");
    } catch {
      // The conflict is what is wanted.
    }
    const { files, problems } = parsePatch(git("diff"));
    expect(files).toMatchObject([{ path: "end.txt", hunks: [] }]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain("combined diff");
  });
});

describe("patches written by hand or by a model", () => {
  const head = "--- a/x.ts\n+++ b/x.ts\n";
  const lines = (text: string): string[][] =>
    parsePatch(text).files.map((file) =>
      file.hunks.flatMap((hunk) => hunk.lines.map((line) => SIGNS[line.kind] + line.text)),
    );

  it.each([
    ["too few announced", `${head}@@ -1,2 +1,2 @@\n a\n-b\n+c\n+d\n e\n`, ["a", "-b", "+c", "+d", " e"]],
    ["too many announced", `${head}@@ -1,9 +1,9 @@\n a\n-b\n+c\n`, [" a", "-b", "+c"]],
    [
      "too many, then another file",
      `${head}@@ -1,9 +1,9 @@\n a\n-b\n+c\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-1\n+2\n`,
      [" a", "-b", "+c"],
    ],
    ["too many, then prose", `${head}@@ -1,9 +1,9 @@\n a\n-b\n+c\n\nThat is all.\n`, [" a", "-b", "+c"]],
  ])("shows all lines and says that the counts are wrong: %s", (_, text, expected) => {
    expect(lines(text)[0]?.map((line) => line.trim())).toEqual(expected.map((line) => line.trim()));
    const { problems } = parsePatch(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.line).toBe(3);
    expect(problems[0]?.message).toMatch(/announces \d old and \d new lines/);
  });

  it("finds both files when a wrong count runs into the next header", () => {
    const text = `${head}@@ -1,9 +1,9 @@\n a\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-1\n+2\n`;
    expect(parsePatch(text).files.map((file) => file.path)).toEqual(["x.ts", "y"]);
  });

  it("trusts right counts over what lines look like", () => {
    const text = `${head}@@ -1,2 +1,2 @@\n a\n--- a/y\n+++ b/y\n@@ -9 +9 @@\n-1\n+2\n`;
    expect(lines(text)).toEqual([[" a", "--- a/y", "+++ b/y", "-1", "+2"]]);
    expect(parsePatch(text).problems).toEqual([]);
  });

  it("reads empty context lines whose space was trimmed", () => {
    const text = `${head}@@ -1,4 +1,4 @@\n a\n\n-b\n+c\n\n`;
    expect(lines(text)).toEqual([[" a", " ", "-b", "+c", " "]]);
    expect(parsePatch(text).problems).toEqual([]);
  });

  it("shows a hunk without numbers, without numbering it", () => {
    const { files, problems } = parsePatch(`${head}@@ def f():\n a\n-b\n+c\n`);
    expect(files[0]?.hunks[0]).toMatchObject({ section: "def f():", oldStart: 0 });
    expect(files[0]?.hunks[0]?.lines).toMatchObject([
      { kind: "context", oldNo: null, newNo: null },
      { kind: "del", oldNo: null },
      { kind: "add", newNo: null },
    ]);
    expect(problems.map((problem) => problem.line)).toEqual([3]);
  });

  it("keeps a hunk without a file header", () => {
    const { files, problems } = parsePatch("@@ -1 +1 @@\n-a\n+b\n");
    expect(files).toMatchObject([{ path: "", added: 1, removed: 1 }]);
    expect(problems).toHaveLength(1);
  });

  it.each([
    ["src/x.ts", "--- src/x.ts\n+++ src/x.ts\n@@ -1 +1 @@\n-a\n+b\n"],
    ["x.ts", "--- old/x.ts\t2020-01-01 00:00:00\n+++ new/x.ts\t2020-01-02 00:00:00\n@@ -1 +1 @@\n-a\n+b\n"],
    ["x.ts", "--- /dev/null\n+++ b/x.ts\n@@ -0,0 +1 @@\n+b\n"],
    ["x.ts", "--- a/x.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n"],
    ["a/x.ts", "diff --git a/x.ts a/x.ts\n--- a/x.ts\n+++ a/x.ts\n@@ -1 +1 @@\n-a\n+b\n"],
    ["a b/c d", "diff --git a/a b/c d b/a b/c d\nold mode 100644\nnew mode 100755\n"],
  ])("names the file %s", (name, text) => {
    expect(parsePatch(text).files.map((file) => file.path)).toEqual([name]);
    expect(parsePatch(text).problems).toEqual([]);
  });

  it("reads a patch whose every line ends in CRLF", () => {
    const text = `diff --git a/x b/x\r\nindex 1..2 100644\r\n--- a/x\r\n+++ b/x\r\n@@ -1 +1 @@ f\r\n-a\r\n+b\r\n\\ No newline at end of file\r\n`;
    expect(parsePatch(text)).toMatchObject({
      problems: [],
      files: [{ path: "x", hunks: [{ section: "f", lines: [{ text: "a\r" }, { text: "b\r", noNewline: true }] }] }],
    });
  });

  it("says so when there is no diff, and is silent about no text", () => {
    expect(parsePatch("I changed nothing.\n")).toEqual({
      files: [],
      problems: [{ line: 1, message: "No diff was found in this text." }],
    });
    expect(parsePatch("")).toEqual({ files: [], problems: [] });
  });

  it("takes linear time over runs that invite looking ahead", () => {
    const hostile = [
      `${head}@@ -1,9999999 +1,9999999 @@\n${"\n".repeat(300_000)}`,
      `${head}@@ -1,9999999 +1,9999999 @@\n${"--- a\n".repeat(200_000)}`,
      "@@ -1 +1 @@\n".repeat(150_000),
      `diff --git ${"a ".repeat(300_000)}\n`,
      `diff --git "${"\\303".repeat(200_000)}\n`,
    ];
    const started = performance.now();
    for (const text of hostile) parsePatch(text);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(parsePatch(hostile[2] ?? "").problems.length).toBeLessThanOrEqual(1000);
  });
});
