import type { FaultRule } from "../support/github/faults";
import type { FakeGitHub } from "../support/github/fake-github";
import type { GitHubNight } from "../support/github/night";
import { headOf } from "../support/github/world";
import type { Scenario, WaitingHome } from "./writeback-home";
import type { KillPoint, WritebackRun } from "./writeback-runs";

/* The points at which the outbox is killed, and what GitHub does meanwhile. */

const write = { method: "POST" };

/** Someone pushes to the pull request that was judged. */
function push(github: FakeGitHub, night: GitHubNight): () => void {
  return () => {
    for (const pull of [...night.attempts, night.moving])
      github.world.push(night.repository, pull, {
        by: pull.issue.by,
        patch: headOf(pull)?.patch ?? "",
        message: "One thing more",
      });
  };
}

const weather: Readonly<Record<string, (night: GitHubNight, github: FakeGitHub) => readonly FaultRule[]>> = {
  "answer lost after it was done": () => [{ ...write, fault: { kind: "lost", when: "after" } }],
  "request lost before it was done": () => [{ ...write, fault: { kind: "lost", when: "before" } }],
  "502 after it was done": () => [{ ...write, fault: { kind: "status", status: 502, when: "after" } }],
  "502 before it was done": () => [{ ...write, fault: { kind: "status", status: 502 } }],
  "half an answer": () => [{ ...write, fault: { kind: "cut" } }],
  "an answer that is no JSON": () => [{ ...write, fault: { kind: "not-json" } }],
  "a slow answer": () => [{ ...write, fault: { kind: "slow", milliseconds: 150, when: "after" } }],
  "a slow request": () => [{ ...write, fault: { kind: "slow", milliseconds: 150, when: "before" } }],
  "403 for a second": () => [{ ...write, fault: { kind: "secondary-limit", retryAfter: 1 } }],
  "429 for a second": () => [{ ...write, fault: { kind: "secondary-limit", retryAfter: 1, status: 429 } }],
  "429 with the hour used up": () => [{ ...write, fault: { kind: "primary-limit", seconds: 2, status: 429 } }],
  "422": () => [{ ...write, fault: { kind: "status", status: 422, message: "Validation Failed" } }],
  "403 for the token": () => [
    { ...write, times: 9, fault: { kind: "status", status: 403, message: "Resource not accessible" } },
  ],
  "head moved before anything": (night, github) => {
    push(github, night)();
    return [];
  },
  "head moved between look and write": (night, github) => [
    { ...write, fault: { kind: "meanwhile", run: push(github, night) } },
  ],
  "head moved after it was done": (night, github) => [
    { ...write, fault: { kind: "thereafter", run: push(github, night) } },
  ],
  "two answers lost": () => [{ ...write, times: 2, fault: { kind: "lost", when: "after" } }],
  "answer lost and 503 to the look for it": () => [
    { ...write, fault: { kind: "lost", when: "after" } },
    { method: "GET", path: /(reviews|comments)$/, skip: 1, fault: { kind: "status", status: 503 } },
  ],
};

/** What killing is combined with: nothing, and each stage of the first write, and of what comes after the restart. */
const patterns: Readonly<Record<string, readonly KillPoint[]>> = {
  "not killed": [],
  "killed as it arrives": [{ request: "write", stage: "arrived" }],
  "killed before the answer": [{ request: "write", stage: "done" }],
  "killed at the answer": [{ request: "write", stage: "answered" }],
  "killed 4 ms after the answer": [{ request: "write", stage: "answered", later: 4 }],
  "killed twice": [
    { request: "write", stage: "done" },
    { request: 1, stage: "answered" },
  ],
};

const stages = ["arrived", "done", "answered"] as const;

/** Every run. In: the folders, and how many requests sending takes in each. `few` keeps one of each kind. */
export function allRuns(
  homes: Readonly<Partial<Record<Scenario, WaitingHome>>>,
  requests: Readonly<Partial<Record<Scenario, number>>>,
  few: boolean,
): WritebackRun[] {
  const runs: WritebackRun[] = [];
  const add = (run: WritebackRun) => runs.push(run);
  for (const home of Object.values(homes)) {
    const most = requests[home.scenario] ?? 0;
    for (let request = 0; request < most; request += 1)
      for (const stage of stages)
        if (few ? request === most - 1 && stage === "done" : stage === "done" || home.effects.length < 3)
          add({ name: `${home.scenario}, ${stage} ${String(request)}`, of: home, kills: [{ request, stage }] });
    if (!few && home.effects.length < 3)
      for (const later of [1, 2, 6, 12, 25, 50])
        add({
          name: `${home.scenario}, ${String(later)} ms after a write`,
          of: home,
          kills: [{ request: "write", stage: "answered", later }],
        });
  }
  const bearing = [homes.verdict, homes.approval].filter((home) => home !== undefined);
  const entries = Object.entries(weather);
  entries.forEach(([name, faults], at) => {
    for (const home of bearing)
      Object.entries(patterns).forEach(([pattern, kills], nth) => {
        if (few && (home !== bearing[at % bearing.length] || nth !== at % 6 || at % 3 !== 0)) return;
        if (!few && home.scenario === "approval" && !name.startsWith("head moved")) return;
        // Each weather without a kill, and with two of the five ways to be killed in it; a moved head with all of them.
        if (!few && home.scenario !== "approval" && nth !== 0 && nth % 3 !== at % 3) return;
        add({ name: `${home.scenario}, ${name}, ${pattern}`, of: home, kills, faults });
      });
  });
  return runs;
}
