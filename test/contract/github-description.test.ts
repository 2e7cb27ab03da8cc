import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGitHubApi } from "../../main/platform/github/api";
import { BudgetKeeper } from "../../main/platform/github/budget";
import { operations } from "../../main/platform/github/operations";
import { fixedToken } from "../../main/platform/github/token-source";
import type { GitHubApi, GitHubProblem, GitHubWrite } from "../../main/platform/github/port";
import { githubAnnotationSchema, githubArtifactSchema, githubCheckRunSchema } from "../../shared/model/github-checks";
import { githubCommitSchema, githubIssueSchema, githubPullSchema } from "../../shared/model/github-pull";
import type { Result } from "../../shared/result";
import { hasOperation, readDescription, serveDescription, type DescribedGitHub } from "../support/described-github";

/*
 * Every call of the port against GitHub's own description: Prism refuses a request that is not as described, and its answers are the
 * description's own examples.
 */

const all = Object.values(operations);
const startMs = 90_000;

describe("the operations that are asked for", () => {
  it.each(["api.github.com", "ghes-3.17", "ghes-3.18", "ghes-3.19"])("all exist in %s", (name) => {
    const description = readDescription(name);
    expect(all.filter((operation) => !hasOperation(description, operation))).toEqual([]);
    expect(hasOperation(description, "GET /nothing")).toBe(false);
  });
});

