import type { CheckDetail, CommandDetail, EventDetail } from "../../../shared/model/event";

export type CheckResult = "passed" | "failed" | "unknown";

/** What a check showed: its counts first, then its exit code unless that is masked. */
export function checkResult(detail: CheckDetail): CheckResult {
  const { counts } = detail;
  if (counts?.failed !== null && counts?.failed !== undefined && counts.failed > 0) return "failed";
  if (detail.outcome === "failed" || (detail.exitCode !== null && detail.exitCode !== 0)) return "failed";
  if (counts?.failed === 0 || (counts?.passed ?? 0) > 0) return "passed";
  return detail.exitCode === 0 && !detail.masked ? "passed" : "unknown";
}

/** True for what the reader should not have to unfold: failures. */
export function failed(detail: EventDetail): boolean {
  if (detail.kind === "check") return checkResult(detail) === "failed";
  if (detail.kind === "error") return true;
  if (detail.kind === "command" && detail.exitCode !== null && detail.exitCode !== 0) return true;
  return "outcome" in detail && detail.outcome === "failed";
}

/** "exit 1", "denied", "no answer": how a command ended, in words; null where nothing is known. */
export function endText(detail: CommandDetail | CheckDetail): string | null {
  if (detail.outcome === "denied") return "denied";
  if (detail.outcome === "unanswered") return "no answer";
  if (detail.exitCode !== null) return `exit ${String(detail.exitCode)}`;
  return detail.outcome === "failed" ? "failed" : null;
}
