import { spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { testRepository } from "../support/git-repository";
import { projectRoot, tempFolder } from "../support/temp-home";

const cli = path.join(projectRoot, "dist", "main", "cli.mjs");

function countersign(folder: string, args: readonly string[], input = "") {
  const done = spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: "utf8", input });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

function ledger(command: string) {
  const repository = testRepository();
  repository.write("refund.ts", "export const retries = 0;\n");
  repository.commit("Begin");
  repository.git("checkout", "--quiet", "-b", "agent/pay-7");
  repository.write("refund.ts", "export const retries = 1;\n");
  repository.write(
    "contract.yaml",
    `version: 1\nid: PAY-7\ntitle: T\nobjective: O\nacceptance:\n  - id: unit\n    name: Unit\n    command: ${command}\n`,
  );
  repository.commit("Retry refunds once");
  return repository;
}

function keys(folder: string): { key: string; pub: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const files = { key: path.join(folder, "key.pem"), pub: path.join(folder, "pub.pem") };
  writeFileSync(files.key, privateKey.export({ type: "pkcs8", format: "pem" }));
  writeFileSync(files.pub, publicKey.export({ type: "spki", format: "pem" }));
  return files;
}

describe("countersign pack", () => {
  it("packs, signs, verifies, and stands by the keys that are trusted", () => {
    const { folder } = ledger("echo fine");
    const away = tempFolder();
    const out = path.join(away, "pack");
    const home = path.join(away, "home");
    const { key, pub } = keys(away);
    const other = keys(tempFolder());

    const packed = countersign(folder, ["pack", "--key", key, "--out", out]);
    expect(packed.err).toBe("");
    expect(packed.code).toBe(0);
    expect(packed.out).toContain("unit: passed, exit 0");
    expect(packed.out).toMatch(/Packed 3 files of agent\/pay-7, [0-9a-f]{12}\.\.[0-9a-f]{12}, signed with/);

    expect(countersign(folder, ["pack", "verify", out, "--key", pub])).toMatchObject({ code: 0 });
    const wrong = countersign(folder, ["pack", "verify", out, "--key", other.pub, "--json"]);
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.out)).toMatchObject({ holds: false, signed: "not verified" });
    // Neither needed a data folder.
    expect(existsSync(home)).toBe(false);

    const inHome = (...args: string[]) => countersign(folder, [...args, "--home", home]);
    expect(inHome("ingest", out).code).toBe(0);
    const standing = () => /"standing": "(attested|observed|claimed)"/.exec(inHome("show", "PAY-7", "--json").out)?.[1];
    expect(standing()).toBe("observed");
    expect(inHome("pack", "verify", out).out).toContain("signature is not verified");
    expect(inHome("keys", "trust", key, "--name", "Farm").err).toContain("private key");
    expect(inHome("keys", "trust", pub, "--name", "Farm").out).toContain("The evidence of 1 attempt stands otherwise");
    expect(standing()).toBe("attested");
    expect(inHome("pack", "verify", out).out).toContain("The pack is signed by Farm.");
    expect(inHome("keys", "list").out).toMatch(/Farm\s+ECDSA P-256\s+1/);
    expect(inHome("audit", "list").out).toContain("Key trusted");
    expect(inHome("keys", "remove", "Farm").code).toBe(0);
    expect(standing()).toBe("observed");

    writeFileSync(path.join(out, "checks/01-unit.log"), "FINE\n");
    const spoiled = countersign(folder, ["pack", "verify", out, "--key", pub]);
    expect(spoiled.code).toBe(1);
    expect(spoiled.out).toMatch(/NO\s+evidence.*01-unit\.log/);
  });

  it("takes the transcript from a stop hook's input", () => {
    const { folder } = ledger("echo fine");
    const out = path.join(tempFolder(), "pack");
    const transcript = path.join(projectRoot, "test/fixtures/claude-code/night.jsonl");
    const hook = JSON.stringify({ session_id: "x", transcript_path: transcript, cwd: folder, hook_event_name: "Stop" });
    expect(countersign(tempFolder(), ["pack", "--hook", "--out", out], hook).code).toBe(0);
    expect(readdirSync(path.join(out, "transcripts"))).toEqual(["night.jsonl"]);
    expect(readFileSync(path.join(out, "manifest.json"), "utf8")).toContain('"kind": "claude-code"');
    expect(countersign(folder, ["pack", "--hook", "--out", out], "no json").err).toContain("transcript_path");
  });

  it("ends with 130 on Ctrl-C, with its check and without a trace", async () => {
    const marker = path.join(tempFolder(), "marker");
    const { folder } = ledger(`echo begun; sleep 2; touch ${marker}`);
    const out = path.join(tempFolder(), "pack");
    const child = spawn(process.execPath, [cli, "pack", "--out", out], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    await once(child.stdout, "data");
    child.kill("SIGINT");
    const [code] = (await once(child, "exit")) as [number | null];
    expect(code).toBe(130);
    expect(readdirSync(path.dirname(out))).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 2200));
    expect(existsSync(marker)).toBe(false);
  });

  it("says in its help whose commands it runs", () => {
    expect(countersign(tempFolder(), ["pack", "--help"]).out).toContain("YOUR commands");
    expect(countersign(tempFolder(), ["pack", "verify", "--help"]).out).toMatch(/nothing is\s+executed/);
    expect(countersign(tempFolder(), ["keys", "trust", "--help"]).out).toContain("--identity");
  });
});
