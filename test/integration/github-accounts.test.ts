import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import type { Input } from "../../shared/contract/api";
import type { Result } from "../../shared/result";
import { FakeGitHub } from "../support/github/fake-github";
import { layOutNight, type GitHubNight } from "../support/github/night";
import { openTestApp, tempFolder } from "../support/temp-home";

const secret = "github_pat_11CANARY0000000000000000_accounts";
const passphrase = "correct horse battery staple";
const github = new FakeGitHub();
let night: GitHubNight;

beforeAll(async () => {
  await github.start();
  night = layOutNight(github, "ghu_night000000000000");
  github.token(secret, night.reviewer, { expiresAt: "2030-01-02 03:04:05 UTC" });
});

afterAll(async () => {
  await github.stop();
});

function open(home: string, env: Readonly<Record<string, string>> = { COUNTERSIGN_PASSPHRASE: passphrase }): App {
  return openTestApp({ home, platform: { env: { COUNTERSIGN_GITHUB_API: github.address, ...env } } });
}

async function done<T>(result: Promise<Result<T>>): Promise<T> {
  const answer = await result;
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

function add(app: App, token: string, given: Partial<Input<"github.addToken">> = {}) {
  return app.invoke("github.addToken", {
    host: "github.com",
    token,
    unprotected: false,
    wide: false,
    accountId: null,
    ...given,
  });
}

const accounts = (app: App) => done(app.invoke("github.accounts", {}));
const accountsFile = (home: string) => path.join(home, "keys", "github.json");

/** Files of a folder that hold a text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}

describe("a GitHub account", () => {
  it("is signed in by a token that stands in no file, and opens again with the passphrase alone", async () => {
    const home = tempFolder();
    const app = open(home);
    const added = await done(add(app, `  ${secret}\n`));
    expect(added.account).toMatchObject({
      host: "github.com",
      login: "ilse",
      id: night.reviewer.id,
      kind: "fine-grained",
      protection: "passphrase",
      expiresAt: "2030-01-02T03:04:05.000Z",
      state: "ready",
    });
    expect(JSON.stringify(added)).not.toContain(secret);
    expect(filesWith(home, secret)).toEqual([]);
    if (process.platform !== "win32") expect(statSync(accountsFile(home)).mode & 0o777).toBe(0o600);
    app.close();
    const locked = open(home, {});
    expect((await accounts(locked)).accounts).toMatchObject([{ login: "ilse", state: "locked" }]);
    expect(locked.core.github.api("github.com", "ilse")).toMatchObject({ ok: false, error: { code: "github-locked" } });
    locked.close();
    const again = open(home);
    const checked = await done(again.invoke("github.check", { host: "github.com", login: "ILSE" }));
    expect(checked).toMatchObject({ login: "ilse", id: night.reviewer.id });
  });

  it("is not kept without protection unless that was said", async () => {
    const home = tempFolder();
    const app = open(home, {});
    expect(await add(app, secret)).toMatchObject({ ok: false, error: { code: "github-protection" } });
    expect((await accounts(app)).accounts).toEqual([]);
    const added = await done(add(app, secret, { unprotected: true }));
    expect(added.account.protection).toBe("file");
    expect(added.warnings.join(" ")).toContain("any program of this account can read it");
    expect(filesWith(home, secret)).toEqual([accountsFile(home)]);
  });

  it("is not kept where the system's keychain is a password that everybody knows, unless that was said", async () => {
    const app = open(tempFolder(), {});
    app.core.keyring.seal({ passphrase: "the window's secret", protection: "basic_text" });
    const refused = await add(app, secret);
    expect(refused).toMatchObject({ ok: false, error: { code: "github-protection" } });
    expect(await done(add(app, secret, { unprotected: true }))).toMatchObject({
      account: { protection: "basic_text" },
    });
  });

  it("is wiped on signing out, with the answers that were stored for it", async () => {
    const home = tempFolder();
    const app = open(home);
    await done(add(app, secret, { unprotected: true }));
    const api = app.core.github.api("github.com", null);
    if (!api.ok) throw new Error(api.error.message);
    const at = { owner: night.repository.owner, repo: night.repository.name };
    await api.value.repository(at, new AbortController().signal);
    const again = await api.value.repository(at, new AbortController().signal);
    expect(again.ok && again.value.fromCache).toBe(true);
    const stored = () => app.core.index.prepare<[], { n: number }>("SELECT count(*) AS n FROM github_answer").get()?.n;
    expect(stored()).toBeGreaterThan(0);
    const out = await done(app.invoke("github.signOut", { host: "github.com", login: "ilse" }));
    expect(out.signedOut).toBe(true);
    expect(stored()).toBe(0);
    expect(readFileSync(accountsFile(home), "utf8")).not.toContain("ilse");
    expect(app.core.github.api("github.com", "ilse")).toMatchObject({ error: { code: "github-no-account" } });
    const none = await done(app.invoke("github.signOut", { host: "github.com", login: "ilse" }));
    expect(none.signedOut).toBe(false);
  });

  it("is forgotten here when another process signs out", async () => {
    const home = tempFolder();
    const [window, terminal] = [open(home), open(home)];
    await done(add(window, secret));
    expect(window.core.github.api("github.com", "ilse").ok).toBe(true);
    await done(terminal.invoke("github.signOut", { host: "github.com", login: "ilse" }));
    expect(window.core.github.api("github.com", "ilse")).toMatchObject({ error: { code: "github-no-account" } });
    expect(window.core.github.budgets()).toEqual([]);
  });

  it("is its number: another account under its name is refused", async () => {
    const app = open(tempFolder());
    await done(add(app, secret));
    const impostor = { ...night.reviewer, id: night.reviewer.id + 1 };
    const other = "github_pat_11IMPOSTOR000000000000000_x";
    github.token(other, impostor);
    const refused = await add(app, other);
    expect(refused).toMatchObject({ ok: false, error: { code: "github-other-account" } });
    expect((await accounts(app)).accounts).toMatchObject([{ id: night.reviewer.id }]);
    const wrong = await add(app, secret, { accountId: 4711 });
    expect(wrong).toMatchObject({ ok: false, error: { code: "github-other-account" } });
    const renamed = { ...night.reviewer, login: "ilse-new" };
    const later = "github_pat_11RENAMED0000000000000000_x";
    github.token(later, renamed);
    await done(add(app, later));
    expect((await accounts(app)).accounts).toMatchObject([{ login: "ilse-new", id: night.reviewer.id }]);
  });

  it("opens beside no other account: what is moved in its file is locked", async () => {
    const home = tempFolder();
    const app = open(home);
    await done(add(app, secret));
    app.close();
    const file = accountsFile(home);
    writeFileSync(file, readFileSync(file, "utf8").replace('"github.com"', '"evil.example.org"'));
    const again = open(home);
    expect((await accounts(again)).accounts).toMatchObject([{ host: "evil.example.org", state: "locked" }]);
    again.close();
    writeFileSync(file, "{}");
    const broken = open(home);
    expect(await broken.invoke("github.accounts", {})).toMatchObject({ error: { code: "github-accounts-unreadable" } });
  });

  it("refuses what is no token, one GitHub does not know, and a classic one that may do more than is needed", async () => {
    const app = open(tempFolder());
    expect(await add(app, "two words")).toMatchObject({ error: { code: "github-token-form" } });
    const asked = github.exchanges.length;
    expect(await add(app, "github_pat_unknown0000000")).toMatchObject({ error: { code: "github-token" } });
    expect(github.exchanges.length).toBe(asked + 1);
    const classic = "ghp_WIDE00000000000000";
    github.token(classic, night.reviewer, { kind: "classic", scopes: ["repo", "admin:org", "delete_repo"] });
    const refused = await add(app, classic);
    expect(refused).toMatchObject({ ok: false, error: { code: "github-scopes" } });
    expect(!refused.ok && refused.error.message).toContain("admin:org, delete_repo");
    expect(!refused.ok && refused.error.message).not.toContain("(repo");
    const kept = await done(add(app, classic, { wide: true }));
    expect(kept.warnings.join(" ")).toContain("every repository");
    expect(await add(app, secret, { host: "http://github.com" })).toMatchObject({ error: { code: "github-host" } });
    expect(await add(app, secret, { host: "127.0.0.1" })).toMatchObject({ error: { code: "github-host" } });
  });

  it("stays open when the reviewer's key is protected otherwise", async () => {
    const home = tempFolder();
    const app = open(home);
    await done(app.invoke("identity.create", { protect: { by: "passphrase", passphrase } }));
    await done(add(app, secret));
    const next = "another long passphrase";
    await done(app.invoke("identity.protect", { protect: { by: "passphrase", passphrase: next } }));
    app.close();
    const again = open(home, { COUNTERSIGN_PASSPHRASE: next });
    expect((await accounts(again)).accounts).toMatchObject([{ state: "ready" }]);
    again.close();
    const old = open(home);
    expect((await accounts(old)).accounts).toMatchObject([{ state: "locked" }]);
  });

  it("of the environment is used and not kept; a start asks nothing", async () => {
    const home = tempFolder();
    const asked = github.exchanges.length;
    const app = open(home, { GITHUB_TOKEN: secret });
    expect((await accounts(app)).environment).toEqual({ variable: "GITHUB_TOKEN", kind: "fine-grained" });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(github.exchanges.length).toBe(asked);
    expect(await done(app.invoke("github.check", { host: "github.com", login: null }))).toMatchObject({
      login: "ilse",
    });
    expect(filesWith(home, secret)).toEqual([]);
  });
});

describe("signing in by device code", () => {
  const begin = (app: App) =>
    app.invoke("github.signIn", { host: "github.com", clientId: "Iv23liCOUNTERSIGN", unprotected: false });

  it("says that there is no app where none is set", async () => {
    const app = open(tempFolder());
    const refused = await app.invoke("github.signIn", { host: "github.com", clientId: null, unprotected: false });
    expect(refused).toMatchObject({ ok: false, error: { code: "github-no-app" } });
  });

  it("shows a code of the host, waits, and keeps what it is given", async () => {
    const app = open(tempFolder());
    github.device.token = night.token;
    github.device.state = "pending";
    const answer = await begin(app);
    // The double names github.com as a real server does.
    expect(answer).toMatchObject({
      ok: true,
      value: { state: "code", userCode: "WDJB-MJHT", address: "https://github.com/login/device" },
    });
    github.device.state = "allowed";
    await expect
      .poll(async () => (await done(app.invoke("github.signInState", {}))).state, { timeout: 15_000 })
      .toBe("done");
    const state = await accounts(app);
    expect(state.accounts).toMatchObject([{ login: "ilse", kind: "app-user" }]);
    expect(state.clientId).toBe("Iv23liCOUNTERSIGN");
    const repository = { owner: night.repository.owner, repo: night.repository.name };
    const may = await done(app.invoke("github.abilities", { host: "github.com", login: "ilse", ...repository }));
    expect(may).toMatchObject({ review: { may: "yes" }, checks: { may: "yes" } });
  });

  it("says why nothing came of it", async () => {
    const app = open(tempFolder());
    github.device.state = "denied";
    expect((await begin(app)).ok).toBe(true);
    await expect
      .poll(async () => (await done(app.invoke("github.signInState", {}))).message, { timeout: 15_000 })
      .toContain("refused in the browser");
    expect((await accounts(app)).accounts).toEqual([]);
    expect(await done(app.invoke("github.cancelSignIn", {}))).toMatchObject({ state: "none" });
  });
});

describe("the reviewer's key", () => {
  it("is bound to the account by its number, and decisions say so", async () => {
    const app = open(tempFolder());
    await done(app.invoke("identity.create", { protect: { by: "passphrase", passphrase } }));
    expect(await app.invoke("identity.github", { host: "github.com", login: null })).toMatchObject({
      ok: false,
      error: { code: "github-no-account" },
    });
    await done(add(app, secret));
    const bound = await done(app.invoke("identity.github", { host: "github.com", login: null }));
    expect(bound).toMatchObject({ login: "ilse", accountId: night.reviewer.id, sshListed: null });
    const { reviewer, keys } = await done(app.invoke("identity.state", {}));
    expect(reviewer.person).toMatchObject({ binding: "github", account: "ilse", accountId: night.reviewer.id });
    expect(keys.filter(({ own, until }) => own && until === null)).toHaveLength(1);
    expect(app.core.ledger.verify()).toMatchObject({ verified: true });
  });
});
