import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { inFolder, openLog, recordDecisions } from "./durable-log";

/*
 * A6: a log that lost its end, or is another one, is said to be so at the next start, whatever took its end.
 */

export interface LostLogs {
  readonly cases: Readonly<Record<string, { readonly tried: number; readonly told: number; readonly refused: number }>>;
  /** Logs that nothing was done to and that are said to have lost something. */
  readonly falseAlarms: number;
}

/** Cuts entries off the end, with everything that stands for them: what is left is whole in itself. */
function truncate(home: string, size: number): void {
  const db = new Database(path.join(home, "record.db"));
  db.pragma("foreign_keys = OFF");
  for (const { name } of db
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    .all())
    db.exec(`DROP TRIGGER "${name}"`);
  db.exec(`DELETE FROM entry WHERE seq >= ${size}; DELETE FROM decision WHERE seq >= ${size};
    DELETE FROM key_entry WHERE seq >= ${size}; DELETE FROM entry_kind WHERE seq >= ${size};
    DELETE FROM checkpoint WHERE size > ${size}; DELETE FROM node WHERE (idx + 1) * (1 << level) > ${size};`);
  db.close();
}

/** Whether the log is said to have diverged, and whether it then takes no decision. */
function look(home: string): { told: boolean; refused: boolean; problem: string | null } {
  const log = openLog(home);
  try {
    const check = log.ledger.verify();
    const before = log.ledger.size();
    let refused = false;
    try {
      recordDecisions(log.ledger, 1);
    } catch {
      refused = log.ledger.size() === before;
    }
    return { told: check.diverged, refused, problem: check.problem };
  } finally {
    log.close();
  }
}

/** A data folder with a log of some decisions; `size` entries in all. */
function makeLog(home: string, decisions: number): number {
  mkdirSync(home, { recursive: true });
  const log = openLog(home);
  recordDecisions(log.ledger, decisions);
  const size = log.ledger.size();
  log.close();
  return size;
}

const losses: Readonly<Record<string, (home: string, decisions: number, at: number) => void>> = {
  truncation: (home, decisions, at) => {
    const size = makeLog(home, decisions);
    // The first append made three entries under one signed head: less than that is damage, not a shorter log.
    truncate(home, 3 + (at % (size - 3)));
  },
  "old file restored": (home, decisions, at) => {
    makeLog(home, 1 + (at % decisions));
    copyFileSync(path.join(home, "record.db"), path.join(home, "old"));
    const log = openLog(home);
    recordDecisions(log.ledger, 1 + (at % 5), "after the copy");
    log.close();
    copyFileSync(path.join(home, "old"), path.join(home, "record.db"));
  },
  "-wal deleted after an unclean end": (home, decisions, at) => {
    makeLog(home, 1);
    // A process that is killed with its commits in the -wal only.
    const child = path.join(import.meta.dirname, "append-child.ts");
    const hooks = path.join(import.meta.dirname, "..", "..", "scripts", "resolve-typescript.mjs");
    const flags = ["--disable-warning=ExperimentalWarning", "--experimental-transform-types", "--import", hooks];
    const run = spawnSync(process.execPath, [...flags, child, home, String(1 + (at % decisions)), "die"]);
    if (run.signal !== "SIGKILL") throw new Error(`the child was not killed: ${run.stderr.toString("utf8")}`);
    rmSync(path.join(home, "record.db-wal"));
    rmSync(path.join(home, "record.db-shm"), { force: true });
  },
  "log.mark deleted": (home, decisions) => {
    makeLog(home, decisions);
    rmSync(path.join(home, "log.mark"));
  },
  fork: (home, decisions, at) => {
    const size = makeLog(home, 1 + (at % decisions));
    // The same log goes on in two places, with the same keys; then the other one's file is put here.
    const other = `${home}-other`;
    cpSync(home, other, { recursive: true });
    for (const [place, name] of [
      [home, "here"],
      [other, "there"],
    ] as const) {
      const log = openLog(place);
      recordDecisions(log.ledger, 1 + (at % 4) + (name === "there" ? at % 2 : 0), name);
      log.close();
    }
    if (size < 2) throw new Error("there is nothing to fork");
    copyFileSync(path.join(other, "record.db"), path.join(home, "record.db"));
  },
};

/** Loses the end of logs in every way, many times. In: how many of each; of the -wal, which starts a process, fewer. */
export async function loseLogs(each: number, eachWal: number): Promise<LostLogs> {
  const cases: Record<string, { tried: number; told: number; refused: number }> = {};
  let falseAlarms = 0;
  for (const [name, lose] of Object.entries(losses)) {
    const tried = name.startsWith("-wal") ? eachWal : each;
    const found = { tried, told: 0, refused: 0 };
    for (let at = 0; at < tried; at += 1)
      await inFolder((folder) => {
        const home = path.join(folder, "home");
        lose(home, 4 + (at % 9), at);
        const { told, refused } = look(home);
        if (told) found.told += 1;
        if (refused) found.refused += 1;
      });
    cases[name] = found;
  }
  for (let at = 0; at < each; at += 1)
    await inFolder((folder) => {
      const home = path.join(folder, "home");
      makeLog(home, 1 + (at % 9));
      if (look(home).problem !== null) falseAlarms += 1;
    });
  return { cases, falseAlarms };
}
