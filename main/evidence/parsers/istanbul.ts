import { err, ok } from "../../../shared/result";
import { coverageReport } from "../coverage-report";
import { CoverageTable } from "../coverage-table";
import { isReportObject, numberAt, objectAt, readJsonObject, textAt } from "../json-report";
import type { ReportObject } from "../json-report";
import type { EvidenceParser } from "../parser";

/**
 * Istanbul's coverage-final.json, as nyc, Jest, Vitest and c8 write it: statements with their places, and how often each ran. A
 * line has the most runs of the statements that begin on it; branches count arm by arm.
 */
export const istanbul: EvidenceParser = {
  id: "istanbul",
  name: "Istanbul JSON",
  maxBytes: 128 * 1024 * 1024,
  recognises: ({ bytes }) => {
    const head = new TextDecoder().decode(bytes.subarray(0, 65_536));
    return (
      /^\ufeff?\s*\{/.test(head) &&
      /"statementMap"\s*:\s*\{/.test(head) &&
      /"(?:path|fnMap|s|branchMap)"\s*:/.test(head)
    );
  },
  parse: (bytes) => {
    const read = readJsonObject(bytes);
    if (!read.ok) return read;
    const table = new CoverageTable();
    let files = 0;
    for (const [name, entry] of Object.entries(read.value)) {
      if (!isReportObject(entry)) continue;
      // Old nyc puts the entry one level deeper.
      const file = objectAt(entry, "data") ?? entry;
      if (objectAt(file, "statementMap") === null) continue;
      files += 1;
      readFile(table, textAt(file, "path") ?? name, file);
    }
    if (files === 0 && Object.keys(read.value).length > 0)
      return err({ code: "not-istanbul", message: "No entry of the file has a map of statements." });
    return ok(coverageReport(table.files(), { producer: "Istanbul", unread: table.unread }));
  },
};

function readFile(table: CoverageTable, path: string, file: ReportObject): void {
  table.file(path);
  const counts = objectAt(file, "s");
  for (const [id, place] of Object.entries(objectAt(file, "statementMap") ?? {}))
    table.line(path, startLine(place), numberAt(counts, id));
  const arms = objectAt(file, "b");
  const perLine = new Map<number, { covered: number; total: number }>();
  for (const [id, branch] of Object.entries(objectAt(file, "branchMap") ?? {})) {
    const taken: unknown = arms?.[id];
    if (!Array.isArray(taken) || !isReportObject(branch)) continue;
    const line = numberAt(branch, "line") ?? startLine(objectAt(branch, "loc") ?? firstPlace(branch));
    if (line === null) continue;
    const sum = perLine.get(line) ?? { covered: 0, total: 0 };
    sum.total += taken.length;
    sum.covered += taken.filter((times) => typeof times === "number" && times > 0).length;
    perLine.set(line, sum);
  }
  for (const [line, { covered, total }] of perLine) table.branches(path, line, covered, total);
}

function startLine(place: unknown): number | null {
  return isReportObject(place) ? numberAt(objectAt(place, "start"), "line") : null;
}

function firstPlace(branch: ReportObject): unknown {
  const places: unknown = branch["locations"];
  return Array.isArray(places) ? places.find((place) => startLine(place) !== null) : null;
}
