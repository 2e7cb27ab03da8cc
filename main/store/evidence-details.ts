import type { TestCase } from "../../shared/model/evidence";
import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/** A suite of a test report, in the order it is shown. */
export interface SuiteRow {
  readonly name: string;
  readonly failed: number;
  readonly skipped: number;
  readonly passed: number;
  readonly durationMs: number | null;
}

/** A test case, its suite by that suite's place. */
export interface CaseRow extends Omit<TestCase, "suite"> {
  readonly suite: number;
}

/** One entry of a list that is not a list of test cases. */
export interface ItemRow {
  /** What a search looks at, in lower case. */
  readonly text: string;
  /** As the report writes it. */
  readonly path: string | null;
  readonly record: string;
}

export type ItemList = "annotations" | "coverage" | "components" | "statements";

/** A stretch of what a file lists. */
export type DetailRows =
  | { readonly list: "suites"; readonly rows: readonly SuiteRow[] }
  | { readonly list: "cases"; readonly rows: readonly CaseRow[] }
  | { readonly list: ItemList; readonly rows: readonly ItemRow[] };

/** Which cases are asked for: "" and null ask for all. */
export interface CaseFilter {
  readonly text: string;
  readonly outcome: TestCase["outcome"] | null;
}

const outcomes = ["failed", "skipped", "passed"] as const;

/** The list of a file as one reader reads it: its number where all of it is kept, otherwise null. */
export function findDetail(db: ReadDb, digest: string, reader: string): number | null {
  return (
    prepared<[string, string], { pk: number }>(
      db,
      "SELECT pk FROM evidence_detail WHERE digest = ? AND reader = ? AND complete = 1",
    ).get(digest, reader)?.pk ?? null
  );
}

/** Begins to keep what a file lists, beside what is kept of it now. In: who reads it, a name nobody else has. Out: its number. */
export function beginDetail(db: WriteDb, digest: string, owner: string): number {
  const made = prepared<[string, string]>(
    db,
    "INSERT INTO evidence_detail (digest, reader, complete) VALUES (?, ?, 0)",
  ).run(digest, owner);
  return Number(made.lastInsertRowid);
}

/** Lists of a file that somebody began to keep: their numbers, and who. */
export function begunDetails(db: ReadDb, digest: string): { readonly pk: number; readonly owner: string }[] {
  return prepared<[string], { pk: number; owner: string }>(
    db,
    "SELECT pk, reader AS owner FROM evidence_detail WHERE digest = ? AND complete = 0",
  ).all(digest);
}

/** All of a file's lists are kept: what was kept of it before, by any reader, goes. */
export function endDetail(db: WriteDb, digest: string, detail: number, reader: string): void {
  db.transaction(() => {
    prepared<[string]>(db, "DELETE FROM evidence_detail WHERE digest = ? AND complete = 1").run(digest);
    prepared<[string, number]>(db, "UPDATE evidence_detail SET reader = ?, complete = 1 WHERE pk = ?").run(
      reader,
      detail,
    );
  }).immediate();
}

/** Nothing of a file is kept after all. */
export function dropDetail(db: WriteDb, detail: number): void {
  prepared<[number]>(db, "DELETE FROM evidence_detail WHERE pk = ?").run(detail);
}

/** Keeps a stretch of a file's list, from place `from` on. */
export function writeDetailRows(db: WriteDb, detail: number, rows: DetailRows, from: number): void {
  db.transaction(() => {
    if (rows.list === "suites") {
      const insert = prepared<unknown[]>(db, "INSERT INTO evidence_suite VALUES (?, ?, ?, ?, ?, ?, ?)");
      rows.rows.forEach((row, at) =>
        insert.run(detail, from + at, row.name, row.failed, row.skipped, row.passed, row.durationMs),
      );
    } else if (rows.list === "cases") {
      const insert = prepared<unknown[]>(db, "INSERT INTO evidence_case VALUES (?, ?, ?, ?, ?, ?, ?)");
      rows.rows.forEach((row, at) =>
        insert.run(detail, from + at, row.suite, outcomes.indexOf(row.outcome), row.name, row.durationMs, row.message),
      );
    } else {
      const insert = prepared<unknown[]>(db, "INSERT INTO evidence_item VALUES (?, ?, ?, ?, ?, ?)");
      rows.rows.forEach((row, at) => insert.run(detail, rows.list, from + at, row.text, row.path, row.record));
    }
  }).immediate();
}

