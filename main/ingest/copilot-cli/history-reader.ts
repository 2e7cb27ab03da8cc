import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { filledField, isObject, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { ReaderEnd, RecordVerdict, SessionFacts } from "../port";
import { RunCourse } from "../run-course";
import { shellResult } from "./shell-result";
import { timeOf } from "./time-of";
import { answeredDetail, openDetails } from "./tool-detail";

/** What a session of the first versions says of itself. */
export const historyMembers: ReadonlySet<string> = new Set([
  "sessionId",
  "startTime",
  "chatMessages",
  "timeline",
  "selectedModel",
  "model",
  "version",
  "cwd",
]);

/**
 * Reads a session of the first versions, one document under `history-session-state`: `chatMessages` as the model had
 * them, calls and results in messages of their own, without times; and `timeline`, the same as the screen showed it.
 */
export class HistoryReader {
  readonly #course = new RunCourse();
  readonly #open = new Set<string>();
  #sessionId: string | null = null;
  #cwd: string | null = null;
  #messages = 0;

  member(record: JsonObject): RecordVerdict {
    const [name] = Object.keys(record);
    if (name === undefined || !historyMembers.has(name))
      return unknownType(`root/${name ?? "(no name)"}`.slice(0, 200));
    this.#sessionId ??= filledField(record, "sessionId")?.slice(0, 200).toWellFormed() ?? null;
    this.#cwd ??= filledField(record, "cwd");
    this.#course.at(timeOf(record.startTime));
    this.#course.model(filledField(record, "selectedModel") ?? filledField(record, "model"));
    return recognised;
  }

  /** One element of `chatMessages`. */
  message(record: JsonObject, place: Place, log: EventLog): RecordVerdict {
    const role = textField(record, "role");
    const stamp: Stamp = { at: null, lane: "main", actor: "agent", place };
    const text = contentText(record.content);
    switch (role) {
      case "system":
      case "developer":
        return recognised;
      case "user":
        this.#messages += 1;
        if (text === "") return recognised;
        log.add(
          { ...stamp, actor: "person" },
          { kind: "message", role: "person", text: log.text(text), injected: false },
        );
        this.#course.asked(text, log);
        return recognised;
      case "assistant":
        this.#messages += 1;
        this.#agent(record, text, stamp, log);
        return recognised;
      case "tool":
        this.#result(record, text, stamp, log);
        return recognised;
      default:
        return unknownType(`chatMessages/${role ?? "(no role)"}`.slice(0, 200));
    }
  }

  /** One element of `timeline`: the messages say it all but the times, and what went wrong. */
  shown(record: JsonObject, place: Place, log: EventLog): RecordVerdict {
    const at = timeOf(record.timestamp);
    this.#course.at(at);
    const type = textField(record, "type");
    const text = filledField(record, "text");
    const stamp: Stamp = { at, lane: "main", actor: "runner", place };
    switch (type) {
      case "user":
      case "copilot":
      case "tool_call_requested":
      case "tool_call_completed":
        return recognised;
      case "info":
      case "warning":
        if (text !== null) log.add(stamp, { kind: "note", text: log.text(text) });
        return recognised;
      case "error":
        if (text !== null) log.add(stamp, { kind: "error", text: log.text(text) });
        return recognised;
      default:
        return unknownType(`timeline/${type ?? "(no type)"}`.slice(0, 200));
    }
  }

  end(fileName: string, log: EventLog): ReaderEnd {
    if (this.#sessionId === null && this.#messages === 0) return { session: null, names: [] };
    const name = /session_([0-9a-f-]{36})_/.exec(fileName)?.[1] ?? fileName.split(/[/\\]/).at(-1) ?? "session";
    const session: SessionFacts = {
      runnerSessionId: this.#sessionId ?? name.slice(0, 200).toWellFormed(),
      parentRunnerSessionId: null,
      kind: "main",
      status: this.#course.status(),
      title: null,
      prompt: this.#course.prompt,
      finalMessage: this.#course.finalMessage,
      cwd: this.#cwd === null ? null : log.text(this.#cwd),
      branch: null,
      baseCommit: null,
      models: this.#course.models,
      runnerVersions: this.#course.versions,
      startedAt: this.#course.startedAt,
      endedAt: this.#course.endedAt,
      usage: { input: null, output: null, cacheRead: null, cacheWrite: null, reasoning: null, costUsd: null },
    };
    return { session, names: [] };
  }

  #agent(record: JsonObject, text: string, stamp: Stamp, log: EventLog): void {
    if (text.trim() !== "") {
      log.add(stamp, { kind: "message", role: "agent", text: log.text(text), injected: false });
      this.#course.said(text, log);
    }
    for (const call of listField(record, "tool_calls")) {
      if (!isObject(call)) continue;
      const named = objectField(call, "function") ?? objectField(call, "custom") ?? call;
      const callId = filledField(call, "id")?.toWellFormed() ?? null;
      const use = { callId, tool: textField(named, "name") ?? "(no name)", args: named.arguments ?? named.input };
      log.openCall(callId, stamp, openDetails(use, this.#cwd, log));
      if (callId !== null) this.#open.add(callId);
      this.#course.called();
    }
  }

  #result(record: JsonObject, text: string, stamp: Stamp, log: EventLog): void {
    const callId = filledField(record, "tool_call_id")?.toWellFormed() ?? null;
    if (callId === null || !this.#open.delete(callId)) {
      log.add({ ...stamp, actor: "runner" }, { kind: "tool-result", callId, text: log.text(text), outcome: "unknown" });
      return;
    }
    const events = log.eventsOf(callId) ?? [];
    const command = events.some(({ detail }) => detail.kind === "command" || detail.kind === "check");
    const shell = command ? shellResult(text, {}) : { output: text, exitCode: null };
    // How a call ended is not stated but for a command's exit code.
    const outcome = command && shell.exitCode === null ? ("unknown" as const) : ("ok" as const);
    const result = { text: shell.output, outcome, exitCode: shell.exitCode, durationMs: null, diff: null };
    log.answer(callId, stamp.place, (detail) => answeredDetail(detail, events.length, result, log));
    this.#course.answered();
  }
}

function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part: unknown) => (typeof part === "string" ? part : isObject(part) ? (textField(part, "text") ?? "") : ""))
    .filter((part) => part !== "")
    .join("\n");
}
