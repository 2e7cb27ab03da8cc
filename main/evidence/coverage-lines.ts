import { parsePatch, type PatchFile } from "../../shared/diff/parse-patch";
import type { FileCoverage } from "../../shared/model/evidence";
import type { PartlyTaken } from "./coverage-report";
import { matchPaths } from "./match-path";

/** Of one changed file, what the report says of the lines that the patch adds. */
export interface ChangedFileCoverage {
  readonly path: string;
  /** Lines the patch adds; equals `ran + notRun + cannotRun + notInReport`. */
  readonly added: number;
  readonly ran: number;
  readonly notRun: number;
  /** The report has the file and does not list the line: a comment, a brace. */
  readonly cannotRun: number;
  /** All added lines of a file the report does not have. */
  readonly notInReport: number;
  /** [line in the new file, hits] of every added line that can run, ascending. */
  readonly marks: readonly (readonly [number, number])[];
  /** [line, branches taken, branches] of those that ran and whose branches were not all taken. */
  readonly partly: readonly PartlyTaken[];
}

/** Of one file, what its reports say by line. */
interface LinesTold {
  readonly hits: Map<number, number>;
  /** Branches taken, and all, by line. */
  readonly partly: Map<number, readonly [number, number]>;
}

export interface CoverageOfChanges {
  /** Files with added lines, in the order of the patch. */
  readonly files: readonly ChangedFileCoverage[];
  readonly added: number;
  readonly ran: number;
  readonly notRun: number;
  readonly cannotRun: number;
  readonly notInReport: number;
  /** Files of the report that are no file of the repository, and files that could be several; the first 100 by name. */
  readonly unmatched: { readonly count: number; readonly names: readonly string[] };
  readonly ambiguous: { readonly count: number; readonly names: readonly string[] };
}

const namesListed = 100;

/**
 * Coverage of the lines a patch adds. The figure to show is `ran` of `ran + notRun`; lines that cannot run and lines of files the
 * report does not have are told apart and never counted as run.
 * In: the report's files; the patch as text; all paths of the tree the patch leads to, where they are known (null where not: then
 * names are matched with the changed files, and by their end alone only in packages of the JVM).
 */
export function coverageOfChanges(
  coverage: readonly FileCoverage[],
  patch: string,
  treePaths: Iterable<string> | null,
): CoverageOfChanges {
  const changed = parsePatch(patch).files.filter((file) => file.status !== "deleted" && file.added > 0 && !file.binary);
  const paths = new Set(treePaths ?? []);
  for (const file of changed) paths.add(file.path);
  const names = coverage.map((file) => file.path);
  const { matched, unmatched, ambiguous } = matchPaths(names, paths, treePaths === null ? "some" : "all");
  const repeated = repeatedNames(names);
  const severalFiles = [...ambiguous, ...[...repeated].filter((name) => isByEnd(name, matched.get(name)))];
  const byPath = new Map<string, LinesTold>();
  const wanted = new Set(changed.map((file) => file.path));
  for (const file of coverage) {
    const path = matched.get(file.path);
    if (path === undefined || !wanted.has(path)) continue;
    if (repeated.has(file.path) && isByEnd(file.path, path)) continue;
    const told: LinesTold = byPath.get(path) ?? { hits: new Map(), partly: new Map() };
    byPath.set(path, told);
    for (const [line, count] of file.lines) told.hits.set(line, Math.max(told.hits.get(line) ?? 0, count));
    for (const [line, taken, branches] of file.partly ?? [])
      if (taken >= (told.partly.get(line)?.[0] ?? 0)) told.partly.set(line, [taken, branches]);
  }
  const files = changed.map((file) => ofFile(file, byPath.get(file.path) ?? null));
  const sum = (key: "added" | "ran" | "notRun" | "cannotRun" | "notInReport"): number =>
    files.reduce((total, file) => total + file[key], 0);
  return {
    files,
    added: sum("added"),
    ran: sum("ran"),
    notRun: sum("notRun"),
    cannotRun: sum("cannotRun"),
    notInReport: sum("notInReport"),
    unmatched: { count: unmatched.length, names: unmatched.slice(0, namesListed) },
    ambiguous: { count: severalFiles.length, names: severalFiles.slice(0, namesListed) },
  };
}

/** Names that a report gives to several files: modules with the same packages. */
function repeatedNames(names: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(names.filter((name) => seen.size === seen.add(name).size));
}

function isByEnd(name: string, path: string | undefined): boolean {
  return path?.endsWith(`/${name}`) === true;
}

function ofFile(file: PatchFile, told: LinesTold | null): ChangedFileCoverage {
  const marks: [number, number][] = [];
  const partly: PartlyTaken[] = [];
  let added = 0;
  let ran = 0;
  for (const hunk of file.hunks) {
    for (const line of hunk.lines) {
      if (line.kind !== "add") continue;
      added += 1;
      const count = line.newNo === null ? undefined : told?.hits.get(line.newNo);
      if (line.newNo === null || count === undefined) continue;
      marks.push([line.newNo, count]);
      if (count === 0) continue;
      ran += 1;
      const branches = told?.partly.get(line.newNo);
      if (branches !== undefined) partly.push([line.newNo, ...branches]);
    }
  }
  const notInReport = told === null ? added : 0;
  return {
    path: file.path,
    added,
    ran,
    notRun: marks.length - ran,
    cannotRun: told === null ? 0 : added - marks.length,
    notInReport,
    marks,
    partly,
  };
}
