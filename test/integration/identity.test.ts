import { execFileSync, spawnSync } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import type { Input } from "../../shared/contract/api";
import { plainDecision } from "../support/plain-decision";
import { openTestApp, tempFolder } from "../support/temp-home";

const passphrase = "correct horse battery staple";
const env = (variables: Record<string, string> = {}) => ({ platform: { env: variables } });

function open(home: string, variables: Record<string, string> = {}): App {
  return openTestApp({ home, ...env(variables) });
}

function decide(app: App, reason = "All gates are met.") {
  return app.core.ledger.append([{ kind: "decision", decision: plainDecision({ reason }) }]);
}

async function done<T>(
  result: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>,
): Promise<T> {
  const answer = await result;
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

const state = (app: App) => done(app.invoke("identity.state", {}));
const create = (app: App, protect: Input<"identity.create">["protect"]) => app.invoke("identity.create", { protect });
const keyFile = (home: string) => path.join(home, "keys", "reviewer.pem");

/** Every file of a folder, as bytes. */
function filesOf(folder: string): readonly (readonly [string, Buffer])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [file, readFileSync(file)] as const;
    });
}

describe("the reviewer's key", () => {
  it("is never made without protection unless that was said; what is missing is said", async () => {
    const home = tempFolder();
    const app = open(home);
    expect(decide(app)).toMatchObject({ ok: false, error: { code: "key-choice" } });
    expect(app.core.ledger.size()).toBe(0);
    expect((await state(app)).reviewer).toMatchObject({ state: "none", offered: "nothing" });
    expect((await state(app)).reviewer.problem).toContain("Nothing protects that yet");
    expect((await create(app, { by: "file" })).ok).toBe(true);
    expect((await state(app)).reviewer).toMatchObject({ state: "ready", protection: "file", problem: null });
    expect(decide(app).ok).toBe(true);
    expect(app.core.ledger.verify()).toMatchObject({ verified: true });
  });

  it("is a file for this account alone, encrypted where it has a passphrase; looser rights are taken back", async () => {
    const home = tempFolder();
    const app = open(home, { COUNTERSIGN_PASSPHRASE: passphrase });
    expect(decide(app).ok).toBe(true);
    const mode = (file: string) => statSync(file).mode & 0o777;
    expect([mode(path.join(home, "keys")), mode(keyFile(home)), mode(path.join(home, "keys", "log.pem"))]).toEqual([
      0o700, 0o600, 0o600,
    ]);
    expect(readFileSync(keyFile(home), "utf8")).toContain("ENCRYPTED PRIVATE KEY");
    chmodSync(keyFile(home), 0o644);
    expect((await state(open(home, { COUNTERSIGN_PASSPHRASE: passphrase }))).reviewer.protection).toBe("passphrase");
    expect(mode(keyFile(home))).toBe(0o600);
  });

  it("is not made under a passphrase of a few characters, wherever that came from", () => {
    const home = tempFolder();
    const app = open(home, { COUNTERSIGN_PASSPHRASE: "short" });
    expect(decide(app)).toMatchObject({ ok: false, error: { code: "passphrase-short" } });
    expect([existsSync(keyFile(home)), app.core.ledger.size()]).toEqual([false, 0]);
  });

  it("stays shut without its passphrase or with a wrong one, and opens when it is typed", async () => {
    const home = tempFolder();
    expect(decide(open(home, { COUNTERSIGN_PASSPHRASE: passphrase })).ok).toBe(true);
    const app = open(home);
    const size = app.core.ledger.size();
    expect(decide(app)).toMatchObject({ ok: false, error: { code: "key-locked" } });
    const wrong = await app.invoke("identity.unlock", { passphrase: "correct horse battery stapler" });
    expect(wrong).toMatchObject({ ok: false, error: { code: "passphrase-wrong" } });
    expect(decide(app)).toMatchObject({ ok: false, error: { code: "key-locked" } });
    // What needs no reviewer's key goes on.
    expect(app.core.ledger.append([{ kind: "clock.anomaly", message: "a test" }]).ok).toBe(true);
    expect((await app.invoke("identity.unlock", { passphrase })).ok).toBe(true);
    expect(decide(app).ok).toBe(true);
    expect(app.core.ledger.size()).toBe(size + 2);
  });

  it("is made anew after its file is gone, and the log tells of both", async () => {
    const home = tempFolder();
    const app = open(home, { COUNTERSIGN_KEY_PROTECTION: "file" });
    decide(app);
    rmSync(keyFile(home));
    expect((await state(app)).reviewer.state).toBe("none");
    expect(decide(app).ok).toBe(true);
    expect((await state(app)).keys.map(({ own, until }) => ({ own, until }))).toEqual([
      { own: false, until: null },
      { own: true, until: null },
    ]);
    expect(app.core.ledger.verify().verified).toBe(true);
  });

  it("gives way to another that both sign; two programs on the folder go on with the new one", async () => {
    const home = tempFolder();
    const [app, beside] = [
      open(home, { COUNTERSIGN_PASSPHRASE: passphrase }),
      open(home, { COUNTERSIGN_PASSPHRASE: passphrase }),
    ];
    decide(app);
    expect(decide(beside).ok).toBe(true);
    const old = (await state(app)).reviewer.keyid;
    await done(app.invoke("identity.rotate", { role: "reviewer" }));
    const next = (await state(beside)).reviewer;
    expect(next.keyid).not.toBe(old);
    expect(next).toMatchObject({ state: "ready", protection: "passphrase" });
    expect(decide(beside).ok).toBe(true);
    expect((await state(app)).keys.map(({ ended }) => ended?.how ?? null)).toEqual(["rotated", null]);
    // The log's own too: the head after it is the new one's.
    const { vkey } = (await state(app)).log;
    await done(app.invoke("identity.rotate", { role: "log" }));
    expect((await state(app)).log.vkey).not.toBe(vkey);
    expect(decide(beside).ok).toBe(true);
    expect(open(home).core.ledger.verify()).toMatchObject({ verified: true });
    expect(readdirSync(path.join(home, "keys")).sort()).toEqual(["log.pem", "reviewer.pem"]);
  });

  it("is the one the log tells of, wherever the program was ended while it changed", async () => {
    const home = tempFolder();
    const app = open(home, { COUNTERSIGN_KEY_PROTECTION: "file" });
    decide(app);
    const before = readFileSync(keyFile(home));
    await done(app.invoke("identity.rotate", { role: "reviewer" }));
    const told = (await state(app)).reviewer.keyid ?? "";
    app.close();
    // As after a kill between the entry and the rename.
    renameSync(keyFile(home), path.join(home, "keys", `reviewer.next-${told}.pem`));
    writeFileSync(keyFile(home), before, { mode: 0o600 });
    // And one whose entry was never written.
    writeFileSync(path.join(home, "keys", `reviewer.next-${"0".repeat(64)}.pem`), before, { mode: 0o600 });
    const again = open(home, { COUNTERSIGN_KEY_PROTECTION: "file" });
    expect((await state(again)).reviewer).toMatchObject({ state: "ready", keyid: told });
    expect(decide(again).ok).toBe(true);
    expect(readdirSync(path.join(home, "keys")).sort()).toEqual(["log.pem", "reviewer.pem"]);
  });

  it("signs nothing after it was revoked; a new one is made by an act of its own", async () => {
    const home = tempFolder();
    const app = open(home, { COUNTERSIGN_KEY_PROTECTION: "file" });
    decide(app);
    decide(app);
    const keyid = (await state(app)).reviewer.keyid ?? "";
    const reason = "The laptop was stolen.";
    const later = await app.invoke("identity.revoke", { keyid, from: 99, reason });
    expect(later).toMatchObject({ ok: false, error: { code: "from-later" } });
    await done(app.invoke("identity.revoke", { keyid, from: 3, reason }));
    expect(decide(app)).toMatchObject({ ok: false, error: { code: "key-not-in-use" } });
    expect((await state(app)).reviewer.state).toBe("ended");
    // The decision after the place is still there and still valid by what the log said when it was made.
    expect(app.core.ledger.verify().verified).toBe(true);
    expect(app.core.ledger.keys().active(keyid, 2)).toBeDefined();
    expect(app.core.ledger.keys().active(keyid, 3)).toBeUndefined();
    await done(create(app, { by: "file" }));
    expect(decide(app).ok).toBe(true);
  });

  it("comes back from a backup with the log's; neither is put over one in use, and a wrong passphrase opens nothing", async () => {
    const home = tempFolder();
    const app = open(home, { COUNTERSIGN_PASSPHRASE: passphrase });
    decide(app);
    const { keyid } = (await state(app)).reviewer;
    const out = path.join(home, "keys.json");
    const backup = "another long passphrase";
    await done(app.invoke("identity.backup", { out, passphrase: backup }));
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(await app.invoke("identity.backup", { out, passphrase: backup })).toMatchObject({
      ok: false,
      error: { code: "file-exists" },
    });
    const restore = (secret: string) => app.invoke("identity.restore", { path: out, passphrase: secret });
    expect(await restore(passphrase)).toMatchObject({ ok: false, error: { code: "passphrase-wrong" } });
    expect((await done(restore(backup))).left).toEqual([
      "The log's key is here already.",
      "The reviewer's key is here already.",
    ]);
    rmSync(path.join(home, "keys"), { recursive: true });
    expect((await state(app)).log.state).toBe("lost");
    expect(app.core.ledger.append([{ kind: "clock.anomaly", message: "a test" }])).toMatchObject({
      ok: false,
      error: { code: "log-key-lost" },
    });
    // Recording tried to go on with a new key for the log: what is there is not the log's.
    expect(await done(restore(backup))).toEqual({ restored: ["log", "reviewer"], left: [] });
    expect((await state(app)).reviewer).toMatchObject({ state: "ready", keyid, protection: "passphrase" });
    expect(decide(app).ok).toBe(true);
    expect(app.core.ledger.verify().verified).toBe(true);
    // Standard tools read what is in it.
    const { log } = JSON.parse(readFileSync(out, "utf8")) as { log: { pem: string } };
    expect(createPrivateKey({ key: log.pem, passphrase: backup }).asymmetricKeyType).toBe("ed25519");
  });

  it("and its passphrases are in no other file, answer or message", async () => {
    const home = tempFolder();
    const app = open(home);
    const answers: unknown[] = [];
    const canary = "canary-4711-canary-4711";
    answers.push(await create(app, { by: "passphrase", passphrase: canary }));
    decide(app);
    answers.push(await app.invoke("identity.unlock", { passphrase: canary }), await state(app));
    answers.push(await app.invoke("identity.backup", { out: null, passphrase: canary }));
    answers.push(await app.invoke("identity.unlock", { passphrase: `${canary}-wrong` }));
    answers.push(await app.invoke("audit.list", { filter: "", before: null, limit: 50, zone: "UTC" }));
    const opened = app.core.keyring.files.find("reviewer");
    if (!opened.ok || opened.value === null) throw new Error("the key does not open");
    const der = opened.value.key.export({ type: "pkcs8", format: "der" });
    const seed = der.subarray(-32);
    for (const secret of [
      Buffer.from(canary),
      seed,
      Buffer.from(der.toString("base64")),
      Buffer.from(seed.toString("hex")),
    ]) {
      expect(
        filesOf(home)
          .filter(([, bytes]) => bytes.includes(secret))
          .map(([file]) => file),
      ).toEqual([]);
      expect(JSON.stringify(answers).includes(secret.toString("latin1"))).toBe(false);
    }
  });
});

