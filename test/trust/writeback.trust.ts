import { quick, report } from "./durable-log";
import { scenarios, type Scenario } from "./writeback-home";
import { proveWriteback } from "./writeback-proof";

// H1: at least 100 kills of the built core while it writes to GitHub; each effect stands there once, or not and is held.
const least = quick() ? 6 : 100;
const named = process.argv.find((one) => one.startsWith("--only="))?.slice(7);
const which = scenarios.filter((one) => named === undefined || named.startsWith(one)) satisfies Scenario[];
const begun = performance.now();
const found = await proveWriteback(quick(), 3, which, named ?? "");
report(
  [
    `${found.runs} runs, ${found.kills} kills (SIGKILL) of the built core while it wrote to the double of GitHub, ${found.requests} requests`,
    `${found.confirmed} effects confirmed, each of them there once; ${found.held} held, failed or waiting, none of them there`,
    `${((performance.now() - begun) / 1000).toFixed(1)} s`,
  ],
  [...(found.kills >= least || named !== undefined ? [] : [`fewer than ${least} kills`]), ...found.misses],
);
