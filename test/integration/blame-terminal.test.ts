import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { attemptProvenanceSchema, storyStepSchema } from "../../shared/contract/provenance";
import { projectRoot, tempFolder } from "../support/temp-home";

/** Runs the built command line as a person does. */
function countersign(home: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const done = spawnSync(process.execPath, [cli, ...args, "--home", home], { encoding: "utf8" });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

describe("countersign blame", () => {
  it("says of every changed line who wrote it, in words and for other tools", () => {
    const home = tempFolder();
    expect(countersign(home, "sample", "open").code).toBe(0);
    const one = countersign(home, "blame", "PAY-118/B", "src/refunds/handler.js");
    expect(one.code).toBe(0);
    expect(one.out).toMatch(/^ {2}exact {4}#\d+ .* 10 \+.*idempotencyKey: request\.headers/m);
    expect(one.out).toMatch(/^ {2}asked: “PAY-118 Make refund retries idempotent/m);
    expect(one.out).toMatch(/^1 changed line: exact 1 \(100 %\)\.$/m);

    const line = countersign(home, "blame", "PAY-118/B", "src/refunds/handler.js", "--line", "10");
    expect(line.out).toMatch(
      /^asked, #\d+ [^]*^wrote it, #(\d+) [^]*^next check (passed|failed|unknown), #\d+ [^]*^The edit's recorded input holds the line\.$/m,
    );
    const steps = z
      .object({ steps: z.array(storyStepSchema) })
      .parse(
        JSON.parse(countersign(home, "blame", "PAY-118/B", "src/refunds/handler.js", "--line", "10", "--json").out),
      ).steps;
    expect(steps.map(({ ref }) => ref.seq)).toEqual(steps.map(({ ref }) => ref.seq).toSorted((a, b) => a - b));
    expect(countersign(home, "blame", "PAY-118/B", "src/refunds/handler.js", "--line", "9")).toMatchObject({ code: 1 });
    expect(countersign(home, "blame", "PAY-118/B", "--line", "10").err).toContain("Name the file before it");

    const all = attemptProvenanceSchema.parse(JSON.parse(countersign(home, "blame", "PAY-118/B", "--json").out));
    expect(all.known).toBe(true);
    const { lines, exact, patch, window, inferred, unknown } = all.figures;
    expect(lines).toBe(exact + patch + window + inferred + unknown);
    expect(all.files.reduce((sum, file) => sum + file.figures.lines, 0)).toBe(lines);
    for (const { origins } of all.files)
      for (const { event, grade } of origins)
        if (grade === "exact")
          expect(all.events.some(({ ref }) => ref.seq === event?.seq && ref.sessionId === event.sessionId)).toBe(true);

    const wrong = countersign(home, "blame", "PAY-118/B", "src/nowhere.js");
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.err).toContain("src/refunds/handler.js");
    expect(countersign(home, "blame", "--help").out).toContain("inferred  only one event can have written it");
  });
});
