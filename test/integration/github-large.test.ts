import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { App } from "../../main/app";
import { fetchChange } from "../../main/platform/git-remote";
import { openGitRelay } from "../../main/platform/git-relay";
import { systemClock } from "../../main/platform/clock";
import { readZip, type ZipRules } from "../../main/platform/read-zip";
import { pathKey, unsafePath } from "../../main/evidence/pack-path";
import { changedPulls, countPulls, leftPulls, unsurePulls } from "../../main/store/github-pull-lists";
import { listPulls } from "../../main/store/github-pulls";
import { FakeGitHub } from "../support/github/fake-github";
import { datePatch } from "../support/github/night";
import { zipOf } from "../support/github/zip";
import { gitEnv, testRepository, type TestRepository } from "../support/git-repository";
import { openTestApp, tempFolder } from "../support/temp-home";
import { transcriptId } from "../support/transcripts";

const token = "github_pat_canary_large_0123";

/** A private repository of the double with real commits behind it, and one pull request that GitHub does not draw. */
async function withRepository(): Promise<{
  github: FakeGitHub;
  app: App;
  git: TestRepository;
  base: string;
  head: string;
}> {
  const github = new FakeGitHub();
  await github.start();
  onTestFinished(() => github.stop());
  const git = testRepository({ name: "app" });
  git.write("src/invoices/date.js", "old\n");
  const base = git.commit("First");
  git.git("checkout", "--quiet", "-b", "codex/large");
  git.at("2026-11-22T21:30:00Z");
  git.write("src/invoices/date.js", "new\n");
  git.write("generated.txt", "a line\n".repeat(30_000));
  const head = git.commit("Draw it here\n\nAll tests pass.");
  const { world } = github;
  const repository = world.repository("demo", "app");
  repository.gitFolder = path.join(git.folder, ".git");
  const reviewer = world.person("ilse");
  repository.collaborators.add("ilse");
  github.token(token, reviewer);
  const pull = world.pull(repository, {
    title: "Draw it here",
    body: "Too large for GitHub.",
    by: reviewer,
    branch: "codex/large",
    patch: datePatch("new"),
    sha: head,
    base,
  });
  pull.tooLarge = true;
  const app = openTestApp({
    platform: {
      clock: { ...systemClock(), now: () => new Date("2026-11-23T06:00:00Z") },
      env: {
        ...gitEnv,
        COUNTERSIGN_KEY_PROTECTION: "file",
        COUNTERSIGN_GITHUB_API: github.address,
        GITHUB_TOKEN: token,
      },
    },
  });
  return { github, app, git, base, head };
}

async function onlyAttempt(app: App) {
  const inbox = await app.invoke("inbox.list", { filter: "" });
  const row = inbox.ok ? inbox.value.groups.flatMap((group) => group.rows)[0] : undefined;
  const task = await app.invoke("task.get", { taskId: row?.taskId ?? "T-00000" });
  const attempt = task.ok ? task.value.attempts[0]?.attempt : undefined;
  if (attempt === undefined) throw new Error("there is no attempt");
  return attempt;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [path.join(entry.parentPath, entry.name)] : [],
  );
}

