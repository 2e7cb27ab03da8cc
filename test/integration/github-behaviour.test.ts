import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createGitHubApi, type GitHubOptions } from "../../main/platform/github/api";
import { BudgetKeeper } from "../../main/platform/github/budget";
import type { CachedAnswer, CacheKey, GitHubApi, GitHubCache, GitHubWrite } from "../../main/platform/github/port";
import { fixedToken } from "../../main/platform/github/token-source";
import { FakeGitHub } from "../support/github/fake-github";
import { layOutNight, type GitHubNight } from "../support/github/night";
import { headOf } from "../support/github/world";

/*
 * What the client of GitHub does when something goes wrong on the way, fault by fault. What it does where GitHub answers as it should is in
 * test/contract/github-client.test.ts.
 */

const signal = AbortSignal.timeout(60_000);
let github: FakeGitHub;
let night: GitHubNight;
let runs = 0;

function memoryCache(): GitHubCache {
  const kept = new Map<string, CachedAnswer>();
  const name = ({ account, url, accept }: CacheKey) => `${account} ${url} ${accept}`;
  return {
    get: (key) => kept.get(name(key)) ?? null,
    put: (key, answer) => void kept.set(name(key), answer),
  };
}

function client(token: string, more: Partial<GitHubOptions> = {}): GitHubApi {
  return createGitHubApi({
    host: "github.com",
    base: github.address,
    token: fixedToken(token),
    // The pace of writes is kept by account, for the whole process.
    tokenId: `t${String(runs)}`,
    account: { login: night.reviewer.login, id: night.reviewer.id },
    version: "0.1.0",
    budget: new BudgetKeeper(() => new Date()),
    cache: memoryCache(),
    retries: 0,
    ...more,
  });
}

beforeEach(async () => {
  runs += 1;
  github = new FakeGitHub();
  await github.start();
  night = layOutNight(github, "ghu_reviewer");
  onTestFinished(async () => {
    await github.stop();
  });
});

const at = () => ({ owner: "demo", repo: "app" });
const first = () => ({ ...at(), number: night.attempts[0].issue.number });
const comment = (body: string): GitHubWrite => ({ operation: "comment", body });
const bodies = () => night.attempts[0].issue.comments.map(({ body }) => body);

describe("reading GitHub", () => {
  it.each([
    ["429 and the hour used up", { kind: "primary-limit", seconds: 90, status: 429 }, 90_000],
    ["403 and the hour used up", { kind: "primary-limit", seconds: 90 }, 90_000],
    ["403 without a word of how long", { kind: "secondary-limit", retryAfter: null }, 60_000],
  ] as const)("waits as the headers of %s say", async (_, fault, wait) => {
    github.faults.set({ fault });
    const limited = await client("ghu_reviewer").pull(first(), signal);
    const until = Date.parse((!limited.ok && limited.error.retryAt) || "");
    expect(until - Date.now()).toBeGreaterThan(wait - 2000);
    expect(until - Date.now()).toBeLessThan(wait + 5000);
  });

  it.each([
    ["a 5xx", { kind: "status", status: 502 }, "github-unreachable"],
    ["a lost answer", { kind: "lost", when: "after" }, "github-unreachable"],
    ["half an answer", { kind: "cut" }, "github-unreachable"],
    ["a page of HTML", { kind: "not-json" }, "github-form"],
    ["another form", { kind: "wrong-form" }, "github-form"],
  ] as const)("tells %s for what it is, and mends with the next answer", async (_, fault, code) => {
    const api = client("ghu_reviewer");
    github.faults.set({ fault });
    expect(await api.repository(at(), signal)).toMatchObject({ ok: false, error: { code } });
    expect(await api.repository(at(), signal)).toMatchObject({ ok: true, value: { value: { name: "app" } } });
  });

  it("gives up an answer that does not come", async () => {
    const slow = client("ghu_reviewer", { times: { answer: 150, idle: 150 } });
    github.faults.set({ fault: { kind: "slow", milliseconds: 600, when: "before" } });
    expect(await slow.pull(first(), signal)).toMatchObject({ ok: false, error: { code: "github-unreachable" } });
  });

  it("follows a repository that was renamed, for reads alone", async () => {
    const api = client("ghu_reviewer");
    github.world.rename(night.repository, "demo", "renamed");
    expect(await api.pull(first(), signal)).toMatchObject({ ok: true });
    expect(await api.write(first(), comment("x"), signal)).toMatchObject({
      ok: false,
      error: { code: "github-moved" },
    });
    expect(bodies()).not.toContain("x");
  });

  it("says that a diff is too large", async () => {
    const api = client("ghu_reviewer");
    night.attempts[0].tooLarge = true;
    expect(await api.pullDiff(first(), signal)).toMatchObject({ ok: false, error: { code: "github-refused" } });
  });
});

describe("writing to GitHub", () => {
  it.each([
    ["lost before it was done", { kind: "lost", when: "before" }, "github-lost", 0],
    ["lost after it was done", { kind: "lost", when: "after" }, "github-lost", 1],
    ["a 502 before it was done", { kind: "status", status: 502 }, "github-lost", 0],
    ["a 502 after it was done", { kind: "status", status: 502, when: "after" }, "github-lost", 1],
    ["half an answer", { kind: "cut" }, "github-lost", 1],
    ["a page of HTML", { kind: "not-json" }, "github-lost", 1],
    ["a 429", { kind: "secondary-limit", retryAfter: 60, status: 429 }, "github-limit", 0],
    ["a 401", { kind: "status", status: 401 }, "github-token", 0],
    ["a 422", { kind: "status", status: 422 }, "github-refused", 0],
  ] as const)("is sent once, however it goes: %s", async (_, fault, code, visible) => {
    const api = client("ghu_reviewer", { retries: 2 });
    github.faults.set({ method: "POST", fault });
    expect(await api.write(first(), comment("once"), signal)).toMatchObject({ ok: false, error: { code } });
    expect(github.asked("POST")).toHaveLength(1);
    expect(bodies().filter((body) => body === "once")).toHaveLength(visible);
  });

  it("pins a review to the commit that was judged", async () => {
    const api = client("ghu_reviewer");
    const judged = headOf(night.moving)?.sha ?? "";
    github.world.push(night.repository, night.moving, {
      by: night.moving.issue.by,
      patch: night.moving.commits[0]!.patch,
      message: "More",
    });
    const review: GitHubWrite = { operation: "review", commit: judged, event: "APPROVE", body: "Good.", comments: [] };
    const written = await api.write({ ...at(), number: night.moving.issue.number }, review, signal);
    expect(written).toMatchObject({ ok: true });
    expect(night.moving.reviews).toMatchObject([{ state: "APPROVED", commit: judged, body: "Good." }]);
  });
});
