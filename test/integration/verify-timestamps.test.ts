import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tempFolder } from "../support/temp-home";
import { openssl, timeAuthority } from "../support/time-authority";
import { bundleOf, writeFolder } from "../trust/fixture-bundle";
import { mara } from "../trust/fixture-honest";
import { decisionOf, FixtureLog } from "../trust/fixture-log";
import { loadNodeVerifier, pythonMissing, PythonVerifier, type NodeVerifier } from "../trust/verifiers";

// Certificates expire, so these vectors are made when they are needed.

function opensslMissing(): string | null {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return null;
  } catch {
    return "no openssl on this machine";
  }
}
const missing = opensslMissing();

/** A bundle whose checkpoint of 3 entries is time-stamped; `other` stamps another checkpoint in its place. */
function stamped(other: boolean, until?: Date): { bundle: string; args: string[]; rootFile: string } {
  const authority = timeAuthority(until === undefined ? {} : { until });
  const log = new FixtureLog("stamped");
  log.begin();
  log.reviewerKey("created", mara);
  log.decide([mara.key], decisionOf(1), "before the time stamp");
  writeFileSync(path.join(authority.folder, "note"), log.notes.get(other ? 2 : 3)!);
  openssl(authority.folder, "ts", "-query", "-data", "note", "-sha256", "-cert", "-out", "query.tsq");
  log.anchor("rfc3161", 3, authority.reply(readFileSync(path.join(authority.folder, "query.tsq"))));
  log.decide([mara.key], decisionOf(2), "after it");
  const bundle = path.join(tempFolder(), "bundle");
  writeFolder(bundle, bundleOf(log));
  const args = ["--log-key", log.logKey!.vkey, "--reviewer-key", mara.key.vkey];
  return { bundle, args, rootFile: authority.rootFile };
}

describe.skipIf(missing !== null)(`a time stamp in a bundle${missing === null ? "" : ` (skipped: ${missing})`}`, () => {
  let node: NodeVerifier;
  const python = pythonMissing() === null ? new PythonVerifier() : null;
  beforeAll(async () => {
    node = await loadNodeVerifier();
  });
  afterAll(() => python?.close());

  async function verdicts(bundle: string, args: string[]): Promise<number> {
    const exit = node.verifyWith([bundle, ...args]).exit;
    if (python !== null) expect(await python.ask(bundle, args)).toBe(exit);
    return exit;
  }

  it("anchors the entries before it where its authority is trusted", async () => {
    const { bundle, args, rootFile } = stamped(false);
    expect(await verdicts(bundle, [...args, "--tsa-root", rootFile])).toBe(0);
    const said = node.verifyWith([bundle, ...args, "--tsa-root", rootFile]);
    expect(said.proved.join("\n")).toContain("entries before 3 existed when the time stamp of entry 3 was made");
  });

  it("counts for nothing, and is said to, where no authority was named", async () => {
    const { bundle, args } = stamped(false);
    expect(await verdicts(bundle, args)).toBe(10);
    expect(node.verifyWith([bundle, ...args]).notProved.join("\n")).toContain("no --tsa-root was given");
  });

  it("anchors nothing for someone who pinned no keys", async () => {
    const { bundle, rootFile } = stamped(false);
    expect(await verdicts(bundle, ["--tsa-root", rootFile])).toBe(20);
  });

  it("holds after the certificate of its authority ended, and not where it was made after that", async () => {
    const end = new Date(Date.now() + 4000);
    const good = stamped(false, end);
    await new Promise((resolve) => setTimeout(resolve, end.getTime() - Date.now() + 1100));
    expect(await verdicts(good.bundle, [...good.args, "--tsa-root", good.rootFile])).toBe(0);
    const late = stamped(false, new Date(Date.now() - 60_000));
    expect(await verdicts(late.bundle, [...late.args, "--tsa-root", late.rootFile])).toBe(40);
  }, 20_000);

  it("of another authority makes the bundle invalid", async () => {
    const { bundle, args } = stamped(false);
    expect(await verdicts(bundle, [...args, "--tsa-root", timeAuthority().rootFile])).toBe(40);
  });

  it("over another checkpoint makes the bundle invalid", async () => {
    const { bundle, args, rootFile } = stamped(true);
    expect(await verdicts(bundle, [...args, "--tsa-root", rootFile])).toBe(40);
  });

  it("whose root cannot be read is wrong usage", async () => {
    const { bundle, args } = stamped(false);
    expect(await verdicts(bundle, [...args, "--tsa-root", path.join(bundle, "no-such.pem")])).toBe(50);
  });
});
