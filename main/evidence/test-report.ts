import type { TestCase } from "../../shared/model/evidence";
import type { Problem } from "../../shared/result";
import { maxCases, noLists } from "./parser";
import type { ParsedEvidence } from "./parser";

/** One record of a test report. */
export interface TestRecord extends TestCase {
  /** What makes two records of one name runs of one test; the suite where it is absent. */
  readonly key?: string;
  /** Passed, after a failure that the same record tells of. */
  readonly retried?: boolean;
}

/** What a report says about itself, beside its records. */
export interface ReportFacts {
  readonly producer?: string | null;
  /** ISO 8601 instant. */
  readonly producedAt?: string | null;
  readonly commits?: readonly string[];
  /** Failures by the report's own total; null or absent where it has none. */
  readonly statedFailures?: number | null;
  /** What a reader must know of records that were not read. */
  readonly truncated?: string | null;
  /** The reason why nothing ran, where the report gives one. */
  readonly nothingRan?: string | null;
  /** The format says of each test how often it ran: records of one name are tests of one name. */
  readonly tellsRetries?: true;
}

const messageLimit = 2_000;
/** More tests than any repository has: a report of nothing else would fill the memory. */
export const maxTests = 1_000_000;

export const tooManyTests: Problem = {
  code: "too-many-tests",
  message: `The report lists more than ${maxTests.toLocaleString("en-US")} tests; it was not read further.`,
  remedy: "Write the report in several files.",
};

/** A failure's own words, at most 2,000 characters of them and how many were left out. */
export function cutMessage(text: string): string {
  if (text.length <= messageLimit) return text;
  // Half of a surrogate pair is no character.
  const end = /[\ud800-\udbff]/.test(text.charAt(messageLimit - 1)) ? messageLimit - 1 : messageLimit;
  return `${text.slice(0, end)} [${String(text.length - end)} more characters]`;
}

/** Message of a test that passed at last: how often it failed before and what the first failure said. */
export function retryMessage(failures: number, first: string | null): string {
  return `Passed on retry, after ${String(failures)} failed: ${first ?? ""}`;
}

/** Counts of the report, with thousands separated. */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/**
 * What a test report shows: its records counted (never its own totals), retries settled, failures first. A report whose own total
 * names failures that it does not list is neither passed nor failed.
 * In: one record per run of a test, in the order of the file.
 */
export function testReport(records: readonly TestRecord[], facts: ReportFacts = {}): ParsedEvidence {
  const settled = facts.tellsRetries === true ? records : settleRetries(records);
  const byOutcome = { failed: [] as TestCase[], skipped: [] as TestCase[], passed: [] as TestCase[] };
  const counts = { passed: 0, failed: 0, skipped: 0 };
  let retried = 0;
  for (const item of settled) {
    counts[item.outcome] += 1;
    if (item.retried === true) retried += 1;
    const list = byOutcome[item.outcome];
    if (list.length >= maxCases) continue;
    if (item.key === undefined && item.retried === undefined) {
      list.push(item);
      continue;
    }
    const { suite, name, outcome, durationMs, message } = item;
    list.push({ suite, name, outcome, durationMs, message });
  }
  const listed = [...byOutcome.failed, ...byOutcome.skipped, ...byOutcome.passed].slice(0, maxCases);

  const stated = facts.statedFailures ?? 0;
  const hidden = stated > 0 && counts.failed === 0 && retried === 0;
  const parts = [`${count(counts.passed)} passed`, `${count(counts.failed)} failed`];
  if (counts.skipped > 0) parts.push(`${count(counts.skipped)} skipped`);
  if (retried > 0) parts.push(`${count(retried)} of the passed only on retry`);
  if (hidden) parts.push(`the report's own total says ${count(stated)} failed`);
  const nothing = facts.nothingRan ?? null;
  const unlisted = settled.length - listed.length;
  const left = unlisted > 0 ? `${count(unlisted)} more test cases are counted and not listed.` : null;
  const truncated = [facts.truncated ?? null, left].filter((note) => note !== null).join(" ");
  return {
    kind: "tests",
    result: counts.failed > 0 ? "failed" : hidden || counts.passed === 0 ? "unknown" : "passed",
    counts,
    totals: null,
    headline:
      settled.length > 0
        ? parts.join(", ")
        : nothing === null
          ? `The report lists no test case${hidden ? `, and its own total says ${count(stated)} failed` : ""}`
          : `Nothing ran: ${nothing}`,
    producer: facts.producer ?? null,
    producedAt: facts.producedAt ?? null,
    commits: facts.commits ?? [],
    lists: { ...noLists, cases: listed },
    truncated: truncated === "" ? null : truncated,
  };
}

