import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { runGit } from "../../main/platform/git";
import { lookIntoRepository } from "../../main/services/repository-patch";
import { gitEnv, testRepository } from "../support/git-repository";
import { openTestApp, tempFolder } from "../support/temp-home";

const hooks = [
  "applypatch-msg",
  "post-checkout",
  "post-index-change",
  "post-update",
  "pre-auto-gc",
  "pre-push",
  "proc-receive",
  "reference-transaction",
  "update",
  "fsmonitor-watchman",
];

/** A repository in which everything that git could start drops a file that bears its name. */
function hostile() {
  const repository = testRepository();
  const marks = tempFolder();
  const arms = tempFolder();
  const arm = (name: string): string => {
    const file = path.join(arms, name);
    writeFileSync(file, `#!/bin/sh\ntouch "${marks}/${name}"\nexec cat 2>/dev/null\n`);
    chmodSync(file, 0o755);
    return file;
  };
  repository.write("a.txt", "one\n");
  repository.write(".gitattributes", "*.txt diff=evil filter=evil merge=evil\n*.md diff=command\n");
  repository.write("readme.md", "one\n");
  repository.write(".gitmodules", '[submodule "s"]\n\tpath = s\n\turl = ./s\n');
  const base = repository.commit("base");
  repository.git("checkout", "--quiet", "-b", "agent/work");
  repository.at("2026-11-21T02:30:00Z");
  repository.write("a.txt", "two\n");
  repository.write("readme.md", "two\n");
  const head = repository.commit("work");

  const settings: [string, string][] = [
    ["core.fsmonitor", arm("core.fsmonitor")],
    ["core.sshCommand", arm("core.sshCommand")],
    ["core.pager", arm("core.pager")],
    ["pager.log", arm("pager.log")],
    ["core.editor", arm("core.editor")],
    ["core.askPass", arm("core.askPass")],
    ["core.gitProxy", arm("core.gitProxy")],
    ["core.alternateRefsCommand", arm("core.alternateRefsCommand")],
    ["core.hooksPath", path.join(arms, "hooks")],
    ["diff.external", arm("diff.external")],
    ["diff.evil.textconv", arm("diff.textconv")],
    ["diff.command.command", arm("diff.command")],
    ["filter.evil.clean", arm("filter.clean")],
    ["filter.evil.smudge", arm("filter.smudge")],
    ["filter.evil.required", "true"],
    ["merge.evil.driver", arm("merge.driver")],
    ["uploadpack.packObjectsHook", arm("uploadpack.packObjectsHook")],
    ["gc.recentObjectsHook", arm("gc.recentObjectsHook")],
    ["gpg.program", arm("gpg.program")],
    ["log.showSignature", "true"],
    ["credential.helper", `!${arm("credential.helper")}`],
    ["remote.origin.url", `ext::${arm("remote.url")}`],
    ["remote.origin.uploadpack", arm("remote.uploadpack")],
    ["remote.origin.vcs", "evil"],
    ["trailer.evil.command", arm("trailer.command")],
    ["alias.upload-pack", `!${arm("alias.upload-pack")}`],
    ["alias.pack-objects", `!${arm("alias.pack-objects")}`],
    ["hook.evil.command", arm("hook.command")],
    ["hook.evil.event", "reference-transaction"],
    ["submodule.s.update", `!${arm("submodule.update")}`],
    ["protocol.ext.allow", "always"],
    ["protocol.allow", "always"],
  ];
  mkdirSync(path.join(arms, "hooks"));
  mkdirSync(path.join(repository.folder, ".git", "hooks"), { recursive: true });
  for (const hook of hooks) {
    cpSync(arm(`hook.${hook}`), path.join(arms, "hooks", hook));
    cpSync(arm(`git-hook.${hook}`), path.join(repository.folder, ".git", "hooks", hook));
  }
  for (const [name, value] of settings) repository.git("config", name, value);
  // The same once more from a file that is included, and one that is included for this folder.
  const included = path.join(arms, "included");
  writeFileSync(included, `[core]\n\tfsmonitor = ${arm("included.fsmonitor")}\n\tpager = ${arm("included.pager")}\n`);
  repository.git("config", "include.path", included);
  repository.git("config", `includeIf.gitdir:${repository.folder}/.path`, included);
  // A program that would be found first if the folder were on the search path.
  writeFileSync(path.join(repository.folder, "git"), `#!/bin/sh\ntouch "${marks}/path"\n`, { mode: 0o755 });
  return {
    repository,
    base,
    head,
    armed: readdirSync(arms).length,
    fired: () => readdirSync(marks).sort(),
    rest: () => {
      for (const name of readdirSync(marks)) rmSync(path.join(marks, name));
    },
  };
}

