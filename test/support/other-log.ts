import { randomUUID } from "node:crypto";
import path from "node:path";
import type { KeyPerson } from "../../shared/model/audit-entry";
import type { Decision } from "../../shared/model/decision";
import { formatTlogProof } from "../../main/audit/bundle/tlog-proof";
import { Ledger } from "../../main/audit/ledger";
import { inclusionProof } from "../../main/audit/proof";
import type { ReceivedContent } from "../../main/audit/received-decision";
import { systemClock } from "../../main/platform/clock";
import { KeyFiles } from "../../main/platform/key-files";
import { openDatabase } from "../../main/store/database";
import { LogMark } from "../../main/store/log-mark";
import { migrate } from "../../main/store/migrate";
import { recordMigrations } from "../../main/store/migrations/record";

/** A log with keys of its own in a folder that is there, for one person. */
export function openLog(folder: string, person: KeyPerson): Ledger {
  return openOtherLog(folder, person).ledger;
}

/** The same, with what closes it. */
export function openOtherLog(folder: string, person: KeyPerson): { ledger: Ledger; close: () => void } {
  const db = openDatabase(path.join(folder, "record.db"), "durable");
  if (!db.ok) throw new Error(db.error.message);
  migrate(db.value, recordMigrations);
  const keys = new KeyFiles(
    folder,
    () => person,
    () => null,
  );
  const ledger = new Ledger(db.value, systemClock(), "0.1.0", keys, new LogMark(folder));
  return {
    ledger,
    close: () => {
      db.value.close();
    },
  };
}

/** Records a decision in a log and gives what another log keeps of it. */
export function receivedFrom(ledger: Ledger, decision: Decision): ReceivedContent & { kind: "decision.received" } {
  const done = ledger.append([{ kind: "decision", decision }]);
  if (!done.ok) throw new Error(done.error.message);
  const [{ seq } = { seq: -1 }] = done.value;
  const [stored] = ledger.stored(seq, seq + 1);
  const head = ledger.checkpoint();
  const [reviewer] = ledger.keys().reviewers;
  const [logKey] = ledger.keys().log;
  const origin = ledger.origin();
  if (stored === undefined || head === null || reviewer === undefined || logKey === undefined || origin === null)
    throw new Error("the other log did not record the decision");
  const proof = formatTlogProof({
    index: seq,
    proof: inclusionProof(ledger.nodes, seq, head.size),
    note: head.note,
  });
  return {
    kind: "decision.received",
    entry: Buffer.from(stored.bytes).toString("base64"),
    key: reviewer.vkey,
    person: reviewer.person,
    from: origin,
    at: seq,
    logKey: logKey.vkey,
    proof: Buffer.from(proof).toString("base64"),
  };
}

/** An effect of a decision that was seen at the far end. */
export function confirmedEffect(decision: number | null) {
  return {
    kind: "effect" as const,
    effect: randomUUID(),
    decision,
    via: "github" as const,
    operation: "review",
    target: "northwind/api#12",
    state: "confirmed" as const,
    head: "b".repeat(40),
    remote: { id: "81", url: "https://github.com/northwind/api/pull/12#81", at: "2026-11-02T07:01:00Z" },
    detail: "",
    digest: "c".repeat(64),
  };
}
