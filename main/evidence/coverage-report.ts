import type { FileCoverage } from "../../shared/model/evidence";
import type { HitList } from "./hit-list";
import { noLists, type ParsedEvidence } from "./parser";
import { count } from "./test-report";

/** What a coverage report says of one file. */
export interface CoveredFile {
  /** As the report wrote it. */
  readonly path: string;
  readonly lines: HitList;
  /** Null where the report has no branches for the file. */
  readonly branches: { readonly covered: number; readonly total: number } | null;
  /** [line, branches taken, branches] of lines whose branches were not all taken, ascending. */
  readonly partly: readonly PartlyTaken[];
}

export type PartlyTaken = [line: number, taken: number, branches: number];

/** What a coverage report says about itself, beside its files. */
export interface CoverageFacts {
  readonly producer?: string | null;
  readonly producedAt?: string | null;
  /** Records that could not be read and are in no figure. */
  readonly unread?: number;
  /** What else a reader must know of what was left out. */
  readonly truncated?: string | null;
}

/** Lines that are listed one by one; the figures cover all. */
const maxListedLines = 2_000_000;

/**
 * What a coverage report shows, counted from its lines and never from its own totals. Coverage has no verdict of its own: the
 * result is unknown, a check or a policy says what is enough.
 * In: the files in the order of the report, each once.
 */
export function coverageReport(files: Iterable<CoveredFile>, facts: CoverageFacts = {}): ParsedEvidence {
  const listed: FileCoverage[] = [];
  const branches = { covered: 0, total: 0 };
  let withBranches = false;
  let [fileCount, lines, covered, listedLines, leftOut] = [0, 0, 0, 0, 0];
  for (const file of files) {
    fileCount += 1;
    const size = file.lines.size;
    lines += size;
    covered += file.lines.covered();
    if (file.branches !== null) {
      withBranches = true;
      branches.covered += file.branches.covered;
      branches.total += file.branches.total;
    }
    if (listedLines + size > maxListedLines) leftOut += 1;
    else {
      listedLines += size;
      const { path, branches: own, partly } = file;
      listed.push({
        path,
        lines: file.lines.pairs(),
        branches: own,
        ...(partly.length === 0 ? {} : { partly: [...partly] }),
      });
    }
  }
  const unread = facts.unread ?? 0;
  const notes = [
    facts.truncated ?? null,
    unread === 0
      ? null
      : `${count(unread)} ${unread === 1 ? "record could not be read and is" : "records could not be read and are"} in no figure.`,
    leftOut > 0
      ? `The lines of ${count(leftOut)} more ${leftOut === 1 ? "file" : "files"} are counted and not listed one by one: the report has too many.`
      : null,
  ].filter((note) => note !== null);
  return {
    kind: "coverage",
    result: "unknown",
    counts: null,
    totals: {
      of: "coverage",
      files: fileCount,
      coveredLines: covered,
      lines,
      branches: withBranches ? branches : null,
    },
    headline: headline(fileCount, covered, lines, withBranches ? branches : null),
    producer: facts.producer ?? null,
    producedAt: facts.producedAt ?? null,
    commits: [],
    lists: { ...noLists, coverage: listed },
    truncated: notes.length === 0 ? null : notes.join(" "),
  };
}

function headline(
  files: number,
  covered: number,
  lines: number,
  branches: { readonly covered: number; readonly total: number } | null,
): string {
  if (files === 0) return "The report lists no file";
  const where = `in ${count(files)} ${files === 1 ? "file" : "files"}`;
  if (lines === 0) return `No line that can run ${where}`;
  const said = [`${share(covered, lines)} of lines (${count(covered)} of ${count(lines)}) ${where}`];
  if (branches !== null && branches.total > 0)
    said.push(
      `${share(branches.covered, branches.total)} of branches (${count(branches.covered)} of ${count(branches.total)})`,
    );
  return said.join(", ");
}

/** Percent, one decimal; cut, not rounded, so that 100 % means all. */
function share(part: number, whole: number): string {
  return `${(Math.floor((part / whole) * 1000) / 10).toFixed(1)} %`;
}
