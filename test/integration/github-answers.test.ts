import { beforeEach, expect, it, onTestFinished } from "vitest";
import type { App } from "../../main/app";
import type { Input } from "../../shared/contract/api";
import { connectRepository, decide, findPull, type Ask } from "../support/github/desk";
import { FakeGitHub } from "../support/github/fake-github";
import { layOutNight, type GitHubNight } from "../support/github/night";
import { openTestApp } from "../support/temp-home";

const token = "ghu_reviewer";

let github: FakeGitHub;
let night: GitHubNight;
let app: App;

beforeEach(async () => {
  github = new FakeGitHub();
  await github.start();
  onTestFinished(() => github.stop());
  night = layOutNight(github, token);
  app = openTestApp({
    platform: {
      env: {
        COUNTERSIGN_KEY_PROTECTION: "file",
        COUNTERSIGN_GITHUB_API: github.address,
        GITHUB_TOKEN: token,
        COUNTERSIGN_OUTBOX_SETTLE_MS: "0",
      },
    },
  });
});

const ask: Ask = async (name, input) => {
  const answer = await app.invoke(name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.message}`);
  return answer.value;
};

/** Escalates a pull request and posts it there. */
async function escalated(person: string) {
  await connectRepository(ask, token, "demo/app");
  const { taskId } = await findPull(ask, night.moving.issue.number);
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const { seq, queued } = await decide(ask, {
    kind: "escalate",
    taskId,
    attemptId: null,
    reason: "It changes what customers see.\n\nQuestion: May it ship?",
    person,
    until,
    choose: ({ operation }) => operation === "comment",
  });
  expect(queued).toHaveLength(1);
  await ask("outbox.send", {});
  await sync();
  return { taskId, seq };
}

async function sync(): Promise<void> {
  const [connection] = (await ask("app.status", {})).connections;
  await ask("runners.sync", { id: connection?.id ?? "" });
}

async function row(taskId: string) {
  const { groups } = await ask("inbox.list", { filter: "" });
  return groups.flatMap((group) => group.rows).find((one) => one.taskId === taskId);
}

it("what is said on the pull request after an escalation comes back to the reviewer, who records it as the answer", async () => {
  const person = github.world.person("dario");
  const { taskId, seq } = await escalated("@dario");
  expect(await row(taskId)).toMatchObject({ turn: "waiting", waitingOn: "@dario" });
  expect((await ask("escalations.list", { taskId, ended: false })).escalations[0]?.heard).toEqual([]);

  const said = github.world.comment(night.moving.issue, person, "Yes, from Monday on. Ask <b>carla</b> first.");
  await sync();
  const { escalations } = await ask("escalations.list", { taskId, ended: false });
  expect(escalations).toHaveLength(1);
  const [heard] = escalations[0]?.heard ?? [];
  expect(heard).toMatchObject({
    login: "dario",
    accountId: person.id,
    person: "@dario",
    addressed: true,
    text: said.body,
  });
  expect(heard?.url).toContain(`#issuecomment-${String(said.id)}`);
  expect(escalations[0]).toMatchObject({ state: "open", answer: null });
  expect(await row(taskId)).toMatchObject({
    turn: "your-turn",
    waitingOn: null,
    why: "@dario answered on GitHub. It is no answer here before you record it.",
    verdict: { label: "Answered on GitHub" },
  });
  expect((await ask("task.get", { taskId })).next).toMatchObject({ to: "decide", kind: "answer" });

  // It stands on GitHub already: telling it there again is offered and not chosen.
  const plan = {
    kind: "answer" as const,
    taskId,
    attemptId: null,
    reason: "Yes.",
    person: null,
    until: null,
    comments: [],
  } satisfies Input<"outbox.plan">;
  const told = await ask("outbox.plan", { ...plan, heard: heard?.url ?? "" });
  expect(told.effects.map(({ operation, wanted }) => [operation, wanted])).toEqual([["comment", false]]);
  expect((await ask("outbox.plan", plan)).effects[0]?.wanted).toBe(true);

  const sheet = await ask("decision.sheet", { kind: "answer", taskId, attemptId: null });
  const asked: Input<"decision.record"> = {
    kind: "answer",
    taskId,
    attemptId: null,
    nonce: sheet.nonce,
    reason: heard?.text ?? "",
    person: heard?.person ?? null,
    until: null,
    confirm: null,
  };
  // Only what was read there is an answer from there.
  expect(
    await app.invoke("decision.record", { ...asked, heard: "https://github.com/demo/app/pull/1#x" }),
  ).toMatchObject({ ok: false, error: { code: "heard-gone" } });
  await ask("decision.record", { ...asked, heard: heard?.url ?? "" });
  const { decisions } = await ask("task.get", { taskId });
  expect(decisions.at(-1)?.decision).toMatchObject({
    kind: "answer",
    person: "@dario",
    escalation: { seq },
    heard: { url: heard?.url, login: "dario", accountId: person.id, digest: heard?.digest },
  });
  const after = (await ask("escalations.list", { taskId, ended: true })).escalations[0];
  expect(after).toMatchObject({ state: "answered", answer: { by: "@dario", text: said.body }, heard: [] });
  const back = await row(taskId);
  expect(back?.turn).toBe("your-turn");
  expect(back?.why).toContain("@dario answered the escalation");
});

