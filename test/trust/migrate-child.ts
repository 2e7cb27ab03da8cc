import Database from "better-sqlite3";
import { openRecord } from "../../main/services/recover-record";
import { statementsOf } from "./sql-statements";

/*
 * A process that opens a record and is killed at a statement of the first step that changes its form: `migrate-child HOME STATEMENT`.
 * The code is the core's own; only each statement is given to SQLite by itself, so that there is a moment between two.
 */

const [home = "", at = "0"] = process.argv.slice(2);
const killAt = Number(at);
const exec: (this: Database.Database, sql: string) => Database.Database = Reflect.get(Database.prototype, "exec");
let done = 0;

function killIfDue(): void {
  if (done === killAt) process.kill(process.pid, "SIGKILL");
  done += 1;
}

Database.prototype.exec = function each(this: Database.Database, sql: string): Database.Database {
  // Only steps of the record itself: its copy, which is tried before, is made in a folder of its own.
  if (!this.inTransaction || this.name.includes("countersign-restored-")) return exec.call(this, sql);
  for (const statement of statementsOf(sql)) {
    killIfDue();
    exec.call(this, statement);
  }
  killIfDue();
  return this;
};

const opened = openRecord(home, new Date("2026-11-23T05:00:00Z"));
process.stderr.write(opened.ok ? "it was not killed\n" : `${opened.error.message}\n`);
