import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Decision } from "../../shared/model/decision";
import { Ledger } from "../../main/audit/ledger";
import { systemClock } from "../../main/platform/clock";
import { KeyFiles } from "../../main/platform/key-files";
import { openDatabase, type WriteDb } from "../../main/store/database";
import { LogMark } from "../../main/store/log-mark";
import { migrate } from "../../main/store/migrate";
import { recordMigrations } from "../../main/store/migrations/record";

/** The log of a data folder, through the code that the core uses. */
export interface DurableLog {
  readonly db: WriteDb;
  readonly ledger: Ledger;
  readonly home: string;
  close(): void;
}

/** A ledger over an opened record of a data folder. */
export function ledgerOn(db: WriteDb, home: string): Ledger {
  const keys = new KeyFiles(
    home,
    () => ({ name: "Marit", binding: "self-asserted" }),
    () => null,
  );
  return new Ledger(db, systemClock(), "0.1.0", keys, new LogMark(home));
}

/** Opens the record as the core does, without the rest of the data folder. Throws where it cannot. */
export function openLog(home: string): DurableLog {
  const db = openDatabase(path.join(home, "record.db"), "durable");
  if (!db.ok) throw new Error(db.error.message);
  const migrated = migrate(db.value, recordMigrations);
  if (!migrated.ok) throw new Error(migrated.error.message);
  return {
    db: db.value,
    ledger: ledgerOn(db.value, home),
    home,
    close: () => {
      db.value.close();
    },
  };
}

const digest = "a".repeat(64);

/** A decision that differs from others by its reason. */
export function decisionWith(reason: string): Decision {
  return {
    kind: "reject",
    taskId: "T-00001",
    taskRef: "PAY-118",
    taskTitle: "Make refund retries idempotent",
    repository: "ledger-service",
    attemptId: "A-00001",
    attemptLetter: "A",
    reason,
    person: null,
    until: null,
    tier: "low",
    gates: [{ id: "tests-pass", met: true }],
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
    reviewer: { name: "Marit", binding: "self-asserted" },
  };
}

/** Records decisions one by one. Out: the leaf hashes of those that were acknowledged. */
export function recordDecisions(ledger: Ledger, count: number, of = "decision"): { seq: number; leafHash: string }[] {
  return Array.from({ length: count }, (_, at) => {
    const done = ledger.append([{ kind: "decision", decision: decisionWith(`${of} ${String(at)}`) }]);
    const entry = done.ok ? done.value.at(-1) : undefined;
    if (entry === undefined) throw new Error(done.ok ? "nothing was recorded" : done.error.message);
    return { seq: entry.seq, leafHash: entry.leafHash };
  });
}

/** Gives work a folder that is gone afterwards. In: below which folder. */
export async function inFolder<T>(work: (folder: string) => T | Promise<T>, below = tmpdir()): Promise<T> {
  const folder = mkdtempSync(path.join(below, "countersign-trust-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints what a proof came to and sets the exit code. In: the lines, and what did not hold. */
export function report(lines: readonly string[], misses: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
  for (const miss of misses) process.stdout.write(`MISS: ${miss}\n`);
  process.stdout.write(misses.length === 0 ? "Holds.\n" : "Does not hold.\n");
  if (misses.length > 0) process.exitCode = 1;
}

/** True where the short form was asked for, which is inside npm test. */
export function quick(): boolean {
  return process.argv.includes("--quick");
}
