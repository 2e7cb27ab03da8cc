import { commandAnswered } from "../command-detail";
import type { CallDetail, EventLog, Stamp } from "../event-log";
import { filledField, isObject, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { SubAgents } from "./sub-agents";
import { answeredDetail, backgroundReport } from "./tool-detail";
import type { ToolResult } from "./tool-result";

/** Failed calls that are kept at hand: only the last row of a stream tells which of them were denied. */
const keptFailures = 500;

/** Puts the results of calls to their calls, and takes what results state beside the answer. */
export class ResultReader {
  readonly #subAgents: SubAgents;
  /** Ids of commands in the background, with the call that started them. */
  readonly #background = new Map<string, string>();
  #failures = 0;
  /** Commit that the last git command of the session made. */
  headCommit: string | null = null;
  /** Address of the pull request that a command of the session opened. */
  pullRequest: string | null = null;

  constructor(subAgents: SubAgents) {
    this.#subAgents = subAgents;
  }

  /** A result. False if it was known already: a resumed session repeats it. */
  take(result: ToolResult, stamp: Stamp, log: EventLog): boolean {
    const { callId, structured } = result;
    const events = callId === null ? null : log.eventsOf(callId);
    // A command that goes on in the background has not lasted until this answer.
    const at = structured !== null && filledField(structured, "backgroundTaskId") !== null ? null : stamp.at;
    const answered =
      callId !== null &&
      log.answer(
        callId,
        stamp.place,
        (detail, index) => answeredDetail(detail, index, events?.length ?? 1, result, log),
        at,
      );
    if (!answered) {
      if (callId !== null && log.knows(callId)) return false;
      log.add(
        { ...stamp, actor: "runner" },
        { kind: "tool-result", callId, text: log.text(result.text), outcome: result.outcome },
      );
    }
    if (answered && result.outcome === "failed" && structured === null && this.#failures < keptFailures) {
      this.#failures += 1;
      log.pin(callId);
    }
    this.#subAgents.result(result, events?.[0]?.detail.tool ?? null);
    if (structured === null) return true;
    if (callId !== null) this.#followBackground(structured, callId, log);
    const git = objectField(structured, "gitOperation");
    if (git !== null) this.#git(git);
    return true;
  }

  /**
   * Calls that were not permitted, by the runner's own list or row: `tool_name` and `tool_use_id`. The result of such a
   * call is an error like any other, so here it becomes a denial; one that never reached the transcript is noted.
   */
  denials(rows: readonly unknown[], stamp: Stamp, log: EventLog): void {
    for (const row of rows) {
      if (!isObject(row)) continue;
      const callId = filledField(row, "tool_use_id");
      const denied = (detail: CallDetail): CallDetail => ({ ...detail, outcome: "denied" });
      if (callId !== null && (log.update(callId, denied) || log.knows(callId))) continue;
      const reason = filledField(row, "message") ?? filledField(row, "decision_reason");
      const what = filledField(row, "tool_name") ?? filledField(row, "content") ?? "(not named)";
      log.add(
        { ...stamp, actor: "runner" },
        { kind: "note", text: log.text(`Permission denied: ${what}${reason === null ? "" : `, ${reason}`}`) },
      );
    }
  }

  #git(operation: JsonObject): void {
    const sha = filledField(objectField(operation, "commit") ?? {}, "sha");
    if (sha !== null && /^[0-9a-f]{7,64}$/.test(sha)) this.headCommit = sha;
    const pr = objectField(operation, "pr");
    if (pr?.action === "created") this.pullRequest = filledField(pr, "url") ?? this.pullRequest;
  }

  #followBackground(facts: JsonObject, callId: string, log: EventLog): void {
    const started = filledField(facts, "backgroundTaskId");
    if (started !== null) {
      log.pin(callId);
      this.#background.set(started, callId);
      return;
    }
    const report = backgroundReport(facts);
    const starter = report === null ? undefined : this.#background.get(report.taskId);
    if (report === null || starter === undefined || !report.ended) return;
    const outcome = report.exitCode === null ? "unknown" : report.exitCode === 0 ? "ok" : "failed";
    log.update(starter, (detail) =>
      commandAnswered(detail, { output: report.output, exitCode: report.exitCode, durationMs: null, outcome }, log),
    );
  }
}
