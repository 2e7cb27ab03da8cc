import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";
import { projectRoot, tempFolder } from "../support/temp-home";

function countersign(home: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const done = spawnSync(process.execPath, [cli, ...args, "--home", home], { encoding: "utf8" });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

it("the terminal says what was opened, for people and for programs, and forgets it", () => {
  const home = tempFolder();
  expect(countersign(home, "sample", "open").code).toBe(0);
  expect(countersign(home, "show", "PAY-118/A").out).toMatch(/ {2}steps {4}.*passed .*\|.*edit/);
  const before = countersign(home, "reading", "PAY-118/B", "--record");
  expect(before.out).toMatch(/marked 0 of 5 files read; 0 of 5 hunks and 0 of \d evidence items were on screen\./);
  expect(countersign(home, "diff", "PAY-118/B", "--read").code).toBe(0);
  const record = countersign(home, "reading", "PAY-118/B", "--record", "--json");
  expect(JSON.parse(record.out)).toMatchObject({
    totals: { files: { opened: 5, of: 5 }, hunks: { opened: 0, of: 5 } },
    problem: null,
  });
  expect(countersign(home, "reading", "PAY-118/B", "--forget").out).toMatch(/^5 marks removed/);
  expect(countersign(home, "reading", "--forget-all").out).toMatch(/^0 marks removed/);
  expect(countersign(home, "reading", "PAY-118/B", "--forget-all").code).not.toBe(0);
  expect(countersign(home, "reading").err).toContain("Which attempt?");
  expect(countersign(home, "reading", "PAY-118/B").out).toMatch(/records recognised/);
  expect(countersign(home, "reading", "--help").out).toContain("countersign reading PAY-118/B --record");
});
