/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

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
 * @param {unknown} value
 * @returns {value is { testResults: { status?: string, assertionResults?: { status?: string }[] }[] }}
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
