import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { verifyPack } from "../../main/services/verify-pack";
import { digestOf, filesBelow, writePack } from "../support/pack-folder";
import { openTestApp, tempFolder } from "../support/temp-home";

const junit = '<testsuite name="s"><testcase name="a"/></testsuite>';
const mib = 1024 * 1024;

async function verified(folder: string) {
  const read = await verifyPack(folder, [], false, () => false);
  return read.ok
    ? { holds: read.value.holds, codes: [...new Set(read.value.problems.map(({ code }) => code))].sort() }
    : { holds: false, codes: [read.error.code] };
}

async function ingested(folder: string) {
  const app = openTestApp();
  const report = await app.invoke("ingest.paths", { paths: [folder] });
  if (!report.ok) throw new Error(report.error.message);
  return { app, report: report.value, said: report.value.problems.map(({ message }) => message).join("\n") };
}

describe("a pack by someone hostile", () => {
  it("that links to what lies outside is read nowhere but in its folder", async () => {
    const outside = tempFolder();
    const secret = "the secret of another folder";
    writeFileSync(path.join(outside, "secret.txt"), secret);
    mkdirSync(path.join(outside, "more"));
    writeFileSync(path.join(outside, "more", "junit.xml"), junit);
    const folder = tempFolder();
    // The digests are right: only that they are links gives them away.
    writePack(folder, {
      "evidence/secret.txt": { content: secret, write: false },
      "linked/more/junit.xml": { content: junit, write: false },
      "evidence/junit.xml": { content: junit },
    });
    symlinkSync(path.join(outside, "secret.txt"), path.join(folder, "evidence", "secret.txt"));
    symlinkSync(outside, path.join(folder, "linked"));
    expect(await verified(folder)).toEqual({ holds: false, codes: ["pack-file-link", "pack-file-missing"] });
    const { app, said } = await ingested(folder);
    expect(said).toContain("secret.txt");
    expect(said).toContain("linked");
    expect(app.core.archive.get(digestOf(secret)).ok).toBe(false);
  });

  it("whose paths lead out, hide, or are twins is refused by name, and nothing is written outside", async () => {
    for (const name of [
      "../outside.xml",
      "a/../../outside.xml",
      "/tmp/outside.xml",
      "C:/outside.xml",
      "a\\..\\..\\outside.xml",
      "evidence/a\u202egpj.xml",
      "evidence/\u001b[2Ja.xml",
      "evidence/a\u0000b.xml",
      "CON",
      "manifest.sha256",
      "Manifest.DSSE.json",
    ]) {
      const folder = path.join(tempFolder(), "deep", "pack");
      writePack(folder, { [name]: { content: junit, write: false } });
      expect(await verified(folder), JSON.stringify(name)).toEqual({ holds: false, codes: ["manifest-invalid"] });
      const { report } = await ingested(folder);
      expect(report.attempts, JSON.stringify(name)).toBe(0);
      expect(report.problems, JSON.stringify(name)).toHaveLength(1);
      expect(filesBelow(path.dirname(path.dirname(folder)))).toEqual(["deep/pack/manifest.json"]);
    }
    const twins = tempFolder();
    writePack(twins, { "evidence/A.xml": { content: junit }, "evidence/a.xml": { content: junit } });
    expect(await verified(twins)).toEqual({ holds: false, codes: ["manifest-invalid"] });
  });

  it("with names that hide beside its files is told them in plain letters", async () => {
    const folder = tempFolder();
    writePack(folder, { "evidence/junit.xml": { content: junit } });
    writeFileSync(path.join(folder, "evidence", "\u001b[31mred\u202e.xml"), "x");
    const server = createServer().listen(path.join(folder, "socket"));
    await once(server, "listening");
    onTestFinished(() => void server.close());
    expect(await verified(folder)).toEqual({ holds: false, codes: ["pack-file-extra", "pack-file-link"] });
    const { said } = await ingested(folder);
    expect(said).toContain(String.raw`\u001b[31mred`);
    expect(said).not.toContain("\u001b");
  });

  it("executes nothing, whatever its contract, its files and its evidence say", async () => {
    const marker = path.join(tempFolder(), "marker");
    const run = `touch ${marker}`;
    const folder = tempFolder();
    writePack(folder, {
      "contract.yaml": {
        role: "contract",
        content: `version: 1\nid: X-1\ntitle: T\nobjective: O\nacceptance:\n  - id: a\n    name: A\n    command: ${run}\n`,
      },
      "evidence/run.sh": {
        content: `#!/bin/sh\n${run}\n`,
        evidence: { kind: "build", producer: "$(touch marker)", command: run, exitCode: 0 },
      },
      "patch.diff": { role: "patch", content: `diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+$(${run})\n` },
    });
    chmodSync(path.join(folder, "evidence/run.sh"), 0o755);
    expect(await verified(folder)).toEqual({ holds: true, codes: [] });
    const { report } = await ingested(folder);
    expect(report.attempts).toBe(1);
    expect(existsSync(marker)).toBe(false);
    expect(filesBelow(folder)).toHaveLength(4);
  });

  it("with a transcript that unpacks to gigabytes is read in bounded memory, and the rest of it is taken", async () => {
    const line = JSON.stringify({
      type: "user",
      uuid: "6c1f0f2e-6d0c-4b7e-9d5b-0d9f6a3e2b11",
      sessionId: "0b4f6a3e-6d0c-4b7e-9d5b-6c1f0f2e2b11",
      timestamp: "2026-11-20T22:00:00Z",
      cwd: "/home/ilse/ledger",
      message: { role: "user", content: "Retry refunds" },
    });
    const folder = tempFolder();
    writePack(folder, {
      "transcripts/session.jsonl.gz": {
        role: "transcript",
        content: gzipSync(Buffer.concat([Buffer.from(`${line}\n`), Buffer.alloc(600 * mib)])),
      },
      "evidence/junit.xml": { content: junit },
    });
    const before = process.memoryUsage.rss();
    const { app, report, said } = await ingested(folder);
    expect(report.attempts).toBe(1);
    expect(said).toMatch(/session\.jsonl.*unpacks to more than/);
    expect(process.memoryUsage.rss() - before).toBeLessThan(400 * mib);
    expect(app.core.archive.get(digestOf(junit)).ok).toBe(true);
  });

  it(
    "with ten thousand files is verified whole, a thousand read, and one with more is refused",
    { timeout: 120_000 },
    async () => {
      const many = (count: number) =>
        Object.fromEntries(
          Array.from({ length: count }, (_, at) => [`evidence/${String(at)}.txt`, { content: `line ${String(at)}\n` }]),
        );
      const folder = tempFolder();
      writePack(folder, many(10_000));
      expect(await verified(folder)).toEqual({ holds: true, codes: [] });
      const read = tempFolder();
      writePack(read, many(1_000));
      const { report } = await ingested(read);
      expect(report).toMatchObject({ attempts: 1, problems: [] });
      const more = tempFolder();
      writePack(more, Object.fromEntries(Object.entries(many(10_001)).map(([k, v]) => [k, { ...v, write: false }])));
      expect(await verified(more)).toEqual({ holds: false, codes: ["manifest-invalid"] });
    },
  );

  it("is not walked without end", async () => {
    const folder = tempFolder();
    writePack(folder, { "evidence/junit.xml": { content: junit } });
    let deep = folder;
    for (let level = 0; level < 300; level += 1) deep = path.join(deep, "d");
    mkdirSync(deep, { recursive: true });
    for (let at = 0; at < 300; at += 1) writeFileSync(path.join(folder, `extra-${String(at)}`), "");
    const read = await verifyPack(folder, [], false, () => false);
    expect(read.ok && read.value.problems).toHaveLength(101);
    expect(readdirSync(folder)).toHaveLength(303);
  });

  it("may say that it is signed in any way, and raises nothing by it", async () => {
    const manifest = (folder: string) => writePack(folder, { "evidence/junit.xml": { content: junit } });
    for (const text of [
      "",
      "{}",
      "[[[[",
      `{"payloadType":"application/vnd.in-toto+json","payload":"","signatures":[]}\n`,
      `{"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[{"keyid":"","sig":"AAAA"}]}\n`,
      "x".repeat(40 * mib),
    ]) {
      const folder = tempFolder();
      manifest(folder);
      writeFileSync(path.join(folder, "manifest.dsse.json"), text);
      const read = await verifyPack(folder, [], false, () => false);
      expect(read.ok && read.value.holds, text.slice(0, 40)).toBe(false);
      expect(read.ok && read.value.problems.map(({ place }) => place), text.slice(0, 40)).toEqual([
        "manifest.dsse.json",
      ]);
    }
  });
});
