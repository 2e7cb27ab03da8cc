import type { Freshness } from "../../shared/model/attempt";
import type { CheckDetail, SessionEvent } from "../../shared/model/event";
import type { Evidence } from "../../shared/model/evidence";

/**
 * The checks a transcript shows, as evidence: standing observed, one item per check that was run, in the order of the events.
 * In: an attempt's events in time order, and its freshness. A check that a person denied did not run and is left out.
 * `tree` is inferred from order alone: "match" after the final recorded edit, "stale" before it, "unknown" where no edit is recorded.
 */
export function evidenceFromChecks(events: readonly SessionEvent[], freshness: Freshness): Evidence[] {
  const edit = freshness.lastEdit;
  const editIndex =
    edit === null
      ? -1
      : events.findIndex(({ sessionId, event }) => sessionId === edit.event.sessionId && event.seq === edit.event.seq);
  const items: Evidence[] = [];
  events.forEach(({ sessionId, event }, index) => {
    const detail = event.detail;
    if (detail.kind !== "check" || detail.outcome === "denied") return;
    const reading = readCheck(detail);
    items.push({
      id: `check:${sessionId}:${String(event.seq)}`,
      kind: detail.checkType,
      standing: "observed",
      result: reading.result,
      producer: detail.command,
      producedAt: event.at,
      tree: editIndex < 0 ? "unknown" : index > editIndex ? "match" : "stale",
      counts: countsOf(detail),
      totals: null,
      headline: reading.headline,
      format: null,
      truncated: null,
      signatures: [],
      cases: [],
      file: null,
      event: { sessionId, seq: event.seq },
      note: reading.note,
    });
  });
  return items;
}

interface Reading {
  readonly result: Evidence["result"];
  readonly headline: string;
  readonly note: string | null;
}

/** "22 passed, 2 failed": what was counted, in the words of every other card. */
function countsLine({ passed, failed, skipped, line }: NonNullable<CheckDetail["counts"]>): string {
  const words = [
    passed === null ? "" : `${String(passed)} passed`,
    failed === null ? "" : `${String(failed)} failed`,
    skipped === null || skipped === 0 ? "" : `${String(skipped)} skipped`,
  ];
  return words.filter((part) => part !== "").join(", ") || line.trim();
}

/** A failure that any record shows is a failure; a pass needs an exit code that is the check's own, or counts in its output. */
function readCheck(detail: CheckDetail): Reading {
  const counts = detail.counts;
  const failed = counts?.failed ?? 0;
  const passed = counts?.passed ?? 0;
  const line = counts === null ? "" : countsLine(counts);
  const exit = detail.exitCode === null ? null : `exit code ${String(detail.exitCode)}`;
  const headline = [line, detail.masked ? null : exit].filter((part) => part !== null && part !== "").join(", ");
  if (detail.outcome === "unanswered")
    return {
      result: "unknown",
      headline: "No result was recorded",
      note: "The session ended before this check answered.",
    };
  if (failed > 0) {
    return {
      result: "failed",
      headline,
      note: detail.exitCode === 0 ? "The exit code is 0, but the output counts failures." : null,
    };
  }
  if (detail.masked) {
    const note = "The exit code is not the check's own: it was piped or followed by another command.";
    if (passed > 0) return { result: "passed", headline: line, note: `${note} The result is read from its output.` };
    return { result: "unknown", headline: "Result hidden by the command line", note };
  }
  if (detail.exitCode !== null) return { result: detail.exitCode === 0 ? "passed" : "failed", headline, note: null };
  if (detail.outcome === "failed")
    return {
      result: "failed",
      headline: line || "The runner reports a failure",
      note: "The runner recorded no exit code.",
    };
  if (passed > 0)
    return {
      result: "passed",
      headline: line,
      note: "The runner recorded no exit code. The result is read from the output.",
    };
  // Claude Code records no exit code for commands that end well; "ok" is the runner's word that it was 0.
  if (detail.outcome === "ok")
    return {
      result: "passed",
      headline: line || "The runner reports success",
      note: "The runner recorded no exit code.",
    };
  return { result: "unknown", headline: line || "No exit code and no counts", note: null };
}

function countsOf(detail: CheckDetail): Evidence["counts"] {
  const counts = detail.counts;
  if (counts === null || (counts.passed === null && counts.failed === null && counts.skipped === null)) return null;
  return { passed: counts.passed ?? 0, failed: counts.failed ?? 0, skipped: counts.skipped ?? 0 };
}
