import { generateKeyPairSync } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readPublicKey } from "../../main/attest/public-key";
import * as plugins from "../../main/plugins";
import { buildPack, type BuiltPack, type PackRequest } from "../../main/services/build-pack";
import { verifyPack } from "../../main/services/verify-pack";
import type { App } from "../../main/app";
import type { Evidence } from "../../shared/model/evidence";
import type { TrustedKey } from "../../shared/model/trusted-key";
import { filesBelow } from "../support/pack-folder";
import { testRepository, type TestRepository } from "../support/git-repository";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

const contract = `version: 1
id: PAY-7
title: Retry refunds
objective: A refund that timed out is retried once.
acceptance:
  - id: unit
    name: Unit tests
    command: sh test.sh
    artifacts: ["out/*.xml"]
  - id: lint
    name: Lint
    command: echo 'nothing to say' && echo 'but this' >&2
    shows: static-analysis
  - id: refuses
    name: Refuses bad input
    command: exit 3
    expect: { exitCode: 3 }
  - id: format
    name: Format
    command: exit 4
    shows: build
`;
const testScript = `mkdir -p out
cat > out/junit.xml <<'X'
<testsuite name="refund"><testcase name="one"/><testcase name="two"><failure message="paid twice"/></testcase><testcase name="three"/><testcase name="four"><skipped/></testcase></testsuite>
X
echo '2 passed, 1 failed'
exit 1
`;

/** A repository with a change on a branch, its contract, and checks that pass and fail. */
function ledger(): TestRepository {
  const repository = testRepository();
  repository.write(".gitignore", "out/\n");
  repository.write("refund.ts", "export const retries = 0;\n");
  repository.commit("Begin");
  repository.git("checkout", "--quiet", "-b", "agent/pay-7");
  repository.write("refund.ts", "export const retries = 1;\n");
  repository.write("contract.yaml", contract);
  repository.write("test.sh", testScript);
  repository.commit("Retry refunds once\n\nAll tests pass.");
  return repository;
}

function keyPair(): { pem: string; trusted: TrustedKey; publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const publicPem = publicKey.export({ type: "spki", format: "pem" }).toString();
  const read = readPublicKey(publicPem);
  if (!read.ok) throw new Error(read.error.message);
  return {
    pem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicPem,
    trusted: {
      id: read.value.id,
      name: "Build farm",
      kind: "public-key",
      algorithm: "Ed25519",
      text: read.value.pem,
      identity: null,
      issuer: null,
      addedAt: "2026-11-20T10:00:00Z",
    },
  };
}

async function pack(folder: string, more: Partial<PackRequest> = {}, cancelled = () => false, env = {}) {
  return buildPack(
    {
      folder,
      contract: null,
      base: null,
      head: null,
      out: path.join(tempFolder(), "pack"),
      key: null,
      transcripts: [],
      artifacts: [],
      run: true,
      timeoutSeconds: 60,
      attempt: null,
      repository: null,
      summary: null,
      runner: { kind: null, name: null },
      ...more,
    },
    {
      env: { PATH: process.env["PATH"], ...env },
      adapters: plugins.adapters,
      parsers: plugins.parsers,
      cancelled,
      tell: () => undefined,
    },
  );
}

async function packed(folder: string, more: Partial<PackRequest> = {}): Promise<BuiltPack> {
  const built = await pack(folder, more);
  if (!built.ok) throw new Error(built.error.message);
  return built.value;
}

/** What `countersign show --json` prints of the one task's evidence. */
async function ingested(app: App, folder: string): Promise<{ evidence: Evidence[]; problems: string[] }> {
  const report = await app.invoke("ingest.paths", { paths: [folder] });
  if (!report.ok) throw new Error(report.error.message);
  return {
    evidence: await shown(app),
    problems: report.value.problems.map(({ path: place, message }) => `${place}: ${message}`),
  };
}

async function shown(app: App): Promise<Evidence[]> {
  const inbox = await app.invoke("inbox.list", { filter: "" });
  if (!inbox.ok) throw new Error(inbox.error.message);
  const [row] = inbox.value.groups.flatMap(({ rows }) => rows);
  if (row === undefined) return [];
  const task = await app.invoke("task.get", { taskId: row.taskId });
  if (!task.ok) throw new Error(task.error.message);
  return task.value.attempts[0]?.judgement.evidence ?? [];
}