describe("a change that GitHub does not draw", () => {
  it("is fetched through the relay and drawn here; the token is in no file", async () => {
    const { github, app, base, head } = await withRepository();
    const report = await app.invoke("runners.connect", { kind: "github", path: "demo/app" });
    expect(report).toMatchObject({ ok: true, value: { attempts: 1, problems: [] } });
    const attempt = await onlyAttempt(app);
    expect(attempt).toMatchObject({ base, head, patchSource: "pull-request" });
    expect(attempt.patchNote).toMatch(/its commits were fetched and the change drawn here/);
    expect(attempt.files.map((file) => [file.path, file.added])).toEqual([
      ["generated.txt", 30_000],
      ["src/invoices/date.js", 1],
    ]);
    expect(github.fetches.length).toBeGreaterThan(0);
    expect(new Set(github.fetches.map((one) => one.by))).toEqual(new Set(["ilse"]));
    const canary = Buffer.from(token);
    const basic = Buffer.from(Buffer.from(`x-access-token:${token}`).toString("base64"));
    for (const file of filesBelow(app.core.home)) {
      const bytes = readFileSync(file);
      expect([file, bytes.includes(canary), bytes.includes(basic)]).toEqual([file, false, false]);
    }
  });

  it("is taken to the foreground though no clone of it is here: its commit is fetched, and no token comes along", async () => {
    const { github, app, head } = await withRepository();
    await app.invoke("runners.connect", { kind: "github", path: "demo/app" });
    const { taskId, id: attemptId } = await onlyAttempt(app);
    const before = github.fetches.length;
    const sheet = await app.invoke("foreground.sheet", { taskId, attemptId });
    expect(sheet).toMatchObject({ ok: true, value: { why: null, how: "fetched", commit: head, resume: [] } });
    expect(github.fetches.length).toBe(before);
    const taken = await app.invoke("foreground.take", { taskId, attemptId, reason: "By hand from here." });
    expect(taken).toMatchObject({ ok: true, value: { files: 2, made: { head, state: "there" } } });
    if (!taken.ok) return;
    const { made, notes } = taken.value;
    expect(notes.join(" ")).toContain("fetched from GitHub, without the history before it");
    expect(readFileSync(path.join(made.folder, "src/invoices/date.js"), "utf8")).toBe("new\n");
    expect(readFileSync(path.join(made.folder, ".git", "config"), "utf8")).not.toMatch(/remote|127\.0\.0\.1/);
    const canary = Buffer.from(token);
    for (const file of filesBelow(app.core.home))
      expect([file, readFileSync(file).includes(canary)]).toEqual([file, false]);
  });

  it("is not taken to the foreground where GitHub does not give its commit: why is said, and nothing is recorded", async () => {
    const { github, app } = await withRepository();
    await app.invoke("runners.connect", { kind: "github", path: "demo/app" });
    const { taskId, id: attemptId } = await onlyAttempt(app);
    const repository = github.world.find("demo", "app");
    if (repository !== undefined) repository.gitFolder = null;
    // What was fetched to draw the change is another store than this one, or it is gone.
    rmSync(path.join(app.core.home, "git"), { recursive: true, force: true });
    const entries = app.core.ledger.size();
    const taken = await app.invoke("foreground.take", { taskId, attemptId, reason: "" });
    expect(taken.ok).toBe(false);
    if (!taken.ok) expect(taken.error.message).not.toContain("127.0.0.1");
    expect(app.core.ledger.size()).toBe(entries);
  });

  it("without git there, the attempt says why it has no patch, and the rest is read", async () => {
    const { github, app } = await withRepository();
    const repository = github.world.find("demo", "app");
    if (repository !== undefined) repository.gitFolder = null;
    await app.invoke("runners.connect", { kind: "github", path: "demo/app" });
    const attempt = await onlyAttempt(app);
    expect(attempt).toMatchObject({ patchSource: "none", files: [] });
    expect(attempt.patchNote).toMatch(/could not be fetched/);
    expect(attempt.patchNote).not.toContain("127.0.0.1");
    expect(attempt.statements.length).toBeGreaterThan(0);
  });

  it("finds where the branches part itself where the commits do not tell", async () => {
    const { github, app, base, head, git } = await withRepository();
    git.git("checkout", "--quiet", "main");
    git.write("other.txt", "x\n");
    const tip = git.commit("Main went on");
    const headers = { authorization: `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}` };
    const relay = await openGitRelay({ base: `${github.address}/git`, headers }, "demo/app");
    onTestFinished(() => {
      relay.close();
    });
    const options = { home: app.core.home, env: gitEnv, cancelled: () => false };
    const change = await fetchChange(options, relay, { key: "demo/app", head, shared: null, into: tip });
    expect(change).toMatchObject({ ok: true, value: { base } });
    // Another program of this machine that finds the port is not served, and nothing but a fetch is passed on.
    expect((await fetch(`${relay.address}/info/refs?service=git-upload-pack`)).status).toBe(404);
    const word = relay.env["GIT_CONFIG_VALUE_0"]?.split(": ")[1] ?? "";
    const pushing = await fetch(`${relay.address}/git-receive-pack`, {
      method: "POST",
      headers: { "countersign-relay": word },
    });
    expect(pushing.status).toBe(404);
    const bad = await fetchChange(options, relay, {
      key: "demo/app",
      head: "--upload-pack=x",
      shared: null,
      into: tip,
    });
    expect(bad).toMatchObject({ ok: false, error: { code: "git-bad-name" } });
  });
});

