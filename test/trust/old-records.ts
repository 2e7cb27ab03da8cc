import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync } from "node:fs";
import path from "node:path";
import type { AuditBody } from "../../shared/model/audit-entry";
import { encodeEntry } from "../../main/audit/canonical";
import { appendLeaf, leafHash, rootOf } from "../../main/audit/tree";
import { checkBackup } from "../../main/services/check-backup";
import { openRecord } from "../../main/services/recover-record";
import { listBackups } from "../../main/store/backup";
import { openDatabase, type WriteDb } from "../../main/store/database";
import { migrate } from "../../main/store/migrate";
import { recordMigrations } from "../../main/store/migrations/record";
import { decisionWith, inFolder, ledgerOn } from "./durable-log";
import { statementsOf } from "./sql-statements";

/*
 * D6: a record of every form that was shipped is brought to the newest, killed at every statement on the way: its entries keep their
 * bytes, its log holds, and the backup that was made before has the same root.
 */

export interface OldRecords {
  readonly versions: number;
  readonly statements: number;
  readonly kills: number;
  /** What did not hold, by version and statement. */
  readonly bad: readonly string[];
}

const entries = 12;
const origin = "countersign.invalid/0c9f2f6e-6f0a-4d0a-9d5f-1f8f1a2b3c4d";

/** A log of the first form: what was written before entries had keys. */
function writeOldLog(db: WriteDb): void {
  db.prepare("INSERT INTO log (one, origin) VALUES (1, ?)").run(origin);
  const node = db.prepare<[number, number], { hash: Uint8Array }>("SELECT hash FROM node WHERE level = ? AND idx = ?");
  const nodes = {
    get: (level: number, index: number) => node.get(level, index)?.hash,
    put: (level: number, index: number, hash: Uint8Array) => {
      db.prepare("INSERT INTO node (level, idx, hash) VALUES (?, ?, ?)").run(level, index, hash);
    },
  };
  for (let seq = 0; seq < entries; seq += 1) {
    const header = {
      v: 1,
      origin,
      seq,
      recordedAt: "2026-10-01T08:00:00.000Z",
      bootId: "boot",
      monotonicNs: String(seq * 1000),
    } as const;
    const body: AuditBody =
      seq === 0
        ? { ...header, kind: "log.created", app: "Countersign 0.0.1", keyProtection: "none" }
        : { ...header, kind: "decision", decision: decisionWith(`of the first form, ${seq}`) };
    const bytes = encodeEntry(body);
    if (!bytes.ok) throw new Error(bytes.error.message);
    db.prepare("INSERT INTO entry (seq, bytes) VALUES (?, ?)").run(seq, bytes.value);
    appendLeaf(nodes, seq, leafHash(bytes.value));
    if (seq > 0)
      db.prepare(
        "INSERT INTO decision (seq, kind, task_id, attempt_id) VALUES (?, 'reject', 'T-00001', 'A-00001')",
      ).run(seq);
  }
}

function bytesAndRoot(db: WriteDb): string {
  const rows = db.prepare<[], { bytes: Uint8Array }>("SELECT bytes FROM entry ORDER BY seq").all();
  const node = db.prepare<[number, number], { hash: Uint8Array }>("SELECT hash FROM node WHERE level = ? AND idx = ?");
  const root = rootOf({ get: (level, index) => node.get(level, index)?.hash }, rows.length).toString("hex");
  return `${rows.map(({ bytes }) => Buffer.from(bytes).toString("hex")).join("\n")}\n${root}`;
}

/** Makes a record of the form that the first `steps` steps give. Out: its entries' bytes and its root. */
function makeOld(home: string, steps: number): string {
  mkdirSync(home, { recursive: true });
  const db = openDatabase(path.join(home, "record.db"), "durable");
  if (!db.ok) throw new Error(db.error.message);
  migrate(db.value, recordMigrations.slice(0, steps));
  writeOldLog(db.value);
  const was = bytesAndRoot(db.value);
  db.value.close();
  return was;
}

/** Opens a record as the core does. Out: what does not hold, or null. */
function openAndCompare(home: string, was: string): string | null {
  const opened = openRecord(home, new Date("2026-11-23T06:00:00Z"));
  if (!opened.ok) return opened.error.message;
  const { db } = opened.value;
  try {
    if (Number(db.pragma("user_version", { simple: true })) !== recordMigrations.at(-1)?.version)
      return "it is not of the newest form";
    if (bytesAndRoot(db) !== was) return "its entries are others";
    if (db.pragma("integrity_check", { simple: true }) !== "ok") return "the database does not hold";
    return ledgerOn(db, home).verify().problem;
  } finally {
    db.close();
  }
}

/** What does not hold of the backup that was made before the form changed, or null. */
function backupHolds(home: string, was: string): string | null {
  const backup = listBackups(home).find(({ why }) => why === "migration");
  if (backup === undefined) return "no backup was made before";
  const check = checkBackup(backup.id, backup.file);
  if (!check.holds) return `its backup does not hold: ${check.problem ?? ""}`;
  return check.root === was.slice(was.lastIndexOf("\n") + 1) ? null : "its backup has another root";
}

/** Brings records of every form to the newest. In: every how many statements the process is killed. */
export function migrateOldRecords(every: number): Promise<OldRecords> {
  return inFolder((folder) => {
    const bad: string[] = [];
    let statements = 0;
    let kills = 0;
    for (let steps = 1; steps <= recordMigrations.length; steps += 1) {
      const version = recordMigrations[steps - 1]?.version ?? 0;
      const old = path.join(folder, `old-${version}`);
      const was = makeOld(old, steps);
      const whole = path.join(folder, `whole-${version}`);
      cpSync(old, whole, { recursive: true });
      const newest = steps === recordMigrations.length;
      const problem = openAndCompare(whole, was) ?? (newest ? null : backupHolds(whole, was));
      if (problem !== null) bad.push(`from ${version}: ${problem}`);
      const next = recordMigrations[steps];
      if (next === undefined) continue;
      // Each statement once, on its way from the form before it; one more for the version number's own.
      const count = statementsOf(next.sql).length + 1;
      for (let at = 0; at < count; at += 1) {
        statements += 1;
        if (statements % every !== 0) continue;
        const home = path.join(folder, `killed-${version}-${at}`);
        mkdirSync(home);
        copyFileSync(path.join(old, "record.db"), path.join(home, "record.db"));
        if (!killedAt(home, at)) {
          bad.push(`from ${version}, statement ${at}: the process was not killed`);
          continue;
        }
        kills += 1;
        const after = openAndCompare(home, was) ?? backupHolds(home, was);
        if (after !== null) bad.push(`from ${version}, killed at statement ${at}: ${after}`);
      }
    }
    return { versions: recordMigrations.length, statements, kills, bad };
  });
}

function killedAt(home: string, statement: number): boolean {
  const child = path.join(import.meta.dirname, "migrate-child.ts");
  const hooks = path.join(import.meta.dirname, "..", "..", "scripts", "resolve-typescript.mjs");
  const flags = ["--disable-warning=ExperimentalWarning", "--experimental-transform-types", "--import", hooks];
  const run = spawnSync(process.execPath, [...flags, child, home, String(statement)], { encoding: "utf8" });
  if (run.signal !== "SIGKILL") process.stderr.write(run.stderr);
  return run.signal === "SIGKILL";
}