const like = (text: string) => (text === "" ? null : `%${text.replace(/[\\%_]/g, "\\$&")}%`);
const caseFilter = `c.detail = @detail AND (@outcome IS NULL OR c.outcome = @outcome)
  AND (@text IS NULL OR c.name LIKE @text ESCAPE '\\' OR s.name LIKE @text ESCAPE '\\' OR c.message LIKE @text ESCAPE '\\')`;
const caseJoin = "evidence_case c JOIN evidence_suite s ON s.detail = c.detail AND s.pos = c.suite";

interface CaseArgs {
  readonly detail: number;
  readonly outcome: number | null;
  readonly text: string | null;
}

function caseArgs(detail: number, filter: CaseFilter): CaseArgs {
  return {
    detail,
    outcome: filter.outcome === null ? null : outcomes.indexOf(filter.outcome),
    text: like(filter.text),
  };
}

export interface FoundSuite extends SuiteRow {
  /** The suite's place in the whole list. */
  readonly suite: number;
}

/** Suites with cases that pass the filter, in order, counting only those. */
export function readSuites(db: ReadDb, detail: number, filter: CaseFilter): FoundSuite[] {
  if (filter.text === "" && filter.outcome === null)
    return prepared<[number], FoundSuite>(
      db,
      `SELECT pos AS suite, name, failed, skipped, passed, duration_ms AS durationMs
       FROM evidence_suite WHERE detail = ? ORDER BY pos`,
    ).all(detail);
  return prepared<[CaseArgs], FoundSuite>(
    db,
    `SELECT c.suite AS suite, s.name AS name, sum(c.outcome = 0) AS failed, sum(c.outcome = 1) AS skipped,
       sum(c.outcome = 2) AS passed, sum(c.duration_ms) AS durationMs
     FROM ${caseJoin} WHERE ${caseFilter} GROUP BY c.suite ORDER BY c.suite`,
  ).all(caseArgs(detail, filter));
}

interface FoundCase {
  readonly pos: number;
  readonly suite: string;
  readonly name: string;
  readonly outcome: number;
  readonly durationMs: number | null;
  readonly message: string | null;
}

/** Cases `[offset, offset + limit)` of those that pass the filter, in the order of the suites. */
export function readCases(
  db: ReadDb,
  detail: number,
  filter: CaseFilter,
  offset: number,
  limit: number,
): (TestCase & { readonly pos: number })[] {
  const all = filter.text === "" && filter.outcome === null;
  const found = all
    ? prepared<[number, number, number], FoundCase>(
        db,
        `SELECT c.pos AS pos, s.name AS suite, c.name AS name, c.outcome AS outcome, c.duration_ms AS durationMs, c.message AS message
         FROM ${caseJoin} WHERE c.detail = ? AND c.pos >= ? AND c.pos < ? ORDER BY c.pos`,
      ).all(detail, offset, offset + limit)
    : prepared<[CaseArgs & { offset: number; limit: number }], FoundCase>(
        db,
        `SELECT c.pos AS pos, s.name AS suite, c.name AS name, c.outcome AS outcome, c.duration_ms AS durationMs, c.message AS message
         FROM ${caseJoin} WHERE ${caseFilter} ORDER BY c.pos LIMIT @limit OFFSET @offset`,
      ).all({ ...caseArgs(detail, filter), offset, limit });
  return found.map((row) => ({ ...row, outcome: outcomes[row.outcome] ?? "failed" }));
}

