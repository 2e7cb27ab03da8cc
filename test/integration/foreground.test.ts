import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { changeEditor } from "../../main/services/foreground-folders";
import { takeToForeground } from "../../main/services/take-to-foreground";
import { attemptKeyOf, readAttempt, upsertAttempt } from "../../main/store/tasks";
import { gitEnv, testRepository, type TestRepository } from "../support/git-repository";
import { openTestApp, tempFolder } from "../support/temp-home";
import { transcriptId, transcriptLines } from "../support/transcripts";
import { must, refused } from "../support/two-desks";

const session = transcriptId(7);

/** A repository with a night's work of an agent on it, whose commit has everything that a checkout could be lured by. */
function night(): { repository: TestRepository; base: string; head: string; marks: string } {
  const repository = testRepository();
  const marks = tempFolder();
  const arm = (name: string): string => {
    const file = path.join(marks, `arm-${name}`);
    writeFileSync(file, `#!/bin/sh\ntouch "${marks}/ran-${name}"\ncat 2>/dev/null\n`);
    chmodSync(file, 0o755);
    return file;
  };
  repository.at("2026-11-19T20:00:00Z");
  repository.write("src/retry.js", "one\n");
  const base = repository.commit("base");
  repository.git("checkout", "--quiet", "-b", "agent/work");
  repository.at("2026-11-20T00:00:05Z");
  repository.write("src/retry.js", "two\n");
  repository.write(".gitattributes", "*.js filter=evil diff=evil merge=evil\n*.txt text eol=crlf\n");
  repository.write("notes.txt", "a\nb\n");
  repository.write(".gitmodules", '[submodule "s"]\n\tpath = s\n\turl = ./s\n');
  execFileSync("ln", ["-s", "/etc/passwd", path.join(repository.folder, "link")]);
  execFileSync("ln", ["-s", "../../../../../../tmp", path.join(repository.folder, "out")]);
  repository.git("add", "--all");
  repository.git("update-index", "--add", "--cacheinfo", `160000,${base},s`);
  repository.git("commit", "--quiet", "--message", "work");
  const head = repository.git("rev-parse", "HEAD");
  mkdirSync(path.join(repository.folder, ".git", "hooks"), { recursive: true });
  for (const hook of [
    "post-checkout",
    "post-index-change",
    "reference-transaction",
    "pre-commit",
    "fsmonitor-watchman",
  ])
    writeFileSync(path.join(repository.folder, ".git", "hooks", hook), readFileSync(arm(hook)), { mode: 0o755 });
  for (const [name, value] of [
    ["core.fsmonitor", arm("fsmonitor")],
    ["filter.evil.smudge", arm("smudge")],
    ["filter.evil.clean", arm("clean")],
    ["filter.evil.required", "true"],
    ["core.hooksPath", path.join(repository.folder, ".git", "hooks")],
    ["uploadpack.packObjectsHook", arm("pack")],
  ] as const)
    repository.git("config", name, value);
  return { repository, base, head, marks };
}

async function opened(folder: string, env: Record<string, string> = {}): Promise<App> {
  const home = tempFolder();
  const app = openTestApp({ home, platform: { env: { ...gitEnv, COUNTERSIGN_KEY_PROTECTION: "file", ...env } } });
  const projects = path.join(tempFolder(), "projects", "x");
  mkdirSync(projects, { recursive: true });
  const lines = transcriptLines(session, 20).map((line) => line.replace('"/repo/app"', JSON.stringify(folder)));
  writeFileSync(path.join(projects, `${session}.jsonl`), lines.join(""));
  const report = await must(app.invoke("ingest.paths", { paths: [projects] }));
  expect(report.attempts).toBe(1);
  return app;
}

async function subjectOf(app: App) {
  const { groups } = await must(app.invoke("inbox.list", { filter: "" }));
  const [row] = groups.flatMap((group) => group.rows);
  if (row === undefined) throw new Error("no task was read");
  return { taskId: row.taskId, attemptId: row.focusAttempt };
}

const inFolder = (folder: string, ...args: string[]): string =>
  execFileSync("git", ["-C", folder, ...args], { env: { ...gitEnv, HOME: folder }, stdio: ["ignore", "pipe", "pipe"] })
    .toString("utf8")
    .trim();

