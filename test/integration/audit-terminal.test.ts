import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { parseTlogProof } from "../../main/audit/bundle/tlog-proof";
import { isIncluded } from "../../main/audit/proof";
import { leafHash } from "../../main/audit/tree";
import { projectRoot, tempFolder } from "../support/temp-home";

const cli = path.join(projectRoot, "dist", "main", "cli.mjs");

function countersign(home: string, ...args: readonly string[]) {
  const done = spawnSync(process.execPath, [cli, ...args, "--home", home], {
    cwd: home,
    encoding: "utf8",
    env: { ...process.env, COUNTERSIGN_KEY_PROTECTION: "file" },
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** A data folder with the sample night and one decision, whose entry it names. */
function decided(): { home: string; seq: number } {
  const home = tempFolder();
  expect(countersign(home, "sample", "open").code).toBe(0);
  const made = countersign(home, "decide", "WEB-123", "assign-owner", "--to", "mara", "--reason", "on call");
  expect(made.code).toBe(0);
  return { home, seq: Number(/Recorded as entry (\d+)/.exec(made.out)?.[1]) };
}

const keysSchema = z.object({
  logKey: z.object({ vkey: z.string() }),
  reviewerKeys: z.array(z.object({ vkey: z.string() })),
  checkpoint: z.string(),
});
const entrySchema = z.object({
  entry: z.object({ leafHash: z.string() }),
  place: z.object({ size: z.number(), root: z.string() }),
});

describe("countersign audit", { timeout: 240_000 }, () => {
  it("shows an entry to its bytes and its proof, which hold against the checkpoint it prints", () => {
    const { home, seq } = decided();
    const shown = countersign(home, "audit", "show", `#${String(seq)}`);
    expect(shown.out).toContain(`Entry ${String(seq)} of countersign.invalid/`);
    expect(shown.out).toMatch(/Signature {2}[0-9a-f]{64} of .+ \(self-asserted\), key kept by file, counts/);
    const { entry, place } = entrySchema.parse(
      JSON.parse(countersign(home, "audit", "show", String(seq), "--json").out),
    );
    const bytes = countersign(home, "audit", "show", String(seq), "--bytes").out;
    const leaf = leafHash(Buffer.from(bytes));
    expect(leaf.toString("hex")).toBe(entry.leafHash);
    const proof = parseTlogProof(countersign(home, "audit", "show", String(seq), "--proof").out);
    if (!proof.ok) throw new Error(proof.error.message);
    expect(proof.value.note).toBe(countersign(home, "audit", "checkpoint").out);
    const root = Buffer.from(place.root, "hex");
    expect(isIncluded(leaf, { index: seq, size: place.size, root }, proof.value.proof)).toBe(true);
    const proved = countersign(home, "audit", "prove", String(seq), "--out", path.join(home, "one"));
    expect(proved.out).toContain("entry.json, entry.tlog-proof, ");
    expect(readFileSync(path.join(home, "one", "entry.json"), "utf8")).toBe(bytes);
    expect(countersign(home, "audit", "show", "9999")).toMatchObject({ code: 1 });
    expect(countersign(home, "audit", "show", "last").err).toContain("A whole number from 0 up.");
  });

  it("exports, and hands the verifier's exit code on", () => {
    const { home, seq } = decided();
    const out = path.join(home, "night.tar");
    expect(countersign(home, "audit", "export", "--tar", "--out", out).out).toMatch(
      /1 decision, \d+ files, \d+ bytes\.\nRoot [0-9a-f]{64}, manifest sha256 [0-9a-f]{64}\.\nRecorded as entry \d+/,
    );
    const { logKey, reviewerKeys } = keysSchema.parse(JSON.parse(countersign(home, "audit", "keys", "--json").out));
    const log = path.join(home, "log.vkey");
    writeFileSync(log, `${logKey.vkey}\n`);
    const pins = ["--log-key", log, ...reviewerKeys.flatMap(({ vkey }) => ["--reviewer-key", vkey])];
    const verify = (...args: readonly string[]) => countersign(home, "audit", "verify", ...args);
    expect(verify(out)).toMatchObject({ code: 20 });
    expect(verify(out, ...pins)).toMatchObject({ code: 10 });
    expect(JSON.parse(verify(out, ...pins, "--json").out)).toMatchObject({ verdict: "CONSISTENT", exit: 10 });
    const other = countersign(tempFolder(), "audit", "verify", out, "--log-key", logKey.vkey.replace(/\+A/, "+B"));
    expect(other.code).toBeGreaterThanOrEqual(40);
    const bytes = readFileSync(out);
    const changed = path.join(home, "changed.tar");
    bytes.write("M", bytes.indexOf('"mara"') + 1);
    writeFileSync(changed, bytes);
    expect(verify(changed, ...pins)).toMatchObject({ code: 40 });
    expect(verify(path.join(home, "missing"))).toMatchObject({ code: 50 });
    expect(verify()).toMatchObject({ code: 0 });
    expect(verify("--log-key", logKey.vkey)).toMatchObject({ code: 1 });

    const opened = countersign(home, "audit", "open", out, ...pins, "--filter", "kind:assign-owner");
    expect(opened).toMatchObject({ code: 10 });
    expect(opened.out).toMatch(/^CONSISTENT \(10\)/);
    expect(opened.out).toMatch(new RegExp(`\\n +${String(seq)} .*Assign owner +- +counts`));
    expect(countersign(home, "audit", "compare", out)).toMatchObject({ code: 0 });
    expect(countersign(home, "audit", "export", "--tar", "--out", out).err).toContain("left as it is");
    expect(countersign(home, "audit", "export", "--withhold", "0").err).toContain("cannot be withheld");
  });

  it("filters, says what it did not understand, and pages", () => {
    const { home, seq } = decided();
    const list = (...args: readonly string[]) => countersign(home, "audit", "list", ...args).out;
    expect(list("--filter", "kind:assign-owner tier:<=critical standing:in-force task:WEB-123")).toContain(
      ` ${String(seq)}  `,
    );
    expect(list("--filter", "kind:assign-owner standing:stale").trimEnd().split("\n")).toHaveLength(1);
    expect(list("--filter", "knd:approve")).toContain("There is no filter “knd:”. Did you mean kind:?");
    expect(list("--limit", "2")).toMatch(/2 of \d+ entries\. --before \d+ shows older ones\./);
    expect(list("--limit", "1", "--before", "1")).toContain("Log created");
  });
});
