import { stripVTControlCharacters } from "node:util";

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */
/** @typedef {{ status?: string, fullName?: string, failureMessages?: string[] }} ReportedTest */
/** @typedef {{ name?: string, status?: string, message?: string, assertionResults?: ReportedTest[] }} ReportedFile */
/** @typedef {{ file: string, name: string, message: string }} Failure one failed test; the name is empty where the file failed as a whole */

/**
 * Counts the tests of one Vitest JSON report.
 * @param {unknown} report the parsed report; anything else counts as one failure
 * @param {number} exitCode of the run: a failure that no test shows (a file that did not load, an unhandled error) counts too
 * @returns {Tally}
 */
export function tallyOf(report, exitCode) {
  if (!isReport(report)) return { passed: 0, failed: 1, skipped: 0 };
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report.testResults) {
    const tests = Array.isArray(file.assertionResults) ? file.assertionResults : [];
    const failedBefore = tally.failed;
    for (const { status } of tests) {
      if (status === "passed") tally.passed += 1;
      else if (status === "failed") tally.failed += 1;
      else tally.skipped += 1;
    }
    if (file.status === "failed" && tally.failed === failedBefore) tally.failed += 1;
  }
  if (exitCode !== 0 && tally.failed === 0) tally.failed = 1;
  return tally;
}

/**
 * What failed in one Vitest JSON report, for the end of a long output.
 * @param {unknown} report the parsed report; anything else names nothing
 * @returns {Failure[]} with what each said in a line, and the place in the tests
 */
export function failuresOf(report) {
  if (!isReport(report)) return [];
  return report.testResults.flatMap(({ status, name: file = "", message, assertionResults }) => {
    const failed = (Array.isArray(assertionResults) ? assertionResults : [])
      .filter((test) => test.status === "failed")
      .map((test) => ({ file, name: test.fullName ?? "", message: inALine(test.failureMessages?.[0]) }));
    return status === "failed" && failed.length === 0 ? [{ file, name: "", message: inALine(message) }] : failed;
  });
}

/**
 * @param {unknown} report one Vitest JSON report
 * @param {readonly string[]} files whose tests are to be counted elsewhere
 * @returns {unknown} the report of the others
 */
export function withoutFiles(report, files) {
  if (!isReport(report)) return report;
  return { ...report, testResults: report.testResults.filter(({ name = "" }) => !files.includes(name)) };
}

/** The message's first line, what it waited for, and the line of the test. @param {string | undefined} text with its stack */
function inALine(text) {
  const plain = stripVTControlCharacters(text ?? "").trim();
  const [first = ""] = plain.split("\n", 1);
  const waited = /^\s*- (waiting for .*)$/m.exec(plain)?.[1];
  const place = /[/\\](test[/\\][^():]+\.test\.tsx?:\d+)/.exec(plain.slice(first.length))?.[1];
  return [first, waited, place].filter((part) => part !== undefined).join("; ");
}

/**
 * @param {unknown} value
 * @returns {value is { testResults: ReportedFile[] }}
 */
function isReport(value) {
  return typeof value === "object" && value !== null && "testResults" in value && Array.isArray(value.testResults);
}

/** @param {readonly Tally[]} tallies @returns {Tally} */
export function addTallies(tallies) {
  return tallies.reduce(
    (sum, next) => ({
      passed: sum.passed + next.passed,
      failed: sum.failed + next.failed,
      skipped: sum.skipped + next.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** @param {Tally} tally @returns {string} `12 passed, 0 failed`, and `, 3 skipped` when there are any */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