describe("every call", () => {
  let served: DescribedGitHub | undefined;
  let api: GitHubApi;
  const asked = new Set<string>();
  /** What Prism found in requests, by its own header. */
  const violations: string[] = [];

  beforeAll(async () => {
    const started = await serveDescription(all, startMs);
    served = started;
    api = createGitHubApi({
      host: "github.com",
      base: started.address,
      token: fixedToken("github_pat_described"),
      tokenId: "described",
      account: { login: "octocat", id: 1 },
      version: "0.0.0",
      budget: new BudgetKeeper(() => new Date(), { writeSpacingMs: 0, writesPerMinute: 80, writesPerHour: 500 }),
      cache: null,
      retries: 0,
      fetch: describedFetch(asked, violations),
    });
  }, startMs + 10_000);

  afterAll(async () => {
    await served?.stop();
  });

  const at = { owner: "octocat", repo: "Hello-World" };
  const one = { ...at, number: 1347 };
  const sha = "6dcb09b5b57875f334f61aebed695e2e4193db5e";
  const live = () => new AbortController().signal;

  function value<T>(result: Result<T, GitHubProblem>): T {
    if (result.ok) return result.value;
    throw new Error(`${result.error.code}: ${result.error.message} ${served?.said().slice(-1500) ?? ""}`);
  }

  it("reads who signed in and the repository", async () => {
    expect(value(await api.viewer(live()))).toMatchObject({ login: "octocat", id: 1 });
    expect(value(await api.repository(at, live())).value).toMatchObject({ owner: "octocat", name: "Hello-World" });
    expect(Object.keys(value(await api.abilities(at, live())))).toHaveLength(8);
    expect(value(await api.signingKeys("octocat", live())).value.items[0]).toMatch(/\S/);
  });

  it("reads pull requests and what belongs to one", async () => {
    const pulls = value(await api.pulls(at, { state: "all", since: null }, live())).value;
    expect(pulls).toMatchObject({ skipped: 0, complete: true });
    expect(pulls.items[0]?.number).toBe(1347);
    expect(githubPullSchema.safeParse(value(await api.pull(one, live())).value).success).toBe(true);
    expect(value(await api.pullDiff(one, live())).value).not.toBe("");
    const commits = value(await api.pullCommits(one, live())).value;
    expect(commits.items.map((commit) => githubCommitSchema.safeParse(commit).success)).toEqual([true]);
    expect(value(await api.pullFiles(one, live())).value).toMatchObject({ skipped: 0, items: [{ path: "file1.txt" }] });
    expect(value(await api.reviews(one, live())).value).toMatchObject({ skipped: 0, items: [{ state: "APPROVED" }] });
    const comments = value(await api.reviewComments(one, live())).value;
    expect(comments).toMatchObject({ skipped: 0, items: [{ path: "file1.txt", side: "RIGHT" }] });
    expect(value(await api.issueComments(one, live())).value).toMatchObject({
      skipped: 0,
      items: [{ body: "Me too" }],
    });
  });

  it("reads checks, statuses, runs and artifacts", async () => {
    const runs = value(await api.checkRuns(at, sha, live())).value;
    expect(runs.skipped).toBe(0);
    expect(runs.items.map((run) => githubCheckRunSchema.safeParse(run).success)).toEqual([true]);
    const annotations = value(await api.checkAnnotations(at, 4, live())).value;
    expect(annotations.items.map((note) => githubAnnotationSchema.safeParse(note).success)).toEqual([true]);
    expect(value(await api.statuses(at, sha, live())).value).toMatchObject({ skipped: 0, items: [{}, {}] });
    expect(value(await api.workflowRuns(at, sha, live())).value).toMatchObject({ skipped: 0, items: [{}] });
    const artifacts = value(await api.artifacts(at, 30433642, live())).value;
    expect(artifacts.skipped).toBe(0);
    expect(artifacts.items.every((artifact) => githubArtifactSchema.safeParse(artifact).success)).toBe(true);
    expect(artifacts.items.length).toBeGreaterThan(0);
  });

  it("reads issues, what refers to them, and files", async () => {
    expect(githubIssueSchema.safeParse(value(await api.issue(one, live())).value).success).toBe(true);
    expect(value(await api.references(one, live())).value.complete).toBe(true);
    // Prism takes a path's slashes for the ends of names.
    expect(value(await api.content(at, "CODEOWNERS", "main", live())).value).not.toBeNull();
  });

  const writes: readonly GitHubWrite[] = [
    {
      operation: "review",
      commit: sha,
      event: "REQUEST_CHANGES",
      body: "This is close to perfect.",
      comments: [
        { path: "file.md", body: "One line.", line: 6, side: "RIGHT" },
        { path: "file.md", body: "Some lines.", line: 9, side: "RIGHT", startLine: 7, startSide: "RIGHT" },
      ],
    },
    { operation: "review", commit: sha, event: "APPROVE", body: "", comments: [] },
    { operation: "comment", body: "Due on Thursday." },
    { operation: "labels", labels: ["reviewed"] },
    { operation: "assignees", assignees: ["octocat"] },
    { operation: "reviewers", users: ["octocat"], teams: ["justice-league"] },
    { operation: "close" },
  ];
  it.each(writes)("writes $operation", async (write) => {
    const written = value(await api.write(one, write, live()));
    expect(written.id).toMatch(/^\d+$/);
    expect(written.url).toMatch(/^https:\/\//);
    expect(written.sent).toMatch(/^[0-9a-f]{64}$/);
  });

  it("sets a status", async () => {
    const status = { state: "success", context: "countersign", description: "Approved.", target: null } as const;
    expect(value(await api.createStatus(at, sha, status, live())).id).toMatch(/^\d+$/);
  });

  it("is refused where a request is not as described, and nowhere before", async () => {
    expect(violations).toEqual([]);
    const wrong = { operation: "labels", labels: [{ name: 1 }] } as unknown as GitHubWrite;
    expect(await api.write(one, wrong, live())).toMatchObject({ ok: false, error: { code: "github-refused" } });
    expect(violations).toHaveLength(1);
  });

  it("leaves no operation out", () => {
    const met = all.filter((operation) => {
      const [method = "", template = ""] = operation.split(" ");
      const form = new RegExp(`^${method} ${template.replace("/{path}", "/.+").replace(/\{[a-z_]+\}/g, "[^/]+")}$`);
      return [...asked].some((one) => form.test(one));
    });
    // An archive is no JSON: it is fetched from the double (github-client.test.ts). Installations are an app's alone.
    const elsewhere = [operations.artifactZip, operations.installations];
    expect(all.filter((operation) => !met.includes(operation)).sort()).toEqual(elsewhere.sort());
  });
});

/**
 * Prism knows media types by name alone, answers no 3xx out of examples, and its Link headers lead to GitHub itself. Notes what was
 * asked for.
 */
function describedFetch(asked: Set<string>, violations: string[]): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    asked.add(`${init?.method ?? "GET"} ${url.pathname}`);
    const headers = new Headers(init?.headers);
    headers.set("accept", "application/json");
    const response = await fetch(url, { ...init, headers });
    const found = response.headers.get("sl-violations") ?? "";
    if (found.includes('"location":["request"')) violations.push(found);
    const kept = new Headers(response.headers);
    kept.delete("link");
    return new Response(await response.arrayBuffer(), { status: response.status, headers: kept });
  };
}
