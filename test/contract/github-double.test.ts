import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operations } from "../../main/platform/github/operations";
import { GitHubDescription } from "../support/github/description";
import { routes } from "../support/github/dispatch";
import { FakeGitHub } from "../support/github/fake-github";
import { layOutNight, type GitHubNight } from "../support/github/night";
import { readPermissions } from "../support/github/tokens";
import { headOf } from "../support/github/world";

/*
 * The double of GitHub that other tests rely on is held to GitHub's own description, route by route.
 */

const secret = "ghu_double0001";
const description = new GitHubDescription();
const github = new FakeGitHub();
let night: GitHubNight;

beforeAll(async () => {
  await github.start();
  night = layOutNight(github, secret);
});

afterAll(async () => {
  await github.stop();
});

interface Sent {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(method: string, path: string, { token = secret, body, accept, headers }: Sent = {}) {
  return fetch(new URL(path, github.address), {
    method,
    redirect: "manual",
    headers: {
      "user-agent": "test",
      "x-github-api-version": "2022-11-28",
      accept: accept ?? "application/vnd.github+json",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const repo = () => `/repos/${night.repository.owner}/${night.repository.name}`;
const first = () => String(night.attempts[0].issue.number);
const head = () => headOf(night.attempts[0])?.sha ?? "";

/** A request for each route that does what it is for, in an order that leaves something to the next. */
function walk(): readonly (readonly [method: string, path: string, body?: unknown])[] {
  const run = night.repository.checkRuns.find((one) => one.annotations.length > 0)?.id ?? 0;
  const workflow = night.repository.runs[0];
  const review = night.attempts[0].reviews[0]?.id ?? 0;
  const comment = night.attempts[0].issue.comments[0]?.id ?? 0;
  const own = night.repository.issues.get(1)?.comments[0]?.id ?? 0;
  const pull = `${repo()}/pulls/${first()}`;
  const issue = `${repo()}/issues/${first()}`;
  return [
    ["GET", "/user"],
    ["GET", "/user/installations"],
    ["GET", "/users/bruno"],
    ["GET", "/users/ilse/ssh_signing_keys"],
    ["GET", repo()],
    ["GET", `${repo()}/pulls?state=all&sort=updated`],
    ["GET", pull],
    ["GET", `${pull}/commits`],
    ["GET", `${pull}/files`],
    ["GET", `${pull}/reviews`],
    ["GET", `${pull}/reviews/${String(review)}`],
    ["GET", `${pull}/comments`],
    ["GET", issue],
    ["GET", `${repo()}/issues/1`],
    ["GET", `${issue}/comments`],
    ["GET", `${repo()}/issues/comments/${String(comment)}`],
    ["GET", `${repo()}/commits/${head()}/check-runs`],
    ["GET", `${repo()}/check-runs/${String(run)}/annotations`],
    ["GET", `${repo()}/commits/${head()}/status`],
    ["GET", `${repo()}/actions/runs?head_sha=${head()}`],
    ["GET", `${repo()}/actions/runs/${String(workflow?.id)}/artifacts`],
    ["GET", `${repo()}/actions/artifacts/${String(workflow?.artifacts[0]?.id)}/zip`],
    ["GET", `${repo()}/contents/.github/CODEOWNERS`],
    ["GET", `${repo()}/contents/src`],
    [
      "POST",
      `${pull}/reviews`,
      {
        commit_id: head(),
        event: "REQUEST_CHANGES",
        body: "Not yet.",
        comments: [{ path: "src/refunds/retry.js", line: 3, side: "RIGHT", body: "Which key?" }],
      },
    ],
    ["POST", `${issue}/comments`, { body: "Due Thursday." }],
    ["PATCH", `${repo()}/issues/comments/${String(own)}`, { body: "Changed." }],
    ["POST", `${issue}/labels`, { labels: ["reviewed"] }],
    ["POST", `${issue}/assignees`, { assignees: ["bruno", "nobody"] }],
    ["POST", `${pull}/requested_reviewers`, { reviewers: ["carla"], team_reviewers: ["payments"] }],
    ["PATCH", `${repo()}/pulls/${String(night.attempts[2].issue.number)}`, { state: "closed" }],
    ["POST", `${repo()}/statuses/${head()}`, { state: "success", context: "countersign", description: "Approved" }],
    ["GET", `${issue}/timeline`],
    ["GET", `${repo()}/issues/1/timeline`],
  ];
}

const faults = () => github.exchanges.flatMap((exchange) => description.faultsOf(exchange));

describe("the double of GitHub", () => {
  it("answers each of its routes as GitHub describes it", async () => {
    // The comment that is changed has to be one's own.
    github.world.comment(night.repository.issues.get(1)!, night.reviewer, "Mine.");
    night.repository.issues.get(1)!.comments.reverse();
    for (const [method, path, body] of walk()) {
      const answer = await send(method, path, { body });
      expect([method, path, answer.status < 303]).toEqual([method, path, true]);
      await answer.arrayBuffer();
    }
    expect(faults()).toEqual([]);
    const walked = new Set(github.exchanges.map((one) => `${one.method} ${String(one.template)}`));
    expect(routes.map((route) => `${route.method} ${route.template}`).filter((one) => !walked.has(one))).toEqual([]);
    expect(routes.filter((route) => !description.has(`${route.method} ${route.template}`))).toEqual([]);
  });

  it("has every operation that Countersign asks for", () => {
    const known = new Set(routes.map((route) => `${route.method} ${route.template}`));
    expect(Object.values(operations).filter((operation) => !known.has(operation))).toEqual([]);
  });

  it("refuses in GitHub's form", async () => {
    const reader = github.token("github_pat_reader", github.world.person("carla"), { permissions: readPermissions });
    const pull = `${repo()}/pulls/${first()}`;
    const comment = (line: number, path = "src/refunds/retry.js") => ({
      commit_id: head(),
      event: "COMMENT",
      body: "x",
      comments: [{ path, line, side: "RIGHT", body: "x" }],
    });
    const cases: readonly (readonly [string, string, Sent, number, string])[] = [
      ["GET", pull, { token: "github_pat_wrong" }, 401, "Bad credentials"],
      ["GET", pull, { token: null }, 404, "Not Found"],
      ["GET", `${repo()}/pulls/1`, {}, 404, "Not Found"],
      ["GET", "/repos/demo/none", {}, 404, "Not Found"],
      [
        "POST",
        `${pull}/reviews`,
        { token: reader.text, body: comment(2) },
        403,
        "Resource not accessible by personal access token",
      ],
      ["GET", `${repo()}/commits/${head()}/check-runs`, { token: reader.text }, 403, "Resource not accessible"],
      ["POST", `${pull}/reviews`, { body: comment(400) }, 422, "Unprocessable"],
      ["POST", `${pull}/reviews`, { body: comment(2, "src/none.js") }, 422, "Unprocessable"],
      ["POST", `${pull}/reviews`, { body: { ...comment(2), commit_id: "0".repeat(40) } }, 422, "Unprocessable"],
      ["POST", `${pull}/requested_reviewers`, { body: { reviewers: ["Copilot"] } }, 422, "pull request author"],
      ["POST", `${pull}/requested_reviewers`, { body: { reviewers: ["stranger"] } }, 422, "only be requested from"],
      ["GET", `${repo()}/contents/none.txt`, {}, 404, "Not Found"],
    ];
    for (const [method, path, sent, status, message] of cases) {
      const answer = await send(method, path, sent);
      const body = (await answer.json()) as { message: string };
      expect([path, answer.status, body.message]).toEqual([path, status, expect.stringContaining(message)]);
    }
    const refused = await send("GET", `${repo()}/commits/${head()}/check-runs`, { token: reader.text });
    expect(refused.headers.get("x-accepted-github-permissions")).toBe("checks=read");
    reader.revoked = true;
    expect((await send("GET", "/user", { token: reader.text })).status).toBe(401);
    const own = github.world.pull(night.repository, {
      title: "Mine",
      by: night.reviewer,
      branch: "ilse/mine",
      patch: night.attempts[0].commits[0]!.patch,
    });
    const approval = { event: "APPROVE", commit_id: headOf(own)?.sha };
    const path = `${repo()}/pulls/${String(own.issue.number)}/reviews`;
    expect((await send("POST", path, { body: approval })).status).toBe(422);
    expect(own.reviews).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it("gives a diff, says 304 without counting it, and counts all else", async () => {
    const pull = `${repo()}/pulls/${first()}`;
    const diff = await send("GET", pull, { accept: "application/vnd.github.diff" });
    expect(await diff.text()).toBe(night.attempts[0].commits[0]?.patch);
    const answer = await send("GET", pull);
    const etag = answer.headers.get("etag") ?? "";
    const left = Number(answer.headers.get("x-ratelimit-remaining"));
    const again = await send("GET", pull, { headers: { "if-none-match": etag } });
    expect([again.status, await again.text(), Number(again.headers.get("x-ratelimit-remaining"))]).toEqual([
      304,
      "",
      left,
    ]);
    github.world.push(night.repository, night.attempts[0], {
      by: night.attempts[0].issue.by,
      patch: night.attempts[0].commits[0]!.patch,
      message: "Again",
    });
    const moved = await send("GET", pull, { headers: { "if-none-match": etag } });
    expect(moved.status).toBe(200);
    expect(Number(moved.headers.get("x-ratelimit-remaining"))).toBe(left - 1);
    const other = github.token("github_pat_other", github.world.person("carla"));
    const theirs = await send("GET", pull, { token: other.text });
    expect(theirs.headers.get("etag")).not.toBe(moved.headers.get("etag"));
    night.attempts[0].tooLarge = true;
    expect((await send("GET", pull, { accept: "application/vnd.github.diff" })).status).toBe(406);
    night.attempts[0].tooLarge = false;
  });

  it("gives lists in pages whose links lead through all of them", async () => {
    github.pageLimit = 2;
    const numbers: number[] = [];
    let next: string | undefined = `${repo()}/pulls?state=all&per_page=100`;
    let pages = 0;
    while (next !== undefined) {
      const answer: Response = await send("GET", next);
      numbers.push(...((await answer.json()) as { number: number }[]).map(({ number }) => number));
      next = /<([^>]+)>; rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
      expect(next ?? "/repositories/").toContain("/repositories/");
      pages += 1;
    }
    github.pageLimit = 100;
    expect(pages).toBeGreaterThan(2);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.length).toBe([...night.repository.issues.values()].filter((issue) => issue.pull !== null).length);
    expect(faults()).toEqual([]);
  });

  it("goes wrong as it is told, before and after the effect", async () => {
    const pull = night.moving;
    const path = `${repo()}/issues/${String(pull.issue.number)}/comments`;
    const post = (body: string) =>
      send("POST", path, { body: { body } }).then(
        ({ status }) => status,
        () => "lost",
      );
    const where = { method: "POST", path: /comments$/ };
    const bodies = () => pull.issue.comments.map(({ body }) => body);
    github.faults.set({ ...where, fault: { kind: "lost", when: "before" } });
    github.faults.set({ ...where, fault: { kind: "lost", when: "after" } });
    github.faults.set({ ...where, fault: { kind: "status", status: 502 } });
    github.faults.set({ ...where, fault: { kind: "status", status: 502, when: "after" } });
    const seen: unknown[] = [];
    for (const body of ["a", "b", "c", "d", "e"]) seen.push(await post(body));
    expect(seen).toEqual(["lost", "lost", 502, 502, 201]);
    expect(bodies()).toEqual(["b", "d", "e"]);
    expect(github.faults.pending).toBe(0);
  });

  it("limits with the documented headers, and notices who does not keep to them", async () => {
    const other = github.token("github_pat_limited", github.world.person("carla"));
    const ask = () => send("GET", repo(), { token: other.text });
    github.faults.set({ fault: { kind: "secondary-limit", retryAfter: 30 } });
    const second = await ask();
    expect([second.status, second.headers.get("retry-after")]).toEqual([403, "30"]);
    expect(((await second.json()) as { message: string }).message).toContain("secondary rate limit");
    const before = github.complaints.length;
    await ask();
    expect(github.complaints.slice(before)).toEqual([expect.stringMatching(/came \d+ ms before it was allowed again/)]);
    github.allowance.lift();
    github.faults.set({ fault: { kind: "primary-limit", seconds: 90, status: 429 } });
    const primary = await ask();
    expect([primary.status, primary.headers.get("x-ratelimit-remaining")]).toEqual([429, "0"]);
    expect(Number(primary.headers.get("x-ratelimit-reset")) * 1000).toBeGreaterThan(Date.now() + 60_000);
    expect((await ask()).status).toBe(403);
    github.allowance.lift();
    expect((await ask()).status).toBe(200);
  });

  it("sends old addresses of a repository on, and downloads to a host that gets no token", async () => {
    github.world.rename(night.repository, "demo", "renamed");
    const moved = await send("GET", "/repos/demo/app/pulls/2");
    expect([moved.status, moved.headers.get("location")]).toEqual([
      301,
      `${github.address}/repositories/${String(night.repository.id)}/pulls/2`,
    ]);
    expect((await send("GET", moved.headers.get("location")!)).status).toBe(200);
    const artifact = night.repository.runs[0]!.artifacts[0]!;
    const to = await send("GET", `${repo()}/actions/artifacts/${String(artifact.id)}/zip`);
    expect(to.status).toBe(302);
    const zip = await fetch(to.headers.get("location")!);
    expect(Buffer.from(await zip.arrayBuffer()).equals(artifact.zip)).toBe(true);
    expect(github.downloads).toEqual([{ path: `/artifact/${String(artifact.id)}`, withToken: false }]);
  });

  it("is found out where it differs from the description", () => {
    const exchange = github.exchanges.find((one) => one.template === "/user" && one.status === 200)!;
    const body = JSON.parse(exchange.body) as Record<string, unknown>;
    expect(description.faultsOf(exchange)).toEqual([]);
    const { login, ...nameless } = body;
    expect(login).toBe("ilse");
    for (const wrong of [nameless, { ...body, id: "7" }, { ...body, invented: 1 }])
      expect(description.faultsOf({ ...exchange, body: JSON.stringify(wrong) })).not.toEqual([]);
    const comment = github.asked("POST", /issues\/\d+\/comments$/).find((one) => one.status === 201)!;
    expect(description.faultsOf({ ...comment, requestBody: '{"text":"x"}' })).not.toEqual([]);
    expect(description.faultsOf({ ...comment, status: 299 })).not.toEqual([]);
  });
});