const byFile = (evidence: readonly Evidence[], name: string) => {
  const found = evidence.find(({ file }) => file?.path === name);
  if (found === undefined) throw new Error(`no evidence ${name}: ${evidence.map(({ file }) => file?.path).join(", ")}`);
  return found;
};

describe("a pack of a worktree", () => {
  it("shows after reading what its checks showed", async () => {
    const repository = ledger();
    const built = await packed(repository.folder);
    expect(built.checks.map(({ id, exitCode, passed }) => [id, exitCode, passed])).toEqual([
      ["unit", 1, false],
      ["lint", 0, true],
      ["refuses", 3, true],
      ["format", 4, false],
    ]);
    expect(built.notes).toEqual([]);
    expect((await verifyPack(built.folder, [], false, () => false)).ok).toBe(true);

    const { evidence, problems } = await ingested(openTestApp(), built.folder);
    expect(problems).toEqual([]);
    expect(byFile(evidence, "artifacts/01-unit/out/junit.xml")).toMatchObject({
      kind: "tests",
      standing: "observed",
      result: "failed",
      counts: { passed: 2, failed: 1, skipped: 1 },
      producer: "sh test.sh",
      tree: "match",
      signatures: [],
    });
    expect(byFile(evidence, "checks/01-unit.log")).toMatchObject({
      kind: "tests",
      result: "failed",
      standing: "observed",
    });
    expect(byFile(evidence, "checks/02-lint.log")).toMatchObject({ kind: "static-analysis", result: "passed" });
    expect(byFile(evidence, "checks/03-refuses.log")).toMatchObject({ result: "passed" });
    expect(byFile(evidence, "checks/04-format.log")).toMatchObject({ kind: "build", result: "failed" });
    expect(readFileSync(path.join(built.folder, "checks/02-lint.log"), "utf8")).toBe("nothing to say\nbut this\n");
    expect(readFileSync(path.join(built.folder, "patch.diff"), "utf8")).toContain("+export const retries = 1;");
    // Nothing is left in the worktree, nor beside the pack.
    expect(repository.git("status", "--porcelain")).toBe("");
    expect(readdirSync(path.dirname(built.folder))).toEqual(["pack"]);
  });

  it("ties results to the head's tree only where nothing else lies in the worktree, and says so", async () => {
    const repository = ledger();
    repository.write("refund.ts", "export const retries = 2;\n");
    repository.write("new.ts", "\n");
    const built = await packed(repository.folder);
    expect(built.notes.map(({ code }) => code)).toEqual(["uncommitted"]);
    expect(built.notes[0]?.message).toContain("2 files are in no commit");
    expect(readFileSync(path.join(built.folder, "patch.diff"), "utf8")).not.toContain("retries = 2");
    const { evidence } = await ingested(openTestApp(), built.folder);
    expect(evidence.length).toBeGreaterThan(3);
    expect(new Set(evidence.map(({ tree }) => tree))).toEqual(new Set(["unknown"]));
    expect(evidence.every(({ note }) => note?.includes("2 files in no commit") === true)).toBe(true);
  });

  it("packs a file that no check made as a claim, and leaves links, devices and what lies outside", async () => {
    const repository = ledger();
    repository.write("out/old.xml", '<testsuite name="s"><testcase name="a"/></testsuite>');
    const past = new Date("2026-01-01T00:00:00Z");
    const { utimesSync, symlinkSync } = await import("node:fs");
    utimesSync(path.join(repository.folder, "out/old.xml"), past, past);
    symlinkSync("/etc/passwd", path.join(repository.folder, "out/secret.xml"));
    writeFileSync(path.join(repository.folder, "out/a\u202eb.xml"), "x");
    const built = await packed(repository.folder);
    expect(built.notes.map(({ code }) => code).sort()).toEqual(["artifact-link", "artifact-older", "artifact-unsafe"]);
    const { evidence } = await ingested(openTestApp(), built.folder);
    expect(byFile(evidence, "artifacts/out/old.xml")).toMatchObject({ standing: "claimed", counts: { passed: 1 } });
    expect(filesBelow(built.folder).filter((name) => /secret|\u202e/.test(name))).toEqual([]);
    for (const glob of ["../**", "/etc/*"])
      expect(await pack(repository.folder, { artifacts: [glob] })).toMatchObject({ error: { code: "glob-refused" } });
  });

  it("gives the same bytes again, but for times", async () => {
    const repository = ledger();
    const once = async () => {
      const built = await pack(repository.folder, { run: false }, () => false, { SOURCE_DATE_EPOCH: "1795000000" });
      if (!built.ok) throw new Error(built.error.message);
      return built.value;
    };
    const [first, second] = [await once(), await once()];
    expect(first.digest).toBe(second.digest);
    expect(first.checks.map(({ exitCode }) => exitCode)).toEqual([null, null, null, null]);
    expect(filesBelow(first.folder)).toEqual(["contract.yaml", "manifest.json", "manifest.sha256", "patch.diff"]);
  });

  it("brings the sessions of its transcripts, packed or not, and names their runner", async () => {
    const repository = ledger();
    const night = path.join(projectRoot, "test/fixtures/claude-code/night.jsonl");
    const gzipped = path.join(tempFolder(), "night.jsonl.gz");
    writeFileSync(gzipped, gzipSync(readFileSync(night)));
    for (const transcript of [night, gzipped]) {
      const built = await packed(repository.folder, { transcripts: [transcript], run: false });
      const app = openTestApp();
      const { problems } = await ingested(app, built.folder);
      expect(problems).toEqual([]);
      const inbox = await app.invoke("inbox.list", { filter: "" });
      expect(inbox).toMatchObject({
        value: { total: 1, groups: [{ rows: [{ sessions: 1, runners: ["Claude Code"] }] }, {}, {}] },
      });
    }
    const missing = path.join(tempFolder(), "none.jsonl");
    expect(await pack(repository.folder, { transcripts: [missing] })).toMatchObject({
      error: { code: "file-unreadable" },
    });
  });

  it("replaces a pack, and nothing else", async () => {
    const repository = ledger();
    const out = path.join(tempFolder(), "pack");
    await packed(repository.folder, { out, run: false });
    await packed(repository.folder, { out, run: false });
    mkdirSync(path.join(out, "..", "mine"));
    writeFileSync(path.join(out, "..", "mine", "letter.txt"), "x");
    const refused = await pack(repository.folder, { out: path.join(out, "..", "mine"), run: false });
    expect(refused).toMatchObject({ ok: false, error: { code: "out-refused" } });
    expect(readdirSync(path.join(out, "..")).sort()).toEqual(["mine", "pack"]);
  });

  it("ends a check at its time limit with all it started, and cancelled leaves nothing behind", async () => {
    const repository = ledger();
    const marker = path.join(tempFolder(), "marker");
    const slow = (limit: string) =>
      `version: 1\nid: P\ntitle: T\nobjective: O\nacceptance:\n  - id: slow\n    name: Slow\n    command: (sleep 3; touch ${marker}) & sleep 60\n${limit}`;
    repository.write("contract.yaml", slow("    timeoutSeconds: 1\n"));
    repository.commit("Slow");
    const built = await packed(repository.folder);
    expect(built.checks).toMatchObject([{ exitCode: 124, passed: false }]);
    expect(readFileSync(path.join(built.folder, "checks/01-slow.log"), "utf8")).toContain("time limit");

    const out = path.join(tempFolder(), "pack");
    const began = Date.now();
    const cancelled = await pack(repository.folder, { out }, () => Date.now() - began > 400);
    expect(cancelled).toMatchObject({ ok: false, error: { code: "cancelled" } });
    expect(readdirSync(path.dirname(out))).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(existsSync(marker)).toBe(false);
  });

  it("says that it was cancelled, wherever it was", async () => {
    const repository = ledger();
    repository.write("contract.yaml", "version: 1\nid: P\ntitle: T\nobjective: O\n");
    repository.commit("Contract");
    const ended = new Set<string>();
    for (let after = 0; ; after += 1) {
      let asked = 0;
      const out = path.join(tempFolder(), "pack");
      const one = await pack(repository.folder, { out }, () => (asked += 1) > after);
      if (one.ok) break;
      ended.add(one.error.code);
      expect(readdirSync(path.dirname(out))).toEqual([]);
    }
    expect([...ended]).toEqual(["cancelled"]);
  });

  it("names what is missing: a base, a commit, a contract that cannot be read", async () => {
    const repository = testRepository();
    expect(await pack(repository.folder)).toMatchObject({ error: { code: "no-commit" } });
    repository.write("a", "a");
    repository.commit("One");
    expect(await pack(repository.folder)).toMatchObject({ error: { code: "no-base" } });
    expect(await pack(repository.folder, { base: "--output=x" })).toMatchObject({ error: { code: "no-such-commit" } });
    expect(await pack(tempFolder())).toMatchObject({ error: { code: "not-a-worktree" } });
    repository.write("contract.yaml", "version: 1\nid: 7\n");
    expect(await pack(repository.folder, { base: "HEAD" })).toMatchObject({ error: { code: "contract-invalid" } });
    expect(await pack(repository.folder, { base: "HEAD", key: "x" })).toMatchObject({
      error: { code: "key-unreadable" },
    });
    expect(
      await pack(repository.folder, { base: "HEAD", contract: path.join(repository.folder, "no.yaml") }),
    ).toMatchObject({
      error: { code: "file-unreadable" },
    });
  });
});

