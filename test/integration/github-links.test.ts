import { beforeEach, expect, it, onTestFinished } from "vitest";
import type { App } from "../../main/app";
import { connectRepository, findPull, type Ask } from "../support/github/desk";
import { FakeGitHub } from "../support/github/fake-github";
import { layOutNight, type GitHubNight } from "../support/github/night";
import { openTestApp } from "../support/temp-home";

const token = "github_pat_canary0123456789";

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
      env: { COUNTERSIGN_KEY_PROTECTION: "file", COUNTERSIGN_GITHUB_API: github.address, GITHUB_TOKEN: token },
    },
  });
});

const ask: Ask = async (name, input) => {
  const answer = await app.invoke(name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.message}`);
  return answer.value;
};

const questions = () => github.exchanges.filter(({ path }) => path === "/graphql");

it("a link that was made by hand on GitHub groups the attempt with the others of the issue", async () => {
  night.moving.linked.add(night.issue);
  const id = await connectRepository(ask, token, "demo/app");
  const { taskId } = await findPull(ask, night.moving.issue.number);
  const { task, attempts } = await ask("task.get", { taskId });
  expect(attempts.map(({ attempt }) => attempt.pull?.number).sort()).toEqual(
    [...night.attempts, night.moving].map((pull) => pull.issue.number).sort(),
  );
  expect(task.ref).toBe(`app#${String(night.issue)}`);
  const linked = attempts.find(({ attempt }) => attempt.pull?.number === night.moving.issue.number);
  expect(linked?.attempt.patchNote).toBeNull();
  expect(linked?.attempt.pull?.closes).toEqual([`demo/app#${String(night.issue)}`]);

  // One question for each pull request; nothing more while nothing changes; then for the one that did.
  expect(questions()).toHaveLength(4);
  await ask("runners.sync", { id });
  expect(questions()).toHaveLength(4);
  github.world.comment(night.moving.issue, night.requester, "Have a look.");
  await ask("runners.sync", { id });
  expect(questions()).toHaveLength(5);
  expect(github.complaints).toEqual([]);
});

it("where the token may not ask, the keywords count and the attempt says what could not be read", async () => {
  night.moving.linked.add(night.issue);
  github.faults.set({ method: "POST", path: /^\/graphql$/, times: 100, fault: { kind: "wrong-form" } });
  await connectRepository(ask, token, "demo/app");
  const grouped = await findPull(ask, night.attempts[0].issue.number);
  expect((await ask("task.get", { taskId: grouped.taskId })).attempts).toHaveLength(3);
  const alone = await findPull(ask, night.moving.issue.number);
  const { attempts } = await ask("task.get", { taskId: alone.taskId });
  expect(attempts).toHaveLength(1);
  expect(attempts[0]?.attempt.patchNote).toContain(
    "Links to issues that were made by hand on GitHub could not be read",
  );
});

it("an outage of that API alone ends no reading, and what it told before stays", async () => {
  night.moving.linked.add(night.issue);
  const id = await connectRepository(ask, token, "demo/app");
  const { taskId } = await findPull(ask, night.moving.issue.number);
  github.faults.set({ method: "POST", path: /^\/graphql$/, times: 100, fault: { kind: "status", status: 502 } });
  github.world.comment(night.moving.issue, night.requester, "Have a look.");
  expect(await ask("runners.sync", { id })).toMatchObject({ problems: [], attempts: 1 });
  expect(await findPull(ask, night.moving.issue.number)).toMatchObject({ taskId });
});