/**
 * Retries are written as several records of one test. Only failures that one single pass ends are taken as a retry; any other mix of
 * records with one name may be parametrised runs, so each is counted and a failure stays a failure.
 */
function settleRetries(records: readonly TestRecord[]): readonly TestRecord[] {
  // Without a failure there is nothing to settle, and of most tests the name alone says that none of theirs failed.
  const names = new Set<string>();
  for (const item of records) if (item.outcome === "failed") names.add(item.name);
  if (names.size === 0) return records;
  const failed = new Map<string, TestRecord[]>();
  for (const item of records) if (item.outcome === "failed") failed.set(keyOf(item), []);
  const runsOf = (item: TestRecord) => (names.has(item.name) ? failed.get(keyOf(item)) : undefined);
  for (const item of records) runsOf(item)?.push(item);
  const settled: TestRecord[] = [];
  for (const item of records) {
    const runs = runsOf(item);
    if (runs === undefined || !isRetry(runs)) settled.push(item);
    else if (item === runs.at(-1))
      settled.push({
        ...item,
        retried: true,
        message: retryMessage(runs.length - 1, runs[0]?.message ?? null),
      });
  }
  return settled;
}

function isRetry(runs: readonly TestRecord[]): boolean {
  return (
    runs.length > 1 && runs.at(-1)?.outcome === "passed" && runs.slice(0, -1).every((item) => item.outcome === "failed")
  );
}

function keyOf(item: TestRecord): string {
  return `${item.key ?? item.suite}\u0000${item.name}`;
}

/** Milliseconds, not negative, to the microsecond; anything else is no duration. */
export function milliseconds(value: number | null): number | null {
  if (value === null || !Number.isFinite(value) || value < 0) return null;
  return Math.round(value * 1000) / 1000;
}

/** Seconds written by a tool to milliseconds. Old Surefire writes "1,234.5", some locales "1,5"; NaN and negative times are no time. */
export function secondsText(value: string | undefined): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  const plain = text.includes(".") ? text.replaceAll(",", "") : text.replace(",", ".");
  if (!/^[0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?$/i.test(plain)) return null;
  return milliseconds(Number(plain) * 1000);
}

/**
 * ISO 8601 instant of what a tool wrote: a number of milliseconds (or seconds, below 10^11) since 1970, or a date with time. A time
 * without a zone is taken as UTC. Null for anything that is no time between 1990 and 2100.
 */
export function instantOf(value: string | number | null | undefined): string | null {
  if (value === null || value === undefined || value === "") return null;
  const instant = typeof value === "number" ? (value < 1e11 ? value * 1000 : value) : parseInstant(value.trim());
  if (!Number.isFinite(instant) || instant < earliest || instant > latest) return null;
  return new Date(instant).toISOString();
}

const earliest = Date.UTC(1990, 0, 1);
const latest = Date.UTC(2100, 0, 1);
const dateAndTime = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)([.,]\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/i;

function parseInstant(text: string): number {
  const match = dateAndTime.exec(text);
  if (match === null) return Number.NaN;
  const [, date = "", time = "", fraction = "", zone = "Z"] = match;
  return Date.parse(`${date}T${time}${fraction.replace(",", ".").slice(0, 4)}${zone.toUpperCase()}`);
}

/** Commit hashes (40 or 64 lower-case hex digits) among what a report gives as such. */
export function commitsOf(...given: readonly (string | null | undefined)[]): string[] {
  const found = given.filter((text) => text !== null && text !== undefined).map((text) => text.trim().toLowerCase());
  return [...new Set(found.filter((text) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)))];
}
