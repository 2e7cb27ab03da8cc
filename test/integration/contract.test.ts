import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { components } from "@octokit/openapi-types";
import { describe, expect, it, onTestFinished } from "vitest";
import type { App } from "../../main/app";
import { parseIssueAddress } from "../../main/platform/github/addresses";
import { readContract } from "../../main/evidence/contract-file";
import type { Output, ProcedureName } from "../../shared/contract/api";
import type { Result } from "../../shared/result";
import { openTestApp, projectRoot } from "../support/temp-home";

type GitHubIssue = components["schemas"]["issue"];

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

/** The sample night's task with this reference. */
async function sampleTask(app: App, ref: string): Promise<string> {
  value(await app.invoke("sample.open", {}));
  const rows = value(await app.invoke("inbox.list", { filter: "" })).groups.flatMap((group) => group.rows);
  const row = rows.find((one) => one.ref === ref);
  if (row === undefined) throw new Error(`no ${ref}`);
  return row.taskId;
}

type Sheet = Output<Extract<ProcedureName, "conformance.get">>;

function states(sheet: Sheet, letter: string): Record<string, string> {
  const attempt = sheet.attempts.find((one) => one.letter === letter);
  return Object.fromEntries((attempt?.cells ?? []).map((cell) => [cell.field, cell.state]));
}

describe("conformance with the sample night's contract", () => {
  it("holds every requirement against each attempt, with what it rests on", async () => {
    const app = openTestApp();
    const taskId = await sampleTask(app, "PAY-118");
    const sheet = value(await app.invoke("conformance.get", { taskId }));
    expect(sheet.contractId).toBe("PAY-118");
    expect(sheet.requirements.map(({ field }) => field)).toEqual([
      "objective",
      "constraints[0]",
      "constraints[1]",
      "constraints[2]",
      "acceptance[0]",
      "acceptance[1]",
      "evidence.tests",
      "evidence.static-analysis",
      "allow.paths",
      "allow.hosts",
      "isolation",
    ]);
    expect(sheet.attempts.map(({ letter }) => letter)).toEqual(["A", "B", "C"]);
    for (const { letter, cells } of sheet.attempts) {
      expect(cells.map(({ field }) => field)).toEqual(sheet.requirements.map(({ field }) => field));
      // Sentences for the reader are never met.
      expect(states(sheet, letter)).toMatchObject({
        "constraints[0]": "no-evidence",
        "constraints[1]": "no-evidence",
        "constraints[2]": "no-evidence",
        isolation: "no-evidence",
      });
    }
    expect(states(sheet, "B")).toMatchObject({ objective: "met", "acceptance[0]": "met", "allow.paths": "met" });
    expect(states(sheet, "A")["acceptance[0]"]).not.toBe("met");

    // Every link leads to something that is there.
    const view = value(await app.invoke("task.get", { taskId }));
    for (const { attemptId, cells } of sheet.attempts) {
      const attempt = view.attempts.find((one) => one.attempt.id === attemptId);
      for (const link of cells.flatMap((cell) => cell.links)) {
        if (link.to === "evidence") expect(attempt?.judgement.evidence.map(({ id }) => id)).toContain(link.id);
        else if (link.to === "diff") expect(attempt?.attempt.files.map((file) => file.path)).toContain(link.path);
        else value(await app.invoke("timeline.event", link.event));
      }
    }
  });

  it("agrees with the findings: what breaches a bound is listed there, and only that", async () => {
    const app = openTestApp();
    const taskId = await sampleTask(app, "PAY-118");
    const sheet = value(await app.invoke("conformance.get", { taskId }));
    const view = value(await app.invoke("task.get", { taskId }));
    for (const { attempt, judgement } of view.attempts) {
      const breaches = judgement.findings.filter(({ rule }) => rule === "scope-breach");
      const cell = sheet.attempts
        .find((one) => one.attemptId === attempt.id)
        ?.cells.find(({ field }) => field === "allow.paths");
      expect(cell?.state).toBe(breaches.length > 0 ? "not-met" : "met");
      expect(cell?.links.length).toBe(breaches.length);
    }
  });

  it("is empty without a contract, and an error without a task", async () => {
    const app = openTestApp();
    const taskId = await sampleTask(app, "WEB-123");
    expect(value(await app.invoke("conformance.get", { taskId })).contractId).toBe("WEB-123");
    expect(await app.invoke("conformance.get", { taskId: "T-AAAAA" })).toMatchObject({ ok: false });
  });
});

