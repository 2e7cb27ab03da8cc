import { mkdirSync } from "node:fs";
import path from "node:path";
import type { QueuedEffect } from "../../shared/model/effect";
import { startCore } from "../support/core-process";
import { connectRepository, decide, findPull, type Ask, type Deciding } from "../support/github/desk";
import { FakeGitHub } from "../support/github/fake-github";
import { layOutNight, type GitHubNight } from "../support/github/night";

/*
 * Data folders with decisions whose effects wait to be sent: made once by the built core against the double of GitHub, while the
 * network was gone, and copied for each run.
 */

export const reviewerToken = "ghu_writeback0001";

/** What is decided, by the name of its folder. */
export const scenarios = ["verdict", "rejection", "choice", "approval"] as const;
export type Scenario = (typeof scenarios)[number];

export interface WaitingHome {
  readonly scenario: Scenario;
  readonly home: string;
  readonly effects: readonly QueuedEffect[];
}

/** Environment of a core that knows the double alone. */
export function environment(github: FakeGitHub): Record<string, string> {
  return {
    COUNTERSIGN_KEY_PROTECTION: "file",
    COUNTERSIGN_GITHUB_API: github.address,
    COUNTERSIGN_OUTBOX_SETTLE_MS: "300",
    GITHUB_TOKEN: "",
  };
}

/** The double with the night, the same each time but for its port. */
export async function startGitHub(): Promise<{ github: FakeGitHub; night: GitHubNight }> {
  const github = new FakeGitHub();
  await github.start();
  return { github, night: layOutNight(github, reviewerToken) };
}

async function subjectOf(ask: Ask, scenario: Scenario, night: GitHubNight): Promise<Deciding> {
  switch (scenario) {
    case "verdict":
      return {
        ...(await findPull(ask, night.attempts[0].issue.number)),
        kind: "request-changes",
        reason: "The key is made anew in `makeKey`.",
      };
    case "rejection":
      return {
        ...(await findPull(ask, night.moving.issue.number)),
        kind: "reject",
        reason: "Invoices keep their format.",
        choose: () => true,
      };
    case "choice":
      return {
        ...(await findPull(ask, night.attempts[1].issue.number)),
        kind: "choose-attempt",
        reason: "The smallest of the three.",
        choose: ({ operation }) => operation === "comment",
      };
    case "approval":
      return {
        ...(await findPull(ask, night.moving.issue.number)),
        kind: "approve",
        reason: "Small, and what was asked.",
      };
  }
}

/** Makes one of the folders. */
export async function makeHome(folder: string, scenario: Scenario): Promise<WaitingHome> {
  const home = path.join(folder, scenario);
  mkdirSync(home);
  const { github, night } = await startGitHub();
  const core = startCore(home, environment(github));
  const ask: Ask = (name, input) => core.ask(name, input);
  try {
    await core.ready();
    const connection = await connectRepository(ask, reviewerToken, "demo/app");
    await ask("runners.pause", { id: connection, paused: true });
    await ask("outbox.settings", { labels: true });
    const subject = await subjectOf(ask, scenario, night);
    await ask("outbox.plan", {
      kind: subject.kind,
      taskId: subject.taskId,
      attemptId: subject.attemptId,
      reason: subject.reason,
      person: null,
      until: null,
      comments: [],
    });
    // Offline: what is decided now waits.
    await github.stop();
    const { queued } = await decide(ask, subject);
    if (queued.length === 0) throw new Error(`a ${scenario} has no effects`);
    return { scenario, home, effects: queued };
  } finally {
    await core.kill();
    await github.stop();
  }
}
