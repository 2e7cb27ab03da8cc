import { generateKeyPairSync } from "node:crypto";
import { copyFileSync, rmSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { Decision } from "../../../shared/model/decision";
import { readSealed, signersOf } from "../../../main/audit/decision-envelope";
import { Ledger } from "../../../main/audit/ledger";
import { systemClock } from "../../../main/platform/clock";
import { KeyFiles } from "../../../main/platform/key-files";
import { LogMark } from "../../../main/store/log-mark";
import { openDatabase, type WriteDb } from "../../../main/store/database";
import { migrate } from "../../../main/store/migrate";
import { recordMigrations } from "../../../main/store/migrations/record";
import { plainDecision } from "../../support/plain-decision";
import { tempFolder } from "../../support/temp-home";

function openLedger(file = path.join(tempFolder(), "record.db")): { db: WriteDb; ledger: Ledger; file: string } {
  const db = openDatabase(file, "durable");
  if (!db.ok) throw new Error(db.error.message);
  migrate(db.value, recordMigrations);
  const home = path.dirname(file);
  const keys = new KeyFiles(
    home,
    () => ({ name: "ilse", binding: "self-asserted" }),
    () => null,
  );
  return { db: db.value, ledger: new Ledger(db.value, systemClock(), "0.1.0", keys, new LogMark(home)), file };
}

const anomaly = (message: string) => ({ kind: "clock.anomaly" as const, message });

/** Changes the file behind the ledger's back, as an attacker without any key would: triggers dropped first. */
function tamper(file: string, sql: string): void {
  const db = new Database(file);
  for (const trigger of [
    "entry_append_only",
    "entry_no_update",
    "entry_no_delete",
    "node_no_replace",
    "node_no_update",
    "node_no_delete",
  ]) {
    db.exec(`DROP TRIGGER ${trigger}`);
  }
  db.exec(sql);
  db.close();
}

describe("the ledger", () => {
  it("begins with the log's own entry and verifies", () => {
    const { ledger } = openLedger();
    const appended = ledger.append([anomaly("one"), anomaly("two")]);
    expect(appended.ok && appended.value.map((entry) => entry.seq)).toEqual([1, 2]);
    const check = ledger.verify();
    expect(check).toMatchObject({ entries: 3, verified: true, problem: null });
    expect(appended.ok && appended.value[1]?.root).toBe(check.root);
    const first = ledger.read(0);
    expect(first.ok && first.value?.entry.body.kind).toBe("log.created");
  });

  it("writes nothing at all when one entry of a batch is refused", () => {
    const { ledger } = openLedger();
    ledger.append([anomaly("one")]);
    const before = ledger.verify();
    const refused = ledger.append([anomaly("two"), anomaly("\ud800")]);
    expect(refused.ok).toBe(false);
    expect(ledger.verify()).toEqual(before);
  });

  it.each([
    [
      "an edited entry",
      "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), 'two', 'TWO') AS BLOB) WHERE seq = 2",
      "Entry 2 was changed",
    ],
    ["a removed entry in the middle", "DELETE FROM entry WHERE seq = 2", "Entry 2 is missing"],
    [
      "two entries swapped",
      "UPDATE entry SET seq = 90 WHERE seq = 1; UPDATE entry SET seq = 1 WHERE seq = 2; UPDATE entry SET seq = 2 WHERE seq = 90",
      "Entry 1 says it is entry 2",
    ],
    [
      "an edited tree node",
      "UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND idx = 0",
      "The tree does not match",
    ],
    [
      "another log's origin",
      "UPDATE log SET origin = 'countersign.invalid/00000000-0000-4000-8000-000000000000'",
      "belongs to another log",
    ],
    [
      "bytes of other form",
      "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), ':', ': ') AS BLOB) WHERE seq = 3",
      "Entry 3",
    ],
    [
      "a decision row without an entry",
      "INSERT INTO decision (seq, kind, task_id) VALUES (3, 'approve', 'T-00000')",
      "the index of 1",
    ],
  ])("notices %s", (_what, sql, says) => {
    const { db, ledger, file } = openLedger();
    ledger.append([anomaly("one"), anomaly("two"), anomaly("three")]);
    db.close();
    tamper(file, sql);
    const again = openLedger(file);
    const check = again.ledger.verify();
    expect(check.verified).toBe(false);
    expect(check.problem).toContain(says);
  });

  it("cannot be overwritten through an ordinary connection", () => {
    const { db, ledger } = openLedger();
    ledger.append([anomaly("one")]);
    for (const sql of [
      "UPDATE entry SET bytes = x'00' WHERE seq = 1",
      "DELETE FROM entry WHERE seq = 1",
      "REPLACE INTO entry (seq, bytes) VALUES (1, x'00')",
      "INSERT OR REPLACE INTO entry (seq, bytes) VALUES (0, x'00')",
      "INSERT INTO entry (seq, bytes) VALUES (9, x'00')",
      "REPLACE INTO node (level, idx, hash) VALUES (0, 0, zeroblob(32))",
      "DELETE FROM node",
    ]) {
      expect(() => db.exec(sql), sql).toThrow(/audit log|never/);
    }
    expect(ledger.verify().verified).toBe(true);
  });

  it("checks what is new on top of what held, and says the same as a check of everything", () => {
    const { db, ledger } = openLedger();
    for (const message of ["one", "two", "three", "four", "five"]) {
      ledger.append([anomaly(message)]);
      expect(ledger.verifyNew()).toEqual(ledger.verify());
      expect(ledger.verifyNew().verified).toBe(true);
    }
    for (const trigger of ["entry_no_update", "entry_no_delete"]) db.exec(`DROP TRIGGER ${trigger}`);
    db.exec("DELETE FROM entry WHERE seq = 5");
    expect(ledger.verifyNew()).toMatchObject({ verified: false, problem: "The log had 6 entries and has 5." });
    // After a check that failed nothing is built upon any more.
    expect(ledger.verifyNew().problem).toBe("The tree has a leaf for entry 5, which is gone.");
  });

  it("adds nothing to a record whose guards are gone, and stays so however it is asked", () => {
    const { db, ledger } = openLedger();
    ledger.append([anomaly("one")]);
    const guard = db.prepare<[], { sql: string }>("SELECT sql FROM sqlite_schema WHERE name = 'entry_no_update'").get();
    db.exec("DROP TRIGGER entry_no_update");
    expect(ledger.verify()).toMatchObject({ verified: false, diverged: false });
    expect(ledger.verify().problem).toContain("trigger entry_no_update is gone");
    expect(ledger.verifyNew().verified).toBe(false);
    expect(ledger.append([anomaly("two")])).toMatchObject({ ok: false, error: { code: "log-closed" } });
    expect(ledger.page(null, 10).ok).toBe(true);
    db.exec(guard?.sql ?? "");
    expect(ledger.verify().verified).toBe(true);
    expect(ledger.append([anomaly("two")]).ok).toBe(true);
  });

  it("tells of clocks that went back or apart, once, before what is recorded then", () => {
    const now = { wall: Date.UTC(2026, 10, 21, 7), machine: 0n };
    const clock = { bootId: "boot", now: () => new Date(now.wall), monotonicNs: () => now.machine };
    const { db, file } = openLedger();
    const home = path.dirname(file);
    const keys = new KeyFiles(
      home,
      () => ({ name: "ilse", binding: "self-asserted" }),
      () => null,
    );
    const ledger = new Ledger(db, clock, "0.1.0", keys, new LogMark(home));
    const recovery = { kind: "recovery" as const, message: "A test." };
    ledger.append([recovery]);
    now.wall -= 60_000;
    const back = ledger.append([recovery]);
    expect(back.ok && back.value.map(({ seq }) => seq)).toEqual([3]);
    expect(ledger.body(2)).toMatchObject({
      kind: "clock.anomaly",
      message: expect.stringContaining("60.0 s") as unknown,
    });
    ledger.append([recovery]);
    now.machine += 3_600_000_000_000n;
    ledger.append([recovery]);
    expect(ledger.entriesOf("clock.anomaly")).toEqual([2, 5]);
    expect(ledger.verify().verified).toBe(true);
  });

  it("refuses a policy that comes after a newer one or changed under its number, with nothing written", () => {
    const { ledger } = openLedger();
    const by = (version: number, letter: string, source: "user" | "repository" = "user") =>
      ledger.append([
        {
          kind: "decision",
          decision: plainDecision({ policy: { id: "house", version, digest: letter.repeat(64), source } }),
        },
      ]);
    expect(by(2, "a").ok).toBe(true);
    expect(by(2, "a").ok).toBe(true);
    expect(ledger.entriesOf("policy")).toHaveLength(1);
    const size = ledger.size();
    expect(by(1, "a")).toMatchObject({ ok: false, error: { code: "policy-older" } });
    expect(by(2, "b")).toMatchObject({ ok: false, error: { code: "policy-changed" } });
    expect(ledger.size()).toBe(size);
    // A repository's own is of the commit an attempt began from.
    expect(by(1, "c", "repository").ok).toBe(true);
    expect(by(3, "b").ok).toBe(true);
    expect(ledger.entriesOf("policy")).toHaveLength(2);
    expect(ledger.verify().verified).toBe(true);
  });

  it("records an anchor of its own tree only", () => {
    const { ledger } = openLedger();
    const one = ledger.append([anomaly("one")]);
    const root = one.ok ? (one.value[0]?.root ?? "") : "";
    const anchor = (size: number, of: string) =>
      ledger.append([{ kind: "anchor", type: "git", size, root: of, receipt: "", detail: "a test" }]);
    expect(anchor(2, "0".repeat(64))).toMatchObject({ ok: false, error: { code: "anchor-of-another-log" } });
    expect(anchor(9, root)).toMatchObject({ ok: false, error: { code: "anchor-of-another-log" } });
    expect(anchor(2, root).ok).toBe(true);
    expect(ledger.verify().verified).toBe(true);
  });

  it("gives entries newest first, page by page", () => {
    const { ledger } = openLedger();
    ledger.append(["a", "b", "c", "d"].map(anomaly));
    const page = ledger.page(null, 2);
    expect(page.ok && page.value.map((entry) => entry.body.seq)).toEqual([4, 3]);
    const next = ledger.page(3, 2);
    expect(next.ok && next.value.map((entry) => entry.body.seq)).toEqual([2, 1]);
  });
});

describe("the ledger's keys and checkpoints", () => {
  const digest = "a".repeat(64);
  const decision: Decision = {
    kind: "approve",
    taskId: "T-00001",
    taskRef: null,
    taskTitle: "Make refund retries idempotent",
    repository: "ledger-service",
    attemptId: "A-00001",
    attemptLetter: "A",
    reason: "All gates are met.",
    person: null,
    until: null,
    tier: "low",
    gates: [],
    notOpened: [],
    ingestNote: null,
    bound: {
      base: null,
      head: null,
      patch: digest,
      contract: null,
      evidence: digest,
      judgement: digest,
      considered: [],
    },
    reviewer: { name: "ilse", binding: "self-asserted" },
  };
  const entryOf = (ledger: Ledger, seq: number) => {
    const read = ledger.read(seq);
    if (!read.ok || read.value === null) throw new Error(`entry ${String(seq)} is not there`);
    return read.value.entry;
  };

  it("signs a decision with the reviewer's key, which the log tells of first, and ends with a signed head", () => {
    const { ledger } = openLedger();
    const appended = ledger.append([{ kind: "decision", decision }]);
    expect(appended.ok && appended.value.map((entry) => entry.seq)).toEqual([2]);
    const kinds = [0, 1, 2].map((seq) => entryOf(ledger, seq).body.kind);
    expect(kinds).toEqual(["log.created", "reviewer.key", "decision"]);
    expect(entryOf(ledger, 2).decision).toEqual(decision);
    expect(ledger.checkpoint()?.size).toBe(3);
    expect(ledger.verify()).toMatchObject({ verified: true, diverged: false });
    // The key is told of once.
    ledger.append([{ kind: "decision", decision }]);
    expect(entryOf(ledger, 3).body.kind).toBe("decision");
  });

  it("notices a decision that another key signed, or that was signed for another place", () => {
    const { ledger } = openLedger();
    ledger.append([
      { kind: "decision", decision },
      { kind: "decision", decision },
    ]);
    const { body } = entryOf(ledger, 2);
    if (body.kind !== "decision" || body.v === 1) throw new Error("the decision is not signed");
    const { origin, envelope } = body;
    const sealed = readSealed(envelope, { origin, seq: 2 });
    // What was typed is not in the entry: a commitment to it is.
    expect(sealed).toMatchObject({
      ok: true,
      value: { decision: { reason: "" }, texts: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
    });
    const misplaced = { ok: false, error: { code: "decision-misplaced" } };
    expect(readSealed(envelope, { origin, seq: 3 })).toMatchObject(misplaced);
    expect(readSealed(envelope, { origin: "countersign.invalid/other", seq: 2 })).toMatchObject(misplaced);
    // Half of a surrogate pair has no canonical form: it is refused, whoever signed it.
    const text = Buffer.from(envelope.payload, "base64").toString("utf8");
    const halved = text.replace('"kind":"', '"kind":"\\ud800');
    const title = text.replace(/"taskTitle":"/, '"taskTitle":"\\ud800');
    for (const payload of [halved, title])
      expect(
        readSealed({ ...envelope, payload: Buffer.from(payload).toString("base64") }, { origin, seq: 2 }),
      ).toMatchObject({ ok: false, error: { code: "decision-malformed" } });
    const [signature] = envelope.signatures;
    const own = ledger.keys().active(signature?.keyid ?? "", 2);
    if (signature === undefined || own === undefined) throw new Error("the key is not known");
    expect(signersOf(envelope, new Map([[own.keyid, own.key]]))).toEqual([own.keyid]);
    const { publicKey } = generateKeyPairSync("ed25519");
    expect(signersOf(envelope, new Map([[own.keyid, publicKey]]))).toEqual([]);
    expect(ledger.keys().active(own.keyid, 0)).toBeUndefined();
  });

  it.each([
    ["was put back to an older copy", "older copy"],
    ["lost its end", "its end is gone"],
  ])("is closed when the log %s", (how, says) => {
    const { ledger, db, file } = openLedger();
    ledger.append([anomaly("one")]);
    const older = path.join(path.dirname(file), "older.db");
    db.exec(`VACUUM INTO '${older}'`);
    ledger.append([{ kind: "decision", decision }]);
    db.close();
    if (how.startsWith("was")) for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
    if (how.startsWith("was")) copyFileSync(older, file);
    else
      tamper(
        file,
        `DROP TRIGGER checkpoint_no_delete; DELETE FROM checkpoint WHERE size > 2; DELETE FROM decision; DELETE FROM key_entry WHERE seq > 1;
         DELETE FROM entry WHERE seq > 1; DELETE FROM node WHERE level = 0 AND idx > 1; DELETE FROM node WHERE level > 1;`,
      );
    const again = openLedger(file);
    expect(again.ledger.verify()).toMatchObject({ verified: false, diverged: true });
    expect(again.ledger.verify().problem).toContain(says);
    expect(again.ledger.append([anomaly("three")])).toMatchObject({ ok: false, error: { code: "log-closed" } });
    // What is there is still read.
    expect(again.ledger.size()).toBe(2);
    expect(again.ledger.page(null, 10).ok).toBe(true);
  });

  it("takes no other log key than the one its checkpoints are signed with", () => {
    const { ledger, db, file } = openLedger();
    ledger.append([anomaly("one")]);
    db.close();
    rmSync(path.join(path.dirname(file), "keys", "log.pem"));
    const again = openLedger(file);
    expect(again.ledger.append([anomaly("two")])).toMatchObject({ ok: false, error: { code: "log-key-lost" } });
  });
});
