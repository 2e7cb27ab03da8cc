import { createPublicKey, generateKeyPairSync, randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { AuditBody } from "../../shared/model/audit-entry";
import type { Decision, DecisionKind } from "../../shared/model/decision";
import { ok, type Result } from "../../shared/result";
import { encodeEntry } from "../../main/audit/canonical";
import { Ledger } from "../../main/audit/ledger";
import type { EntryContent } from "../../main/audit/log-writer";
import { publicKeyId, type ReviewerSigner, type Signer } from "../../main/audit/signers";
import { encodeVkey } from "../../main/audit/signed-note";
import { appendLeaf, leafHash } from "../../main/audit/tree";
import type { Clock } from "../../main/platform/clock";
import { insertDecision, insertEntry, insertNode, readNode, writeOrigin } from "../../main/store/audit-log";
import { openDatabase, type WriteDb } from "../../main/store/database";
import { LogMark } from "../../main/store/log-mark";
import { migrate } from "../../main/store/migrate";
import { recordMigrations } from "../../main/store/migrations/record";
import { confirmedEffect, openOtherLog, receivedFrom } from "../support/other-log";
import { decisionWith } from "./durable-log";

/*
 * A5: an honest log as the app's own ledger writes it, with all that may happen to one: an old beginning, rotations of both keys,
 * revocations, other reviewers, keys put back, erasures, restarts, clocks that are set, anchors, policies, effects, and decisions
 * of another person's log.
 */

/** A clock that runs as fast as the log needs, and can be set and rebooted. */
class SteppedClock implements Clock {
  bootId = randomUUID();
  #wall = Date.parse("2026-03-01T06:00:00.000Z");
  #up = 0n;

  step(ms: number): void {
    this.#wall += ms;
    this.#up += BigInt(ms) * 1_000_000n;
  }

  set(ms: number): void {
    this.#wall += ms;
  }

  reboot(): void {
    this.bootId = randomUUID();
    this.#up = 0n;
  }

  now(): Date {
    return new Date(this.#wall);
  }

  monotonicNs(): bigint {
    return this.#up;
  }
}

/** Texts that a careless writer or reader of canonical JSON trips over. */
const reasons = [
  "read in full",
  "Größe geprüft, \u{1f9ff} и ещё раз",
  'quotes " and \\ and / and \u2028 and \u2029',
  "control \u0000\u0007\u001b[31m and tab\tand\r\nlines",
  "hidden \u202e\u200b\ufeff text",
  "key order \ufb33 before \u{1f600}",
  "x".repeat(3000),
];

const kinds: readonly DecisionKind[] = ["approve", "reject", "request-changes", "snooze", "escalate"];

function newKey(): Signer["key"] {
  return generateKeyPairSync("ed25519").privateKey;
}

interface Signed {
  readonly seq: number;
  readonly keyid: string;
}

export class HonestLog {
  /** Public keys (text form) that an auditor would have pinned: the first of every chain of rotations. */
  readonly reviewerPins: string[] = [];
  readonly logPins: string[] = [];
  readonly #signed: Signed[] = [];
  readonly #revoked: { seq: number; from: number; keyid: string }[] = [];
  readonly #clock = new SteppedClock();
  readonly #random: () => number;
  readonly #home: string;
  #log: Signer = { key: newKey(), protection: "file" };
  #reviewer: ReviewerSigner;
  #db: WriteDb;
  #policy = 0;
  #other: ReturnType<typeof openOtherLog> | null = null;
  readonly #happened = { restart: 0, "revocation that reaches back": 0 };
  ledger: Ledger;

  /** In: an empty folder, numbers in [0, 1). */
  constructor(home: string, random: () => number) {
    this.#home = home;
    this.#random = random;
    this.#reviewer = this.#newReviewer("Marit Ås");
    [this.#db, this.ledger] = this.#open();
  }

  /** Appends until the log has about this many entries. */
  fill(entries: number): void {
    if (entries > 1 && this.#random() < 0.3) this.#firstForm(Math.min(entries - 1, this.#upTo(12)));
    while (this.ledger.size() < entries) {
      this.#clock.step(this.#upTo(40_000));
      this.#act();
    }
  }

  /** How often each thing that may happen to a log happened to this one. */
  happened(): Record<string, number> {
    const found: Record<string, number> = { ...this.#happened };
    for (let seq = 0; seq < this.ledger.size(); seq += 1) {
      const body = this.ledger.body(seq);
      if (body === null) throw new Error(`entry ${String(seq)} cannot be read`);
      const what = "action" in body ? `${body.kind} ${body.action}` : body.kind;
      const name = body.kind === "decision" && body.v === 1 ? "decision of the first form" : what;
      found[name] = (found[name] ?? 0) + 1;
    }
    return found;
  }

  /** How many of the signed decisions in [from, to) a revocation among the entries before `to` took away. */
  noLongerCount(from: number, to: number, withheld: ReadonlySet<number>): number {
    const known = this.#revoked.filter(({ seq }) => seq < to);
    return this.#signed.filter(
      ({ seq, keyid }) =>
        seq >= from &&
        seq < to &&
        !withheld.has(seq) &&
        known.some((revoked) => revoked.keyid === keyid && revoked.from <= seq),
    ).length;
  }

  close(): void {
    this.#db.close();
    this.#other?.close();
    rmSync(this.#home, { recursive: true, force: true });
  }

  #upTo(count: number): number {
    return 1 + Math.floor(this.#random() * count);
  }

  #one<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    const item = items[Math.floor(this.#random() * items.length)];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  }

  #newReviewer(name: string): ReviewerSigner {
    return { key: newKey(), protection: "keychain", person: { name, binding: "self-asserted" } };
  }

  #open(): [WriteDb, Ledger] {
    const db = openDatabase(path.join(this.#home, "record.db"), "durable");
    if (!db.ok) throw new Error(db.error.message);
    const migrated = migrate(db.value, recordMigrations);
    if (!migrated.ok) throw new Error(migrated.error.message);
    const signers = { log: () => ok(this.#log), reviewer: () => ok(this.#reviewer) };
    return [db.value, new Ledger(db.value, this.#clock, "0.1.0", signers, new LogMark(this.#home))];
  }

  /** The beginning of a log by a version that had no keys and signed nothing. */
  #firstForm(count: number): void {
    const origin = `countersign.invalid/${randomUUID()}`;
    const nodes = {
      get: (level: number, index: number) => readNode(this.#db, level, index),
      put: (level: number, index: number, hash: Uint8Array) => {
        insertNode(this.#db, level, index, hash);
      },
    };
    const write = (): void => {
      writeOrigin(this.#db, origin);
      for (let seq = 0; seq < count; seq += 1) {
        this.#clock.step(this.#upTo(9000));
        const head = {
          v: 1 as const,
          origin,
          seq,
          recordedAt: this.#clock.now().toISOString(),
          bootId: this.#clock.bootId,
          monotonicNs: this.#clock.monotonicNs().toString(),
        };
        const body: AuditBody =
          seq === 0
            ? { ...head, kind: "log.created", app: "Countersign 0.0.9", keyProtection: "none" }
            : { ...head, kind: "decision", decision: this.#decision() };
        const bytes = encodeEntry(body);
        if (!bytes.ok) throw new Error(bytes.error.message);
        insertEntry(this.#db, seq, bytes.value);
        appendLeaf(nodes, seq, leafHash(bytes.value));
        if (body.kind === "decision")
          insertDecision(this.#db, { seq, kind: body.decision.kind, taskId: body.decision.taskId, attemptId: null });
      }
    };
    this.#db.transaction(write).immediate();
  }

  #decision(): Decision {
    const made: Decision = { ...decisionWith(this.#one(reasons)), kind: this.#one(kinds) };
    const before = this.#signed.at(-1);
    if (made.kind === "snooze") return { ...made, until: "2026-12-24T08:00:00+01:00" };
    if (made.kind === "escalate") return { ...made, person: "Jürgen \u{1f465}", bound: { ...made.bound, patch: null } };
    const last = before === undefined ? null : this.ledger.decision(before.seq);
    if (last === null || this.#random() < 0.8)
      return {
        ...made,
        reason: this.#random() < 0.2 ? "" : made.reason,
        gates: [{ id: "tests-pass", met: this.#random() < 0.5 }],
        bound: { ...made.bound, base: "1".repeat(40), head: "2".repeat(64) },
      };
    const { seq, leafHash: hash } = last;
    return { ...made, kind: "withdraw", withdraws: { seq, kind: last.decision.kind, leafHash: hash } };
  }

  #must<T>(result: Result<T>): T {
    if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
    return result.value;
  }

  #append(contents: readonly EntryContent[]): void {
    const before = this.ledger.size();
    this.#must(this.ledger.append(contents));
    this.#look(before);
  }

  /** Notes which keys signed what was just recorded, and what an auditor would pin. */
  #look(before: number): void {
    for (let seq = before; seq < this.ledger.size(); seq += 1) {
      const body = this.ledger.body(seq);
      if (body?.v !== 2) continue;
      if (body.kind === "decision") this.#signed.push({ seq, keyid: publicKeyId(this.#reviewer.key) });
      if (body.kind === "reviewer.key" && body.action === "created") this.reviewerPins.push(body.key);
      if (body.kind === "log.created") this.logPins.push(body.logKey);
      if (body.kind === "log.key" && body.action === "created") this.logPins.push(body.key);
      if (body.kind === "reviewer.key" && body.action === "revoked" && body.from !== undefined)
        this.#revoked.push({ seq, from: body.from, keyid: body.keyid });
    }
  }

  #act(): void {
    const dice = this.#random();
    const digest = "5".repeat(64);
    if (dice < 0.55)
      this.#append(
        Array.from({ length: this.#upTo(3) }, () => ({ kind: "decision" as const, decision: this.#decision() })),
      );
    else if (dice < 0.67)
      this.#append([
        {
          kind: "ingest",
          summary: "3 sessions",
          sources: 1,
          sessions: 3,
          records: 9,
          notRecognised: 0,
          archive: digest,
        },
        { kind: "export", format: "html", path: "/reports/ü.html", digest, entries: 3 },
      ]);
    else if (dice < 0.72) this.#append([{ kind: "policy", id: "house", version: (this.#policy += 1), digest }]);
    else if (dice < 0.77) this.#anchor();
    else if (dice < 0.79) this.#effect();
    else if (dice < 0.8) this.#receive();
    else if (dice < 0.83) this.#append([{ kind: "recovery", message: "gone on: 2 entries are missing" }]);
    else if (dice < 0.87) this.#erase();
    else if (dice < 0.9) this.#restart();
    else if (dice < 0.92) this.#clock.set(this.#random() < 0.5 ? -3_600_000 : 7_200_000);
    else this.#keys(dice);
  }

  #anchor(): void {
    const newest = this.ledger.checkpoint();
    if (newest === null) return;
    const root = Buffer.from(newest.note.split("\n")[2] ?? "", "base64").toString("hex");
    const receipt = Buffer.from(newest.note).toString("base64");
    const type = this.#one(["export", "github", "git"] as const);
    this.#append([{ kind: "anchor", type, size: newest.size, root, receipt, detail: "comment 4 of \u{1f4ce}" }]);
  }

  #effect(): void {
    const last = this.#random() < 0.2 ? undefined : this.#signed.at(-1);
    const state = this.#one(["confirmed", "held", "failed", "cancelled"] as const);
    const effect = confirmedEffect(last?.seq ?? null);
    this.#append([{ ...effect, state, ...(state === "confirmed" ? {} : { remote: null, digest: null }) }]);
  }

  /** A decision of another person's log, which has a folder in this one's. */
  #receive(): void {
    if (this.#other === null) {
      const folder = path.join(this.#home, "other");
      mkdirSync(folder);
      this.#other = openOtherLog(folder, { name: "Jürgen", binding: "self-asserted" });
    }
    const content = receivedFrom(this.#other.ledger, decisionWith(this.#one(reasons)));
    if (!this.reviewerPins.includes(content.key)) this.reviewerPins.push(content.key);
    this.#append([content]);
  }

  #erase(): void {
    if (this.#signed.length === 0) return;
    const texts = this.ledger.decision(this.#one(this.#signed).seq)?.texts;
    if (texts?.state === "kept") this.#must(this.ledger.erase(texts.commitment, "asked for by the person"));
  }

  #restart(): void {
    this.#db.close();
    this.#clock.reboot();
    this.#happened.restart += 1;
    [this.#db, this.ledger] = this.#open();
    const check = this.ledger.verify();
    if (!check.verified) throw new Error(check.problem ?? "the log does not hold");
  }

  #keys(dice: number): void {
    // The log tells of a key when it signs for the first time.
    const keyid = publicKeyId(this.#reviewer.key);
    if (this.ledger.origin() === null || this.ledger.keys().active(keyid, this.ledger.size()) === undefined)
      this.#append([{ kind: "decision", decision: this.#decision() }]);
    const before = this.ledger.size();
    if (dice < 0.94) {
      const old = this.#reviewer;
      const next = { ...this.#newReviewer(old.person.name), person: old.person };
      this.#must(this.ledger.changeKeys((keys) => keys.rotateReviewer(old.key, next)));
      this.#reviewer = next;
    } else if (dice < 0.96) {
      const next: Signer = { key: newKey(), protection: "passphrase" };
      this.#must(this.ledger.rotateLogKey(next));
      this.#log = next;
    } else if (dice < 0.98) {
      const person = {
        name: "Marit Ås-Berg",
        binding: "ssh" as const,
        account: "SHA256:abc",
        boundAt: "2026-03-01T07:00:00Z",
      };
      this.#reviewer = { ...this.#reviewer, person };
      this.#must(this.ledger.changeKeys((keys) => keys.restored(this.#reviewer)));
    } else {
      const from = this.#random() < 0.3 ? Math.max(0, before - this.#upTo(6)) : before;
      if (from < before) this.#happened["revocation that reaches back"] += 1;
      this.#must(this.ledger.changeKeys((keys) => keys.revokeReviewer(keyid, from, "laptop lost")));
      this.#reviewer = this.#newReviewer(this.#one(["Marit Ås", "Ilse", "René O'Neill"]));
    }
    this.#look(before);
  }

  /** The text form of the log key in use. */
  logKey(): string {
    return encodeVkey(this.ledger.origin() ?? "", createPublicKey(this.#log.key));
  }
}