const sshKeygen = spawnSync("ssh-keygen", ["-?"]).error === undefined;

describe.skipIf(!sshKeygen)("an identity bound to an SSH key", () => {
  function sshKey(folder: string, name: string): { publicKey: string; sign: (text: string) => string } {
    const file = path.join(folder, name);
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file]);
    return {
      publicKey: readFileSync(`${file}.pub`, "utf8"),
      sign: (text) => {
        writeFileSync(`${file}.text`, text);
        rmSync(`${file}.text.sig`, { force: true });
        execFileSync("ssh-keygen", ["-q", "-Y", "sign", "-f", file, "-n", "countersign", `${file}.text`]);
        return readFileSync(`${file}.text.sig`, "utf8");
      },
    };
  }

  it("is told of by fingerprint in the log, kept through a change of keys, and refused for another text or key", async () => {
    const home = tempFolder();
    const app = open(home, { COUNTERSIGN_KEY_PROTECTION: "file" });
    expect(await app.invoke("identity.ssh-text", {})).toMatchObject({ ok: false, error: { code: "key-missing" } });
    decide(app);
    expect((await state(app)).reviewer.person.binding).toBe("self-asserted");
    const { text } = await done(app.invoke("identity.ssh-text", {}));
    const [mine, other] = [sshKey(home, "mine"), sshKey(home, "other")];
    const bind = (publicKey: string, signature: string) => app.invoke("identity.ssh", { publicKey, signature });
    const size = app.core.ledger.size();
    for (const [publicKey, signature] of [
      [mine.publicKey, other.sign(text)],
      [mine.publicKey, mine.sign(`${text}x`)],
    ] as const)
      expect(await bind(publicKey, signature)).toMatchObject({ ok: false, error: { code: "ssh-refused" } });
    // ssh-keygen may give up on what is no signature before it has read the text: that is refused, each time.
    for (let time = 0; time < 100; time++)
      expect(await bind(mine.publicKey, "no signature")).toMatchObject({ ok: false, error: { code: "ssh-refused" } });
    // A line that would trust any key of its own is no public key.
    expect(await bind(`* namespaces="file" ${other.publicKey}`, other.sign(text))).toMatchObject({ ok: false });
    expect(app.core.ledger.size()).toBe(size);
    const bound = await done(bind(mine.publicKey, mine.sign(text)));
    const listed = execFileSync("ssh-keygen", ["-l", "-f", path.join(home, "mine.pub")], { encoding: "utf8" });
    expect(listed).toContain(bound.fingerprint);
    expect((await state(app)).reviewer.person).toMatchObject({ binding: "ssh", account: bound.fingerprint });
    await done(app.invoke("identity.rotate", { role: "reviewer" }));
    expect((await state(app)).reviewer.person).toMatchObject({ binding: "ssh", account: bound.fingerprint });
    expect(decide(app).ok).toBe(true);
    expect(app.core.ledger.verify().verified).toBe(true);
  });
});

