import { expect, it, onTestFinished } from "vitest";
import type { App } from "../../main/app";
import { readPullRequest } from "../../main/services/read-pull-request";
import type { Input, Output } from "../../shared/contract/api";
import { withQuestion } from "../../shared/review/escalation-question";
import { startCore } from "../support/core-process";
import { connectRepository, type Ask } from "../support/github/desk";
import { FakeGitHub } from "../support/github/fake-github";
import type { Pull } from "../support/github/model";
import { datePatch, openRepository } from "../support/github/night";
import { openTestApp, tempFolder } from "../support/temp-home";

const token = "ghu_several";

interface Several {
  readonly github: FakeGitHub;
  readonly pulls: readonly Pull[];
  readonly env: Readonly<Record<string, string>>;
}

/** The double with so many pull requests, each about something of its own. */
async function several(count: number): Promise<Several> {
  const github = new FakeGitHub();
  await github.start();
  onTestFinished(() => github.stop());
  const { repository } = openRepository(github, token);
  const agent = github.world.person("Copilot", "Bot");
  const pulls = Array.from({ length: count }, (_, n) =>
    github.world.pull(repository, {
      title: `Format dates, part ${String(n + 1)}`,
      body: "",
      by: agent,
      branch: `copilot/dates-${String(n + 1)}`,
      patch: datePatch(`export const format = (date) => date.toJSON().slice(0, ${String(n + 1)});`),
    }),
  );
  const env = {
    COUNTERSIGN_KEY_PROTECTION: "file",
    GITHUB_TOKEN: token,
    COUNTERSIGN_GITHUB_API: github.address,
    COUNTERSIGN_OUTBOX_SETTLE_MS: "0",
  };
  return { github, pulls, env };
}

function asker(app: App): Ask {
  return async (name, input) => {
    const answer = await app.invoke(name, input);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
    return answer.value;
  };
}

/** An app that has read every pull request. Out: their tasks too, in the order of the numbers. */
async function desk(count: number) {
  const made = await several(count);
  const app = openTestApp({ home: tempFolder(), platform: { env: made.env } });
  for (const { issue } of made.pulls) {
    const got = await readPullRequest(app.core, {
      ...{ host: "github.com", owner: "demo", repo: "app" },
      number: issue.number,
    });
    if (!got.ok) throw new Error(got.error.message);
  }
  const ask = asker(app);
  return { ...made, app, ask, tasks: await tasksOf(ask) };
}

async function tasksOf(ask: Ask): Promise<{ taskId: string; attemptId: null }[]> {
  const inbox = await ask("inbox.list", { filter: "" });
  return inbox.groups.flatMap((group) => group.rows).map(({ taskId }) => ({ taskId, attemptId: null }));
}

const said = {
  kind: "escalate",
  reason: withQuestion("Ten of these came in one night.", "Which of them may go in?"),
  person: "@carla",
  until: "2099-01-01T09:00:00Z",
} as const;

type Planned = Output<"outbox.planMany">["tasks"];

/** The act as the drawer asks for it: every sheet, and the effects that are sent by themselves. */
async function act(ask: Ask, subjects: Input<"outbox.planMany">["subjects"], planned: Planned) {
  const { sheets } = await ask("decision.sheets", { kind: said.kind, subjects });
  return {
    ...said,
    subjects: sheets.map(({ taskId, sheet }) => ({
      ...{ taskId, attemptId: null, nonce: sheet.nonce },
      effects: (planned.find((one) => one.taskId === taskId)?.effects ?? [])
        .filter(({ wanted, refused }) => wanted && refused === null)
        .map(({ id }) => id),
    })),
  };
}

