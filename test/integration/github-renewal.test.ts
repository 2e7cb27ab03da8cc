import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { systemClock } from "../../main/platform/clock";
import type { Result } from "../../shared/result";
import { startCore, type CoreProcess } from "../support/core-process";
import { FakeGitHub } from "../support/github/fake-github";
import { layOutNight, type GitHubNight } from "../support/github/night";
import { openTestApp, tempFolder } from "../support/temp-home";

/*
 * A sign-in through an app whose tokens end, as GitHub Apps' do: eight hours, and half a year for what renews them. The double takes
 * each refresh token once and voids the token before it, as GitHub says that it does.
 */

const clientId = "Iv23liCOUNTERSIGN";
const passphrase = "correct horse battery staple";
const minute = 60_000;
const hour = 60 * minute;
const usual = { token: 8 * 3600, refresh: 184 * 24 * 3600 };

let github: FakeGitHub;
let night: GitHubNight;
let passed = 0;
const now = () => Date.now() + passed;

beforeEach(async () => {
  passed = 0;
  github = new FakeGitHub({ clock: now });
  await github.start();
  night = layOutNight(github, "ghu_night000000000000");
  Object.assign(github.device, { state: "allowed", token: night.token, clientId, ending: usual, interval: 0 });
});

afterEach(async () => {
  await github.stop();
});

function open(home: string): App {
  return openTestApp({
    home,
    platform: {
      clock: { ...systemClock(), now: () => new Date(now()) },
      env: { COUNTERSIGN_GITHUB_API: github.address, COUNTERSIGN_PASSPHRASE: passphrase },
    },
  });
}

