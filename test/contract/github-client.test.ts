import { mkdtempSync, readFileSync, rmSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createGitHubApi, type GitHubOptions } from "../../main/platform/github/api";
import { digestOf } from "../../main/platform/github/bodies";
import { BudgetKeeper } from "../../main/platform/github/budget";
import type { CachedAnswer, CacheKey, GitHubApi, GitHubCache } from "../../main/platform/github/port";
import { fixedToken } from "../../main/platform/github/token-source";
import { FakeGitHub } from "../support/github/fake-github";
import { layOutNight, type GitHubNight } from "../support/github/night";
import { headOf } from "../support/github/world";

/*
 * The client against the double of GitHub: what it does where GitHub does not simply answer. Nothing is asked of GitHub itself.
 */

const secret = "ghu_client0001canary";
const github = new FakeGitHub();
const folder = mkdtempSync(path.join(tmpdir(), "countersign-github-"));
let night: GitHubNight;

beforeAll(async () => {
  await github.start();
  night = layOutNight(github, secret);
});

afterEach(() => {
  github.faults.clear();
  github.allowance.lift();
});

afterAll(async () => {
  await github.stop();
  rmSync(folder, { recursive: true, force: true });
});

const live = () => new AbortController().signal;

function memoryCache(): GitHubCache & { readonly keys: CacheKey[] } {
  const answers = new Map<string, CachedAnswer>();
  const keys: CacheKey[] = [];
  const nameOf = (key: CacheKey) => JSON.stringify([key.account, key.url, key.accept]);
  return {
    keys,
    get: (key) => answers.get(nameOf(key)) ?? null,
    put: (key, answer) => {
      keys.push(key);
      answers.set(nameOf(key), answer);
    },
  };
}

function client(given: Partial<GitHubOptions> = {}): GitHubApi {
  return createGitHubApi({
    host: "github.com",
    base: github.address,
    token: fixedToken(secret),
    tokenId: "token-1",
    account: { login: "ilse", id: night.reviewer.id },
    version: "0.0.0",
    budget: new BudgetKeeper(() => new Date()),
    cache: null,
    ...given,
  });
}

const at = () => ({ owner: night.repository.owner, repo: night.repository.name });
const first = () => ({ ...at(), number: night.attempts[0].issue.number });
const headSha = () => headOf(night.attempts[0])?.sha ?? "";

