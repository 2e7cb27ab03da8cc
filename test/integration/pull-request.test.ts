import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { components } from "@octokit/openapi-types";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectGitHub, parsePullRequestUrl } from "../../main/platform/github";
import { readPullRequest } from "../../main/services/read-pull-request";
import { openTestApp } from "../support/temp-home";

type Pull = components["schemas"]["pull-request"];

const patch = `diff --git a/src/a.js b/src/a.js
index 1111111..2222222 100644
--- a/src/a.js
+++ b/src/a.js
@@ -1 +1 @@
-export const a = 1;
+export const a = 2;
`;

/** The fields Countersign reads, in the types GitHub's own description gives them: a renamed field does not compile. */
const pull: Pick<Pull, "title" | "body" | "created_at" | "updated_at" | "html_url"> & {
  user: Pick<Pull["user"], "login">;
  base: Pick<Pull["base"], "sha">;
  head: Pick<Pull["head"], "sha" | "ref">;
} = {
  title: "Make a two",
  body: "Changed `src/a.js`. All tests pass.",
  user: { login: "agent-bot" },
  base: { sha: "1".repeat(40) },
  head: { sha: "2".repeat(40), ref: "agent/two" },
  created_at: "2026-11-20T20:00:00Z",
  updated_at: "2026-11-20T21:00:00Z",
  html_url: "https://github.com/demo/app/pull/7",
};

/** A stand-in on this machine that answers the two requests as GitHub does, by media type. */
async function fakeGitHub(): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url !== "/repos/demo/app/pulls/7") {
      response.writeHead(404, { "content-type": "application/json" }).end('{"message":"Not Found"}');
    } else if (/^application\/vnd\.github\.(v3\.)?diff$/.test(request.headers.accept ?? "")) {
      response.writeHead(200, { "content-type": "application/vnd.github.diff; charset=utf-8" }).end(patch);
    } else {
      response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(pull));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a pull request", () => {
  it("is read as an attempt whose claims have no event behind them", async () => {
    const app = openTestApp();
    const github = connectGitHub(undefined, await fakeGitHub());
    const read = await readPullRequest(app.core, github, { owner: "demo", repo: "app", number: 7 });
    expect(read.ok).toBe(true);
    const inbox = await app.invoke("inbox.list", { filter: "" });
    const row = inbox.ok ? inbox.value.groups[0]?.rows[0] : undefined;
    expect(row).toMatchObject({
      ref: "app#7",
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
      ref: "#7",
      verdict: "unverifiable",
      why: "No session came with this text, so what was run is not on record.",
    });
    const diff = await app.invoke("diff.get", { attemptId: row?.focusAttempt ?? "A-00000" });
    expect(diff.ok && diff.value).toMatchObject({ patch, source: "pull-request", head: "2".repeat(40) });
    // Read again, it is the same attempt of the same task.
    await readPullRequest(app.core, github, { owner: "demo", repo: "app", number: 7 });
    const again = await app.invoke("inbox.list", { filter: "" });
    expect(again.ok && again.value.total).toBe(1);
  });

  it("that is not there is a problem with a remedy", async () => {
    const app = openTestApp();
    const read = await readPullRequest(app.core, connectGitHub(undefined, await fakeGitHub()), {
      owner: "demo",
      repo: "app",
      number: 8,
    });
    expect(read).toMatchObject({ ok: false, error: { code: "github-not-found", place: "demo/app#8" } });
  });

  it.each([
    "http://github.com/a/b/pull/1",
    "https://github.com.evil.test/a/b/pull/1",
    "https://github.com/a/b/issues/1",
    "https://github.com/a/b/pull/0",
    "https://github.com/a/b/pull/1/../../x",
  ])("is not what %s names", (url) => {
    expect(parsePullRequestUrl(url)).toBeNull();
  });
});
