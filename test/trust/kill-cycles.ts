import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { startCore, type CoreProcess } from "../support/core-process";
import { inFolder } from "./durable-log";

/*
 * D1: a core that is killed at any moment loses no decision that it acknowledged. What was acknowledged is written down outside of
 * the data folder, by the process that asked.
 */

/** The reviewer's key is made without a question: nobody is there to answer one. */
const keyByItsFile = { COUNTERSIGN_KEY_PROTECTION: "file" };

export interface KillCycles {
  readonly cycles: number;
  readonly acknowledged: number;
  readonly lost: number;
  /** Starts after which the log did not hold, or was said to have diverged. */
  readonly mismatches: number;
}

/** Kills a core again and again. In: how many data folders, how many kills of each, how many acknowledgements before each. */
export async function killCycles(folders: number, cycles: number, acks: number): Promise<KillCycles> {
  let acknowledged = 0;
  let lost = 0;
  let mismatches = 0;
  for (let at = 0; at < folders; at += 1)
    await inFolder(async (folder) => {
      const home = path.join(folder, "home");
      mkdirSync(home);
      const notes = path.join(folder, "acknowledged");
      for (let cycle = 0; cycle < cycles; cycle += 1) if (!(await oneCycle(home, notes, cycle, acks))) mismatches += 1;
      const core = startCore(home, keyByItsFile);
      try {
        await core.ready();
        const log = await core.ask("audit.verify", {});
        if (!log.verified) mismatches += 1;
        for (const line of readFileSync(notes, "utf8").trimEnd().split("\n")) {
          const [seq = "", leafHash = ""] = line.split(" ");
          acknowledged += 1;
          const entry = await core.ask("audit.entry", { seq: Number(seq) }).catch(() => null);
          if (entry?.entry.leafHash !== leafHash) lost += 1;
        }
      } finally {
        await core.kill();
      }
    });
  return { cycles: folders * cycles, acknowledged, lost, mismatches };
}

/** Starts a core, records until it was acknowledged often enough, kills it in the middle. Out: whether the log held at its start. */
async function oneCycle(home: string, notes: string, cycle: number, acks: number): Promise<boolean> {
  const core = startCore(home, keyByItsFile);
  try {
    await core.ready();
    if (cycle === 0) await core.ask("sample.open", {});
    // All of it: a longer log is only glanced at before the core is ready.
    const log = await core.ask("audit.verify", {});
    let seen = 0;
    let stop = false;
    const recorder = recorderOf(core, (line) => {
      appendFileSync(notes, line);
      seen += 1;
    });
    const recorders = [0, 1, 2].map((n) => recorder(cycle, n, () => stop));
    const state = { ended: false };
    const ended = Promise.all(recorders).then(() => {
      state.ended = true;
    });
    while (seen < acks && !state.ended) await new Promise((resolve) => setTimeout(resolve, 2));
    if (state.ended) throw new Error("the core takes no decision");
    // Not always right after an answer.
    await new Promise((resolve) => setTimeout(resolve, (cycle * 7) % 19));
    await core.kill();
    stop = true;
    await ended;
    return log.verified;
  } finally {
    await core.kill();
  }
}

function recorderOf(core: CoreProcess, acknowledge: (line: string) => void) {
  return async (cycle: number, n: number, stopped: () => boolean): Promise<void> => {
    try {
      const inbox = await core.ask("inbox.list", { filter: "" });
      const tasks = inbox.groups.flatMap((group) => group.rows.map((row) => row.taskId));
      const taskId = tasks[n % tasks.length];
      if (taskId === undefined) throw new Error("the sample has no task");
      for (let round = 0; !stopped(); round += 1) {
        const sheet = await core.ask("decision.sheet", { kind: "snooze", taskId, attemptId: null });
        const receipt = await core.ask("decision.record", {
          kind: "snooze",
          taskId,
          attemptId: null,
          nonce: sheet.nonce,
          reason: `cycle ${cycle} ${n} ${round}`,
          person: null,
          until: "2099-01-01T00:00:00Z",
          confirm: null,
        });
        acknowledge(`${receipt.seq} ${receipt.leafHash}\n`);
      }
    } catch {
      // The core was killed under the question.
    }
  };
}