describe("reading", () => {
  it("reads what a pull request consists of", async () => {
    const api = client();
    const pull = await api.pull(first(), live());
    expect(pull).toMatchObject({
      ok: true,
      value: { fromCache: false, value: { number: first().number, head: { sha: headSha() }, author: { type: "Bot" } } },
    });
    const diff = await api.pullDiff(first(), live());
    expect(diff.ok && diff.value.value).toContain("diff --git a/src/refunds/retry.js");
    const files = await api.pullFiles(first(), live());
    expect(files.ok && files.value.value.items.map((file) => file.path)).toContain("src/refunds/retry.js");
    const commits = await api.pullCommits(first(), live());
    expect(commits.ok && commits.value.value.items.at(-1)?.sha).toBe(headSha());
    const content = await api.content(at(), ".github/CODEOWNERS", "main", live());
    expect(content.ok && content.value.value).toContain("@demo/payments");
    expect(await api.content(at(), "nowhere/CODEOWNERS", "main", live())).toMatchObject({
      ok: true,
      value: { value: null },
    });
    expect(await api.content(at(), "../../user", "main", live())).toMatchObject({ ok: true, value: { value: null } });
  });

  it("reads an issue, and what refers to it", async () => {
    const issue = await client().issue({ ...at(), number: night.issue }, live());
    expect(issue).toMatchObject({
      ok: true,
      value: { value: { number: night.issue, isPull: false, labels: ["agent"] } },
    });
    const pull = await client().issue(first(), live());
    expect(pull).toMatchObject({ ok: true, value: { value: { number: first().number, isPull: true } } });
    const references = await client().references({ ...at(), number: night.issue }, live());
    const pulls = references.ok ? references.value.value.items.filter((one) => one.isPull) : [];
    expect(pulls.map((one) => one.number).sort()).toEqual(night.attempts.map((one) => one.issue.number).sort());
  });

  it("says who the token speaks for, its scopes and its end", async () => {
    const classic = github.token("ghp_classic0001", night.reviewer, {
      kind: "classic",
      scopes: ["repo", "admin:org"],
      expiresAt: "2030-01-02 03:04:05 +0100",
    });
    const seen = await client({ token: fixedToken(classic.text), tokenId: "classic" }).viewer(live());
    expect(seen).toMatchObject({
      ok: true,
      value: { login: "ilse", id: night.reviewer.id, scopes: ["repo", "admin:org"] },
    });
    const cache = memoryCache();
    const again = client({ token: fixedToken(classic.text), tokenId: "classic", cache });
    await again.viewer(live());
    // GitHub's headers about the token need not stand in a 304.
    expect(await again.viewer(live())).toEqual(seen);
    expect(cache.keys).toEqual([]);
    expect(seen.ok && seen.value.expiresAt).toBe("2030-01-02T02:04:05.000Z");
  });

  it("follows Link to the end of a list and no further", async () => {
    github.pageLimit = 2;
    try {
      const before = github.asked("GET", /\/pulls$/).length;
      const pulls = await client().pulls(at(), { state: "all", since: null }, live());
      expect(pulls.ok && pulls.value.value).toMatchObject({ complete: true, skipped: 0 });
      const asked = github.asked("GET", /\/pulls$/).slice(before);
      expect(pulls.ok && pulls.value.value.pages).toBe(asked.length);
      expect(asked.length).toBeGreaterThan(2);
      const one = await client().pulls(at(), { state: "all", since: null, most: 1 }, live());
      expect(one.ok && one.value.value).toMatchObject({ complete: false, pages: 1 });
      const none = await client().pulls(at(), { state: "all", since: "2999-01-01T00:00:00Z" }, live());
      expect(none.ok && none.value.value).toMatchObject({ items: [], pages: 1, complete: true });
    } finally {
      github.pageLimit = 100;
    }
  });

  it("asks conditionally: 304 is answered from what was stored, per token and media type", async () => {
    const cache = memoryCache();
    const budget = new BudgetKeeper(() => new Date());
    const api = client({ cache, budget });
    const [one, again] = [await api.pull(first(), live()), await api.pull(first(), live())];
    expect(one.ok && one.value.fromCache).toBe(false);
    expect(again.ok && again.value.fromCache).toBe(true);
    expect(again.ok && one.ok && again.value.value).toEqual(one.ok && one.value.value);
    expect(budget.budget()).toMatchObject({ requests: 2, notModified: 1, writes: 0 });
    const diff = await api.pullDiff(first(), live());
    expect(diff.ok && diff.value.fromCache).toBe(false);
    const other = await client({ cache, tokenId: "token-2" }).pull(first(), live());
    expect(other.ok && other.value.fromCache).toBe(false);
    expect(JSON.stringify(cache.keys)).not.toContain(secret);
    night.attempts[0].issue.title = "Another title";
    const changed = await api.pull(first(), live());
    expect(changed.ok && changed.value).toMatchObject({ fromCache: false, value: { title: "Another title" } });
  });

  it("asks conditionally for each page of a list, which costs nothing where nothing changed", async () => {
    github.pageLimit = 2;
    try {
      const api = client({ cache: memoryCache() });
      const list = () => api.pulls(at(), { state: "all", since: null }, live());
      const before = await list();
      expect(before).toMatchObject({ ok: true, value: { fromCache: false, value: { complete: true, pages: 3 } } });
      const again = await list();
      expect(again).toMatchObject({ ok: true, value: { fromCache: true } });
      expect(again.ok && again.value.value.items).toEqual(before.ok && before.value.value.items);
      expect(github.exchanges.slice(-3).map(({ status, counted }) => [status, counted])).toEqual([
        [304, false],
        [304, false],
        [304, false],
      ]);
      night.moving.issue.title = "Changed";
      expect(await list()).toMatchObject({ ok: true, value: { fromCache: false } });
      expect(api.budget()).toMatchObject({ requests: 9, notModified: 5 });
    } finally {
      github.pageLimit = 100;
    }
  });

  it("asks again after a 5xx, and says so where it stays", async () => {
    github.faults.set({ method: "GET", times: 1, fault: { kind: "status", status: 502 } });
    expect((await client().pull(first(), live())).ok).toBe(true);
    github.faults.set({ method: "GET", times: 9, fault: { kind: "status", status: 503 } });
    expect(await client({ retries: 1 }).pull(first(), live())).toMatchObject({
      ok: false,
      error: { code: "github-unreachable", status: 503 },
    });
  });

  it("takes no answer of another form, and none that is too large", async () => {
    github.faults.set({ times: 1, fault: { kind: "wrong-form" } });
    expect(await client().pull(first(), live())).toMatchObject({ ok: false, error: { code: "github-form" } });
    github.faults.set({ times: 1, fault: { kind: "not-json" } });
    expect(await client().pulls(at(), { state: "open", since: null }, live())).toMatchObject({
      ok: false,
      error: { code: "github-form" },
    });
    const big = "x".repeat(1024 * 1024 + 1);
    night.repository.archived = false;
    github.world.commit(night.repository, { "big.txt": big });
    expect(await client().content(at(), "big.txt", "main", live())).toMatchObject({
      ok: false,
      error: { code: "github-form" },
    });
  });

  it("follows a renamed repository within the API, and takes the token to no other host", async () => {
    github.faults.set({
      times: 1,
      fault: { kind: "redirect", to: `${github.address}/repos/${at().owner}/${at().repo}` },
    });
    expect((await client().repository(at(), live())).ok).toBe(true);
    const elsewhere = new FakeGitHub();
    await elsewhere.start();
    try {
      github.faults.set({ times: 1, fault: { kind: "redirect", to: `${elsewhere.address}/repos/a/b` } });
      expect(await client().repository(at(), live())).toMatchObject({ ok: false, error: { code: "github-moved" } });
      expect(elsewhere.exchanges).toEqual([]);
    } finally {
      await elsewhere.stop();
    }
  });
});

