import Database from "better-sqlite3";
import path from "node:path";
import { decisionWith, ledgerOn, openLog } from "./durable-log";

/*
 * A process that records decisions: `append-child HOME COUNT MODE`. Each acknowledged one is a line "ack SEQ LEAFHASH". Modes:
 * `end` ends well, `die` kills itself with SIGKILL, `wait` says "ready" and begins when a line comes in; `weak-end` is `end` on a
 * connection that was opened as SQLite opens it, without the settings that this project sets.
 */

const [home = "", count = "0", mode = "end"] = process.argv.slice(2);

function openWeak(): { ledger: ReturnType<typeof ledgerOn>; close: () => void } {
  // The file is in WAL mode already: the second open falls to synchronous = NORMAL by itself.
  const db = new Database(path.join(home, "record.db"));
  if (db.pragma("synchronous", { simple: true }) !== 1) throw new Error("this SQLite does not fall to NORMAL");
  return { ledger: ledgerOn(db, home), close: () => db.close() };
}

const log = mode.startsWith("weak") ? openWeak() : openLog(home);
log.ledger.verify();

function append(): void {
  for (let at = 0; at < Number(count); at += 1) {
    const done = log.ledger.append([{ kind: "decision", decision: decisionWith(`child ${process.pid} ${at}`) }]);
    const entry = done.ok ? done.value.at(-1) : undefined;
    process.stdout.write(
      entry === undefined ? `err ${done.ok ? "" : done.error.code}\n` : `ack ${entry.seq} ${entry.leafHash}\n`,
    );
  }
  if (mode === "die") process.kill(process.pid, "SIGKILL");
  log.close();
  process.exit(0);
}

if (mode === "wait") {
  process.stdout.write("ready\n");
  process.stdin.once("data", append);
} else append();
