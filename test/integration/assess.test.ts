import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { assess, type Assessment } from "../../main/services/assess";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { readTruth } from "../../main/services/truth-table";
import { corpus, hasCorpus, overCorpus } from "../support/corpus";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

const quiet = { truth: [], cancelled: () => false, progress: () => undefined };

function countersign(...args: string[]): { code: number | null; out: string; err: string } {
  const done = spawnSync(process.execPath, [path.join(projectRoot, "dist", "main", "cli.mjs"), ...args], {
    encoding: "utf8",
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

describe("countersign assess", () => {
  const night = path.join(projectRoot, "test/fixtures/claude-code/night.jsonl");

  it("judges what lies somewhere, twice the same, and leaves the data folder alone", () => {
    const home = path.join(tempFolder(), "home");
    const first = countersign("--home", home, "assess", night, "--json");
    const again = countersign("assess", night, "--json", "--home", home);
    expect(first.err).toContain("Judging: 1 of 1 attempt");
    expect(first.out).toBe(again.out);
    expect(JSON.parse(first.out)).toMatchObject({ attempts: 1, truth: [] });
    expect(existsSync(home)).toBe(false);
  });

  it("counts by known outcome", () => {
    const table = path.join(tempFolder(), "truth.tsv");
    writeFileSync(table, "set\ttask\tattempt\ttruth\ttrajectory\nx\tnight\tA\tRESOLVED\tclaude-code/night.jsonl\n");
    const text = countersign("assess", night, "--truth", table);
    expect(text.out).toMatch(/RESOLVED\s+all\s+1/);
    expect(text.out).toMatch(/Digest over every judgement: [0-9a-f]{64}/);
    writeFileSync(table, "a\tb\n");
    const wrong = countersign("assess", night, "--truth", table);
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain("no column task, truth, trajectory");
  });

  it("asks for paths or for everything", () => {
    expect(countersign("assess").err).toContain("Name what to assess");
    expect(countersign("assess", night, "--all").code).toBe(1);
  });

  it("writes no decision and no entry, and ends where it is cancelled", async () => {
    const { core } = openTestApp();
    await ingestPaths(core, [path.dirname(night)], { job: "test", isSource: anySource, cancelled: () => false });
    const entries = () => core.record.prepare<[], { n: number }>("SELECT count(*) AS n FROM entry").get()?.n;
    const before = entries();
    const whole = await assess(core, quiet);
    expect(whole?.attempts).toBeGreaterThan(3);
    expect(entries()).toBe(before);
    let done = 0;
    const stopped = await assess(core, { ...quiet, cancelled: () => done >= 2, progress: (n) => (done = n) });
    expect(stopped).toBeNull();
    expect(done).toBe(2);
  });
});

describe.skipIf(!hasCorpus)(overCorpus("assessing real sessions"), () => {
  it("judges each of them, twice the same, and counts attempts whose outcome is known", async () => {
    const files = readdirSync(corpus);
    expect(files.length).toBeGreaterThan(10);
    const rows = readTruth(readFileSync(path.join(corpus, "TRUTH.tsv"), "utf8"), "TRUTH.tsv");
    const truth = rows.ok ? rows.value : [];
    expect(truth.length).toBeGreaterThan(10);
    const results: (Assessment | null)[] = [];
    for (const round of [0, 1]) {
      const { core } = openTestApp();
      await ingestPaths(core, round === 0 ? [corpus] : files.map((one) => path.join(corpus, one)).reverse(), {
        job: "test",
        isSource: anySource,
        cancelled: () => false,
      });
      results.push(await assess(core, { ...quiet, truth }));
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[0]).toMatchObject({ truth: [{ truth: "RESOLVED", of: "all" }, {}, {}, {}] });
    const counted = results[0];
    expect(counted?.attempts).toBeGreaterThan(100);
    expect(counted?.truth.filter(({ of }) => of === "all").reduce((sum, one) => sum + one.attempts, 0)).toBe(
      truth.length,
    );
  });
});