describe("limits", () => {
  it("asks nothing before GitHub allows it again", async () => {
    github.faults.set({ times: 1, fault: { kind: "primary-limit", seconds: 600 } });
    const api = client();
    const refused = await api.pull(first(), live());
    expect(refused).toMatchObject({ ok: false, error: { code: "github-limit", status: 403 } });
    const asked = github.exchanges.length;
    const again = await api.pull(first(), live());
    expect(again).toMatchObject({ ok: false, error: { code: "github-limit" } });
    const written = await api.write(first(), { operation: "comment", body: "Early." }, live());
    expect(written).toMatchObject({ ok: false, error: { code: "github-limit" } });
    expect(github.exchanges.length).toBe(asked);
    expect(api.budget()).toMatchObject({ remaining: 0 });
    expect(Date.parse(api.budget().blockedUntil ?? "") - Date.now()).toBeGreaterThan(500_000);
  });

  it("obeys retry-after, and without it waits a minute and then longer", async () => {
    github.faults.set({ times: 1, fault: { kind: "secondary-limit", retryAfter: 30, status: 429 } });
    const api = client();
    const told = await api.pull(first(), live());
    if (told.ok || told.error.retryAt === undefined) throw new Error("a limit was expected");
    expect(Date.parse(told.error.retryAt) - Date.now()).toBeGreaterThan(25_000);
    let now = Date.now();
    const budget = new BudgetKeeper(() => new Date(now));
    const waits = [1, 2, 3].map(() => {
      const until = budget.refused(new Headers()).getTime();
      const wait = until - now;
      now = until;
      return wait / 60_000;
    });
    expect(waits).toEqual([1, 2, 4]);
    budget.accepted();
    expect((budget.refused(new Headers()).getTime() - now) / 60_000).toBe(1);
  });

  it("keeps to 80 writes a minute and 900 points", async () => {
    let now = Date.parse("2026-11-23T00:00:00Z");
    const budget = new BudgetKeeper(() => new Date(now));
    for (let at = 0; at < 80; at += 1) budget.asked("write");
    expect(await budget.turn("write", live())).toEqual(new Date(now + 60_000));
    expect(await budget.turn("read", live())).toBeNull();
    for (let at = 0; at < 500; at += 1) budget.asked("read");
    expect(await budget.turn("read", live())).toEqual(new Date(now + 60_000));
    now += 60_001;
    expect(await budget.turn("read", live())).toBeNull();
  });

  it("says which permission is missing", async () => {
    const reader = github.token("github_pat_reader0001", night.reviewer, { permissions: { metadata: "read" } });
    const refused = await client({ token: fixedToken(reader.text), tokenId: "reader" }).pull(first(), live());
    expect(refused).toMatchObject({ ok: false, error: { code: "github-forbidden", status: 403 } });
    if (refused.ok) return;
    expect(refused.error.needs).toContain("pull_requests=read");
    expect(refused.error.remedy).toContain("pull requests (read)");
    const writer = github.token("github_pat_writer0001", night.reviewer);
    const checks = await client({ token: fixedToken(writer.text), tokenId: "writer" }).checkRuns(
      at(),
      headSha(),
      live(),
    );
    expect(checks).toMatchObject({ ok: false, error: { code: "github-forbidden", needs: "checks=read" } });
  });

  it("tells a token that is not valid, and nobody's from nothing", async () => {
    expect(await client({ token: fixedToken("ghu_unknown"), tokenId: "unknown" }).viewer(live())).toMatchObject({
      ok: false,
      error: { code: "github-token", status: 401 },
    });
    const revoked = github.token("github_pat_revoked0001", night.reviewer);
    revoked.revoked = true;
    expect(await client({ token: fixedToken(revoked.text), tokenId: "revoked" }).viewer(live())).toMatchObject({
      ok: false,
      error: { code: "github-token" },
    });
    expect(await client().pull({ ...at(), number: 999 }, live())).toMatchObject({
      ok: false,
      error: { code: "github-not-found", place: "demo/app#999" },
    });
  });
});

