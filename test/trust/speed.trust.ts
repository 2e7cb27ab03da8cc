import { availableParallelism } from "node:os";
import { measure } from "./speed-bundle";
import { loadNodeVerifier } from "./verifiers";

// A7: npm run trust:speed [-- --quick]. Verifying against a bare SHA-256 pass over the same entries, in the same run.

const quick = process.argv.includes("--quick");
const node = await loadNodeVerifier();
let holds = true;
for (const share of quick ? [1] : [1, 10]) {
  const speed = await measure(node, quick ? 10_000 : 100_000, share, quick ? 3 : 5);
  const ms = (value: number) => `${Math.round(value)} ms`;
  console.log(
    `${speed.entries} entries (${speed.megabytes.toFixed(1)} MB), ${speed.decisions} signed decisions (${share} of 100):\n` +
      `  verified in ${ms(speed.verify)}, exit ${speed.exit}; memory grew by ${Math.round(speed.grown)} MiB at most\n` +
      `  on the clock ${ms(speed.clock)}, ${(speed.clock / speed.bare.perEntry).toFixed(1)} times the bare pass; its signatures alone, on ${availableParallelism()} cores ${ms(speed.signatures)}: ${(speed.signatures / speed.bare.perEntry).toFixed(1)} times\n` +
      `  bare SHA-256, entry by entry ${ms(speed.bare.perEntry)}: ${speed.ratio.toFixed(1)} times (bar: 5 at 1 of 100)\n` +
      `  bare SHA-256, one stream ${ms(speed.bare.stream)}: ${(speed.verify / speed.bare.stream).toFixed(1)} times`,
  );
  if (speed.exit !== 10 || (share === 1 && speed.ratio > 5)) holds = false;
}
console.log(holds ? "A7 holds" : "A7 FAILS");
process.exitCode = holds ? 0 : 1;