it("a decision on several tasks is previewed for each, queued with each entry, and taken back with all of them", async () => {
  const { ask, tasks, github, pulls, app } = await desk(10);
  await ask("sample.open", {});
  const [own] = (await tasksOf(ask)).filter(({ taskId }) => tasks.every((task) => task.taskId !== taskId));
  const subjects = [...tasks, ...(own === undefined ? [] : [own])];
  const { tasks: planned, added } = await ask("outbox.planMany", { ...said, subjects });
  expect(planned).toHaveLength(11);
  expect(planned.slice(0, 10).map(({ effects, here }) => [effects.map(({ operation }) => operation), here])).toEqual(
    tasks.map(() => [["comment", "reviewers"], null]),
  );
  // A task of the sample is no pull request.
  expect(planned[10]).toMatchObject({ effects: [] });
  expect(planned[10]?.here).toBe("It is no pull request");
  const [firstTask] = tasks;
  const exact = await ask("outbox.plan", { ...said, taskId: firstTask?.taskId ?? "", attemptId: null, comments: [] });
  expect(exact.effects.map(({ id }) => id)).toEqual(planned[0]?.effects.map(({ id }) => id));
  expect(exact.effects[0]?.text).toContain("Which of them may go in?");
  expect(added).toBe(exact.added);

  const { done, failed } = await ask("decision.batch", await act(ask, subjects, planned));
  expect(failed).toEqual([]);
  expect(done.map(({ sent }) => sent)).toEqual([...tasks.map(() => 2), 0]);
  const { queue } = await ask("outbox.list", {});
  expect(queue.map(({ decision, taskId, operation }) => ({ decision, taskId, operation }))).toEqual(
    done.slice(0, 10).flatMap(({ taskId, receipt: { seq } }) => [
      { decision: seq, taskId, operation: "comment" },
      { decision: seq, taskId, operation: "reviewers" },
    ]),
  );
  expect(new Set(queue.map(({ id }) => id)).size).toBe(20);

  // The first two are sent, then GitHub wants no more for an hour: the others are taken back with the act; what was sent stays.
  github.faults.set({ method: "POST", times: Infinity, skip: 2, fault: { kind: "primary-limit", seconds: 3600 } });
  await ask("outbox.send", {});
  const { undo } = await ask("decision.last", { taskId: null });
  expect(undo?.entries).toHaveLength(11);
  await ask("decision.withdraw", { entries: undo?.entries ?? [], reason: "Too soon." });
  const after = await ask("outbox.list", {});
  expect(after.queue).toEqual([]);
  const sent = after.settled.filter(({ state }) => state === "confirmed");
  expect(sent.map(({ operation }) => operation).sort()).toEqual(["comment", "reviewers"]);
  expect(after.settled).toHaveLength(20);
  expect(after.settled.filter(({ state }) => state === "cancelled")).toHaveLength(20 - sent.length);
  const comments = pulls.flatMap(({ issue }) => issue.comments);
  expect(comments).toHaveLength(sent.filter(({ operation }) => operation === "comment").length);
  expect(comments[0]?.body.startsWith(exact.effects[0]?.text ?? "?")).toBe(true);
  await ask("outbox.send", {});
  expect(pulls.flatMap(({ issue }) => issue.comments)).toHaveLength(comments.length);
  expect(github.complaints.filter((one) => !one.startsWith("GET "))).toEqual([]);
  expect(app.core.ledger.entriesOf("effect")).toHaveLength(20);
});

it("what is not planned so any more refuses its own task alone, and nothing of that is queued", async () => {
  const { ask, tasks } = await desk(3);
  const { tasks: planned } = await ask("outbox.planMany", { ...said, subjects: tasks });
  const asked = await act(ask, tasks, planned);
  const subjects = asked.subjects.map((subject, at) =>
    at === 1 ? { ...subject, effects: ["comment other"] } : subject,
  );
  const { done, failed } = await ask("decision.batch", { ...asked, subjects });
  expect(done.map(({ taskId }) => taskId)).toEqual([tasks[0]?.taskId, tasks[2]?.taskId]);
  expect(failed).toMatchObject([{ taskId: tasks[1]?.taskId, problem: { code: "effects-moved" } }]);
  const { queue } = await ask("outbox.list", {});
  expect(queue.map(({ taskId }) => taskId)).toEqual([0, 0, 2, 2].map((at) => tasks[at]?.taskId));
  const { effects } = await ask("outbox.task", { taskId: tasks[1]?.taskId ?? "" });
  expect(effects).toEqual([]);
});

it("a core that is killed in the middle leaves each task decided with what is sent of it, or neither", async () => {
  const { env, github } = await several(10);
  const home = tempFolder();
  const first = startCore(home, { ...env, GITHUB_TOKEN: "" });
  onTestFinished(() => first.kill());
  await first.ready();
  const ask: Ask = (name, input) => first.ask(name, input);
  await connectRepository(ask, token, "demo/app");
  // Nothing is sent by itself meanwhile: what is looked at is what was queued.
  github.faults.set({ method: "POST", path: /.*/, times: Infinity, fault: { kind: "lost", when: "before" } });
  const tasks = await tasksOf(ask);
  expect(tasks).toHaveLength(10);
  const { tasks: planned } = await ask("outbox.planMany", { ...said, subjects: tasks });
  const asked = await act(ask, tasks, planned);
  let recorded = 0;
  const killed = new Promise<void>((resolve) => {
    first.child.on("message", (message: unknown) => {
      if (!JSON.stringify(message).includes("Recording escalate")) return;
      recorded += 1;
      if (recorded === 4) void first.kill().then(resolve);
    });
  });
  await Promise.race([ask("decision.batch", asked).catch(() => null), killed]);
  await killed;

  const again = startCore(home, { ...env, GITHUB_TOKEN: "" });
  onTestFinished(() => again.kill());
  await again.ready();
  const decided: string[] = [];
  for (const { taskId } of tasks) {
    const { decisions } = await again.ask("task.get", { taskId });
    const { effects } = await again.ask("outbox.task", { taskId });
    const seqs = decisions.filter(({ decision }) => decision.kind === "escalate").map(({ seq }) => seq);
    expect(effects.map(({ decision }) => decision)).toEqual(seqs.flatMap((seq) => [seq, seq]));
    if (seqs.length > 0) decided.push(taskId);
  }
  // What was told before the kill is on the disk; what comes after it may be as well.
  expect(decided.length).toBeGreaterThanOrEqual(4);
  expect(decided).toEqual(tasks.slice(0, decided.length).map(({ taskId }) => taskId));
  expect(await again.ask("audit.verify", {})).toMatchObject({ verified: true, problem: null });
});
