import { spawn, spawnSync } from "node:child_process";
import fs, { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import Database from "better-sqlite3";
import { openDatabase } from "../../main/store/database";
import { decisionWith, inFolder, ledgerOn, openLog, recordDecisions } from "./durable-log";

/*
 * D4 and D5: what the database is trusted with holds on every open and connection, a full disk costs nothing that was recorded, two
 * processes record side by side, and nothing touches the files by other means than SQLite.
 */

const settings: Readonly<Record<string, unknown>> = {
  journal_mode: "wal",
  synchronous: 2,
  foreign_keys: 1,
  recursive_triggers: 1,
  trusted_schema: 0,
  cell_size_check: 1,
  busy_timeout: 5000,
  fullfsync: 1,
  checkpoint_fullfsync: 1,
};

/** Settings that do not hold on the second and third open of a file. */
export function wrongSettings(file: string): string[] {
  const wrong: string[] = [];
  for (let open = 1; open <= 3; open += 1) {
    const db = openDatabase(file, "durable");
    if (!db.ok) return [db.error.message];
    for (const [name, wanted] of Object.entries(settings)) {
      const found: unknown = db.value.pragma(name, { simple: true });
      if (found !== wanted) wrong.push(`open ${open}: ${name} is ${String(found)}`);
    }
    db.value.close();
  }
  return wrong;
}

const overwrites: readonly string[] = [
  "UPDATE entry SET bytes = x'00' WHERE seq = 1",
  "DELETE FROM entry WHERE seq = 1",
  "REPLACE INTO entry (seq, bytes) VALUES (1, x'00')",
  "INSERT OR REPLACE INTO entry (seq, bytes) VALUES (0, x'00')",
  "UPDATE OR REPLACE entry SET seq = 0 WHERE seq = 1",
  "INSERT INTO entry (seq, bytes) VALUES (900, x'00')",
  "INSERT INTO entry (seq, bytes) VALUES (1, x'00') ON CONFLICT DO UPDATE SET bytes = x'00'",
  "REPLACE INTO node (level, idx, hash) VALUES (0, 0, zeroblob(32))",
  "UPDATE node SET hash = zeroblob(32)",
  "DELETE FROM node",
  "REPLACE INTO checkpoint (size, note) VALUES (3, 'x')",
  "UPDATE checkpoint SET note = 'x'",
  "DELETE FROM checkpoint",
];

/** Overwriting statements that a connection lets through: ours, one as SQLite opens it, one that reads. */
export function letThrough(home: string): string[] {
  const log = openLog(home);
  recordDecisions(log.ledger, 3);
  const file = path.join(home, "record.db");
  const plain = new Database(file);
  const reader = new Database(file, { readonly: true });
  const through: string[] = [];
  for (const [name, db] of [
    ["the core's connection", log.db],
    ["a plain connection", plain],
    ["a reading connection", reader],
  ] as const)
    for (const sql of overwrites) {
      try {
        db.exec(sql);
        through.push(`${name}: ${sql}`);
      } catch {
        // As it should be.
      }
    }
  const { verified } = log.ledger.verify();
  if (!verified) through.push("the log does not hold any more");
  reader.close();
  plain.close();
  log.close();
  return through;
}

export interface TwoWriters {
  readonly acknowledged: number;
  readonly failed: number;
  readonly lost: number;
  readonly verified: boolean;
}

/** Two processes record in one log at the same time. In: how many decisions each. */
export async function twoWriters(home: string, each: number): Promise<TwoWriters> {
  const log = openLog(home);
  recordDecisions(log.ledger, 1);
  log.close();
  const lines = (await Promise.all([appender(home, each), appender(home, each)])).flat();
  const acks = lines.filter((line) => line.startsWith("ack "));
  for (const line of lines) if (!line.startsWith("ack ")) process.stderr.write(`a process was refused: ${line}\n`);
  const after = openLog(home);
  let lost = 0;
  for (const line of acks) {
    const [, seq, leafHash] = line.split(" ");
    const read = after.ledger.read(Number(seq));
    if (!read.ok || read.value?.entry.leafHash !== leafHash) lost += 1;
  }
  const { verified } = after.ledger.verify();
  const complete = after.ledger.left()?.size === after.ledger.size();
  after.close();
  return { acknowledged: acks.length, failed: lines.length - acks.length, lost, verified: verified && complete };
}

function appender(home: string, count: number): Promise<string[]> {
  const child = path.join(import.meta.dirname, "append-child.ts");
  const hooks = path.join(import.meta.dirname, "..", "..", "scripts", "resolve-typescript.mjs");
  const flags = ["--disable-warning=ExperimentalWarning", "--experimental-transform-types", "--import", hooks];
  const run = spawn(process.execPath, [...flags, child, home, String(count), "end"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  run.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString("utf8");
  });
  return new Promise((resolve) => run.once("close", () => resolve(out.trimEnd().split("\n"))));
}

export interface FullDisk {
  readonly recorded: number;
  /** Codes of what was said while the disk was full. */
  readonly codes: readonly string[];
  readonly verifiedWhileFull: boolean;
  readonly resumed: boolean;
  readonly lost: number;
}

/** Records on a disk of 2 MB until it is full, then frees it. Out: null where no such disk can be made here, with why. */
export async function fullDisk(): Promise<FullDisk | string> {
  return inFolder((folder) => {
    const disk = path.join(folder, "disk");
    mkdirSync(disk);
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]);
    if (mounted.status !== 0)
      return `no disk of 2 MB can be made here (${mounted.stderr.toString("utf8").trim() || "no mount"})`;
    try {
      const ballast = path.join(disk, "ballast");
      writeFileSync(ballast, Buffer.alloc(400 * 1024));
      const home = path.join(disk, "home");
      mkdirSync(home);
      const log = openLog(home);
      const acks: { seq: number; leafHash: string }[] = [];
      const codes: string[] = [];
      for (let n = 0; codes.length < 3 && n < 5000; n += 1) {
        const reason = `${n} ${"why ".repeat(1000)}`;
        const done = log.ledger.append([{ kind: "decision", decision: decisionWith(reason) }]);
        const entry = done.ok ? done.value.at(-1) : undefined;
        if (entry !== undefined) acks.push(entry);
        else if (!done.ok) codes.push(done.error.code);
      }
      const verifiedWhileFull = log.ledger.verify().verified;
      rmSync(ballast);
      const resumed = log.ledger.append([{ kind: "decision", decision: decisionWith("again") }]).ok;
      log.close();
      const again = openLog(home);
      const lost = acks.filter(({ seq, leafHash }) => {
        const read = again.ledger.read(seq);
        return !read.ok || read.value?.entry.leafHash !== leafHash;
      }).length;
      const after = again.ledger.verify().verified;
      again.close();
      return { recorded: acks.length, codes, verifiedWhileFull: verifiedWhileFull && after, resumed, lost };
    } finally {
      spawnSync("umount", [disk]);
    }
  });
}

