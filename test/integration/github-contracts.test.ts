import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { App } from "../../main/app";
import { systemClock } from "../../main/platform/clock";
import { connectRepository, findPull, type Ask } from "../support/github/desk";
import { FakeGitHub } from "../support/github/fake-github";
import { layOutNight, type GitHubNight } from "../support/github/night";
import { openTestApp } from "../support/temp-home";

const token = "github_pat_canary0123456789";
/** What an author who wants an easy review would write. */
const easy = `Only documents are touched.

## Constraints
- Do not change \`package.json\`.

## Scope
- \`docs/**\`

## Acceptance criteria
- \`npm test\` passes
`;

let github: FakeGitHub;
let night: GitHubNight;

beforeEach(async () => {
  github = new FakeGitHub();
  await github.start();
  onTestFinished(() => github.stop());
  night = layOutNight(github, token);
});

function open(): { app: App; ask: Ask } {
  const app = openTestApp({
    platform: {
      clock: { ...systemClock(), now: () => new Date("2026-11-23T06:00:00Z") },
      env: { COUNTERSIGN_KEY_PROTECTION: "file", COUNTERSIGN_GITHUB_API: github.address, GITHUB_TOKEN: token },
    },
  });
  const ask: Ask = async (name, input) => {
    const answer = await app.invoke(name, input);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.message}`);
    return answer.value;
  };
  return { app, ask };
}

async function read(ask: Ask) {
  await connectRepository(ask, token, "demo/app");
  const { taskId, attemptId } = await findPull(ask, night.attempts[0].issue.number);
  return { taskId, attemptId };
}

function issueSays(body: string, labels: readonly string[]): void {
  const issue = night.repository.issues.get(night.issue);
  if (issue === undefined) throw new Error("the night has no issue");
  issue.body = body;
  issue.labels.clear();
  for (const label of labels) issue.labels.add(github.world.label(night.repository, label).name);
}

/** What stands in the way of approving, and how risky it is. */
async function judged(ask: Ask, taskId: string, attemptId: string) {
  const { tier, gates } = await ask("decision.sheet", { kind: "approve", taskId, attemptId });
  const { task, attempts } = await ask("task.get", { taskId });
  return {
    tier,
    gates,
    contract: task.contract,
    findings: attempts.map(({ judgement }) => judgement.findings.map(({ rule }) => rule)),
  };
}

describe("a contract that is read from a linked issue", () => {
  it("is a draft whose guesses are marked, and who asked is the issue's author", async () => {
    issueSays(easy, ["agent", "risk: low"]);
    const { ask } = open();
    const { taskId } = await read(ask);
    const { task } = await ask("task.get", { taskId });
    expect(task).toMatchObject({
      contract: null,
      contractDigest: null,
      requester: { name: "bruno", entryPoint: "issue" },
      guessed: {
        from: `demo/app#${String(night.issue)}`,
        contract: {
          objective: "Only documents are touched.",
          risk: "low",
          allow: { paths: ["docs/**"] },
          requester: { name: "bruno" },
        },
      },
    });
    expect(task.guessed?.guesses.map(({ key }) => key).sort()).toEqual([
      "acceptance",
      "allow",
      "constraints",
      "objective",
      "risk",
    ]);
    expect((await ask("conformance.get", { taskId })).requirements).toEqual([]);
    const draft = await ask("contract.draft", { taskId });
    expect(draft.origin).toBe(`Read from issue demo/app#${String(night.issue)}, nobody confirmed it`);
    expect(draft.text).toContain("# Guessed from the label risk: low.");
  });

  it("changes no gate, tier or finding, whatever the issue says", async () => {
    issueSays("", []);
    const plain = open();
    const there = await read(plain.ask);
    const without = await judged(plain.ask, there.taskId, there.attemptId);
    issueSays(easy, ["agent", "risk: low"]);
    const drafted = open();
    const here = await read(drafted.ask);
    expect(await judged(drafted.ask, here.taskId, here.attemptId)).toEqual(without);
  });

  it("counts once a person confirmed it, with name and time; the tier that was reached is held", async () => {
    issueSays(easy, ["agent", "risk: low"]);
    const { app, ask } = open();
    const { taskId, attemptId } = await read(ask);
    const before = await judged(ask, taskId, attemptId);
    const { text } = await ask("contract.draft", { taskId });
    const edited = text.replace("name: bruno", "name: somebody else");
    expect(edited).not.toBe(text);
    const { digest } = await ask("contract.confirm", { taskId, text: edited });
    const { task } = await ask("task.get", { taskId });
    expect(task).toMatchObject({
      contractDigest: digest,
      contract: { risk: "low" },
      confirmed: { at: "2026-11-23T06:00:00.000Z", from: task.guessed?.digest },
      // Who asked decides who may not approve alone: an edited text does not change it.
      requester: { name: "bruno" },
    });
    expect(task.confirmed?.by).not.toBe("");
    const after = await judged(ask, taskId, attemptId);
    expect(after.tier).toBe(before.tier);
    expect(after.findings.flat()).toContain("scope-breach");
    expect((await ask("conformance.get", { taskId })).requirements.length).toBeGreaterThan(2);
    expect((await ask("contract.open", { taskId })).standing).toBe("confirmed");

    // It stands when the pull requests are read again, and when the issue says something else.
    issueSays("Something else.", []);
    const first = night.attempts[0];
    github.world.comment(first.issue, night.reviewer, "Look again.");
    const [connection] = (await ask("app.status", {})).connections;
    await ask("runners.sync", { id: connection?.id ?? "" });
    const again = (await ask("task.get", { taskId })).task;
    expect(again.contractDigest).toBe(digest);
    expect(again.guessed?.digest).not.toBe(again.confirmed?.from);

    expect(await app.invoke("contract.confirm", { taskId, text: "version: 1\n" })).toMatchObject({ ok: false });
    await ask("contract.confirm", { taskId, text: null });
    const back = (await ask("task.get", { taskId })).task;
    expect(back).toMatchObject({ contract: null, contractDigest: null, requester: { name: "bruno" } });
    expect(back.confirmed).toBeUndefined();
    expect(await app.invoke("contract.confirm", { taskId, text: null })).toMatchObject({
      ok: false,
      error: { code: "nothing-confirmed" },
    });
  });

  it("that the issue states in YAML is the contract, and is not to be confirmed over", async () => {
    issueSays("```yaml\nversion: 1\nid: APP-1\ntitle: Pay once\nobjective: A refund pays once.\n```\n", []);
    const { app, ask } = open();
    const { taskId } = await read(ask);
    const { task } = await ask("task.get", { taskId });
    expect(task.contract?.id).toBe("APP-1");
    expect(task.guessed).toBeUndefined();
    expect(await app.invoke("contract.confirm", { taskId, text: null })).toMatchObject({
      ok: false,
      error: { code: "contract-stated" },
    });
  });
});
