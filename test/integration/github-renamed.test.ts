import { beforeEach, expect, it, onTestFinished } from "vitest";
import type { App } from "../../main/app";
import { systemClock } from "../../main/platform/clock";
import { connectRepository, findPull, type Ask } from "../support/github/desk";
import { FakeGitHub } from "../support/github/fake-github";
import { datePatch, layOutNight, openRepository, type GitHubNight } from "../support/github/night";
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
      clock: { ...systemClock(), now: () => new Date("2026-11-23T06:00:00Z") },
      env: { COUNTERSIGN_KEY_PROTECTION: "file", COUNTERSIGN_GITHUB_API: github.address, GITHUB_TOKEN: token },
    },
  });
});

const ask: Ask = async (name, input) => {
  const answer = await app.invoke(name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.message}`);
  return answer.value;
};

async function connection() {
  const [one] = (await ask("app.status", {})).connections;
  return one ?? { id: "", name: "", path: "" };
}

async function everyAttempt(): Promise<string[]> {
  const { groups } = await ask("inbox.list", { filter: "" });
  const ids: string[] = [];
  for (const { taskId } of groups.flatMap((group) => group.rows))
    for (const { attempt } of (await ask("task.get", { taskId })).attempts) ids.push(attempt.id);
  return ids.sort();
}

it("a repository that was renamed is followed by its number: same connection, same attempts, the new name", async () => {
  const id = await connectRepository(ask, token, "demo/app");
  const before = await everyAttempt();
  const first = await findPull(ask, night.attempts[0].issue.number);
  github.world.rename(night.repository, "demo", "platform");
  const asked = github.exchanges.length;
  const report = await ask("runners.sync", { id });
  expect(report.problems.map(({ message }) => message)).toEqual([
    "demo/app is called demo/platform on GitHub now. The connection follows it, and its attempts bear the new name.",
  ]);
  expect(await connection()).toMatchObject({ id, name: "demo/platform", path: "https://github.com/demo/platform" });
  expect(await everyAttempt()).toEqual(before);
  expect(await findPull(ask, night.attempts[0].issue.number)).toEqual(first);
  const { attempts } = await ask("task.get", { taskId: first.taskId });
  expect(new Set(attempts.map(({ attempt }) => attempt.pull?.repository))).toEqual(new Set(["demo/platform"]));
  // The attempts are made of what is archived: only the repository and its list were asked for.
  expect(github.exchanges.slice(asked).filter(({ path }) => /\/pulls\/\d/.test(path))).toEqual([]);

  // What is new joins what is there, by the issue that it closes.
  github.world.pull(night.repository, {
    title: "Refunds once more",
    body: `Closes #${String(night.issue)}.`,
    by: github.world.person("Copilot", "Bot"),
    branch: "copilot/once-more",
    patch: datePatch("export const once = 1;"),
    message: "Once more",
    files: {},
  });
  expect((await ask("runners.sync", { id })).problems).toEqual([]);
  expect((await ask("task.get", { taskId: first.taskId })).attempts).toHaveLength(attempts.length + 1);
});

it("another repository under the old name is not read in its place", async () => {
  const id = await connectRepository(ask, token, "demo/app");
  const before = await everyAttempt();
  github.world.rename(night.repository, "other-org", "app");
  const stranger = openRepository(github, "ghu_stranger").repository;
  github.world.pull(stranger, {
    title: "Not ours",
    body: "",
    by: github.world.person("Copilot", "Bot"),
    branch: "copilot/strange",
    patch: datePatch("export const strange = 1;"),
    message: "Strange",
    files: {},
  });
  const report = await ask("runners.sync", { id });
  expect(report.problems.map(({ message }) => message)).toEqual([expect.stringContaining("is called other-org/app")]);
  expect(await connection()).toMatchObject({ name: "other-org/app" });
  expect(await everyAttempt()).toEqual(before);

  // Gone under its number too: said, and nothing is read.
  github.world.repositories.splice(github.world.repositories.indexOf(night.repository), 1);
  expect(await app.invoke("runners.sync", { id })).toMatchObject({ ok: false, error: { code: "github-not-found" } });
  expect(await everyAttempt()).toEqual(before);
});
