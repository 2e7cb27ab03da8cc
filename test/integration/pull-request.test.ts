import { describe, expect, it, onTestFinished } from "vitest";
import { parsePullAddress } from "../../main/platform/github/addresses";
import { readPullRequest } from "../../main/services/read-pull-request";
import { FakeGitHub } from "../support/github/fake-github";
import { datePatch } from "../support/github/night";
import { openTestApp } from "../support/temp-home";

const patch = datePatch("export const format = (date) => date.toString();");

/** GitHub on this machine with one pull request of a person's, and an app that asks it without an account. */
async function withPull() {
  const github = new FakeGitHub();
  await github.start();
  onTestFinished(() => github.stop());
  const { world } = github;
  const repository = world.repository("demo", "app", { "src/invoices/date.js": "old\n" }, true);
  const by = world.person("agent-bot");
  const pull = world.pull(repository, {
    title: "Make a two",
    body: "Changed `src/invoices/date.js`. All tests pass.",
    by,
    branch: "agent/two",
    patch,
  });
  const app = openTestApp({
    platform: { env: { COUNTERSIGN_KEY_PROTECTION: "file", COUNTERSIGN_GITHUB_API: github.address } },
  });
  return { github, app, repository, pull, at: { host: "github.com", owner: "demo", repo: "app", number: 1 } };
}

describe("a pull request", () => {
  it("is read as an attempt whose claims have no event behind them", async () => {
    const { app, at, pull } = await withPull();
    const read = await readPullRequest(app.core, at);
    expect(read.ok).toBe(true);
    const inbox = await app.invoke("inbox.list", { filter: "" });
    const row = inbox.ok ? inbox.value.groups[0]?.rows[0] : undefined;
    expect(row).toMatchObject({
      ref: "app#1",
      title: "Make a two",
      repository: "demo/app",
      added: 1,
      removed: 1,
      owner: null,
    });
    const task = await app.invoke("task.get", { taskId: row?.taskId ?? "T-00000" });
    const claims = task.ok ? task.value.attempts[0]?.judgement.claims : [];
    expect(claims?.find((claim) => claim.kind === "tests-pass")).toMatchObject({
      source: "pull-request",
      ref: "#1",
      verdict: "unverifiable",
      why: "No session came with this text, so what was run is not on record.",
    });
    const head = pull.commits.at(-1)?.sha;
    const diff = await app.invoke("diff.get", { attemptId: row?.focusAttempt ?? "A-00000" });
    expect(diff.ok && diff.value).toMatchObject({ patch, source: "pull-request", head });
    // Read again, it is the same attempt of the same task.
    await readPullRequest(app.core, at);
    const again = await app.invoke("inbox.list", { filter: "" });
    expect(again.ok && again.value.total).toBe(1);
  });

  it("that is not there is a problem with a remedy", async () => {
    const { app, at } = await withPull();
    const read = await readPullRequest(app.core, { ...at, number: 8 });
    expect(read).toMatchObject({ ok: false, error: { code: "github-not-found", place: "demo/app#8" } });
    expect(!read.ok && read.error.remedy).toBeTruthy();
  });

  it("of a host that nobody signed in to is not asked for", async () => {
    const { app, at, github } = await withPull();
    const read = await readPullRequest(app.core, { ...at, host: "github.com.evil.test" });
    expect(read).toMatchObject({ ok: false, error: { code: "github-no-account", place: "github.com.evil.test" } });
    expect(github.exchanges).toEqual([]);
  });

  it.each([
    "http://github.com/a/b/pull/1",
    "https://github.com/a/b/issues/1",
    "https://github.com/a/b/pull/0",
    "https://github.com/a/b/pull/1/../../x",
    "https://user@github.com/a/b/pull/1",
  ])("is not what %s names", (url) => {
    expect(parsePullAddress(url)).toBeNull();
  });
});
