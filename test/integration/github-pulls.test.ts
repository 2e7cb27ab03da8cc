import { rmSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { App } from "../../main/app";
import { systemClock } from "../../main/platform/clock";
import type { Input, Output, ProcedureName } from "../../shared/contract/api";
import { FakeGitHub } from "../support/github/fake-github";
import { datePatch, layOutNight, type GitHubNight } from "../support/github/night";
import { openTestApp } from "../support/temp-home";

const token = "github_pat_canary0123456789";

let github: FakeGitHub;
let night: GitHubNight;
let now: number;

beforeEach(async () => {
  now = Date.parse("2026-11-23T06:00:00Z");
  github = new FakeGitHub();
  await github.start();
  onTestFinished(() => github.stop());
  night = layOutNight(github, token);
});

const platform = () => ({
  clock: { ...systemClock(), now: () => new Date(now) },
  env: { COUNTERSIGN_KEY_PROTECTION: "file", COUNTERSIGN_GITHUB_API: github.address, GITHUB_TOKEN: token },
});

/** Asks the app, and fails the test with the problem's own words. */
async function ask<N extends ProcedureName>(app: App, name: N, input: Input<N>): Promise<Output<N>> {
  const answer = await app.invoke(name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
  return answer.value;
}

async function connect(app: App, more: Partial<Input<"runners.connect">> = {}): Promise<string> {
  await ask(app, "runners.connect", { kind: "github", path: "demo/app", ...more });
  const { connections } = await ask(app, "app.status", {});
  return connections[0]?.id ?? "";
}

async function rows(app: App) {
  const { groups } = await ask(app, "inbox.list", { filter: "" });
  return groups.flatMap((group) => group.rows);
}

async function taskOf(app: App, number: number) {
  for (const row of await rows(app)) {
    const task = await ask(app, "task.get", { taskId: row.taskId });
    const attempt = task.attempts.find((one) => one.attempt.pull?.number === number);
    if (attempt !== undefined) return { task, attempt };
  }
  throw new Error(`#${String(number)} is no attempt`);
}

describe("a night of agents on GitHub", () => {
  it("arrives by itself: three attempts of one issue, one more task, and a bot that was left out", async () => {
    const app = openTestApp({ platform: platform() });
    const report = await app.invoke("runners.connect", { kind: "github", path: "demo/app" });
    expect(report).toMatchObject({
      ok: true,
      value: {
        attempts: 4,
        tasks: 2,
        problems: [],
        pulls: { listed: 5, taken: 4, open: 4, people: 0, bots: 1, waiting: 0 },
      },
    });
    const [first] = night.attempts;
    const { task, attempt } = await taskOf(app, first.issue.number);
    expect(task.task).toMatchObject({
      ref: `app#${String(night.issue)}`,
      title: "Refund retries must not pay twice",
      repository: "demo/app",
      requester: { name: "bruno", entryPoint: "issue" },
      ground: { kind: "reference", text: `closes demo/app#${String(night.issue)}` },
    });
    expect(task.attempts.map((one) => [one.attempt.letter, one.attempt.runnerName])).toEqual([
      ["A", expect.any(String)],
      ["B", expect.any(String)],
      ["C", expect.any(String)],
    ]);
    expect(new Set(task.attempts.map((one) => one.attempt.runnerName))).toEqual(
      new Set(["Copilot coding agent", "Codex", "Claude Code"]),
    );
    expect(attempt.attempt).toMatchObject({
      head: first.commits.at(-1)?.sha,
      base: first.base.sha,
      branch: "copilot/refund-retry-key",
      patchSource: "pull-request",
      pull: {
        host: "github.com",
        repository: "demo/app",
        state: "open",
        agent: { id: "copilot", name: "Copilot coding agent" },
        labels: ["agent"],
        closes: [`demo/app#${String(night.issue)}`],
      },
    });
    expect(attempt.attempt.pull?.agent?.signs).toEqual(["author Copilot", "branch prefix copilot/"]);
    expect(attempt.attempt.statements.map((one) => one.source)).toEqual(["pull-request", "commit"]);
    expect(attempt.judgement.claims.map((claim) => claim.kind)).toContain("tests-pass");
  });

  it("brings checks, statuses and artifacts as evidence that was observed on the head", async () => {
    const app = openTestApp({ platform: platform() });
    await connect(app);
    const [passed, , failed] = night.attempts;
    const { attempt } = await taskOf(app, passed.issue.number);
    const evidence = attempt.judgement.evidence;
    const checks = evidence.find((one) => one.kind === "check-run");
    expect(checks).toMatchObject({
      standing: "observed",
      result: "passed",
      tree: "match",
      format: "github-check-runs",
    });
    expect(checks?.cases.map((one) => one.name).sort()).toEqual(["build", "ci/lint", "test"]);
    const junit = evidence.find((one) => one.format === "junit");
    expect(junit).toMatchObject({
      standing: "observed",
      result: "passed",
      counts: { passed: 2, failed: 0, skipped: 0 },
      tree: "match",
    });
    expect(junit?.file?.path).toBe("github/artifacts/test-results/junit.xml");
    const other = await taskOf(app, failed.issue.number);
    const broken = other.attempt.judgement.evidence.find((one) => one.kind === "check-run");
    expect(broken?.result).toBe("failed");
  });

  it("shows what was done and said on a pull request, in order", async () => {
    const app = openTestApp({ platform: platform() });
    await connect(app);
    const [first] = night.attempts;
    const { attempt } = await taskOf(app, first.issue.number);
    const view = await ask(app, "github.pull", { attemptId: attempt.attempt.id });
    const times = view.events.map((event) => Date.parse(event.at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(view.events.map((event) => event.kind).sort()).toEqual([
      "comment",
      "commit",
      "opened",
      "review",
      "review-comment",
    ]);
    expect(view.events.find((event) => event.kind === "review-comment")).toMatchObject({
      by: "carla",
      text: "Where is makeKey defined?",
      place: { path: "src/refunds/retry.js", line: 2 },
    });
  });

  it("costs nothing where nothing changed, and reads only what did", async () => {
    const app = openTestApp({ platform: platform() });
    const id = await connect(app);
    const before = github.exchanges.length;
    const again = await ask(app, "runners.sync", { id });
    const asked = github.exchanges.slice(before);
    expect(again).toMatchObject({ attempts: 0, problems: [] });
    expect(asked.map((one) => one.status)).toEqual(asked.map(() => 304));
    expect(asked.length).toBeLessThanOrEqual(1);

    const { moving } = night;
    const head = github.world.push(night.repository, moving, {
      by: moving.issue.by,
      patch: datePatch('export const format = (date) => date.toLocaleDateString("fr-CH");'),
      message: "French",
    });
    const from = github.exchanges.length;
    const third = await ask(app, "runners.sync", { id });
    expect(third).toMatchObject({ attempts: 1, files: 1 });
    const { attempt } = await taskOf(app, moving.issue.number);
    expect(attempt.attempt.head).toBe(head.sha);
    const paths = github.exchanges.slice(from).map((one) => one.path);
    expect(
      paths.filter((one) => /\/pulls\/\d+/.test(one) && !one.includes(`/pulls/${String(moving.issue.number)}`)),
    ).toEqual([]);
  });

  it("a head that moves makes an older decision stale, and the attempt stays the same", async () => {
    const app = openTestApp({ platform: platform() });
    const id = await connect(app);
    const { moving } = night;
    const { task, attempt } = await taskOf(app, moving.issue.number);
    const subject = { kind: "request-changes" as const, taskId: task.task.id, attemptId: attempt.attempt.id };
    const sheet = await ask(app, "decision.sheet", subject);
    await ask(app, "decision.record", {
      ...subject,
      reason: "The format is another in the contract.",
      person: null,
      until: null,
      nonce: sheet.nonce,
      confirm: sheet.confirm,
    });
    github.world.push(night.repository, moving, {
      by: moving.issue.by,
      patch: datePatch("export const format = (date) => date.toJSON();"),
    });
    await ask(app, "runners.sync", { id });
    const after = await taskOf(app, moving.issue.number);
    expect(after.attempt.attempt.id).toBe(attempt.attempt.id);
    expect(after.task.decisions.map((one) => one.standing)).toEqual(["stale"]);
  });

  it("is followed to its end: merged and closed are said", async () => {
    const app = openTestApp({ platform: platform() });
    const id = await connect(app);
    const { issue } = night.moving;
    issue.state = "closed";
    issue.closedAt = github.world.now();
    issue.updatedAt = issue.closedAt;
    await ask(app, "runners.sync", { id });
    const { attempt } = await taskOf(app, issue.number);
    expect(attempt.attempt.pull).toMatchObject({ state: "closed", endedAt: issue.closedAt });
  });

  it("is made again from the archive when the index is lost, without asking GitHub", async () => {
    const first = openTestApp({ platform: platform() });
    await connect(first);
    const before = (await rows(first)).map((row) => [row.taskId, row.title]).sort();
    const { home } = first.core;
    first.close();
    for (const end of ["", "-wal", "-shm"]) rmSync(path.join(home, `index.db${end}`), { force: true });
    const asked = github.exchanges.length;
    const second = openTestApp({ home, platform: platform() });
    await second.rebuild();
    expect((await rows(second)).map((row) => [row.taskId, row.title]).sort()).toEqual(before);
    expect(github.exchanges.length).toBe(asked);
  });

  it("takes bots' and people's pull requests where it is asked to, and one by its author", async () => {
    github.world.pull(night.repository, {
      title: "A person's own",
      by: github.world.person("carla"),
      branch: "carla/readme",
      patch: datePatch("export const format = String;"),
    });
    const app = openTestApp({ platform: platform() });
    const id = await connect(app);
    const view = await ask(app, "github.repository", { id });
    expect(view.counts).toMatchObject({ taken: 4, people: 1, bots: 1 });
    expect(view.left.map((one) => [one.author, one.why])).toEqual(
      expect.arrayContaining([
        ["carla", "person"],
        ["renovate[bot]", "bot"],
      ]),
    );
    await ask(app, "github.choose", { id, choice: { login: null, take: "agents", authors: ["carla"] } });
    await ask(app, "runners.sync", { id });
    expect((await ask(app, "github.repository", { id })).counts).toMatchObject({ taken: 5, people: 0, bots: 1 });
    await ask(app, "github.choose", { id, choice: { login: null, take: "all", authors: [] } });
    await ask(app, "runners.sync", { id });
    expect((await ask(app, "github.repository", { id })).counts).toMatchObject({ taken: 6, people: 0, bots: 0 });
  });

  it("finds an agent in the trailers of a person's commits", async () => {
    const pull = github.world.pull(night.repository, {
      title: "Quieter logs",
      by: github.world.person("carla"),
      branch: "quieter-logs",
      patch: datePatch("export const format = Number;"),
      message: "Quieter logs\n\nCo-Authored-By: Claude <noreply@anthropic.com>",
    });
    const app = openTestApp({ platform: platform() });
    await connect(app);
    const { attempt, task } = await taskOf(app, pull.issue.number);
    expect(attempt.attempt.pull?.agent).toEqual({
      id: "claude",
      name: "Claude Code",
      signs: ["co-author noreply@anthropic.com"],
    });
    expect(task.task.requester?.name).toBe("carla");
  });
});

describe("what GitHub does not give", () => {
  const reads = /\/pulls\/\d+$/;

  it("an outage in the middle keeps what was read, and the next sync reads the rest", async () => {
    const app = openTestApp({ platform: platform() });
    github.faults.set({ path: reads, skip: 4, times: 50, fault: { kind: "lost", when: "before" } });
    const first = await app.invoke("runners.connect", { kind: "github", path: "demo/app" });
    expect(first).toMatchObject({ ok: false, error: { code: "github-unreachable" } });
    expect(!first.ok && first.error.message).toMatch(/[12] pull requests? of 4 that changed (is|are) still to be read/);
    const part = (await rows(app)).length;
    expect(part).toBeGreaterThan(0);
    const { connections } = await ask(app, "app.status", {});
    expect(connections[0]?.state).toBe("failed");
    expect(connections[0]?.waiting).toBeGreaterThan(0);
    github.faults.clear();
    const id = connections[0]?.id ?? "";
    expect(await ask(app, "runners.sync", { id })).toMatchObject({ problems: [] });
    expect((await ask(app, "github.repository", { id })).counts).toMatchObject({ taken: 4, waiting: 0 });
  });

  it("a used up allowance says until when, and nothing is asked again", async () => {
    const app = openTestApp({ platform: platform() });
    github.faults.set({ path: reads, fault: { kind: "primary-limit", seconds: 1800 } });
    const first = await app.invoke("runners.connect", { kind: "github", path: "demo/app" });
    expect(first).toMatchObject({ ok: false, error: { code: "github-limit" } });
    const asked = github.exchanges.length;
    const { connections } = await ask(app, "app.status", {});
    const view = await ask(app, "github.repository", { id: connections[0]?.id ?? "" });
    expect(view.counts.waiting).toBe(4);
    expect(view.blockedUntil).not.toBeNull();
    const again = await app.invoke("runners.sync", { id: connections[0]?.id ?? "" });
    expect(again).toMatchObject({ ok: false, error: { code: "github-limit" } });
    expect(github.exchanges.length - asked).toBeLessThanOrEqual(1);
  });

  it("one pull request in an unknown form is a named problem; the others are read", async () => {
    const app = openTestApp({ platform: platform() });
    github.faults.set({ path: reads, fault: { kind: "wrong-form" } });
    const report = await ask(app, "runners.connect", { kind: "github", path: "demo/app" });
    expect(report).toMatchObject({ attempts: 3 });
    expect(report.problems).toHaveLength(1);
    expect(report.problems[0]?.message).toMatch(/form/);
    const { connections } = await ask(app, "app.status", {});
    const view = await ask(app, "github.repository", { id: connections[0]?.id ?? "" });
    expect(view.left.map((one) => one.why)).toContain("failed");
    // Left alone for a while, then tried again.
    expect(await ask(app, "runners.sync", { id: connections[0]?.id ?? "" })).toMatchObject({ attempts: 0 });
    now += 16 * 60_000;
    expect(await ask(app, "runners.sync", { id: connections[0]?.id ?? "" })).toMatchObject({ attempts: 1 });
  });

  it("checks that the token may not read are said to be missing, not passed", async () => {
    const app = openTestApp({ platform: platform() });
    github.faults.set({
      path: /check-runs$/,
      times: 100,
      fault: { kind: "status", status: 403, message: "Resource not accessible by personal access token" },
    });
    await connect(app);
    const [first, second] = night.attempts;
    const { attempt } = await taskOf(app, first.issue.number);
    const checks = attempt.judgement.evidence.find((one) => one.kind === "check-run");
    expect(checks?.cases.map((one) => one.name)).toEqual(["ci/lint"]);
    expect(checks?.note).toMatch(/check runs could not be read/);
    const other = await taskOf(app, second.issue.number);
    expect(other.attempt.judgement.evidence.filter((one) => one.kind === "check-run")).toEqual([]);
  });

  it("a repository that is not there, or a wrong name, is told before it is connected", async () => {
    const app = openTestApp({ platform: platform() });
    expect(await app.invoke("runners.connect", { kind: "github", path: "demo/none" })).toMatchObject({
      ok: false,
      error: { code: "github-not-found" },
    });
    expect(await app.invoke("runners.connect", { kind: "github", path: "demo app" })).toMatchObject({
      ok: false,
      error: { code: "not-a-github-repository" },
    });
    expect((await ask(app, "app.status", {})).connections).toEqual([]);
  });
});