describe("a signed pack", () => {
  it("is attested with the right key, by name, and with no other; unsigned is shown as unsigned", async () => {
    const repository = ledger();
    const [right, wrong] = [keyPair(), keyPair()];
    const signed = await packed(repository.folder, { key: right.pem });
    const unsigned = await packed(repository.folder, { run: false });
    expect(signed.signedBy).toBe(right.trusted.id);

    const verdict = async (folder: string, key: TrustedKey) => {
      const read = await verifyPack(folder, [key], true, () => false);
      if (!read.ok) throw new Error(read.error.message);
      return { holds: read.value.holds, signed: read.value.signed, codes: read.value.problems.map(({ code }) => code) };
    };
    expect(await verdict(signed.folder, right.trusted)).toEqual({ holds: true, signed: "verified", codes: [] });
    expect(await verdict(signed.folder, wrong.trusted)).toEqual({
      holds: false,
      signed: "not verified",
      codes: ["pack-not-signed-by"],
    });
    expect(await verdict(unsigned.folder, right.trusted)).toEqual({
      holds: false,
      signed: "unsigned",
      codes: ["pack-unsigned"],
    });
  });

  it("stands by the keys that are trusted now, read before or after, and every change is an entry of the log", async () => {
    const repository = ledger();
    const [right, wrong] = [keyPair(), keyPair()];
    const built = await packed(repository.folder, { key: right.pem });
    const app = openTestApp();
    const standings = async () => [...new Set((await shown(app)).map(({ standing }) => standing))];
    const outcomes = async () => [
      ...new Set((await shown(app)).flatMap(({ signatures }) => signatures.map(({ outcome }) => outcome))),
    ];
    await ingested(app, built.folder);
    expect([await standings(), await outcomes()]).toEqual([["observed"], ["unknown-key"]]);
    expect(await app.invoke("keys.trust", { name: "Other", text: wrong.publicPem })).toMatchObject({
      value: { changed: 0 },
    });
    expect([await standings(), await outcomes()]).toEqual([["observed"], ["unknown-key"]]);
    const trusted = await app.invoke("keys.trust", { name: "Build farm", text: right.publicPem });
    expect(trusted).toMatchObject({ value: { changed: 1, key: { attempts: 1, algorithm: "Ed25519" } } });
    expect([await standings(), await outcomes()]).toEqual([["attested"], ["verified"]]);
    expect((await shown(app))[0]?.signatures).toMatchObject([{ by: "Build farm", keyId: right.trusted.id }]);
    expect(await app.invoke("keys.trust", { name: "Again", text: right.publicPem })).toMatchObject({
      error: { code: "key-known" },
    });
    expect(await app.invoke("keys.remove", { id: right.trusted.id })).toMatchObject({ value: { changed: 1 } });
    expect([await standings(), await outcomes()]).toEqual([["observed"], ["unknown-key"]]);
    const log = await app.invoke("audit.list", { filter: "kind:key", before: null, limit: 10 });
    expect(log).toMatchObject({
      value: { rows: [{ kind: "Key removed" }, { kind: "Key trusted" }, { kind: "Key trusted" }] },
    });
    expect(await app.invoke("audit.verify", {})).toMatchObject({ value: { verified: true } });
  });

  it("stands anew at the next start, where the program was ended before it did", async () => {
    const repository = ledger();
    const right = keyPair();
    const built = await packed(repository.folder, { key: right.pem });
    const home = tempFolder();
    const first = openTestApp({ home });
    await first.invoke("keys.trust", { name: "Build farm", text: right.publicPem });
    await ingested(first, built.folder);
    first.core.record.exec("DELETE FROM trusted_key");
    first.close();
    const second = openTestApp({ home });
    await expect
      .poll(async () => [...new Set((await shown(second)).map(({ standing }) => standing))])
      .toEqual(["observed"]);
  });

  it.each([false, true])("keeps what was read of a folder that was altered since (index lost: %s)", async (lost) => {
    const repository = ledger();
    const built = await packed(repository.folder, {});
    const home = tempFolder();
    const first = openTestApp({ home });
    const before = (await ingested(first, built.folder)).evidence.map(({ id, headline }) => ({ id, headline }));
    expect(before.length).toBeGreaterThan(1);
    first.close();
    for (const name of filesBelow(built.folder))
      if (name.startsWith("checks/")) appendFileSync(path.join(built.folder, name), "x");
    if (lost)
      for (const name of ["index.db", "index.db-wal", "index.db-shm"]) rmSync(path.join(home, name), { force: true });
    const second = openTestApp({ home });
    await second.rebuild();
    expect((await shown(second)).map(({ id, headline }) => ({ id, headline }))).toEqual(before);
  });

  it("stays attested when the index is made anew out of the archive", async () => {
    const repository = ledger();
    const right = keyPair();
    const transcript = path.join(tempFolder(), "night.jsonl.gz");
    writeFileSync(transcript, gzipSync(readFileSync(path.join(projectRoot, "test/fixtures/claude-code/night.jsonl"))));
    const built = await packed(repository.folder, { key: right.pem, transcripts: [transcript] });
    const home = tempFolder();
    const standings = (evidence: readonly Evidence[]) =>
      evidence.flatMap(({ file, standing }) => (file === null ? [] : [standing]));
    const first = openTestApp({ home });
    await first.invoke("keys.trust", { name: "Build farm", text: right.publicPem });
    expect(new Set(standings((await ingested(first, built.folder)).evidence))).toEqual(new Set(["attested"]));
    first.close();
    for (const name of ["index.db", "index.db-wal", "index.db-shm"]) rmSync(path.join(home, name), { force: true });
    rmSync(built.folder, { recursive: true });
    const second = openTestApp({ home });
    await second.rebuild();
    const inbox = await second.invoke("inbox.list", { filter: "" });
    expect(inbox).toMatchObject({ value: { total: 1 } });
    const evidence = await shown(second);
    expect(evidence.length).toBeGreaterThan(3);
    expect(new Set(standings(evidence))).toEqual(new Set(["attested"]));
  });
});

