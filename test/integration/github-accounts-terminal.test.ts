import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FakeGitHub } from "../support/github/fake-github";
import { layOutNight, type GitHubNight } from "../support/github/night";
import { projectRoot, tempFolder } from "../support/temp-home";

const secret = "github_pat_11TERMINALCANARY00000000_x";
const passphrase = "correct horse battery staple";
const github = new FakeGitHub();
let night: GitHubNight;

beforeAll(async () => {
  await github.start();
  night = layOutNight(github, "ghu_terminal00000000");
  github.token(secret, night.reviewer, { expiresAt: "2030-01-02 03:04:05 UTC" });
});

afterAll(async () => {
  await github.stop();
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function countersign(
  home: string,
  args: readonly string[],
  { input = "", env = {} }: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const given = { COUNTERSIGN_GITHUB_API: github.address, COUNTERSIGN_PASSPHRASE: passphrase, ...env };
  const child = spawn(process.execPath, [cli, ...args, "--home", home], {
    env: { ...process.env, GITHUB_TOKEN: "", ...given },
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString("utf8")));
  child.stdin.end(input);
  return new Promise((resolve) => {
    child.on("close", (code) => {
      resolve({ code, out, err });
    });
  });
}

// Fifteen programs are started, one after the other.
const limitMs = 240_000;

it(
  "signs in with a token that is piped in, says what it may do, binds the key, and wipes the token",
  async () => {
    const home = tempFolder();
    expect((await countersign(home, ["github", "status"])).out).toContain("No GitHub account is signed in here");
    const none = await countersign(home, ["github", "login"]);
    expect(none).toMatchObject({ code: 1, out: "" });
    expect(none.err).toContain("no token to read");
    const login = await countersign(home, ["github", "login"], { input: `${secret}\n` });
    expect(login).toMatchObject({ code: 0, err: "" });
    expect(login.out).toContain("Signed in to github.com as ilse. The token is kept in a file under a passphrase");
    expect(login.out).toContain("2030-01-02");
    const status = await countersign(home, ["github", "status", "--check", "--repo", "demo/app", "--json"]);
    expect(status.code).toBe(0);
    expect(JSON.parse(status.out)).toMatchObject({
      accounts: [{ login: "ilse", id: night.reviewer.id, state: "ready", protection: "passphrase" }],
      checks: [{ login: "ilse", problem: null }],
      abilities: { review: { may: "untried" }, checks: { may: "no" } },
      budget: [{ host: "github.com", budget: { limit: 5000 } }],
    });
    expect((await countersign(home, ["github", "status", "--repo", "demo/app"])).out).toMatch(/^labels +untried/m);
    const bound = await countersign(home, ["identity", "bind-github"]);
    expect(bound.err).toContain("no reviewer's key here yet");
    expect((await countersign(home, ["identity", "create"])).code).toBe(0);
    const again = await countersign(home, ["identity", "bind-github"]);
    expect(again.out).toContain(`Your key is bound to ilse, number ${String(night.reviewer.id)}; entry`);
    expect((await countersign(home, ["identity", "show"])).out).toContain("GitHub account ilse");
    expect(readFileSync(path.join(home, "keys", "github.json"), "utf8")).not.toContain(secret);
    const locked = await countersign(home, ["github", "status"], { env: { COUNTERSIGN_PASSPHRASE: "" } });
    expect(locked.code).toBe(1);
    expect(locked.out).toContain("locked");
    const out = await countersign(home, ["github", "logout"]);
    expect(out.out).toContain("stays valid until you revoke it");
    expect(await countersign(home, ["github", "logout"])).toMatchObject({ code: 1, out: "" });
    for (const ran of [login, status, bound, again, out]) expect(ran.out + ran.err).not.toContain(secret);
  },
  limitMs,
);

it(
  "reads a token out of a named variable, and says why one is refused",
  async () => {
    const home = tempFolder();
    const named = ["github", "login", "--token-env", "REVIEW_TOKEN"];
    expect((await countersign(home, named)).err).toContain("REVIEW_TOKEN holds no token");
    const wrong = await countersign(home, named, { env: { REVIEW_TOKEN: "github_pat_nobody0000000" } });
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain("refused the token");
    expect(wrong.err).not.toContain("github_pat_nobody0000000");
    expect((await countersign(home, named, { env: { REVIEW_TOKEN: secret } })).code).toBe(0);
    const help = await countersign(home, ["github", "--help"]);
    expect(help.out).toContain("never as an argument");
  },
  limitMs,
);
