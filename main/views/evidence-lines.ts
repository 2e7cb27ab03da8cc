import * as z from "zod";
import type { Output } from "../../shared/contract/api";
import type { ChangedCoverage, LineAnnotation, PlacedAnnotation } from "../../shared/contract/evidence";
import { parsePatch } from "../../shared/diff/parse-patch";
import { annotationSchema, fileCoverageSchema, type Annotation, type Evidence } from "../../shared/model/evidence";
import { coverageOfChanges, type CoverageOfChanges } from "../evidence/coverage-lines";
import { matchPaths } from "../evidence/match-path";
import { compareFindings } from "../evidence/new-findings";
import { itemPaths, itemPositions, itemRecord, itemRecords, itemsOfPath } from "../store/evidence-details";
import type { ReadDb } from "../store/database";
import { parseColumn } from "../store/rows";
import type { StoredAttempt } from "../store/tasks";
import type { Core } from "./core";
import { detailOf } from "./evidence-detail";

const mostFiles = 2_000;
const mostMissed = 500;
const mostOnLines = 2_000;

/** The patch of an attempt as text; empty where none is known. */
function patchOf(core: Core, stored: StoredAttempt): string {
  const { patchDigest } = stored.attempt;
  const bytes = patchDigest === null ? null : core.archive.get(patchDigest);
  return bytes?.ok === true ? bytes.value.toString("utf8") : "";
}

function coverageIn(core: Core, detail: number) {
  return itemRecords(core.index, detail, "coverage").map((record) =>
    parseColumn(fileCoverageSchema, record, "coverage of a file"),
  );
}

/** What a report says of the lines that an attempt's patch adds. */
export function changedCoverage(core: Core, stored: StoredAttempt, detail: number): ChangedCoverage {
  const { files, ...rest } = coverageOfChanges(coverageIn(core, detail), patchOf(core, stored), null);
  return {
    ...rest,
    unmatched: { ...rest.unmatched, names: [...rest.unmatched.names] },
    ambiguous: { ...rest.ambiguous, names: [...rest.ambiguous.names] },
    files: files.slice(0, mostFiles).map(({ marks, partly, ...file }) => ({
      ...file,
      partly: partly.slice(0, mostMissed).map(([line]) => line),
      missed: marks.flatMap(([line, hits]) => (hits === 0 ? [line] : [])).slice(0, mostMissed),
    })),
  };
}

/** Where the findings of a report stand in an attempt's patch, by their place in the report. */
interface Placing {
  /** Findings in changed files. */
  readonly paths: ReadonlyMap<number, string>;
  readonly onChangedLine: ReadonlySet<number>;
  /** Null without a report of the base. */
  readonly fresh: ReadonlySet<number> | null;
}

/** A report may have tens of thousands of findings in changed files: only where they stand is looked at. */
const spanSchema = z.object({ line: annotationSchema.shape.line, endLine: annotationSchema.shape.endLine });

const placings = new WeakMap<ReadDb, Map<string, Placing>>();
const placingsKept = 12;

/** Finds the changed files and lines behind a report's names, and what the report of the base does not have. */
function placing(core: Core, stored: StoredAttempt, item: Evidence, detail: number): Placing {
  const base = baseDetail(core, stored, item);
  const key = `${String(detail)} ${String(base)} ${stored.attempt.patchDigest ?? ""}`;
  const kept = placings.get(core.index) ?? new Map<string, Placing>();
  placings.set(core.index, kept);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const added = addedLines(patchOf(core, stored));
  const paths = new Map<number, string>();
  const onChangedLine = new Set<number>();
  for (const [name, path] of changedNames(itemPaths(core.index, detail, "annotations"), added.keys())) {
    for (const { pos, record } of itemsOfPath(core.index, detail, "annotations", name)) {
      paths.set(pos, path);
      const { line, endLine } = parseColumn(spanSchema, record, "a finding");
      if (line !== null && touches(added.get(path), line, endLine ?? line)) onChangedLine.add(pos);
    }
  }
  const made: Placing = { paths, onChangedLine, fresh: base === null ? null : freshPositions(core, base, detail) };
  kept.set(key, made);
  for (const oldest of kept.keys()) {
    if (kept.size <= placingsKept) break;
    kept.delete(oldest);
  }
  return made;
}

function baseDetail(core: Core, stored: StoredAttempt, item: Evidence): number | null {
  const base = stored.fileEvidence.find(({ id }) => id === item.againstBase?.base);
  return base === undefined ? null : detailOf(core, base);
}

/** Places of the findings that the base's report does not have. */
function freshPositions(core: Core, base: number, detail: number): Set<number> {
  const here = findingsIn(core, detail);
  const { fresh } = compareFindings(findingsIn(core, base), here);
  const isFresh = new Set(fresh);
  return new Set(here.flatMap((finding, pos) => (isFresh.has(finding) ? [pos] : [])));
}

const findingsSchema = z.array(annotationSchema);

/** All findings of a report in its order. */
export function findingsIn(core: Core, detail: number): Annotation[] {
  return parseColumn(findingsSchema, `[${itemRecords(core.index, detail, "annotations").join(",")}]`, "findings");
}

/** Line numbers that a patch adds, by file; files without any are there too. */
function addedLines(patch: string): Map<string, Set<number>> {
  const lines = new Map<string, Set<number>>();
  for (const file of parsePatch(patch).files) {
    if (file.status === "deleted") continue;
    const own = new Set<number>();
    for (const hunk of file.hunks)
      for (const line of hunk.lines) if (line.kind === "add" && line.newNo !== null) own.add(line.newNo);
    lines.set(file.path, own);
  }
  return lines;
}

