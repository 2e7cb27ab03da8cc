import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot, tempFolder } from "../support/temp-home";

function countersign(home: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const done = spawnSync(process.execPath, [cli, ...args, "--home", home], { encoding: "utf8" });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

describe("countersign regroup", () => {
  it("moves an attempt, says where it is, and takes it back", () => {
    const home = tempFolder();
    expect(countersign(home, "sample", "open").code).toBe(0);
    const attempt = /Attempt A {2}(A-\w+)/.exec(countersign(home, "show", "WEB-123").out)?.[1] ?? "";
    expect(attempt).not.toBe("");
    const moved = countersign(home, "regroup", attempt, "--to", "PAY-118", "--reason", "Same thread.");
    expect(moved).toMatchObject({ code: 0 });
    expect(moved.out).toMatch(new RegExp(`${attempt} is in T-\\w+, Make refund retries idempotent now\\. Entry \\d+`));
    const shown = countersign(home, "show", "PAY-118").out;
    expect(shown).toContain("Grouped: contract PAY-118");
    expect(shown).toMatch(/Here: moved here by .*Same thread\./);
    expect(shown).toMatch(/regroup \w.*made under T-\w+/);
    expect(countersign(home, "show", "WEB-123").code).toBe(1);
    const back: unknown = JSON.parse(
      countersign(home, "regroup", attempt, "--own", "--reason", "Not the same.", "--json").out,
    );
    expect(back).toMatchObject([{ attemptId: attempt }]);
    expect(countersign(home, "show", "WEB-123").out).toContain(attempt);
    expect(countersign(home, "audit", "verify").out).toMatch(/entries verified/);
  });

  it("says what is missing", () => {
    const home = tempFolder();
    countersign(home, "sample", "open");
    expect(countersign(home, "regroup", "WEB-123", "--to", "PAY-118").code).toBe(1);
    expect(countersign(home, "regroup", "WEB-123", "--reason", "x").err).toContain("--own");
    expect(countersign(home, "regroup", "WEB-123", "--own", "--reason", "x").err).toContain("alone in its task");
    expect(countersign(home, "regroup", "PAY-118", "--own", "--reason", "x").err).toContain("Name one");
    expect(countersign(home, "decide", "WEB-123", "regroup", "--reason", "x").err).toContain("countersign regroup");
  });
});
