import { cpSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startCore, type CoreProcess } from "../support/core-process";
import type { Exchange, Stage } from "../support/github/exchange";
import type { FakeGitHub } from "../support/github/fake-github";
import type { FaultRule } from "../support/github/faults";
import type { GitHubNight } from "../support/github/night";
import { environment, startGitHub, type WaitingHome } from "./writeback-home";

/*
 * H1: what was decided is visible on GitHub exactly once, or not at all and said to be held, whatever happens between: kills at each
 * stage of each request, lost answers, refusals, a head that moves.
 */

/** Where the process is killed. */
export interface KillPoint {
  /** Counted over all requests of the run, from 0; or the first write. */
  readonly request: number | "write";
  readonly stage: Stage;
  /** Milliseconds after that. */
  readonly later?: number;
}

export interface WritebackRun {
  readonly name: string;
  readonly of: WaitingHome;
  readonly kills: readonly KillPoint[];
  readonly faults?: (night: GitHubNight, github: FakeGitHub) => readonly FaultRule[];
}

export interface RunResult {
  readonly name: string;
  readonly killed: number;
  /** What did not hold; nothing where it did. */
  readonly misses: readonly string[];
  readonly confirmed: number;
  readonly held: number;
  readonly requests: number;
}

const longestMs = 60_000;

/** Does one run on a copy of its folder. */
export async function runOnce(folder: string, run: WritebackRun): Promise<RunResult> {
  const home = path.join(folder, run.name.replaceAll(/[^\w-]+/g, "-"));
  cpSync(run.of.home, home, { recursive: true });
  const { github, night } = await startGitHub();
  for (const rule of run.faults?.(night, github) ?? []) github.faults.set(rule);
  let core = startCore(home, environment(github));
  let killed = 0;
  const die = async () => {
    killed += 1;
    await core.kill();
    // A process that is gone owes nobody a second between its writes and those of the next.
    github.allowance.forgetWrites();
  };
  github.onStage = killsAt(run.kills, die);
  try {
    const until = Date.now() + longestMs;
    let settled = false;
    while (!settled && Date.now() < until) {
      if (core.child.exitCode !== null || core.child.signalCode !== null) core = startCore(home, environment(github));
      settled = await isSettled(core).catch(() => false);
      if (!settled) await sleep(50);
    }
    // A request of the killed process may still be under way on GitHub's side.
    await sleep(50);
    return { ...(await judge(core, github, night, run)), killed, ...(settled ? {} : notSettled(run)) };
  } finally {
    github.onStage = null;
    await core.kill();
    await github.stop();
  }
}

function notSettled({ name }: WritebackRun): Pick<RunResult, "misses"> {
  return { misses: [`${name}: effects are still under way after ${String(longestMs / 1000)} s`] };
}

/** Kills at the points, in their order. */
function killsAt(
  kills: readonly KillPoint[],
  die: () => Promise<void>,
): (stage: Stage, exchange: Exchange) => Promise<void> {
  const left = [...kills];
  let count = -1;
  const numbers = new Map<Exchange, number>();
  return async (stage, exchange) => {
    if (!numbers.has(exchange)) numbers.set(exchange, (count += 1));
    const [next] = left;
    if (next?.stage !== stage) return;
    const isIt = next.request === "write" ? exchange.method !== "GET" : numbers.get(exchange) === next.request;
    if (!isIt) return;
    left.shift();
    // The next point counts from here.
    count = -1;
    numbers.clear();
    if (next.later === undefined) await die();
    else setTimeout(() => void die(), next.later);
  };
}

/** Whether nothing goes on by itself any more: what is left is held or failed, or waits behind that. */
async function isSettled(core: CoreProcess): Promise<boolean> {
  await core.ready();
  const { queue } = await core.ask("outbox.list", {});
  const stopped = queue.some(({ state }) => state === "held" || state === "failed");
  return queue.every(({ state }) => state === "held" || state === "failed" || (state === "planned" && stopped));
}

/** Holds what the desk says of each effect against what stands on GitHub. */
async function judge(
  core: CoreProcess,
  github: FakeGitHub,
  night: GitHubNight,
  run: WritebackRun,
): Promise<Omit<RunResult, "killed">> {
  const misses: string[] = [];
  const miss = (text: string) => misses.push(`${run.name}: ${text}`);
  const { queue, settled } = await core.ask("outbox.list", {});
  const issues = [...night.repository.issues.values()];
  let [confirmed, held] = [0, 0];
  for (const planned of run.of.effects) {
    const effect = [...queue, ...settled].find(({ id }) => id === planned.id);
    const issue = night.repository.issues.get(Number(planned.target.split("#")[1]));
    const label = /countersign:[a-z-]+$/.exec(planned.title)?.[0];
    const marked = (body: string) => body.includes(`countersign:effect:${planned.id}`);
    const reviews = issues.flatMap((one) => one.pull?.reviews.filter(({ body }) => marked(body)) ?? []);
    const comments = issues.flatMap((one) => one.comments.filter(({ body }) => marked(body)));
    const events = issue?.timeline.filter(
      ({ event, about, by }) =>
        by.login === "ilse" &&
        (planned.operation === "close" ? event === "closed" : event === "labeled" && about === label),
    );
    const bears = planned.operation === "review" || planned.operation === "comment";
    const visible = bears ? reviews.length + comments.length : (events?.length ?? 0);
    if (effect?.state === "confirmed") {
      confirmed += 1;
      if (visible !== 1) miss(`${planned.title} is confirmed and stands there ${String(visible)} times`);
      const made = reviews[0]?.id ?? comments[0]?.id;
      if (bears && effect.remote?.id !== String(made)) miss(`${planned.title} is confirmed as another than it is`);
    } else if (effect?.state === "held" || effect?.state === "failed") {
      held += 1;
      if (visible !== 0) miss(`${planned.title} is ${effect.state} and stands there ${String(visible)} times`);
      if (effect.detail === "") miss(`${planned.title} is ${effect.state} and does not say why`);
    } else if (effect?.state === "planned" && visible === 0) held += 1;
    else miss(`${planned.title} is ${effect?.state ?? "gone"} and stands there ${String(visible)} times`);
    if (effect?.state === "confirmed" || effect?.state === "held" || effect?.state === "failed") {
      const told = effect.entry === null ? null : (await core.ask("audit.entry", { seq: effect.entry })).entry.body;
      if (told?.kind !== "effect" || told.effect !== effect.id || told.state !== effect.state)
        miss(`the log does not tell that ${planned.title} is ${effect.state}`);
    }
    for (const review of reviews)
      if (review.commit !== planned.head) miss(`${planned.title} stands at ${review.commit}, which nobody judged`);
  }
  const unseen = issues
    .flatMap((one) => one.pull?.reviews ?? [])
    .filter(
      ({ state, by, commit }) =>
        state === "APPROVED" && by.login === "ilse" && run.of.effects.every(({ head }) => head !== commit),
    );
  if (unseen.length > 0) miss(`${String(unseen.length)} approvals of a commit that nobody judged`);
  const log = await core.ask("audit.verify", {});
  if (!log.verified) miss("the log does not hold");
  for (const complaint of github.complaints) miss(complaint);
  return { name: run.name, misses, confirmed, held, requests: github.exchanges.length };
}
