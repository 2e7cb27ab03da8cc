import { quick, report } from "./durable-log";
import { killCycles } from "./kill-cycles";

// D1: 500 kills, 20,000 acknowledgements, none lost, no start at which the log does not hold.
const [folders, cycles, acks] = quick() ? [1, 6, 10] : [25, 20, 42];
const least = quick() ? 60 : 20_000;
const begun = performance.now();
const found = await killCycles(folders, cycles, acks);
report(
  [
    `${found.cycles} kills (SIGKILL) of the built core while it recorded`,
    `${found.acknowledged} decisions acknowledged, ${found.lost} of them lost, ${found.mismatches} starts at which the log did not hold`,
    `${((performance.now() - begun) / 1000).toFixed(1)} s`,
  ],
  [
    ...(found.acknowledged >= least ? [] : [`fewer than ${least} were acknowledged`]),
    ...(found.lost === 0 ? [] : ["acknowledged decisions were lost"]),
    ...(found.mismatches === 0 ? [] : ["the log did not hold at a start"]),
  ],
);
