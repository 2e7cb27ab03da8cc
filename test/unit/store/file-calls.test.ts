import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../support/temp-home";

/*
 * Opening and closing a database's file by other means than SQLite drops every lock of this process on it (POSIX), and another
 * process may then write over a transaction. Only the file that moves closed records may name them beside a file function.
 */

/** Files that name database files, and why they may. */
const allowed: Readonly<Record<string, string>> = {
  "main/store/backup.ts": "moves records and backups that nothing has open",
  "main/services/check-backup.ts": "copies a backup into a folder of its own, and opens the copy",
  "main/store/foreign-database.ts": "reads databases of runners, which are none of ours",
  "main/services/open-home.ts": "names databases for SQLite to open, and removes a copy that none has open",
  "main/platform/home-access.ts": "reads the header of a record before this process opens it",
  "main/platform/viewed-home.ts":
    "copies the databases of a folder that is only looked at, which this process never opens",
};

describe("files of open databases", () => {
  it("are named by no code that calls Node's file functions", () => {
    const found = readdirSync(path.join(projectRoot, "main"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .flatMap((name) => {
        const file = `main/${name.split(path.sep).join("/")}`;
        const code = readFileSync(path.join(projectRoot, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");
        return /["'`/](?:record|index)\.db|\.db-(?:wal|shm)|-(?:wal|shm)["'`]/.test(code) ? [file] : [];
      });
    const calling = found.filter((file) => {
      const code = readFileSync(path.join(projectRoot, file), "utf8");
      return /from "(?:node:)?fs(?:\/promises)?"/.test(code) || file in allowed;
    });
    expect(calling.sort()).toEqual(Object.keys(allowed).sort());
  });
});
