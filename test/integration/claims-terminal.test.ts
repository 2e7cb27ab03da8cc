import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { claimSchema, statementSchema } from "../../shared/model/claim";
import { projectRoot, tempFolder } from "../support/temp-home";

/** Runs the built command line as a person does. */
function countersign(home: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const done = spawnSync(process.execPath, [cli, ...args, "--home", home], { encoding: "utf8" });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const answer = z.strictObject({
  attempt: z.string(),
  statements: z.array(statementSchema),
  claims: z.array(claimSchema),
});

describe("countersign claims", () => {
  it("prints each claim with its words marked, its verdict and what that rests on", () => {
    const home = tempFolder();
    expect(countersign(home, "sample", "open").code).toBe(0);
    const told = countersign(home, "claims", "PAY-118/A");
    expect(told.code).toBe(0);
    expect(told.out).toMatch(/^contradicted {2}tests-pass {2}\(/m);
    expect(told.out).toMatch(/^ {2}".*\[.*pass.*\].*"$/m);
    expect(told.out).toMatch(/^ {4}evidence \S+.* \| 22 passed, 2 failed/m);
    expect(countersign(home, "claims", "PAY-118/B").out).toMatch(/^ {4}S-\S+:\d+ {2}(?:exit code 0|\|)/m);
    expect(told.out).toMatch(/^\d+ claims?: \d+ contradicted/m);

    const { claims, statements } = answer.parse(JSON.parse(countersign(home, "claims", "PAY-118/A", "--json").out));
    expect(statements.length).toBeGreaterThan(0);
    const wrong = claims.find((claim) => claim.verdict === "contradicted");
    expect(wrong?.sentence.slice(wrong.span.start, wrong.span.end)).toContain("pass");
    expect(wrong?.ground.some((ground) => ground.evidenceId !== null && ground.line !== null)).toBe(true);

    const backed = countersign(home, "claims", "PAY-118/A", "--only", "backed").out;
    expect(backed).not.toContain("contradicted");
    expect(countersign(home, "claims", "PAY-999")).toMatchObject({ code: 1 });
    const help = countersign(home, "claims", "--help").out;
    for (const word of ["backed", "contradicted", "stale", "unbacked", "unverifiable", "docs/claims.md"])
      expect(help).toContain(word);
  });
});