/** The ways in which one byte of a file is spoiled. */
const spoilings: readonly (readonly [string, (bytes: Buffer, at: number) => Buffer])[] = [
  [
    "changed",
    (bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.from([(bytes[at] ?? 0) ^ 1]), bytes.subarray(at + 1)]),
  ],
  ["removed", (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])],
  ["added", (bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.from(" "), bytes.subarray(at)])],
];

describe.each([true, false])("one byte of a pack (signed: %s)", (isSigned) => {
  it("changed, removed or added is refused or named, at every place that is tried", async () => {
    const repository = ledger();
    const right = keyPair();
    const built = await packed(repository.folder, isSigned ? { key: right.pem } : {});
    const names = filesBelow(built.folder);
    expect(names).toContain(isSigned ? "manifest.dsse.json" : "manifest.sha256");
    let tried = 0;
    for (const name of names) {
      const full = path.join(built.folder, name);
      const bytes = readFileSync(full);
      const step = Math.max(1, Math.floor(bytes.length / 25));
      for (let at = 0; at < bytes.length; at += step)
        for (const [what, spoil] of spoilings) {
          const other = spoil(bytes, at);
          if (other.equals(bytes)) continue;
          writeFileSync(full, other);
          const read = await verifyPack(built.folder, [right.trusted], false, () => false);
          const said = read.ok
            ? read.value.problems.map(({ place, message }) => `${place ?? ""} ${message}`).join("\n")
            : `${read.error.place ?? ""} ${read.error.message}`;
          expect(read.ok && read.value.holds, `${name} ${what} at ${String(at)}`).toBe(false);
          expect(said, `${name} ${what} at ${String(at)}`).toContain(
            name === "manifest.sha256" ? "manifest.json" : name,
          );
          tried += 1;
        }
      writeFileSync(full, bytes);
    }
    expect(tried).toBeGreaterThan(350);
    expect(await verifyPack(built.folder, [right.trusted], false, () => false)).toMatchObject({
      ok: true,
      value: { holds: true },
    });
  });

  it("is refused or named when the pack is read, and never raises what it is about", async () => {
    const repository = ledger();
    const right = keyPair();
    const built = await packed(repository.folder, isSigned ? { key: right.pem } : {});
    for (const name of filesBelow(built.folder)) {
      const folder = path.join(tempFolder(), "pack");
      cpSync(built.folder, folder, { recursive: true });
      const bytes = readFileSync(path.join(folder, name));
      const at = Math.floor(bytes.length / 2);
      writeFileSync(
        path.join(folder, name),
        Buffer.concat([bytes.subarray(0, at), Buffer.from([(bytes[at] ?? 0) ^ 1]), bytes.subarray(at + 1)]),
      );
      const app = openTestApp();
      await app.invoke("keys.trust", { name: "Build farm", text: right.publicPem });
      const { evidence, problems } = await ingested(app, folder);
      expect(problems.join("\n"), name).toContain(name === "manifest.sha256" ? "manifest.json" : name);
      expect(
        evidence.filter(({ file }) => file?.path === name),
        name,
      ).toEqual([]);
      if (name.startsWith("manifest."))
        expect(
          evidence.filter(({ standing }) => standing === "attested"),
          name,
        ).toEqual([]);
      app.close();
    }
  });
});

