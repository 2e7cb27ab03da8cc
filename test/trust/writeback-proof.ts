import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { inFolder } from "./durable-log";
import { makeHome, scenarios, type Scenario, type WaitingHome } from "./writeback-home";
import { allRuns } from "./writeback-points";
import { runOnce, type RunResult } from "./writeback-runs";

export interface WritebackProof {
  readonly runs: number;
  readonly kills: number;
  readonly confirmed: number;
  readonly held: number;
  readonly requests: number;
  readonly misses: readonly string[];
}

/**
 * H1 in full or in short. In: whether short, how many runs at once, and which folders. Each run has a data folder, a core and a double
 * of GitHub of its own.
 */
export async function proveWriteback(
  few: boolean,
  atOnce: number,
  which: readonly Scenario[] = scenarios,
  only = "",
): Promise<WritebackProof> {
  return inFolder(async (folder) => {
    const homes: Partial<Record<Scenario, WaitingHome>> = {};
    const requests: Partial<Record<Scenario, number>> = {};
    const results: RunResult[] = [];
    for (const scenario of which) {
      const home = await makeHome(folder, scenario);
      homes[scenario] = home;
      // Undisturbed, to know how many requests there are to be killed at.
      const calm = await runOnce(folder, { name: `${scenario}, undisturbed`, of: home, kills: [] });
      requests[scenario] = calm.requests;
      const { length } = home.effects;
      const missed =
        calm.confirmed === length ? [] : [`${scenario}: ${String(calm.confirmed)} of ${String(length)} sent`];
      results.push({ ...calm, misses: [...calm.misses, ...missed] });
    }
    const left = allRuns(homes, requests, few).filter(({ name }) => name.includes(only));
    const work = async (slot: number) => {
      const room = path.join(folder, `slot-${String(slot)}`);
      for (let run = left.shift(); run !== undefined; run = left.shift()) {
        mkdirSync(room);
        results.push(
          await runOnce(room, run).catch((error: unknown) => ({
            name: run.name,
            killed: 0,
            misses: [`${run.name}: ${String(error)}`],
            confirmed: 0,
            held: 0,
            requests: 0,
          })),
        );
        rmSync(room, { recursive: true, force: true });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, (_, slot) => work(slot)));
    const sum = (key: "killed" | "confirmed" | "held" | "requests") =>
      results.reduce((total, result) => total + result[key], 0);
    return {
      runs: results.length,
      kills: sum("killed"),
      confirmed: sum("confirmed"),
      held: sum("held"),
      requests: sum("requests"),
      misses: results.flatMap(({ misses }) => misses),
    };
  });
}
