import { mkdirSync } from "node:fs";
import { inProject, node24 } from "./places.mjs";
import { run, say } from "./processes.mjs";

/** What must hold of the sources, by name. Each counts as one test. @type {readonly (readonly [string, readonly string[]])[]} */
const steps = [
  ["types", ["node_modules/typescript-native/bin/tsc", "-b", "--pretty", "false"]],
  [
    "lint",
    ["node_modules/eslint/bin/eslint.js", "--cache", "--cache-location", ".cache/eslint/", "--max-warnings", "0", "."],
  ],
  [
    "layers",
    [
      "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
      "--config",
      ".dependency-cruiser.cjs",
      "shared",
      "main",
      "renderer",
    ],
  ],
  ["dead code", ["node_modules/knip/bin/knip.js", "--no-progress"]],
  ["format", ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."]],
];

/**
 * Runs every step; a failing one shows its own words.
 * @returns {Promise<import("./tally.mjs").Tally>}
 */
export async function runChecks() {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  mkdirSync(inProject(".cache/eslint"), { recursive: true });
  for (const [name, args] of steps) {
    const started = Date.now();
    const { code, stdout, stderr } = await run(node24, args, { output: "capture" });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    if (code === 0) {
      tally.passed += 1;
      say(`  ok    ${name} (${seconds} s)`);
    } else {
      tally.failed += 1;
      say(`  FAIL  ${name} (${seconds} s)\n${stdout}${stderr}`);
    }
  }
  return tally;
}
