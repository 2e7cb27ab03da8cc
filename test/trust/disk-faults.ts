import { cpSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { inFolder, openLog, recordDecisions } from "./durable-log";
import { traced } from "./strace";

/*
 * D2: every call to the disk that recording makes is made to fail, one run each, in three ways. No acknowledged decision is lost,
 * the log holds afterwards, and goes on.
 */

const kinds = ["pwrite64", "fsync", "ftruncate", "unlink", "rename", "write"] as const;
const faults = ["signal=SIGKILL", "error=EIO", "error=ENOSPC"] as const;

export interface DiskFaults {
  /** Calls of each kind that recording makes, from opening the record to closing it. */
  readonly calls: Readonly<Record<string, number>>;
  readonly runs: number;
  readonly acknowledged: number;
  readonly lost: number;
  /** Runs after which the log did not hold, was said to have diverged, or took no further decision. */
  readonly bad: readonly string[];
  /** What was said of decisions that were not acknowledged. */
  readonly codes: Readonly<Record<string, number>>;
  /** Decisions that were not acknowledged and are in the log all the same: the fault came after they were on the disk. */
  readonly unsaid: number;
}

/** Fails each `every`-th call. In: decisions recorded in each run, and how many of the calls are tried. */
export function failEveryCall(decisions: number, every: number): Promise<DiskFaults> {
  return inFolder((folder) => {
    const base = path.join(folder, "base");
    mkdirSync(base);
    const log = openLog(base);
    recordDecisions(log.ledger, 3);
    const before = log.ledger.size();
    log.close();
    const out = path.join(folder, "trace");
    const home = path.join(folder, "home");
    const fresh = () => {
      rmSync(home, { recursive: true, force: true });
      cpSync(base, home, { recursive: true });
    };
    fresh();
    const dry = traced(home, decisions, { out });
    const places = new Map(kinds.map((kind) => [kind, placesOf(dry.trace, kind, home)]));
    const codes: Record<string, number> = {};
    const bad: string[] = [];
    let runs = 0;
    let acknowledged = 0;
    let lost = 0;
    let unsaid = 0;
    let turn = 0;
    for (const [kind, whens] of places)
      for (const when of whens)
        for (const fault of faults) {
          turn += 1;
          if (turn % every !== 0) continue;
          fresh();
          const run = traced(home, decisions, { out, fault: `${kind}:${fault}:when=${when}` });
          // A call that was not reached failed nothing: it is not counted.
          if (!run.injected) continue;
          runs += 1;
          for (const line of run.said)
            if (line.startsWith("err ")) codes[line.slice(4)] = (codes[line.slice(4)] ?? 0) + 1;
          const acks = run.said.filter((line) => line.startsWith("ack "));
          acknowledged += acks.length;
          const after = openLog(home);
          const check = after.ledger.verify();
          lost += acks.filter((line) => {
            const [, seq, leafHash] = line.split(" ");
            const read = after.ledger.read(Number(seq));
            return !read.ok || read.value?.entry.leafHash !== leafHash;
          }).length;
          unsaid += Math.max(0, after.ledger.size() - before - acks.length);
          const name = `${kind} ${when} ${fault}`;
          if (check.problem !== null) bad.push(`${name}: ${check.problem}`);
          else {
            try {
              recordDecisions(after.ledger, 1);
            } catch (error) {
              bad.push(`${name}: takes no decision afterwards: ${String(error)}`);
            }
          }
          after.close();
        }
    return {
      calls: Object.fromEntries([...places].map(([kind, whens]) => [kind, whens.length])),
      runs,
      acknowledged,
      lost,
      bad,
      codes,
      unsaid,
    };
  });
}

/** Which of the calls of a kind are on files of the data folder, by their number among all of that kind. */
function placesOf(trace: readonly string[], kind: string, home: string): number[] {
  const all = trace.filter((line) => line.startsWith(`${kind}(`));
  return all.flatMap((line, at) => (line.includes(home) ? [at + 1] : []));
}