function touches(lines: ReadonlySet<number> | undefined, from: number, to: number): boolean {
  if (lines === undefined) return false;
  for (let line = from; line <= Math.min(to, from + 1_000); line += 1) if (lines.has(line)) return true;
  return false;
}

/** Names in a report that are changed files. A name that is only the end of a path could be another file's. */
function changedNames(names: readonly string[], changed: Iterable<string>): [name: string, path: string][] {
  return [...matchPaths(names, changed).matched].filter(([name, path]) => name === path || !path.endsWith(`/${name}`));
}

interface AnnotationPage {
  readonly text: string;
  readonly only: "all" | "new" | "changed";
  readonly offset: number;
  readonly limit: number;
}

/** A page of findings: new ones first, then those on changed lines, then in changed files. */
export function evidenceAnnotations(
  core: Core,
  stored: StoredAttempt,
  item: Evidence,
  detail: number,
  page: AnnotationPage,
): Output<"evidence.annotations"> {
  const where = placing(core, stored, item, detail);
  const rank = (pos: number): number =>
    (where.fresh?.has(pos) === true ? 0 : 4) + (where.onChangedLine.has(pos) ? 0 : where.paths.has(pos) ? 1 : 2);
  const found = itemPositions(core.index, detail, "annotations", page.text)
    .filter((pos) => page.only !== "new" || where.fresh?.has(pos) === true)
    .filter((pos) => page.only !== "changed" || where.onChangedLine.has(pos))
    .sort((a, b) => rank(a) - rank(b) || a - b);
  const rows = found.slice(page.offset, page.offset + page.limit).map((pos): PlacedAnnotation => ({
    annotation: parseColumn(annotationSchema, itemRecord(core.index, detail, "annotations", pos), "a finding"),
    path: where.paths.get(pos) ?? null,
    onChangedLine: where.onChangedLine.has(pos),
    isNew: where.fresh === null ? null : where.fresh.has(pos),
  }));
  return { total: found.length, fresh: where.fresh?.size ?? null, changed: where.onChangedLine.size, rows };
}

/**
 * What stands on the lines of an attempt's diff: how often changed lines ran, and findings in changed files. Only items made on the
 * attempt's own tree, or that do not say on which: line numbers of another tree would point at other lines.
 */
export function lineMarks(core: Core, stored: StoredAttempt): Output<"evidence.lines"> {
  const told = new Map<string, LinesTold>();
  const annotations: LineAnnotation[] = [];
  const notes: string[] = [];
  let left = 0;
  const bases = new Set(stored.fileEvidence.flatMap(({ againstBase }) => againstBase?.base ?? []));
  for (const item of stored.fileEvidence) {
    const of = item.totals?.of;
    if (of !== "coverage" && of !== "findings") continue;
    const detail = detailOf(core, item);
    if (detail === null) continue;
    if (item.tree === "mismatch" || item.tree === "stale") {
      if (!bases.has(item.id)) notes.push(`${item.producer} saw another tree: not shown on lines.`);
      continue;
    }
    if (of === "coverage") addLines(told, coverageOfChanges(coverageIn(core, detail), patchOf(core, stored), null));
    else left += addAnnotations(core, stored, item, detail, annotations);
  }
  annotations.sort((a, b) => Number(b.isNew === true) - Number(a.isNew === true));
  return {
    coverage: [...told].map(([path, { hits, partly }]) => ({
      path,
      marks: [...hits].sort(([a], [b]) => a - b),
      partly: [...partly.values()].sort(([a], [b]) => a - b),
    })),
    annotations,
    left,
    notes: [...new Set(notes)],
  };
}

/** Of one changed file: how often lines ran, and which of them took not all of their branches. */
interface LinesTold {
  readonly hits: Map<number, number>;
  readonly partly: Map<number, [line: number, taken: number, branches: number]>;
}

/** A line ran where any report says so, and took all of its branches where any report that saw it run says so. */
function addLines(told: Map<string, LinesTold>, coverage: CoverageOfChanges): void {
  for (const file of coverage.files) {
    if (file.marks.length === 0) continue;
    const own: LinesTold = told.get(file.path) ?? { hits: new Map(), partly: new Map() };
    told.set(file.path, own);
    const partly = new Map(file.partly.map((each) => [each[0], each]));
    for (const [line, count] of file.marks) {
      const before = own.hits.get(line) ?? 0;
      own.hits.set(line, Math.max(before, count));
      if (count === 0) continue;
      const here = partly.get(line);
      const known = own.partly.get(line);
      if (here === undefined) own.partly.delete(line);
      else if (before === 0 || (known !== undefined && here[1] > known[1])) own.partly.set(line, here);
    }
  }
}

function addAnnotations(
  core: Core,
  stored: StoredAttempt,
  item: Evidence,
  detail: number,
  into: LineAnnotation[],
): number {
  const where = placing(core, stored, item, detail);
  let left = 0;
  for (const [pos, path] of where.paths) {
    if (into.length >= mostOnLines) {
      left += 1;
      continue;
    }
    const { line, level, rule, message, suppressed } = parseColumn(
      annotationSchema,
      itemRecord(core.index, detail, "annotations", pos),
      "a finding",
    );
    if (suppressed) continue;
    const isNew = where.fresh === null ? null : where.fresh.has(pos);
    into.push({ evidenceId: item.id, producer: item.producer, path, line, level, rule, message, isNew });
  }
  return left;
}
