import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../support/temp-home";
import { bundleOf, writeFolder } from "../trust/fixture-bundle";
import { mara } from "../trust/fixture-honest";
import { decisionOf, FixtureLog, keyOf } from "../trust/fixture-log";
import { nodeVerifierFile, type VerifierResult } from "../trust/verifiers";

/** More decisions than the verifier looks at in one thread; the ones named are signed with another key under Mara's name. */
function bundleWith(forged: readonly number[]): { bundle: string; args: string[] } {
  const log = new FixtureLog(`threads ${forged.join(" ")}`);
  log.begin();
  log.reviewerKey("created", mara);
  log.notesFrom = 2300;
  const forger = { ...keyOf("reviewer/mara-lind", "not mara"), keyid: mara.key.keyid };
  while (log.size < 2300) log.decide([forged.includes(log.size) ? forger : mara.key], decisionOf(log.size % 50));
  const bundle = path.join(tempFolder(), "bundle");
  writeFolder(bundle, bundleOf(log));
  return { bundle, args: ["--log-key", log.logKey!.vkey, "--reviewer-key", mara.key.vkey] };
}

function verified(bundle: string, args: readonly string[], flags: readonly string[] = []): VerifierResult {
  const command = [...flags, nodeVerifierFile, bundle, ...args, "--json"];
  const { stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8", maxBuffer: 2 ** 26 });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as VerifierResult;
}

describe("a bundle of thousands of decisions", () => {
  it.each([
    ["one that holds", [], 10],
    ["one with wrong signatures at its beginning, in it and at its end", [20, 1500, 2299], 40],
  ] as const)("gets the same answer with threads as without: %s", (_name, forged, exit) => {
    const { bundle, args } = bundleWith(forged);
    const said = verified(bundle, args);
    expect(said.exit).toBe(exit);
    const wrong = said.problems.filter(({ message }) => message.endsWith("does not verify"));
    expect(wrong.map(({ place }) => place)).toEqual(forged.map((seq) => `entry ${seq}`));
    // Node's permission model allows no threads: each signature is looked at where it stands.
    expect(verified(bundle, args, ["--permission", "--allow-fs-read=*"])).toEqual(said);
  });
});