describe("taking an attempt to the foreground", () => {
  it("makes a checkout in which nothing of the repository ran, and records who took what over", async () => {
    const { repository, head, marks } = night();
    const app = await opened(repository.folder);
    const subject = await subjectOf(app);
    const sheet = await must(app.invoke("foreground.sheet", subject));
    expect(sheet).toMatchObject({ why: null, how: "head", commit: head, made: [] });
    expect(sheet.warnings.join(" ")).toContain("can run what the repository brings");
    expect(sheet.resume).toMatchObject([
      { runner: "Claude Code", session, line: `claude --resume ${session}`, folder: repository.folder, why: null },
    ]);
    const taken = await must(app.invoke("foreground.take", { ...subject, reason: "I finish it myself." }));
    const { folder } = taken.made;
    expect(folder.startsWith(path.join(app.core.home, "foreground"))).toBe(true);
    expect(taken.notes).toEqual([
      "2 links stand as files with their target as text.",
      "1 submodule is an empty folder: nothing was fetched of it.",
    ]);
    expect(readFileSync(path.join(folder, "src", "retry.js"), "utf8")).toBe("two\n");
    for (const link of ["link", "out"]) expect(lstatSync(path.join(folder, link)).isSymbolicLink(), link).toBe(false);
    expect(readFileSync(path.join(folder, "link"), "utf8")).toBe("/etc/passwd");
    expect(readdirSync(path.join(folder, "s"))).toEqual([]);
    expect(existsSync(path.join(folder, ".git", "hooks"))).toBe(false);
    expect(inFolder(folder, "rev-parse", "HEAD")).toBe(head);
    expect(inFolder(folder, "status", "--porcelain")).toBe("");
    expect(inFolder(folder, "remote")).toBe("");
    expect(readdirSync(marks).filter((name) => name.startsWith("ran-"))).toEqual([]);
    const recorded = app.core.ledger.decision(taken.seq);
    expect(recorded?.decision).toMatchObject({
      kind: "take-to-foreground",
      reason: "I finish it myself.",
      foreground: { folder: "data-folder", commit: head, patched: false },
      bound: { head },
      reviewer: { name: "ilse" },
    });
    expect(JSON.stringify(recorded)).not.toContain(folder);
    // It moves the task nowhere.
    const { groups } = await must(app.invoke("inbox.list", { filter: "" }));
    expect(groups.find(({ rows }) => rows.length > 0)?.group).toBe("your-turn");
    expect(app.core.ledger.verify().verified).toBe(true);
    // From the drawer it cannot be recorded without a checkout.
    const nonce = await must(app.invoke("decision.sheet", { kind: "take-to-foreground", ...subject }));
    const bare = {
      kind: "take-to-foreground",
      ...subject,
      nonce: nonce.nonce,
      reason: "",
      person: null,
      until: null,
      confirm: null,
    } as const;
    expect(await refused(app.invoke("decision.record", bare))).toMatchObject({ code: "foreground-by-checkout" });
  });

  it("goes into a folder that the person names, and into no other's files", async () => {
    const { repository, head } = night();
    const app = await opened(repository.folder);
    const subject = await subjectOf(app);
    const parent = tempFolder();
    const named = (folder: string) =>
      takeToForeground(app.core, { ...subject, reason: "", folder, repository: null }, () => false);
    const taken = await must(named(path.join(parent, "new", "work")));
    expect(inFolder(taken.made.folder, "rev-parse", "HEAD")).toBe(head);
    expect(app.core.ledger.decision(taken.seq)?.decision.foreground?.folder).toBe("named");
    expect(await refused(named(path.join(parent, "new", "work")))).toMatchObject({ code: "folder-taken" });
    writeFileSync(path.join(parent, "file"), "x");
    expect(await refused(named(path.join(parent, "file")))).toMatchObject({ code: "folder-unwritable" });
    expect(await refused(named(path.join(app.core.home, "keys")))).toMatchObject({ code: "folder-inside" });
    expect(readFileSync(path.join(parent, "file"), "utf8")).toBe("x");
  });

  it("applies the patch to the base where no commit of the attempt is here, and leaves nothing where it does not apply", async () => {
    const { repository, base } = night();
    const app = await opened(repository.folder);
    const subject = await subjectOf(app);
    const stored = readAttempt(app.core.index, subject.attemptId);
    const key = attemptKeyOf(app.core.index, subject.attemptId);
    if (stored === null || key === null) throw new Error("no attempt");
    const patch = `diff --git a/src/retry.js b/src/retry.js\n--- a/src/retry.js\n+++ b/src/retry.js\n@@ -1 +1 @@\n-one\n+three \u00ff\n`;
    const put = (text: string) => {
      const patchDigest = app.core.archive.put(Buffer.from(text, "utf8"));
      const attempt = { ...stored.attempt, head: null, base, patchDigest };
      upsertAttempt(app.core.index, key, stored.origin, attempt, []);
    };
    put(patch);
    expect(await must(app.invoke("foreground.sheet", subject))).toMatchObject({ how: "base-and-patch", commit: base });
    const taken = await must(app.invoke("foreground.take", { ...subject, reason: "" }));
    expect(taken.notes[0]).toContain("its base with the patch as one commit on top");
    expect(readFileSync(path.join(taken.made.folder, "src", "retry.js"), "utf8")).toBe("three \u00ff\n");
    expect(inFolder(taken.made.folder, "rev-parse", "HEAD~1")).toBe(base);
    expect(await must(app.invoke("foreground.remove", { id: taken.made.id, force: false }))).toMatchObject({
      deleted: true,
    });
    const size = app.core.ledger.size();
    for (const wrong of [
      patch.replace("-one", "-other"),
      patch.replaceAll("src/retry.js", "../outside.js").replace("@@ -1 +1 @@\n-one\n", "@@ -0,0 +1 @@\n"),
      patch.replaceAll("src/retry.js", ".git/config"),
    ]) {
      put(wrong);
      expect(await refused(app.invoke("foreground.take", { ...subject, reason: "" }))).toMatchObject({
        code: "patch-does-not-apply",
      });
    }
    expect(readdirSync(path.join(app.core.home, "foreground"))).toEqual([]);
    expect(app.core.ledger.size()).toBe(size);
  });

  it("is taken away on request, but not the work in it, and no folder that is another one by now", async () => {
    const { repository } = night();
    const app = await opened(repository.folder);
    const subject = await subjectOf(app);
    const take = async () => (await must(app.invoke("foreground.take", { ...subject, reason: "" }))).made;
    const first = await take();
    writeFileSync(path.join(first.folder, "new.txt"), "mine");
    const remove = (id: string, force = false) => app.invoke("foreground.remove", { id, force });
    expect(await refused(remove(first.id))).toMatchObject({ code: "foreground-changed" });
    expect((await refused(remove(first.id))).message).toContain("1 file not committed");
    expect(existsSync(path.join(first.folder, "new.txt"))).toBe(true);
    expect(await must(remove(first.id, true))).toMatchObject({ deleted: true });
    expect(existsSync(first.folder)).toBe(false);
    expect(await refused(remove(first.id))).toMatchObject({ code: "not-found" });

    const second = await take();
    inFolder(
      second.folder,
      "-c",
      "user.name=x",
      "-c",
      "user.email=x@example.invalid",
      "commit",
      "--allow-empty",
      "-q",
      "-m",
      "mine",
    );
    expect((await refused(remove(second.id))).message).toContain("1 commit of its own");
    renameSync(second.folder, `${second.folder}-moved`);
    mkdirSync(second.folder);
    writeFileSync(path.join(second.folder, "precious"), "x");
    expect((await must(app.invoke("foreground.list", {}))).made).toMatchObject([{ id: second.id, state: "gone" }]);
    expect(await refused(app.invoke("foreground.open", { id: second.id }))).toMatchObject({ code: "foreground-gone" });
    expect(await must(remove(second.id, true))).toMatchObject({ deleted: false });
    expect(readFileSync(path.join(second.folder, "precious"), "utf8")).toBe("x");
    expect((await must(app.invoke("foreground.list", {}))).made).toEqual([]);
  });

  it("says why where there is no repository any more, and takes the commits from a clone that is named", async () => {
    const { repository, head } = night();
    const app = await opened(repository.folder);
    const subject = await subjectOf(app);
    const clone = path.join(tempFolder(), "clone");
    repository.git("clone", "--quiet", "--no-local", repository.folder, clone);
    rmSync(repository.folder, { recursive: true, force: true });
    const sheet = await must(app.invoke("foreground.sheet", subject));
    expect(sheet).toMatchObject({ how: null, commit: null });
    expect(sheet.why).toContain("there is no repository at");
    expect(sheet.resume[0]?.line).toBe(`claude --resume ${session}`);
    expect(await refused(app.invoke("foreground.take", { ...subject, reason: "" }))).toMatchObject({
      code: "no-repository",
    });
    const taken = await must(
      takeToForeground(app.core, { ...subject, reason: "", folder: null, repository: clone }, () => false),
    );
    expect(inFolder(taken.made.folder, "rev-parse", "HEAD")).toBe(head);
  });

  it("opens the folder with the command that was named: as arguments, by no shell, without our variables", async () => {
    const { repository } = night();
    const tools = tempFolder();
    const said = path.join(tools, "said");
    const editor = path.join(tools, "my editor");
    writeFileSync(editor, `#!/bin/sh\nprintf '%s\\n' "$@" "$COUNTERSIGN_PASSPHRASE" "$PWD" > "${said}"\n`, {
      mode: 0o755,
    });
    const app = await opened(repository.folder, { COUNTERSIGN_PASSPHRASE: "secret words here" });
    const { made } = await must(app.invoke("foreground.take", { ...(await subjectOf(app)), reason: "" }));
    for (const argv of [
      [],
      ["code"],
      ["./code", "{folder}"],
      ["{folder}/run", "{folder}"],
      ["-x", "{folder}"],
      ["code", "{folder}\n"],
    ])
      expect(await refused(changeEditor(app.core, argv)), argv.join(" ")).toMatchObject({ code: "editor-refused" });
    await must(changeEditor(app.core, [editor, "--new; touch pwned", "$(id)", "--dir={folder}"]));
    await must(app.invoke("foreground.open", { id: made.id }));
    await expect.poll(() => existsSync(said)).toBe(true);
    expect(readFileSync(said, "utf8").split("\n")).toEqual([
      "--new; touch pwned",
      "$(id)",
      `--dir=${made.folder}`,
      "",
      path.dirname(made.folder),
      "",
    ]);
    await must(changeEditor(app.core, [path.join(tools, "nothing"), "{folder}"]));
    expect(await refused(app.invoke("foreground.open", { id: made.id }))).toMatchObject({ code: "editor-not-started" });
  });
});
