import { quick, report } from "./durable-log";
import { honestRuns, whatMustHappen } from "./honest-runs";

// A5: 1,000 honest logs, sizes 0 to 300, with all that may happen to one: no bundle of them is refused by either verifier.
// --seed=N begins with another log, --logs=N makes another number of them.
const option = (name: string, otherwise: number): number => {
  const given = process.argv.find((word) => word.startsWith(`--${name}=`));
  return given === undefined ? otherwise : Number(given.slice(name.length + 3));
};
const logs = option("logs", quick() ? 25 : 1000);
const seed = option("seed", 1);
const begun = performance.now();
const found = await honestRuns(logs, seed);
const words: Record<number, string> = { 0: "ANCHORED", 10: "CONSISTENT", 20: "UNPINNED" };
report(
  [
    `${String(found.logs)} honest logs (first seed ${String(seed)}) of ${String(found.entries)} entries, written by the app's ledger`,
    `In them: ${Object.entries(found.happened)
      .map(([what, times]) => `${what} ${String(times)}`)
      .join(", ")}`,
    `${String(found.bundles)} judgements, ${String(found.parts.later)} of exports that begin later than entry 0, ${String(found.parts.withheld)} of exports with withheld entries,`,
    `each judged by ${found.python ? "both verifiers" : "the Node verifier alone: there is no python3 of 3.11 or newer"}`,
    ...Object.entries(found.verdicts).map(([exit, count]) => `${words[Number(exit)] ?? exit}: ${String(count)}`),
    `${String(found.wrong.length)} verdicts other than they must be`,
    `${((performance.now() - begun) / 1000).toFixed(1)} s`,
  ],
  [
    ...found.wrong.slice(0, 20),
    ...whatMustHappen.filter((what) => (found.happened[what] ?? 0) === 0).map((what) => `no log had: ${what}`),
    ...(found.python || quick() ? [] : ["the second verifier did not run"]),
  ],
);
