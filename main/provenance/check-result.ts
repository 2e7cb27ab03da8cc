import type { CheckDetail } from "../../shared/model/event";

/** What a check event shows. `not-run` never got as far as checking anything; `no-result` was started and never answered. */
export type CheckResult = "passed" | "failed" | "unknown" | "not-run" | "no-result";

/** Shell exit codes that say the check was not found or not executable. */
const neverStarted = new Set([126, 127]);
/** `timeout`, and processes ended by a signal (128 + n): stopped before they had a result. */
const stopped = (code: number): boolean => code === 124 || code > 128;

/**
 * What a check showed, by its exit code, and by its counts where the exit code is hidden.
 * In: a check event's detail. Out: its result. A masked exit code alone never shows a pass.
 */
export function checkResult(check: CheckDetail): CheckResult {
  if (check.outcome === "denied") return "not-run";
  if (check.outcome === "unanswered") return "no-result";
  const failed = check.counts?.failed ?? null;
  if (check.masked) {
    if (failed !== null && failed > 0) return "failed";
    return countsShowPass(check) ? "passed" : "unknown";
  }
  const code = check.exitCode;
  if (code === null) {
    if (check.outcome === "ok") return failed !== null && failed > 0 ? "failed" : "passed";
    if (failed !== null && failed > 0) return "failed";
    if (check.outcome === "failed") return "failed";
    return countsShowPass(check) ? "passed" : "unknown";
  }
  if (code === 0) return failed !== null && failed > 0 ? "unknown" : "passed";
  if (neverStarted.has(code)) return "not-run";
  if (stopped(code)) return failed !== null && failed > 0 ? "failed" : "unknown";
  return "failed";
}

function countsShowPass({ counts }: CheckDetail): boolean {
  if (counts === null || (counts.passed ?? 0) === 0) return false;
  if (counts.failed !== null) return counts.failed === 0;
  // Some runners leave the failures out of their last line when there are none.
  return !/\b(?:fail|error)/i.test(counts.line);
}