async function done<T>(result: Promise<Result<T>>): Promise<T> {
  const answer = await result;
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

async function signedIn(home: string): Promise<App> {
  const app = open(home);
  await done(app.invoke("github.signIn", { host: "github.com", clientId, unprotected: false }));
  await expect
    .poll(async () => (await done(app.invoke("github.signInState", {}))).state, { timeout: 20_000 })
    .toBe("done");
  return app;
}

const matching = (pattern: RegExp) => expect.stringMatching(pattern) as string;
const account = async (app: App) => (await done(app.invoke("github.accounts", {}))).accounts[0];
const check = (app: App) => app.invoke("github.check", { host: "github.com", login: "ilse" });
const renewals = () =>
  github
    .asked("POST", /^\/login\/oauth\/access_token$/)
    .filter(({ requestBody }) => requestBody.includes('"refresh_token"'));
const keysOf = (home: string) => {
  const folder = path.join(home, "keys");
  return readdirSync(folder).map((name) => readFileSync(path.join(folder, name), "utf8"));
};

describe("a sign-in whose token ends", () => {
  it("is renewed before it does: once, both secrets kept sealed, and by another process after it", async () => {
    const home = tempFolder();
    const app = await signedIn(home);
    const first = await account(app);
    expect(first).toMatchObject({ kind: "app-user", state: "ready", ended: null, renewal: { begunAt: null } });
    expect(Date.parse(first?.expiresAt ?? "") - now()).toBeGreaterThan(7 * hour);
    expect(Date.parse(first?.renewal?.until ?? "") - now()).toBeGreaterThan(180 * 24 * hour);

    passed = 7 * hour;
    expect((await check(app)).ok).toBe(true);
    expect(renewals()).toHaveLength(0);
    passed = 8 * hour - 2 * minute;
    const three = await Promise.all([check(app), check(app), check(app)]);
    expect(three.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(renewals()).toHaveLength(1);
    expect(JSON.parse(renewals()[0]?.requestBody ?? "")).toEqual({
      client_id: clientId,
      grant_type: "refresh_token",
      refresh_token: matching(/^ghr_/),
    });
    const second = await account(app);
    expect(Date.parse(second?.expiresAt ?? "") - now()).toBeGreaterThan(7 * hour);
    expect(Date.parse(second?.renewal?.until ?? "")).toBeGreaterThan(Date.parse(first?.renewal?.until ?? ""));
    expect(keysOf(home).join("")).not.toMatch(/gh[ur]_/);
    app.close();

    const again = open(home);
    passed += 8 * hour;
    expect((await check(again)).ok).toBe(true);
    expect(renewals()).toHaveLength(2);
    expect(github.complaints).toEqual([]);
  });

  it("is renewed when GitHub refuses its token early, and what was asked is done: a write too, once", async () => {
    const app = await signedIn(tempFolder());
    const api = app.core.github.api("github.com", "ilse");
    if (!api.ok) throw new Error(api.error.message);
    for (const token of github.tokens.values()) token.revoked ||= token.text.startsWith("ghu_ends");
    const { issue } = night.attempts[0];
    const at = { owner: "demo", repo: "app", number: issue.number };
    const written = await api.value.write(at, { operation: "comment", body: "Once." }, AbortSignal.timeout(30_000));
    expect(written.ok).toBe(true);
    expect(issue.comments.filter(({ body }) => body === "Once.")).toHaveLength(1);
    expect(renewals()).toHaveLength(1);
  });

  it("is renewed by one of two processes that ask at the same moment, and by neither in vain", async () => {
    const home = tempFolder();
    const window = await signedIn(home);
    const terminal = open(home);
    passed = 8 * hour;
    const both = await Promise.all([check(window), check(terminal)]);
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
    expect(await account(window)).toMatchObject({ state: "ready", ended: null });
    expect((await check(terminal)).ok).toBe(true);
    expect(renewals().length).toBeLessThanOrEqual(2);
  });

  it("is over once GitHub does not renew it: that is said, kept, and nothing is asked any more", async () => {
    const home = tempFolder();
    const app = await signedIn(home);
    github.device.revoke();
    expect(await check(app)).toMatchObject({
      ok: false,
      error: {
        code: "github-token",
        message: matching(/is over: GitHub does not renew it/),
        remedy: matching(/Sign in again/),
      },
    });
    expect(await account(app)).toMatchObject({ state: "expired", renewal: null, ended: { why: "refused" } });
    const asked = github.exchanges.length;
    expect((await check(app)).ok).toBe(false);
    app.close();
    const again = open(home);
    expect((await check(again)).ok).toBe(false);
    expect(github.exchanges.length).toBe(asked);
  });

  it("is over where nothing was asked for half a year, without asking", async () => {
    const app = await signedIn(tempFolder());
    passed = 185 * 24 * hour;
    expect(await account(app)).toMatchObject({ state: "expired" });
    expect(await check(app)).toMatchObject({ error: { code: "github-token", message: matching(/ended/) } });
    expect(renewals()).toHaveLength(0);
    expect(await account(app)).toMatchObject({ ended: { why: "too-late" } });
  });

  it("waits where GitHub cannot be reached, at most one try a minute, and goes on by itself", async () => {
    const app = await signedIn(tempFolder());
    passed = 9 * hour;
    github.faults.set({ method: "POST", path: /^\/login/, times: 1, fault: { kind: "lost", when: "before" } });
    expect(await check(app)).toMatchObject({
      error: { code: "github-unreachable", message: matching(/could not be renewed/) },
    });
    expect(await check(app)).toMatchObject({ error: { code: "github-unreachable" } });
    expect(renewals()).toHaveLength(1);
    expect(await account(app)).toMatchObject({ state: "ready", renewal: { begunAt: matching(/./) } });
    passed += 2 * minute;
    expect((await check(app)).ok).toBe(true);
    expect(await account(app)).toMatchObject({ state: "ready", renewal: { begunAt: null } });
  });

  it("says that it was cut off where GitHub's answer was lost, since a refresh token works once", async () => {
    const app = await signedIn(tempFolder());
    passed = 9 * hour;
    github.faults.set({ method: "POST", path: /^\/login/, times: 1, fault: { kind: "lost", when: "after" } });
    expect(await check(app)).toMatchObject({ error: { code: "github-unreachable" } });
    passed += 2 * minute;
    expect(await check(app)).toMatchObject({
      error: { code: "github-token", message: matching(/cut off.*only once/) },
    });
    expect(await account(app)).toMatchObject({ state: "expired", ended: { why: "cut-short" } });
  });

  it("spends no refresh token where what comes of it could not be written, and none is lost", async () => {
    const home = tempFolder();
    const app = await signedIn(home);
    passed = 9 * hour;
    const aside = path.join(home, "keys", `github.json.${String(process.pid)}.part`);
    mkdirSync(aside);
    expect(await check(app)).toMatchObject({
      error: { code: "github-unreachable", message: matching(/could not be kept/) },
    });
    expect(renewals()).toHaveLength(0);
    rmSync(aside, { recursive: true });
    passed += 2 * minute;
    // The disk fills up while GitHub answers: the new token is used from memory and written as soon as that works.
    github.faults.set({
      method: "POST",
      path: /^\/login/,
      fault: { kind: "thereafter", run: () => mkdirSync(aside) },
    });
    expect((await check(app)).ok).toBe(true);
    rmSync(aside, { recursive: true });
    expect((await check(app)).ok).toBe(true);
    app.close();
    expect((await check(open(home))).ok).toBe(true);
    expect(renewals()).toHaveLength(1);
  });
});

describe("a core that is killed while it renews", () => {
  let core: CoreProcess;
  const start = () =>
    startCore(home, {
      COUNTERSIGN_GITHUB_API: github.address,
      COUNTERSIGN_PASSPHRASE: passphrase,
      COUNTERSIGN_KEY_PROTECTION: "",
      GITHUB_TOKEN: "",
    });
  let home = "";
  const checked = () => core.ask("github.check", { host: "github.com", login: "ilse" });

  afterEach(async () => {
    await core.kill();
  });

  it.each([
    ["before GitHub did anything, goes on with the next start", "arrived", true],
    ["with the answer on its way, says at the next start that somebody has to sign in again", "done", false],
  ] as const)("%s", { timeout: 60_000 }, async (_, stage, goesOn) => {
    home = tempFolder();
    // Within five minutes of its end from the start.
    github.device.ending = { ...usual, token: 200 };
    core = start();
    await core.ready();
    await core.ask("github.signIn", { host: "github.com", clientId, unprotected: false });
    await expect.poll(async () => (await core.ask("github.signInState", {})).state, { timeout: 20_000 }).toBe("done");
    if (goesOn) github.faults.set({ method: "POST", path: /^\/login/, fault: { kind: "lost", when: "before" } });
    github.onStage = async (at, exchange) => {
      if (at !== stage || !exchange.requestBody.includes('"refresh_token"')) return;
      github.onStage = null;
      await core.kill();
    };
    await expect(checked()).rejects.toThrow("the core ended");
    core = start();
    await core.ready();
    if (goesOn) expect(await checked()).toMatchObject({ login: "ilse" });
    else await expect(checked()).rejects.toThrow(/cut off/);
  });
});
