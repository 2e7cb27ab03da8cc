import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";
import * as z from "zod";
import { projectRoot, tempFolder } from "../support/temp-home";

/** Runs the built command line as a person does. */
function countersign(home: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const done = spawnSync(process.execPath, [cli, ...args, "--home", home], { encoding: "utf8" });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const answer = z.object({
  baseline: z.object({ letter: z.string() }),
  attempts: z.array(z.object({ letter: z.string(), claims: z.record(z.string(), z.int()), patch: z.string() })),
  files: z.array(z.object({ path: z.string(), cells: z.array(z.object({ state: z.string() })) })),
  tests: z.object({ different: z.int(), columns: z.array(z.object({ label: z.string() })) }),
});

it("prints the sample's three attempts side by side, against any of them, as text and as JSON", () => {
  const home = tempFolder();
  expect(countersign(home, "sample", "open").code).toBe(0);
  const told = countersign(home, "compare", "PAY-118");
  expect(told.code).toBe(0);
  expect(told.out).toMatch(/^3 attempts, held against A$/m);
  expect(told.out).toMatch(/^A {2}Claude Code.*1 contradicted, 1 backed.*T! - S -$/m);
  expect(told.out).toMatch(/^src\/refunds\/handler\.js +base \(p\).*= \(p\)/m);
  expect(told.out).toMatch(/^Tests: \d+ differ/m);
  expect(told.out).toMatch(/^Contract: \d+ rows, \d+ met by every attempt$/m);

  const { baseline, attempts, files, tests } = answer.parse(
    JSON.parse(countersign(home, "compare", "PAY-118", "--baseline", "c", "--json").out),
  );
  expect(baseline.letter).toBe("C");
  expect(attempts.map(({ letter }) => letter)).toEqual(["A", "B", "C"]);
  expect(attempts[0]?.claims["contradicted"]).toBe(1);
  const service = files.find(({ path: name }) => name.endsWith("refund-service.js"));
  expect(service?.cells.map(({ state }) => state)).toEqual(["differs", "differs", "baseline"]);
  expect(tests.different).toBeGreaterThan(0);

  const wrong = countersign(home, "compare", "PAY-118", "--baseline", "Z");
  expect(wrong).toMatchObject({ code: 1 });
  expect(wrong.err).toContain("It has A, B, C.");
  const help = countersign(home, "compare", "--help").out;
  for (const word of ["baseline", "--all", "differs", "interdiff", "choose-attempt"]) expect(help).toContain(word);
});