describe("an attestation in a pack", () => {
  it("attests the file that its subject has the digest of, signed by a trusted key, and no other", async () => {
    const { signEnvelope } = await import("../../main/attest/signature");
    const { readSigningKey } = await import("../../main/attest/public-key");
    const { digestOf, writePack } = await import("../support/pack-folder");
    const right = keyPair();
    const key = readSigningKey(right.pem);
    if (!key.ok) throw new Error(key.error.message);
    const junit = '<testsuite name="s"><testcase name="a"/></testsuite>';
    const envelope = signEnvelope(
      Buffer.from(
        JSON.stringify({
          _type: "https://in-toto.io/Statement/v1",
          subject: [{ name: "junit.xml", digest: { sha256: digestOf(junit) } }],
          predicateType: "https://in-toto.io/attestation/test-result/v0.1",
          predicate: { result: "PASSED", configuration: [] },
        }),
      ),
      "application/vnd.in-toto+json",
      key.value,
    );
    const attestation = { kind: "attestation" as const, producer: "farm" };
    const folder = tempFolder();
    writePack(folder, {
      "evidence/junit.xml": { content: junit },
      "evidence/other.xml": { content: junit.replace('"a"', '"b"') },
      "evidence/test.intoto.json": { content: envelope, evidence: attestation },
    });
    const app = openTestApp();
    const standing = (evidence: readonly Evidence[]) => evidence.map((item) => [item.file?.path, item.standing]).sort();
    expect(standing((await ingested(app, folder)).evidence)).toEqual([
      ["evidence/junit.xml", "claimed"],
      ["evidence/other.xml", "claimed"],
      ["evidence/test.intoto.json", "claimed"],
    ]);
    await app.invoke("keys.trust", { name: "Build farm", text: right.publicPem });
    expect(standing(await shown(app))).toEqual([
      ["evidence/junit.xml", "attested"],
      ["evidence/other.xml", "claimed"],
      ["evidence/test.intoto.json", "attested"],
    ]);

    const spoiled = envelope.replace(/"sig":"(.)/, (_all, first: string) => `"sig":"${first === "A" ? "B" : "A"}`);
    const second = path.join(tempFolder(), "pack");
    writePack(second, {
      "evidence/junit.xml": { content: junit },
      "evidence/test.intoto.json": { content: spoiled, evidence: attestation },
    });
    const other = openTestApp();
    await other.invoke("keys.trust", { name: "Build farm", text: right.publicPem });
    const { evidence, problems } = await ingested(other, second);
    expect(standing(evidence).map(([, one]) => one)).toEqual(["claimed", "claimed"]);
    expect(evidence.map(({ signatures }) => signatures.map(({ outcome }) => outcome))).toEqual([["wrong"], ["wrong"]]);
    expect(problems.join("\n")).toContain("test.intoto.json");
  });
});