describe("erasing what was typed with a decision", () => {
  it("leaves nothing of it in the folder, a commitment and an entry that says so, and a log that holds", async () => {
    const home = tempFolder();
    const app = open(home, { COUNTERSIGN_KEY_PROTECTION: "file" });
    const canary = "Zzyzx-names-a-person-4711";
    decide(app, "Kept.");
    const made = decide(app, `${canary}, and why. `.repeat(400));
    const seq = made.ok ? (made.value[0]?.seq ?? -1) : -1;
    const commitment = app.core.ledger.decision(seq)?.texts?.commitment ?? "";
    expect(app.core.ledger.decision(seq)?.decision.reason).toContain(canary);
    expect(filesOf(home).some(([, bytes]) => bytes.includes(canary))).toBe(true);
    const erased = await done(app.invoke("audit.erase", { seq, reason: "Asked for by the person named." }));
    expect(erased).toMatchObject({ commitment, seq: app.core.ledger.size() - 1 });
    expect(
      filesOf(home)
        .filter(([, bytes]) => bytes.includes(canary))
        .map(([file]) => file),
    ).toEqual([]);
    expect(app.core.ledger.decision(seq)).toMatchObject({
      decision: { reason: "" },
      texts: { commitment, state: "erased" },
    });
    expect(app.core.ledger.decisions(null)[0]?.decision.reason).toBe("Kept.");
    expect(app.core.ledger.body(erased.seq)).toMatchObject({ kind: "blob.erased", commitment });
    expect(await app.invoke("audit.erase", { seq, reason: "Again." })).toMatchObject({
      ok: false,
      error: { code: "text-gone" },
    });
    expect(await app.invoke("audit.erase", { seq: 0, reason: "No decision." })).toMatchObject({ ok: false });
    app.close();
    expect(filesOf(home).filter(([, bytes]) => bytes.includes(canary))).toEqual([]);
    expect(open(home).core.ledger.verify()).toMatchObject({ verified: true });
  });

  it("says where another program keeps the old bytes in the file, and ends the work when asked again", async () => {
    const home = tempFolder();
    const app = open(home, { COUNTERSIGN_KEY_PROTECTION: "file" });
    const canary = "Zzyzx-names-a-person-4712";
    const made = decide(app, canary);
    const seq = made.ok ? (made.value[0]?.seq ?? -1) : -1;
    const reader = new Database(path.join(home, "record.db"), { readonly: true });
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM blob").get();
    const erased = await done(app.invoke("audit.erase", { seq, reason: "Asked for." }));
    expect(erased.stays[0]).toContain("Old bytes in record.db");
    reader.close();
    const again = await app.invoke("audit.erase", { seq, reason: "Again." });
    expect(again.ok ? null : again.error).toEqual({
      code: "text-gone",
      message: `The text of entry ${String(seq)} is not there any more.`,
    });
    expect(filesOf(home).filter(([, bytes]) => bytes.includes(canary))).toEqual([]);
  });

  it("takes no comment's words away where the log takes no entry that says so", async () => {
    const home = tempFolder();
    const app = open(home, { COUNTERSIGN_KEY_PROTECTION: "file" });
    const made = decide(app, "Kept.");
    const seq = made.ok ? (made.value[0]?.seq ?? -1) : -1;
    let taken = false;
    app.core.record.exec("CREATE TRIGGER refuse BEFORE INSERT ON erasure BEGIN SELECT RAISE(ABORT, 'refused'); END");
    const commitment = app.core.ledger.decision(seq)?.texts?.commitment ?? "";
    const refused = app.core.ledger.erase(commitment, "Asked for.", () => {
      taken = true;
    });
    expect([refused.ok, taken, app.core.ledger.decision(seq)?.texts?.state]).toEqual([false, false, "kept"]);
    expect(await app.invoke("audit.erase", { seq, reason: "Asked for." })).toMatchObject({ ok: false });
  });

  it("cannot be done behind the log's back, nor the text be changed", () => {
    const app = open(tempFolder(), { COUNTERSIGN_KEY_PROTECTION: "file" });
    decide(app);
    for (const sql of ["DELETE FROM blob", "UPDATE blob SET bytes = x'00'", "REPLACE INTO blob SELECT * FROM blob"])
      expect(() => app.core.record.exec(sql), sql).toThrow(/never|log says so/);
    app.core.record.exec("DROP TRIGGER blob_no_update; UPDATE blob SET bytes = x'7b7d'");
    expect(app.core.ledger.verify()).toMatchObject({ verified: false });
    expect(app.core.ledger.verify().problem).toContain("is not the one that was recorded with it");
  });
});