describe("the contract of a task", () => {
  it("is opened byte for byte, edited, and left as it is in the archive", async () => {
    const app = openTestApp();
    const taskId = await sampleTask(app, "PAY-118");
    const opened = value(await app.invoke("contract.open", { taskId }));
    expect(opened.text).toContain("# Written by Marit");
    const edited = value(
      await app.invoke("contract.edit", { text: opened.text, edits: [{ path: ["risk"], value: "critical" }], taskId }),
    );
    expect(edited.text).toBe(opened.text.replace("risk: high", "risk: critical"));
    expect(edited.check.contract?.risk).toBe("critical");
    expect(value(await app.invoke("contract.open", { taskId })).text).toBe(opened.text);
  });

  it("of the sample night are in order, every one", async () => {
    const app = openTestApp();
    const packs = path.join(projectRoot, "resources", "sample", "packs");
    expect(readdirSync(packs).length).toBeGreaterThan(3);
    const taskId = await sampleTask(app, "SRCH-114");
    const { text } = value(await app.invoke("contract.open", { taskId }));
    const check = value(await app.invoke("contract.check", { text, taskId }));
    expect(check).toMatchObject({ problems: [], advice: [] });
    expect(check.fit?.when).toBe("before");
  });

  it("says what is wrong with line, column and remedy", async () => {
    const app = openTestApp();
    const check = value(
      await app.invoke("contract.check", {
        text: "version: 1\nid: A\ntitle: t\nobjective: o\nrisk: hihg\n",
        taskId: null,
      }),
    );
    expect(check).toMatchObject({
      contract: null,
      fit: null,
      form: { id: "A", risk: "hihg" },
      problems: [{ line: 5, column: 7, remedy: 'Did you mean "high"?' }],
    });
    expect(value(await app.invoke("contract.check", { text: "a: [", taskId: null }))).toMatchObject({
      form: null,
      problems: [{ code: "contract-yaml", line: 1 }],
    });
  });

  it("is begun from a task's own words", async () => {
    const app = openTestApp();
    const taskId = await sampleTask(app, "PAY-118");
    const draft = value(await app.invoke("contract.draft", { taskId }));
    expect(readContract(draft.text, "c.yaml")).toMatchObject({ problems: [], contract: { id: "PAY-118" } });
    const empty = value(await app.invoke("contract.draft", { taskId: null }));
    expect(readContract(empty.text, "c.yaml").problems.map(({ place }) => place)).toEqual([
      "c.yaml:3:5",
      "c.yaml:4:8",
      "c.yaml:5:12",
    ]);
  });
});

describe("task fit", () => {
  it("is judged before from the contract and after from the attempts, and keeps a person's answer with name and time", async () => {
    const app = openTestApp();
    const taskId = await sampleTask(app, "PAY-118");
    const fit = value(await app.invoke("contract.fit", { taskId }));
    const answer = (of: typeof fit.before, question: string) => of.answers.find((one) => one.question === question);
    expect(answer(fit.before, "parallel")).toMatchObject({ answer: "not-answered", by: null });
    expect(answer(fit.after, "parallel")).toMatchObject({ answer: "yes", by: "attempts" });
    expect(answer(fit.after, "specific")?.by).toBe("attempts");

    value(
      await app.invoke("contract.answer", {
        taskId,
        contractId: null,
        question: "parallel",
        answer: "yes",
        note: "two ways to keep the key",
      }),
    );
    const again = value(await app.invoke("contract.fit", { taskId }));
    expect(answer(again.before, "parallel")).toMatchObject({
      answer: "yes",
      by: "person",
      given: { reviewer: "ilse", note: "two ways to keep the key" },
    });
    // What the attempts showed is not overruled by what a person thought before.
    expect(answer(again.after, "parallel")).toMatchObject({ by: "attempts" });
    value(
      await app.invoke("contract.answer", { taskId, contractId: null, question: "parallel", answer: null, note: "" }),
    );
    expect(value(await app.invoke("contract.fit", { taskId })).before).toEqual(fit.before);
  });

  it("takes an answer given to a contract before there was a task", async () => {
    const app = openTestApp();
    value(
      await app.invoke("contract.answer", {
        taskId: null,
        contractId: "PAY-118",
        question: "parallel",
        answer: "partly",
        note: "",
      }),
    );
    const taskId = await sampleTask(app, "PAY-118");
    const { before } = value(await app.invoke("contract.fit", { taskId }));
    expect(before.answers[3]).toMatchObject({ answer: "partly", by: "person", ground: "ilse says so." });
    expect(
      await app.invoke("contract.answer", {
        taskId: null,
        contractId: null,
        question: "owned",
        answer: "yes",
        note: "",
      }),
    ).toMatchObject({ ok: false, error: { code: "subject-missing" } });
  });
});