it("somebody else's word is said to be that, and the agent's and the reviewer's own are none", async () => {
  const { taskId } = await escalated("@dario");
  const other = github.world.person("mallory");
  github.world.comment(night.moving.issue, night.reviewer, "I posted this myself.");
  github.world.comment(night.moving.issue, github.world.person("copilot-swe-agent[bot]", "Bot"), "Done as asked.");
  await sync();
  expect(await row(taskId)).toMatchObject({ turn: "waiting" });
  github.world.comment(night.moving.issue, other, "Ship it!");
  await sync();
  const { escalations } = await ask("escalations.list", { taskId, ended: false });
  expect(escalations[0]?.heard).toMatchObject([{ login: "mallory", addressed: false, text: "Ship it!" }]);
  expect((await row(taskId))?.why).toBe(
    "@mallory, who was not asked, answered on GitHub. It is no answer here before you record it.",
  );
  github.world.comment(night.moving.issue, github.world.person("dario"), "Not yet.");
  github.world.comment(night.moving.issue, other, "Do it!");
  await sync();
  expect((await row(taskId))?.why).toBe("@dario answered on GitHub. It is no answer here before you record it.");
});

it("of several escalations of a task the comment with the answer quotes the question that it answers", async () => {
  await connectRepository(ask, token, "demo/app");
  const { taskId } = await findPull(ask, night.moving.issue.number);
  const until = new Date(Date.now() + 3_600_000).toISOString();
  for (const question of ["May it ship?", "Who tells the customers?"])
    await decide(ask, {
      kind: "escalate",
      taskId,
      attemptId: null,
      reason: `It is seen.\n\nQuestion: ${question}`,
      person: "@dario",
      until,
      choose: () => false,
    });
  const { escalations } = await ask("escalations.list", { taskId, ended: true });
  expect(escalations).toHaveLength(2);
  const texts = async (about?: { seq: number; leafHash: string }) => {
    const { effects } = await ask("outbox.plan", {
      kind: "answer",
      taskId,
      attemptId: null,
      reason: "The desk does.",
      person: null,
      until: null,
      comments: [],
      ...(about === undefined ? {} : { escalation: about }),
    });
    return effects.map(({ text }) => text ?? "");
  };
  const quotedFor = async (words: string): Promise<string> => {
    const one = escalations.find(({ question }) => question === words);
    return (await texts({ seq: one?.seq ?? -1, leafHash: one?.leafHash ?? "" }))[0] ?? "";
  };
  const [first, second] = [await quotedFor("May it ship?"), await quotedFor("Who tells the customers?")];
  expect(first).toContain("> May it ship?");
  expect(first).not.toContain("Who tells");
  expect(second).toContain("> Who tells the customers?");
  expect(second).not.toContain("May it ship");
  // Not named, the one that still waits is meant: the second closed the first.
  expect((await texts())[0]).toContain("> Who tells the customers?");
});
