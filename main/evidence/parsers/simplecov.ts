import { err, ok } from "../../../shared/result";
import { coverageReport } from "../coverage-report";
import { CoverageTable } from "../coverage-table";
import { isReportObject, jsonHead, numberAt, objectAt, readJsonObject } from "../json-report";
import type { EvidenceParser } from "../parser";
import { instantOf } from "../test-report";

/**
 * SimpleCov's .resultset.json: per suite a list of runs for each line of each file, null where a line cannot run. Files of several
 * suites (RSpec, Cucumber) are one file here; a line has the most runs of any suite.
 */
export const simplecov: EvidenceParser = {
  id: "simplecov",
  name: "SimpleCov resultset",
  maxBytes: 64 * 1024 * 1024,
  recognises: ({ bytes }) => {
    if (jsonHead(bytes) === null) return false;
    const head = new TextDecoder().decode(bytes.subarray(0, 65_536));
    return /^\ufeff?\s*\{\s*"[^"]{1,200}"\s*:\s*\{\s*"coverage"\s*:\s*\{\s*(?:\}|"[^"]{1,4000}"\s*:\s*(?:\[\s*(?:null|\d)|\{\s*"lines"\s*:\s*\[))/.test(
      head,
    );
  },
  parse: (bytes) => {
    const read = readJsonObject(bytes);
    if (!read.ok) return read;
    const suites = Object.values(read.value).filter(
      (suite) => isReportObject(suite) && objectAt(suite, "coverage") !== null,
    );
    if (suites.length === 0)
      return err({ code: "not-simplecov", message: "No entry of the file has the coverage of a suite." });
    const table = new CoverageTable();
    let latest = 0;
    for (const suite of suites) {
      if (!isReportObject(suite)) continue;
      latest = Math.max(latest, numberAt(suite, "timestamp") ?? 0);
      for (const [path, entry] of Object.entries(objectAt(suite, "coverage") ?? {})) readFile(table, path, entry);
    }
    return ok(
      coverageReport(table.files(), { producer: "SimpleCov", producedAt: instantOf(latest), unread: table.unread }),
    );
  },
};

function readFile(table: CoverageTable, path: string, entry: unknown): void {
  const lines: unknown = isReportObject(entry) ? entry["lines"] : entry;
  if (!Array.isArray(lines)) return;
  table.file(path);
  for (const [index, hits] of lines.entries())
    // "ignored" stands for lines between :nocov: marks.
    if (typeof hits === "number") table.line(path, index + 1, hits);
  if (!isReportObject(entry)) return;
  const perLine = new Map<number, { covered: number; total: number }>();
  for (const [name, arms] of Object.entries(objectAt(entry, "branches") ?? {})) {
    const line = Number(branchLine.exec(name)?.[1] ?? 0);
    if (!isReportObject(arms)) continue;
    const runs: readonly unknown[] = Object.values(arms);
    const sum = perLine.get(line) ?? { covered: 0, total: 0 };
    sum.total += runs.length;
    sum.covered += runs.filter((times) => typeof times === "number" && times > 0).length;
    perLine.set(line, sum);
  }
  for (const [line, { covered, total }] of perLine) table.branches(path, line, covered, total);
}

/** Keys are Ruby's own writing of a list, `[:if, 0, 3, 6, 6, 10]`, whose third entry is the line. */
const branchLine = /^\[:\w+, \d+, (\d{1,9}),/;