/** Suite, name and outcome of cases from place `from` on, for holding reports against each other. */
export function caseOutcomes(
  db: ReadDb,
  detail: number,
  from: number,
  limit: number,
): { readonly suite: string; readonly name: string; readonly outcome: TestCase["outcome"] }[] {
  return prepared<[number, number, number], [string, string, number]>(
    db,
    `SELECT s.name, c.name, c.outcome FROM ${caseJoin} WHERE c.detail = ? AND c.pos >= ? AND c.pos < ? ORDER BY c.pos`,
  )
    .raw()
    .all(detail, from, from + limit)
    .map(([suite, name, outcome]) => ({ suite, name, outcome: outcomes[outcome] ?? "failed" }));
}

/** Entries `[offset, offset + limit)` of a list that hold the text, and how many there are. */
export function readItems(
  db: ReadDb,
  detail: number,
  list: ItemList,
  page: { readonly text: string; readonly offset: number; readonly limit: number },
): { readonly total: number; readonly items: { readonly pos: number; readonly record: string }[] } {
  const text = like(page.text.toLowerCase());
  const total =
    prepared<[number, string, string | null, string | null], { n: number }>(
      db,
      "SELECT count(*) AS n FROM evidence_item WHERE detail = ? AND list = ? AND (? IS NULL OR text LIKE ? ESCAPE '\\')",
    ).get(detail, list, text, text)?.n ?? 0;
  const items = prepared<
    [number, string, string | null, string | null, number, number],
    { pos: number; record: string }
  >(
    db,
    `SELECT pos, record FROM evidence_item WHERE detail = ? AND list = ? AND (? IS NULL OR text LIKE ? ESCAPE '\\')
     ORDER BY pos LIMIT ? OFFSET ?`,
  ).all(detail, list, text, text, page.limit, page.offset);
  return { total, items };
}

/** The files that a list names, as the report writes them. */
export function itemPaths(db: ReadDb, detail: number, list: ItemList): string[] {
  return prepared<[number, string], { path: string }>(
    db,
    "SELECT DISTINCT path FROM evidence_item WHERE detail = ? AND list = ? AND path IS NOT NULL",
  )
    .all(detail, list)
    .map((row) => row.path);
}

/** Entries of a list that name one file. */
export function itemsOfPath(
  db: ReadDb,
  detail: number,
  list: ItemList,
  path: string,
): { readonly pos: number; readonly record: string }[] {
  return prepared<[number, string, string], { pos: number; record: string }>(
    db,
    "SELECT pos, record FROM evidence_item WHERE detail = ? AND list = ? AND path = ? ORDER BY pos",
  ).all(detail, list, path);
}

/** Places of the entries that hold the text, in the order of the list. */
export function itemPositions(db: ReadDb, detail: number, list: ItemList, text: string): number[] {
  const wanted = like(text.toLowerCase());
  return prepared<[number, string, string | null, string | null], [number]>(
    db,
    "SELECT pos FROM evidence_item WHERE detail = ? AND list = ? AND (? IS NULL OR text LIKE ? ESCAPE '\\') ORDER BY pos",
  )
    .raw()
    .all(detail, list, wanted, wanted)
    .map(([pos]) => pos);
}

/** Every entry of a list, in its order. */
export function itemRecords(db: ReadDb, detail: number, list: ItemList): string[] {
  return prepared<[number, string], [string]>(
    db,
    "SELECT record FROM evidence_item WHERE detail = ? AND list = ? ORDER BY pos",
  )
    .raw()
    .all(detail, list)
    .map(([record]) => record);
}

/** One entry of a list. Throws where there is none: places come from this store. */
export function itemRecord(db: ReadDb, detail: number, list: ItemList, pos: number): string {
  const row = prepared<[number, string, number], { record: string }>(
    db,
    "SELECT record FROM evidence_item WHERE detail = ? AND list = ? AND pos = ?",
  ).get(detail, list, pos);
  if (row === undefined) throw new Error(`the list ${list} of ${String(detail)} has no entry ${String(pos)}`);
  return row.record;
}
