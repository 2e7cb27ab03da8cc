import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { findGitSource } from "../../main/platform/git-source";
import { GitStore, storeConfig } from "../../main/platform/git-store";
import { lookIntoRepository, type PatchQuestion } from "../../main/services/repository-patch";
import { parsePatch } from "../../shared/diff/parse-patch";
import { gitEnv, testRepository, type TestRepository } from "../support/git-repository";
import { openTestApp, tempFolder } from "../support/temp-home";

const never = () => false;

function question(over: Partial<PatchQuestion> & { cwd: string }): PatchQuestion {
  return {
    base: null,
    head: null,
    branches: ["agent/work"],
    startedAt: "2026-11-21T02:00:00Z",
    endedAt: "2026-11-21T03:00:00Z",
    ...over,
  };
}

async function look(repository: TestRepository, over: Partial<PatchQuestion> = {}) {
  const { core } = openTestApp({ platform: { env: gitEnv } });
  return lookIntoRepository(core, question({ cwd: repository.folder, ...over }), never);
}

/** A base on main the day before, then a branch with one commit in the session's time. */
function branched(): TestRepository & { base: string; head: string } {
  const repository = testRepository();
  repository.write("a.txt", "one\ntwo\nthree\n");
  repository.write("old name.txt", "a line that stays\n".repeat(20));
  const base = repository.commit("base");
  repository.git("checkout", "--quiet", "-b", "agent/work");
  repository.at("2026-11-21T02:30:00Z");
  repository.write("a.txt", "one\n2\nthree\n");
  repository.git("mv", "old name.txt", "new name.txt");
  repository.write("logo.png", Buffer.from([0x89, 0x50, 0, 1, 2, 3]));
  const head = repository.commit("work");
  return { ...repository, base, head };
}

const files = (patch: Buffer | undefined) => parsePatch(patch?.toString("utf8") ?? "").files;