/**
 * Calls of Node's file functions on an open database's files while work is done. In: the work, given a folder for its data. Out: the
 * calls, by function and file.
 */
export async function fileCallsOnDatabases(work: (home: string) => Promise<void>): Promise<string[]> {
  const calls: string[] = [];
  const originals = new Map<string, unknown>();
  const table = fs as unknown as Record<string, unknown>;
  const watched = [
    "open",
    "openSync",
    "readFile",
    "readFileSync",
    "writeFile",
    "writeFileSync",
    "copyFile",
    "copyFileSync",
    "createReadStream",
    "createWriteStream",
    "rename",
    "renameSync",
    "rm",
    "rmSync",
    "unlink",
    "unlinkSync",
    "truncate",
    "truncateSync",
    "appendFileSync",
  ];
  for (const name of watched) {
    const original = table[name];
    if (typeof original !== "function") continue;
    originals.set(name, original);
    table[name] = (...args: unknown[]): unknown => {
      for (const arg of args.slice(0, 2))
        if (
          typeof arg === "string" &&
          /(^|\/)(record|index)\.db(-wal|-shm|-journal)?$/.test(arg) &&
          !arg.includes("countersign-restored-")
        )
          calls.push(`${name} ${path.basename(arg)}`);
      return (original as (...args: unknown[]) => unknown).apply(fs, args);
    };
  }
  syncBuiltinESMExports();
  try {
    await inFolder(work);
  } finally {
    for (const [name, original] of originals) table[name] = original;
    syncBuiltinESMExports();
  }
  return calls;
}

/** Work on one log with a second ledger on it, as the core and a command have. */
export function twoLedgers(home: string): boolean {
  const first = openLog(home);
  recordDecisions(first.ledger, 2);
  const second = openLog(home);
  recordDecisions(second.ledger, 2);
  recordDecisions(first.ledger, 1);
  const holds = first.ledger.verify().verified && ledgerOn(second.db, home).verify().verified;
  first.close();
  second.close();
  return holds;
}
