import type { CheckDetail } from "../../shared/model/event";

/** What a check event shows. `not-run` never got as far as checking anything; `no-result` was started and never answered. */
export type CheckResult = "passed" | "failed" | "unknown" | "not-run" | "no-result";

/** Shell exit codes that say the check was not found or not executable. */
const neverStarted = new Set([126, 127]);
/** `timeout`, and processes ended by a signal (128 + n): stopped before they had a result. */
const stopped = (code: number): boolean => code === 124 || code > 128;

/**
 * What a check showed: by its exit code, by its counts, and by its output's own words where the exit code is hidden or absent.
 * In: a check event's detail. Out: its result. A masked exit code alone never shows a pass. An exit code that says failure
 * beside an output in which everything passed is "unknown": something else in the same run may have failed.
 */
export function checkResult(check: CheckDetail): CheckResult {
  if (check.outcome === "denied") return "not-run";
  if (check.outcome === "unanswered") return "no-result";
  const failed = check.counts?.failed ?? 0;
  if (failed === 0 && ranNothing(check)) return "not-run";
  if (check.masked) {
    if (failed > 0 || check.shown?.result === "failed") return "failed";
    return countsShowPass(check) || check.shown?.result === "passed" ? "passed" : "unknown";
  }
  const code = check.exitCode;
  if (code === null) {
    if (failed > 0 || check.outcome === "failed") return failed === 0 && countsShowPass(check) ? "unknown" : "failed";
    if (check.shown !== undefined && check.shown.result !== "nothing-ran") return check.shown.result;
    return check.outcome === "ok" || countsShowPass(check) ? "passed" : "unknown";
  }
  if (code === 0) return failed > 0 || check.shown?.result === "failed" ? "unknown" : "passed";
  if (neverStarted.has(code)) return "not-run";
  if (stopped(code)) return failed > 0 ? "failed" : "unknown";
  return failed === 0 && countsShowPass(check) ? "unknown" : "failed";
}

/** The tool was not there, or found no test to run. */
function ranNothing({ counts, shown }: CheckDetail): boolean {
  if (counts !== null && counts.passed === 0) return true;
  return counts === null && shown?.result === "nothing-ran";
}

function countsShowPass({ counts }: CheckDetail): boolean {
  if (counts === null || (counts.passed ?? 0) === 0) return false;
  if (counts.failed !== null) return counts.failed === 0;
  // Some runners leave the failures out of their last line when there are none.
  return !/\b(?:fail|error)/i.test(counts.line);
}