const asked = {
  base: null,
  head: null,
  branches: ["agent/work"],
  startedAt: "2026-11-21T02:00:00Z",
  endedAt: "2026-11-21T03:00:00Z",
};

describe("a hostile repository", () => {
  it("starts nothing when it is read, though plain git starts much of what it holds", async () => {
    const { repository, base, head, armed, fired, rest } = hostile();
    expect(armed).toBeGreaterThanOrEqual(14);
    // The traps work: plain commands in the folder set them off.
    const env = { ...gitEnv, HOME: tempFolder(), GIT_CONFIG_NOSYSTEM: "1" };
    for (const args of [
      ["status"],
      ["diff", "HEAD~1"],
      ["log", "-p"],
      ["fetch", "origin"],
      ["checkout", "-f", "main"],
    ]) {
      try {
        execFileSync("git", args, { cwd: repository.folder, env, stdio: "ignore", timeout: 2000 });
      } catch {
        // Many of these end badly; what counts is what they started.
      }
    }
    expect(fired().length).toBeGreaterThanOrEqual(4);
    rest();

    const { core } = openTestApp({ platform: { env: { PATH: `.:${gitEnv.PATH}`, GIT_DIR: repository.folder } } });
    const read = await lookIntoRepository(core, { ...asked, cwd: repository.folder }, () => false);
    expect(read.problem).toBeNull();
    expect(read.found).toMatchObject({ base, head });
    expect(read.found?.patch.toString("utf8")).toContain("-one\n+two\n");
    expect(fired()).toEqual([]);
  });

  it("starts nothing where its objects would have to be fetched from elsewhere", async () => {
    const { repository, head, fired, rest } = hostile();
    repository.git("config", "core.repositoryformatversion", "1");
    repository.git("config", "extensions.partialClone", "origin");
    repository.git("config", "remote.origin.promisor", "true");
    repository.git("config", "--unset", "remote.origin.vcs");
    repository.git("config", "remote.origin.url", repository.folder);
    const tree = repository.git("rev-parse", `${head}^{tree}`);
    rmSync(path.join(repository.folder, ".git", "objects", tree.slice(0, 2), tree.slice(2)));
    rest();
    const { core } = openTestApp({ platform: { env: gitEnv } });
    const read = await lookIntoRepository(core, { ...asked, cwd: repository.folder }, () => false);
    expect(read.found).toBeNull();
    expect(read.problem?.code).toBe("git-failed");
    expect(read.problem?.remedy).toBeTruthy();
    expect(fired()).toEqual([]);
  });

  it("is refused where its objects are made to be unpacked over git's own files", async () => {
    const repository = testRepository();
    repository.write("a.txt", "1\n");
    repository.commit("base");
    repository.at("2026-11-21T02:30:00Z");
    const blob = repository.git("rev-parse", "HEAD:a.txt");
    const file = path.join(tempFolder(), "tree");
    // `.git` with a character that some file systems leave out.
    writeFileSync(file, Buffer.concat([Buffer.from("100644 .git\u200c\0"), Buffer.from(blob, "hex")]));
    const tree = repository.git("hash-object", "-t", "tree", "-w", "--literally", file);
    const head = repository.git("commit-tree", "-p", "HEAD", "-m", "odd", tree);
    repository.git("update-ref", "refs/heads/agent/work", head);
    const { core } = openTestApp({ platform: { env: gitEnv } });
    const read = await lookIntoRepository(core, { ...asked, cwd: repository.folder }, () => false);
    expect(read.found).toBeNull();
    expect(read.problem?.message).toMatch(/git fetch failed/);
  });

  it("cannot keep us waiting, or fill the memory", async () => {
    const store = tempFolder();
    const run = { env: gitEnv, store, cancelled: () => false };
    const waiting = await runGit({
      ...run,
      args: ["hash-object", "--stdin-paths"],
      input: "/dev/zero\n",
      timeoutMs: 300,
    });
    expect(waiting.ok ? "" : waiting.error.code).toBe("git-timeout");
    const much = await runGit({ ...run, args: ["help", "-a"], maxBytes: 100 });
    expect(much.ok ? "" : much.error.code).toBe("git-output-too-large");
    const cancelled = await runGit({
      ...run,
      args: ["hash-object", "--stdin-paths"],
      input: "/dev/zero\n",
      cancelled: () => true,
    });
    expect(cancelled.ok ? "" : cancelled.error.code).toBe("cancelled");
  });
});
