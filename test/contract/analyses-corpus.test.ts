import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { parserFor } from "../../main/evidence/read-file";
import { parsers } from "../../main/plugins";
import { corpus, hasCorpus, overCorpus } from "../support/corpus";

const folders = ["cobertura", "coverage-other", "lcov", "sarif"];

/**
 * Real coverage reports by the first bytes of their SHA-256: files, lines that ran, lines, branches taken, branches. Counted with
 * another XML and text reader from the records; the reports' own totals say the same except where noted.
 */
const coverage: Readonly<Record<string, readonly [string, number, number, number, readonly [number, number] | null]>> =
  {
    // An empty file: a run that covered nothing.
    e3b0c44298fc: ["lcov", 0, 0, 0, null],
    // One count is 2^64 - 1: a counter that went below zero; the report's LH counts it as run.
    "3959de7ed0b1": ["lcov", 3, 16, 17, [7, 8]],
    "7b07209d838f": ["lcov", 2, 38, 38, [6, 10]],
    d6345fc80e68: ["cobertura", 1, 5, 6, [4, 9]],
    a431cd02738d: ["cobertura", 1, 0, 0, null],
    // Both of its lines are line 0, which is no line.
    "1a86fb13c943": ["cobertura", 1, 0, 0, null],
    // Its metrics say 2,420 statements in 37 files; it lists 79 in two.
    "10ac73c654f9": ["clover", 2, 79, 79, null],
    db342ce0348b: ["jacoco", 2, 5, 6, [2, 4]],
    ce8f541e60bb: ["simplecov", 5, 314, 338, null],
  };

/** Real SARIF files: result, errors, warnings, notes, suppressed, results with a line, results with a CVSS. */
const findings: Readonly<Record<string, readonly [string, number, number, number, number, number, number]>> = {
  "793918d23c3d": ["passed", 0, 0, 0, 1, 1, 0],
  "439dbcc36fda": ["failed", 3, 1, 1, 0, 0, 0],
  // Warnings by level, but the rules' CVSS go to 9.9.
  "120ee143b502": ["failed", 0, 7, 0, 0, 7, 4],
  "64a00e64f8ad": ["failed", 0, 22, 0, 0, 22, 22],
  "636579d498b0": ["unknown", 0, 8, 0, 0, 8, 0],
  "880154487532": ["unknown", 0, 1768, 0, 0, 1768, 0],
  // The tool says that it failed.
  de5e05b56e47: ["failed", 0, 0, 56, 0, 56, 0],
  fddfdd035d77: ["unknown", 0, 2, 0, 3, 0, 0],
  a372184d27c4: ["failed", 64, 46, 14, 0, 0, 0],
  "970bbd5554fa": ["passed", 0, 0, 0, 429, 429, 0],
  "6a1b6ec567af": ["failed", 4, 0, 0, 0, 4, 0],
};

interface CorpusFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly digest: string;
}

function* files(): Generator<CorpusFile> {
  for (const folder of folders)
    for (const name of readdirSync(path.join(corpus, folder))) {
      const bytes = readFileSync(path.join(corpus, folder, name));
      yield { name, bytes, digest: createHash("sha256").update(bytes).digest("hex").slice(0, 12) };
    }
}

function read(file: CorpusFile) {
  const parser = parserFor(parsers, { path: file.name, bytes: file.bytes });
  const parsed = parser?.parse(file.bytes);
  if (parser === null || parsed?.ok !== true) throw new Error(`${file.name} was not read`);
  return { id: parser.id, ...parsed.value };
}

describe.skipIf(!hasCorpus)(overCorpus("real analyses"), () => {
  it("coverage is that of the lines counted by hand", () => {
    const seen = new Set<string>();
    for (const file of files()) {
      const known = coverage[file.digest];
      if (known === undefined) continue;
      seen.add(file.digest);
      const [format, ofFiles, coveredLines, lines, branches] = known;
      const report = read(file);
      expect(report.id, file.name).toBe(format);
      expect(report.totals, file.name).toEqual({
        of: "coverage",
        files: ofFiles,
        coveredLines,
        lines,
        branches: branches === null ? null : { covered: branches[0], total: branches[1] },
      });
      const listed = report.lists.coverage.flatMap((each) => each.lines);
      expect(listed).toHaveLength(lines);
      expect(listed.filter(([, hits]) => hits > 0)).toHaveLength(coveredLines);
    }
    expect([...seen].sort()).toEqual(Object.keys(coverage).sort());
  });

  it("findings are those of the table, and as many as the file lists", () => {
    const seen = new Set<string>();
    const listing = z.object({ runs: z.array(z.object({ results: z.array(z.unknown()) })) });
    for (const file of files()) {
      const known = findings[file.digest];
      if (known === undefined) continue;
      seen.add(file.digest);
      const [result, errors, warnings, notes, suppressed, withLine, withSeverity] = known;
      const report = read(file);
      expect(report.id, file.name).toBe("sarif");
      expect(report.result, file.name).toBe(result);
      expect(report.totals, file.name).toEqual({ of: "findings", errors, warnings, notes, suppressed });
      const { annotations } = report.lists;
      expect(annotations.filter((each) => each.line !== null).length, file.name).toBe(withLine);
      expect(annotations.filter((each) => each.severity !== null).length, file.name).toBe(withSeverity);
      const text = file.bytes.toString("utf8").replace(/^\ufeff/, "");
      const listed = listing.parse(JSON.parse(text)).runs.reduce((sum, run) => sum + run.results.length, 0);
      expect(annotations.length, file.name).toBe(listed);
    }
    expect([...seen].sort()).toEqual(Object.keys(findings).sort());
  });
});