describe("a session on this machine and a pull request of the same commit", () => {
  const transcript = (cwd: string) => {
    const id = transcriptId(7);
    const line = (n: number, at: string, record: object) =>
      `${JSON.stringify({
        parentUuid: n === 0 ? null : `u-${String(n - 1)}`,
        isSidechain: false,
        userType: "external",
        cwd,
        sessionId: id,
        version: "2.1.40",
        gitBranch: "codex/large",
        uuid: `u-${String(n)}`,
        timestamp: at,
        ...record,
      })}\n`;
    return [
      line(0, "2026-11-22T21:20:00.000Z", { type: "user", message: { role: "user", content: "Draw it here." } }),
      line(1, "2026-11-22T21:40:00.000Z", {
        type: "assistant",
        message: {
          id: "m1",
          type: "message",
          role: "assistant",
          model: "large",
          content: [{ type: "text", text: "All 3 tests pass." }],
        },
      }),
    ].join("");
  };

  it.each(["before", "after"])("are one attempt, where the session is read %s", async (when) => {
    const { app, git, head } = await withRepository();
    const folder = tempFolder();
    writeFileSync(path.join(folder, "session.jsonl"), transcript(git.folder));
    const ingest = () => app.invoke("ingest.paths", { paths: [folder] });
    if (when === "before") await ingest();
    await app.invoke("runners.connect", { kind: "github", path: "demo/app" });
    if (when === "after") {
      await ingest();
      const status = await app.invoke("app.status", {});
      const id = status.ok ? (status.value.connections.find((one) => one.kind === "github")?.id ?? "") : "";
      await app.invoke("runners.sync", { id });
    }
    const inbox = await app.invoke("inbox.list", { filter: "" });
    expect(inbox.ok && inbox.value.total).toBe(1);
    const attempt = await onlyAttempt(app);
    expect(attempt).toMatchObject({ head, runner: "claude-code", pull: { number: 1 } });
    expect(attempt.sessions).toHaveLength(1);
  });
});