describe("writing", () => {
  it("writes one after the other, a second apart, and says what was sent", async () => {
    const api = client();
    const complaints = github.complaints.length;
    const review = {
      operation: "review",
      commit: headSha(),
      event: "COMMENT",
      body: "Read.",
      comments: [{ path: "src/refunds/retry.js", body: "Here.", line: 2, side: "RIGHT" }],
    } as const;
    const [reviewed, labelled, said] = await Promise.all([
      api.write(first(), review, live()),
      api.write(first(), { operation: "labels", labels: ["agent"] }, live()),
      api.write(first(), { operation: "comment", body: "Third." }, live()),
    ]);
    expect(said.ok).toBe(true);
    expect(night.attempts[0].issue.comments.at(-1)?.body).toBe("Third.");
    expect(reviewed).toMatchObject({ ok: true, value: { sent: digestOf(review) } });
    expect(labelled).toMatchObject({ ok: true, value: { id: String(first().number) } });
    expect(github.complaints.slice(complaints)).toEqual([]);
    const [body] = github
      .asked("POST", /\/reviews$/)
      .map((one) => one.requestBody)
      .slice(-1);
    expect(JSON.parse(body ?? "")).toMatchObject({ commit_id: headSha(), event: "COMMENT" });
  });

  it("knows that nothing was sent where nothing listens, or where it was stopped before", async () => {
    const gone = new FakeGitHub();
    await gone.start();
    await gone.stop();
    const nobody = client({ base: gone.address });
    expect(await nobody.write(first(), { operation: "close" }, live())).toMatchObject({
      ok: false,
      error: { code: "github-unreachable" },
    });
    const stopped = await client().write(first(), { operation: "close" }, AbortSignal.abort());
    expect(stopped).toMatchObject({ ok: false, error: { code: "github-stopped" } });
  });

  it("does not know what became of a write that was stopped on its way", async () => {
    github.faults.set({ method: "POST", times: 1, fault: { kind: "slow", milliseconds: 1500, when: "after" } });
    const ends = new AbortController();
    const before = github.exchanges.length;
    const written = client().write(first(), { operation: "comment", body: "Stopped." }, ends.signal);
    await expect.poll(() => github.exchanges.length, { timeout: 10_000 }).toBeGreaterThan(before);
    ends.abort();
    expect(await written).toMatchObject({ ok: false, error: { code: "github-lost" } });
  });

  it("learns from a refusal what the account may not do", async () => {
    const reader = github.token("github_pat_noreview", night.reviewer, {
      permissions: { metadata: "read", pull_requests: "read" },
    });
    const api = client({ token: fixedToken(reader.text), tokenId: "noreview" });
    const before = await api.abilities(at(), live());
    expect(before.ok && before.value.review.may).toBe("untried");
    const refused = await api.write(first(), { operation: "comment", body: "No." }, live());
    expect(refused).toMatchObject({ ok: false, error: { code: "github-forbidden" } });
    expect((!refused.ok && refused.error.needs) || "").toContain("pull_requests=write");
    expect(night.attempts[0].issue.comments.map(({ body }) => body)).not.toContain("No.");
    const after = await api.abilities(at(), live());
    expect(after.ok && after.value.comment).toMatchObject({ may: "no" });
    expect(after.ok && after.value.comment.why).toContain("(write)");
    const known = await client().abilities(at(), live());
    expect(known.ok && [known.value.review.may, known.value.checks.may]).toEqual(["yes", "yes"]);
  });
});

