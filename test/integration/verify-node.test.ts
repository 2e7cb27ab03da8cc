import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../support/temp-home";
import { bundleOf, filesOf, seal, writeFolder } from "../trust/fixture-bundle";
import { mara, pins, story } from "../trust/fixture-honest";
import { nodeVerifierFile, pythonMissing, type VerifierResult } from "../trust/verifiers";

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [nodeVerifierFile, ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

function storyOnDisk(): { bundle: string; args: string[]; folder: string } {
  const log = story();
  const folder = tempFolder();
  const bundle = path.join(folder, "bundle");
  writeFolder(bundle, bundleOf(log));
  const { args, beside } = pins(log, mara);
  for (const [name, text] of Object.entries(beside)) writeFileSync(path.join(folder, name), text);
  return { bundle, folder, args: args.map((word) => (word in beside ? path.join(folder, word) : word)) };
}

describe("countersign-verify, as a command", () => {
  it("exits with the verdict and says against what it was reached", () => {
    const { bundle, args } = storyOnDisk();
    const { status, stdout } = run(bundle, ...args);
    expect(status).toBe(10);
    expect(stdout).toContain("Verdict: CONSISTENT (exit code 10)");
    expect(stdout).toContain("Entries: 0 to 11 (12)");
    expect(stdout).toContain("every signed decision that counts is by a pinned reviewer key");
    expect(stdout).toContain("Not proved");
    expect(run(bundle).status).toBe(20);
  });

  // What closes the pipe early must not change the verdict. The shell's arrays are bash's.
  it.skipIf(process.platform === "win32")("keeps its verdict where nobody reads its text to the end", () => {
    const { bundle } = storyOnDisk();
    const script = '"$0" "$1" "$2" | true; exit "${PIPESTATUS[0]}"';
    const { status, stderr } = spawnSync("bash", ["-c", script, process.execPath, nodeVerifierFile, bundle], {
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 20, stderr: "" });
    const python = path.resolve(path.dirname(nodeVerifierFile), "../python/countersign_verify.py");
    if (pythonMissing() === null)
      expect(spawnSync("bash", ["-c", script, "python3", python, bundle], { encoding: "utf8" }).status).toBe(20);
  });

  it("gives one JSON object of the agreed keys", () => {
    const { bundle, args } = storyOnDisk();
    const { status, stdout } = run(bundle, ...args, "--json");
    const said = JSON.parse(stdout) as VerifierResult;
    expect(status).toBe(said.exit);
    expect(Object.keys(said).sort()).toEqual(
      ["counts", "exit", "from", "notProved", "origin", "problems", "proved", "root", "to", "verdict"].sort(),
    );
  });

  it("teaches with --help, and names wrong usage with 50", () => {
    expect(run("--help").status).toBe(0);
    for (const word of ["--log-key", "--reviewer-key", "--known-checkpoint", "--tsa-root", "ANCHORED", "DIVERGED"])
      expect(run("--help").stdout).toContain(word);
    expect(run().status).toBe(50);
    expect(run("/no/such/bundle").status).toBe(50);
  });

  it("changes nothing in the bundle and leaves nothing beside it", () => {
    const { bundle, folder, args } = storyOnDisk();
    const before = readdirSync(folder, { recursive: true }).sort();
    run(bundle, ...args);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
  });

  it("writes out what a bundle would do to a terminal", () => {
    const log = story();
    const files = filesOf(log);
    files.set("keys.json", Buffer.from('{"log":["\\u001b[2J\u202eevil"],"reviewers":[]}'));
    const bundle = path.join(tempFolder(), "bundle");
    writeFolder(bundle, seal(log, files, 0, log.size));
    const { status, stdout } = run(bundle);
    expect(status).toBe(40);
    expect(stdout).toContain("\\u001b[2J\\u202eevil");
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
  });

  // On Windows a link needs a right that few accounts have.
  it.skipIf(process.platform === "win32")("follows no link inside of a bundle", () => {
    const { bundle, folder, args } = storyOnDisk();
    renameSync(path.join(bundle, "keys.json"), path.join(folder, "keys.json"));
    symlinkSync(path.join(folder, "keys.json"), path.join(bundle, "keys.json"));
    expect(run(bundle, ...args).status).toBe(50);
    const other = storyOnDisk();
    renameSync(path.join(other.bundle, "proofs"), path.join(other.folder, "proofs"));
    symlinkSync(path.join(other.folder, "proofs"), path.join(other.bundle, "proofs"));
    expect(run(other.bundle, ...other.args).status).toBe(50);
  });

  it("refuses a folder where a file should be, and a bundle inside of a bundle", () => {
    const { bundle, args } = storyOnDisk();
    mkdirSync(path.join(bundle, "blobs", "f".repeat(64)));
    expect(run(bundle, ...args).status).toBe(50);
    const other = storyOnDisk();
    mkdirSync(path.join(other.bundle, "bundle"));
    expect(run(other.bundle, ...other.args).status).toBe(50);
  });
});