describe("a workflow's artifact is anyone's archive", () => {
  const rules: ZipRules = {
    entries: 100,
    file: 1000,
    all: 1500,
    wanted: (name) => name.endsWith(".xml"),
    refuse: unsafePath,
    key: pathKey,
  };
  async function read(archive: Buffer, over: Partial<ZipRules> = {}) {
    const file = path.join(tempFolder(), "a.zip");
    writeFileSync(file, archive);
    const taken: string[] = [];
    const result = await readZip(
      file,
      { ...rules, ...over },
      (name) => taken.push(name),
      () => false,
    );
    return { taken, result };
  }

  it("takes wanted files and leaves the others in it", async () => {
    expect(await read(zipOf({ "a/junit.xml": "<a/>", "run.sh": "x" }))).toMatchObject({
      taken: ["a/junit.xml"],
      result: { ok: true, value: { taken: 1, leftOut: [] } },
    });
  });

  it.each([
    ["leads upward", zipOf({ "../../evil.xml": "x" }), /step|invalid relative/],
    ["is absolute", zipOf({ "/etc/evil.xml": "x" }), /absolute/],
    ["has a backslash", zipOf({ "a\\b.xml": "x" }), /backslash|invalid char/],
    ["is a device name", zipOf({ "CON.xml": "x" }), /device/],
    ["is too large", zipOf({ "a.xml": "x".repeat(1001) }), /more than are taken/],
    ["is named twice", zipOf({ "a.xml": "x", "A.xml": "y" }), /another file of the archive has its name/],
    ["hides characters", zipOf({ "a\u202e.xml": "x" }), /hidden/],
  ])("a file that %s is left out by name", async (_what, archive, why) => {
    const { taken, result } = await read(archive);
    expect(taken.filter((name) => name !== "a.xml")).toEqual([]);
    const said = result.ok ? result.value.leftOut.map((one) => one.why).join(" ") : result.error.message;
    expect(said).toMatch(why);
  });

  it("a link, a wrong checksum, a lie about the size and a damaged archive are told", async () => {
    const link = zipOf({ "a.xml": "/etc/passwd" });
    const central = link.indexOf("PK\x01\x02", 0, "latin1");
    link.writeUInt8(3, central + 5);
    link.writeUInt32LE((0xa1ff << 16) >>> 0, central + 38);
    expect((await read(link)).result).toMatchObject({
      ok: true,
      value: { taken: 0, leftOut: [{ why: "it is a link or no regular file" }] },
    });

    const spoiled = zipOf({ "a.xml": "<a/>" });
    spoiled[spoiled.indexOf("<a/>")] = 0x20;
    expect((await read(spoiled)).result).toMatchObject({
      ok: true,
      value: { taken: 0, leftOut: [{ why: "its checksum does not hold" }] },
    });

    expect((await read(Buffer.from("no archive"))).result).toMatchObject({ ok: false, error: { code: "zip-damaged" } });
    const many = zipOf(Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`${String(n)}.xml`, "x"])));
    expect((await read(many)).result).toMatchObject({ ok: false, error: { code: "zip-too-many-files" } });
    const whole = zipOf({ "a.xml": "x".repeat(900), "b.xml": "y".repeat(900) });
    expect((await read(whole)).result).toMatchObject({ ok: true, value: { taken: 1 } });
  });
});

it("10,000 pull requests are listed without holding the core up for more than 50 ms", () => {
  const app = openTestApp();
  const db = app.core.record;
  const place = "github.com/demo/many";
  const rows = Array.from({ length: 10_000 }, (_, n) => ({
    place,
    number: n + 1,
    title: `Change ${String(n)}`,
    author: ["carla", "bruno", "dora"][n % 3] ?? "carla",
    updatedAt: new Date(Date.UTC(2026, 10, 20) + n * 1000).toISOString(),
    head: "0".repeat(40),
    open: n % 2 === 0,
    agent: n % 50 === 0 ? { id: "codex", name: "Codex", signs: ["branch prefix codex/"] } : null,
    bot: false,
  }));
  let longest = 0;
  let what = "";
  const step = (name: string, work: () => void) => {
    // The core's own work: how long the disk takes to write is the machine's.
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    const took = (user + system) / 1000;
    if (took > longest) [longest, what] = [took, name];
  };
  for (let from = 0; from < rows.length; from += 50)
    step("taking rows", () => {
      listPulls(db, rows.slice(from, from + 50));
    });
  const asked = { place, take: "agents" as const, authors: ["dora"] };
  step("what changed", () => {
    expect(changedPulls(db, asked)).toHaveLength(200 - 67 + 3333);
  });
  step("counts", () => {
    expect(countPulls(db, asked)).toMatchObject({ listed: 10_000, taken: 0, bots: 0, waiting: 3466, people: 6534 });
  });
  step("what is unsure", () => {
    expect(unsurePulls(db, place, 60)).toHaveLength(60);
  });
  step("what was left", () => {
    expect(leftPulls(db, place, 200)).toHaveLength(200);
  });
  process.stdout.write(`listing 10,000: longest step ${longest.toFixed(1)} ms, ${what}\n`);
  expect(longest).toBeLessThan(50);
});