describe("what a fine-grained token may do", () => {
  it("is known not to be writing where it may not even read, and is not known from what it may read", async () => {
    const blind = github.token("github_pat_blind0001", night.reviewer, {
      permissions: { metadata: "read", issues: "write" },
    });
    const api = client({ token: fixedToken(blind.text), tokenId: "blind" });
    expect(await api.pulls(at(), { state: "open", since: null }, live())).toMatchObject({ ok: false });
    expect(await api.issue({ ...at(), number: night.issue }, live())).toMatchObject({ ok: true });
    const may = await api.abilities(at(), live());
    expect(may).toMatchObject({
      ok: true,
      value: {
        review: { may: "no" },
        reviewers: { may: "no" },
        close: { may: "no" },
        comment: { may: "untried" },
        labels: { may: "untried" },
      },
    });
    expect(may.ok && may.value.review.why).toContain("may not even read pull requests");
    github.faults.set({
      fault: { kind: "status", status: 403, message: "Resource protected by organization SAML enforcement" },
    });
    const other = client({
      token: fixedToken(github.token("github_pat_saml0001", night.reviewer).text),
      tokenId: "saml",
    });
    expect(await other.pulls(at(), { state: "open", since: null }, live())).toMatchObject({
      error: { code: "github-forbidden" },
    });
    const unknown = await other.abilities(at(), live());
    expect(unknown.ok && unknown.value.review.may).toBe("untried");
  });
});

describe("artifacts", () => {
  it("fetches an archive without the token, to a new file, within a size", async () => {
    const artifact = night.repository.runs.flatMap((run) => run.artifacts)[0];
    if (artifact === undefined) throw new Error("the night has no artifact");
    const target = path.join(folder, "artifact.zip");
    const done = await client().artifactZip(at(), artifact.id, target, 1_000_000, live());
    expect(done).toMatchObject({ ok: true, value: { bytes: artifact.zip.length } });
    expect(readFileSync(target).equals(artifact.zip)).toBe(true);
    expect(github.downloads.at(-1)?.withToken).toBe(false);
    const small = path.join(folder, "small.zip");
    expect(await client().artifactZip(at(), artifact.id, small, 4, live())).toMatchObject({
      ok: false,
      error: { code: "github-form" },
    });
    expect(existsSync(small)).toBe(false);
  });

  it("goes to no plain address and to no number", async () => {
    for (const to of ["http://store.example.org/x", "https://10.0.0.1/x", "ftp://store.example.org/x"]) {
      github.faults.set({ times: 1, fault: { kind: "redirect", to } });
      const target = path.join(folder, "never.zip");
      expect(await client().artifactZip(at(), 1, target, 1000, live())).toMatchObject({
        ok: false,
        error: { code: "github-moved" },
      });
    }
  });
});