/** The fields Countersign reads, in the types GitHub's own description gives them. */
const issue: Pick<
  GitHubIssue,
  "id" | "number" | "title" | "body" | "state" | "created_at" | "updated_at" | "html_url"
> & {
  user: Pick<NonNullable<GitHubIssue["user"]>, "login" | "id" | "type">;
  labels: GitHubIssue["labels"];
} = {
  id: 1,
  number: 7,
  state: "open",
  updated_at: "2026-11-20T20:00:00Z",
  title: "Pay once",
  body: "Refunds are paid twice.\n\n## Acceptance criteria\n- [ ] `npm test` passes\n",
  created_at: "2026-11-20T20:00:00Z",
  html_url: "https://github.com/demo/app/issues/7",
  user: { login: "marit", id: 7, type: "User" },
  labels: ["bug", { name: "risk: low" }],
};

async function fakeGitHub(): Promise<string> {
  const server = createServer((request, response) => {
    const found = request.url === "/repos/demo/app/issues/7";
    response
      .writeHead(found ? 200 : 404, { "content-type": "application/json; charset=utf-8" })
      .end(found ? JSON.stringify(issue) : '{"message":"Not Found"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

describe("a contract from a GitHub issue", () => {
  it("is read by address, and says when there is none", async () => {
    const app = openTestApp({ platform: { env: { COUNTERSIGN_GITHUB_API: await fakeGitHub() } } });
    const draft = value(
      await app.invoke("contract.import", { from: { kind: "address", url: "https://github.com/demo/app/issues/7" } }),
    );
    expect(readContract(draft.text, "c.yaml").contract).toMatchObject({
      id: "app#7",
      title: "Pay once",
      objective: "Refunds are paid twice.",
      acceptance: [{ command: "npm test" }],
      risk: "low",
      requester: { name: "marit", entryPoint: "issue", link: "https://github.com/demo/app/issues/7" },
    });
    expect(
      await app.invoke("contract.import", { from: { kind: "address", url: "https://github.com/demo/app/issues/8" } }),
    ).toMatchObject({
      ok: false,
      error: { code: "github-not-found", message: expect.stringContaining("no issue") as unknown },
    });
  });

  it.each([
    "https://github.com/demo/app/pull/7",
    "http://github.com/demo/app/issues/7",
    "https://github.com.evil.invalid/demo/app/issues/7",
    "https://user@github.com/demo/app/issues/7",
    "https://github.com/demo/app/issues/7/../../x",
    "file:///etc/passwd",
  ])("asks nobody about %s", async (url) => {
    expect(parseIssueAddress(url, ["github.com"])).toBeNull();
    expect(await openTestApp().invoke("contract.import", { from: { kind: "address", url } })).toMatchObject({
      ok: false,
      error: { code: "not-an-issue" },
    });
  });

  it("is begun from pasted text", async () => {
    const draft = value(
      await openTestApp().invoke("contract.import", { from: { kind: "text", text: "# Pay once\n\nAlways.\n" } }),
    );
    expect(readContract(draft.text, "c.yaml").contract).toMatchObject({ title: "Pay once", objective: "Always." });
    expect(await openTestApp().invoke("contract.import", { from: { kind: "text", text: " \n" } })).toMatchObject({
      ok: false,
      error: { code: "nothing-to-import" },
    });
  });
});