describe("a session's change read from its repository", () => {
  it("goes from where the branch leaves main to its tip, with renames and binaries, and says so", async () => {
    const repository = branched();
    const { name, found, problem } = await look(repository);
    expect(problem).toBeNull();
    expect(name).toBe("ledger");
    expect(found).toMatchObject({ base: repository.base, head: repository.head, branch: "agent/work", folder: "" });
    expect(files(found?.patch).map((file) => [file.path, file.status, file.binary])).toEqual([
      ["a.txt", "modified", false],
      ["logo.png", "added", true],
      ["new name.txt", "renamed", false],
    ]);
    expect(found?.note).toContain("head is the tip of agent/work, committed in the session's time");
    expect(found?.note).toContain("base is where it leaves main");
    expect(found?.note).toContain("What was not committed is not seen.");
  });

  it("takes base and head where the session states them, also on no branch at all", async () => {
    const repository = branched();
    repository.git("checkout", "--quiet", "--detach");
    repository.write("a.txt", "one\n2\n3\n");
    const head = repository.commit("more");
    repository.git("checkout", "--quiet", "main");
    const { found } = await look(repository, { base: repository.head.slice(0, 12), head });
    expect(found).toMatchObject({ base: repository.head, head });
    expect(files(found?.patch).map((file) => file.path)).toEqual(["a.txt"]);
    expect(found?.note).toContain("base is the one the session states");
  });

  it("leaves later commits of the branch out, and counts earlier ones", async () => {
    const repository = branched();
    repository.at("2026-11-20T23:00:00Z");
    repository.git("checkout", "--quiet", "-b", "agent/next", "main");
    repository.write("early.txt", "early\n");
    repository.commit("before the session");
    repository.at("2026-11-21T02:40:00Z");
    repository.write("mine.txt", "mine\n");
    const mine = repository.commit("in the session");
    repository.at("2026-11-22T09:00:00Z");
    repository.write("late.txt", "late\n");
    repository.commit("a day later");
    const { found } = await look(repository, { branches: ["agent/next"] });
    expect(found).toMatchObject({ base: repository.base, head: mine });
    expect(files(found?.patch).map((file) => file.path)).toEqual(["early.txt", "mine.txt"]);
    expect(found?.note).toContain("1 later commit on it is left out");
    expect(found?.note).toContain("1 of its 2 commits are from before the session began");
  });

  it("goes from the last commit before the session on the default branch itself, and from nothing where history begins", async () => {
    const repository = testRepository();
    repository.write("a.txt", "one\n");
    const base = repository.commit("base");
    repository.at("2026-11-21T02:10:00Z");
    repository.write("a.txt", "two\n");
    const head = repository.commit("on main");
    const { found } = await look(repository, { branches: ["main"] });
    expect(found).toMatchObject({ base, head });
    const young = testRepository();
    young.at("2026-11-21T02:10:00Z");
    young.write("b.txt", "b\n");
    young.commit("first");
    const first = await look(young, { branches: ["main"] });
    expect(files(first.found?.patch)).toMatchObject([{ path: "b.txt", status: "added" }]);
    expect(first.found?.note).toContain("the history begins in the session");
  });

  it("finds nothing where no commit is from the session's time", async () => {
    const repository = branched();
    const answer = await look(repository, {
      startedAt: "2026-11-25T02:00:00Z",
      endedAt: "2026-11-25T03:00:00Z",
    });
    expect(answer).toMatchObject({ name: "ledger", found: null, problem: null });
  });

  it("reads worktrees, folders below the root and detached worktrees as the same repository", async () => {
    const repository = branched();
    repository.git("checkout", "--quiet", "main");
    const tree = path.join(tempFolder(), "ledger-agent");
    repository.git("worktree", "add", "--quiet", tree, "agent/work");
    mkdirSync(path.join(tree, "src", "deep"), { recursive: true });
    const inTree = await look(repository, { cwd: path.join(tree, "src", "deep") });
    expect(inTree.name).toBe("ledger");
    expect(inTree.found).toMatchObject({ head: repository.head, folder: "src/deep" });
    const loose = path.join(tempFolder(), "loose");
    repository.git("worktree", "add", "--quiet", "--detach", loose, repository.head);
    const detached = await look(repository, { cwd: loose, branches: [] });
    expect(detached.found?.head).toBe(repository.head);
    expect(detached.found?.note).toContain("the detached head");
  });

  it("reads merges, gitlinks, pointers, names that are not UTF-8, and shallow and SHA-256 repositories", async () => {
    const repository = branched();
    repository.git("checkout", "--quiet", "main");
    repository.at("2026-11-21T02:20:00Z");
    repository.write("main.txt", "m\n");
    repository.commit("main goes on");
    repository.git("checkout", "--quiet", "agent/work");
    repository.at("2026-11-21T02:50:00Z");
    repository.git("merge", "--quiet", "--no-edit", "main");
    repository.git("update-index", "--add", "--cacheinfo", `160000,${repository.base},vendor/sub`);
    repository.write("big.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 1\n");
    repository.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n*.txt -diff\n");
    repository.git("add", "big.bin", ".gitattributes");
    const odd = repository.git("hash-object", "-w", "a.txt");
    repository.git("update-index", "--add", "--cacheinfo", `100644,${odd},plain.txt`);
    const tree = repository.git("write-tree");
    // A tree whose entry is named with a byte that UTF-8 does not have.
    const raw = path.join(tempFolder(), "tree");
    writeFileSync(
      raw,
      Buffer.concat([Buffer.from("100644 caf"), Buffer.from([0xe9]), Buffer.from("\0"), Buffer.from(odd, "hex")]),
    );
    const sub = repository.git("hash-object", "-t", "tree", "-w", "--literally", raw);
    const whole = repository.git("hash-object", "-t", "tree", "-w", "--literally", treeFile(repository, tree, sub));
    const head = repository.git("commit-tree", "-p", "HEAD", "-m", "odd things", whole);
    repository.git("update-ref", "refs/heads/agent/work", head);

    const { found, problem } = await look(repository);
    expect(problem).toBeNull();
    expect(found?.head).toBe(head);
    const read = files(found?.patch);
    const names = read.map((file) => file.path);
    expect(names).toContain("vendor/sub");
    expect(names).toContain("big.bin");
    expect(names.some((one) => one.startsWith("zz/caf"))).toBe(true);
    // The branch has main's own commits in it by the merge: base is what it last took over.
    expect(names).not.toContain("main.txt");
    // An attribute in the change cannot hide the change.
    expect(read.find((file) => file.path === "a.txt")).toMatchObject({ binary: false, added: 1, removed: 1 });

    const shallow = path.join(tempFolder(), "shallow");
    repository.git(
      "clone",
      "--quiet",
      "--depth=3",
      "--no-local",
      "--branch",
      "agent/work",
      `file://${repository.folder}`,
      shallow,
    );
    const fromShallow = await look(repository, { cwd: shallow });
    expect(fromShallow.problem).toBeNull();
    expect(fromShallow.found?.head).toBe(head);

    const other = testRepository({ args: ["--object-format=sha256"] });
    other.write("a.txt", "1\n");
    const base = other.commit("base");
    other.at("2026-11-21T02:10:00Z");
    other.write("a.txt", "2\n");
    const next = other.commit("next");
    const long = await look(other, { branches: ["main"] });
    expect(long.found).toMatchObject({ base, head: next });
    expect(next).toHaveLength(64);
  });

  it("says what is in the way: no git, an old git, a change too large, another's folder, a borrowed network folder", async () => {
    const repository = branched();
    const without = openTestApp({ platform: { env: { PATH: tempFolder() } } });
    const missing = await lookIntoRepository(without.core, question({ cwd: repository.folder }), never);
    expect(missing.problem).toMatchObject({ code: "git-missing" });
    expect(missing.problem?.remedy).toContain("Install git");

    const bin = tempFolder();
    writeFileSync(path.join(bin, "git"), "#!/bin/sh\necho git version 2.30.2\n", { mode: 0o755 });
    const old = openTestApp({ platform: { env: { PATH: `${bin}:${gitEnv.PATH}` } } });
    const tooOld = await lookIntoRepository(old.core, question({ cwd: repository.folder }), never);
    expect(tooOld.problem?.code).toBe("git-too-old");

    const borrowed = branched();
    mkdirSync(path.join(borrowed.folder, ".git", "objects", "info"), { recursive: true });
    writeFileSync(
      path.join(borrowed.folder, ".git", "objects", "info", "alternates"),
      "//evil.invalid/share/objects\n",
    );
    expect((await look(borrowed)).problem).toMatchObject({ code: "repository-refused" });

    const configured = branched();
    configured.git("config", "include.path", "//evil.invalid/share/config");
    expect((await look(configured)).problem?.code).toBe("repository-refused");

    for (const cwd of [
      "//evil.invalid/share",
      "\\\\evil\\share",
      "/net/evil/x",
      "relative",
      "/nowhere/at/all",
      "file:///etc",
      "/a\0b",
    ])
      expect(await look(repository, { cwd })).toEqual({ name: null, found: null, problem: null });

    const linked = path.join(tempFolder(), "linked");
    mkdirSync(linked);
    symlinkSync("/proc/self", path.join(linked, ".git"));
    expect((await look(repository, { cwd: linked })).found).toBeNull();

    const stopped = await lookIntoRepository(
      openTestApp({ platform: { env: gitEnv } }).core,
      question({ cwd: branched().folder }),
      () => true,
    );
    expect(["cancelled", "git-failed"]).toContain(stopped.problem?.code ?? "cancelled");
  });

  it("leaves a repository that took too long alone for a while", async () => {
    const repository = branched();
    // A git that answers for its version and then waits for ever.
    const bin = tempFolder();
    writeFileSync(
      path.join(bin, "git"),
      `#!/bin/sh\nfor last; do :; done\n[ "$last" = version ] && echo git version 2.50.1 && exit\necho x >> ${bin}/asked\nexec sleep 600\n`,
      { mode: 0o755 },
    );
    const { core } = openTestApp({ platform: { env: { PATH: `${bin}:${gitEnv.PATH}` } } });
    vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const first = lookIntoRepository(core, question({ cwd: repository.folder }), never);
    const answered = first.then(() => true);
    const turn = () => new Promise<boolean>((resolve) => setImmediate(() => resolve(false)));
    // Time passes only once that git waits: the calls before it are answered in real time.
    const asking = path.join(bin, "asked");
    while (!existsSync(asking)) await turn();
    while (!(await Promise.race([answered, turn()]))) vi.advanceTimersByTime(2000);
    expect((await first).problem?.code).toBe("git-timeout");
    const asked = readFileSync(asking, "utf8");
    expect((await lookIntoRepository(core, question({ cwd: repository.folder }), never)).problem?.code).toBe(
      "git-timeout",
    );
    expect(readFileSync(asking, "utf8")).toBe(asked);
  });

  it("keeps a store whose configuration is ours, mended when it was changed, and fetches nothing twice", async () => {
    const repository = branched();
    const app = openTestApp({ platform: { env: gitEnv } });
    await lookIntoRepository(app.core, question({ cwd: repository.folder }), never);
    const [name = ""] = readdirSync(path.join(app.core.home, "git"));
    const store = path.join(app.core.home, "git", name);
    const config = path.join(store, "config");
    expect(readFileSync(config, "utf8")).toBe(storeConfig("sha1"));
    expect(readdirSync(store).sort()).toEqual(expect.arrayContaining(["HEAD", "config", "objects", "refs"]));
    expect(readdirSync(store)).not.toContain("hooks");
    const packs = readdirSync(path.join(store, "objects")).sort();
    writeFileSync(config, `${readFileSync(config, "utf8")}[core]\n\tfsmonitor = touch /tmp/never\n`);
    const source = await findGitSource(repository.folder);
    if (!source.ok || source.value === null) throw new Error("no source");
    const opened = await GitStore.open({ home: app.core.home, env: gitEnv, cancelled: never }, source.value);
    if (!opened.ok) throw new Error(opened.error.message);
    expect(readFileSync(config, "utf8")).toBe(storeConfig("sha1"));
    expect((await opened.value.store.fetch([repository.head])).ok).toBe(true);
    expect((await opened.value.store.fetch([repository.head])).ok).toBe(true);
    expect(readdirSync(path.join(store, "objects")).sort()).toEqual(packs);
    expect(await opened.value.store.resolve("--help")).toBeNull();
    expect((await opened.value.store.diff("--output=/tmp/x", repository.head)).ok).toBe(false);
  });
});

/** Writes the bytes of a tree with one more folder at its end. */
function treeFile(repository: TestRepository, tree: string, sub: string): string {
  const rows = repository
    .git("ls-tree", "-z", tree)
    .split("\0")
    .filter((row) => row !== "");
  const parts = rows.map((row) => {
    const [, mode = "", id = "", name = ""] = /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(row) ?? [];
    return Buffer.concat([Buffer.from(`${mode.replace(/^0/, "")} ${name}\0`), Buffer.from(id, "hex")]);
  });
  const file = path.join(repository.folder, ".git", "tree");
  writeFileSync(file, Buffer.concat([...parts, Buffer.from("40000 zz\0"), Buffer.from(sub, "hex")]));
  return file;
}
