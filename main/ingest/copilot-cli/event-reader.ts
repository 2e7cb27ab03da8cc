import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { filledField, isObject, jsonText, listField, numberField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { ReaderEnd, RecordVerdict, SessionFacts } from "../port";
import { RunCourse } from "../run-course";
import { CallReader } from "./call-reader";
import { MessageReader } from "./message-reader";
import { quietTypes } from "./record-types";
import { SessionNotes } from "./session-notes";
import { SessionPlace } from "./session-place";
import { timeOf } from "./time-of";
import { UsageCount } from "./usage-count";

type Link = NonNullable<SessionFacts["links"]>[number];

/** Reads Copilot's event log: one `{ type, data, id, timestamp, parentId }` a line, sub-agents between the rest. */
export class EventReader {
  readonly #course = new RunCourse();
  readonly #usage = new UsageCount();
  readonly #place = new SessionPlace();
  readonly #calls = new CallReader();
  readonly #messages = new MessageReader(this.#course, this.#calls, this.#place);
  readonly #notes = new SessionNotes();
  /** Sub-agents by the call that began them. */
  readonly #agents = new Map<string, string>();
  readonly #links: Link[] = [];
  #sessionId: string | null = null;
  #title: string | null = null;
  #events = 0;

  read(record: JsonObject, place: Place, log: EventLog): RecordVerdict {
    const type = textField(record, "type");
    if (type === null) return unknownType("(no type)");
    const data = objectField(record, "data");
    if (data === null) return { kind: "malformed", reason: `${type.slice(0, 100)} without data` };
    const at = timeOf(record.timestamp);
    this.#course.at(at);
    const sub = this.#lane(type, record, data);
    const stamp: Stamp = { at, lane: sub ?? "main", actor: sub === null ? "agent" : "sub-agent", place };
    const verdict = this.#event(type, data, stamp, log);
    if (verdict.kind === "recognised") this.#events += 1;
    return verdict;
  }

  /** `fileName` names the session where the log does not: the folder of `events.jsonl`, or the file itself. */
  end(fileName: string, log: EventLog): ReaderEnd {
    if (this.#events === 0) return { session: null, names: [] };
    const session: SessionFacts = {
      runnerSessionId: this.#sessionId ?? nameOf(fileName),
      parentRunnerSessionId: null,
      kind: "main",
      status: this.#course.status(),
      title: this.#title === null ? null : log.text(this.#title),
      prompt: this.#course.prompt,
      finalMessage: this.#course.finalMessage,
      cwd: this.#place.cwd === null ? null : log.text(this.#place.cwd),
      branch: this.#place.branch === null ? null : log.text(this.#place.branch),
      baseCommit: this.#place.base,
      headCommit: this.#place.head,
      repository: this.#place.repository === null ? null : log.text(this.#place.repository),
      taskRef: this.#messages.taskRef === null ? null : log.text(this.#messages.taskRef),
      links: [...this.#links],
      locations: this.#place.locations(log),
      models: this.#course.models,
      runnerVersions: this.#course.versions,
      startedAt: this.#course.startedAt,
      endedAt: this.#course.endedAt,
      usage: this.#usage.total(),
    };
    return { session, names: [] };
  }

  /** The sub-agent a record belongs to, or null for the main lane. Older versions name the call that began it. */
  #lane(type: string, record: JsonObject, data: JsonObject): string | null {
    const agent = filledField(record, "agentId")?.toWellFormed() ?? null;
    // `custom_agent.*` is what the first versions call `subagent.*`.
    const own = /^(?:subagent|custom_agent)\./.test(type) ? filledField(data, "toolCallId") : null;
    const call = (own ?? filledField(data, "parentToolCallId"))?.toWellFormed() ?? null;
    if (call === null) return agent;
    if (agent !== null) this.#agents.set(call, agent);
    return agent ?? this.#agents.get(call) ?? call;
  }

  #event(type: string, data: JsonObject, stamp: Stamp, log: EventLog): RecordVerdict {
    const runner: Stamp = { ...stamp, actor: "runner" };
    const main = stamp.lane === "main";
    switch (type) {
      case "session.start":
        this.#start(data, log);
        return recognised;
      case "session.resume":
        this.#course.model(modelName(data, "selectedModel"));
        this.#place.moved(objectField(data, "context") ?? {}, log);
        log.add(runner, { kind: "note", text: "The session was taken up again." });
        return recognised;
      case "session.context_changed":
        this.#place.moved(data, log);
        return recognised;
      case "session.handoff":
        this.#handoff(data, runner, log);
        return recognised;
      case "session.title_changed":
        this.#title = filledField(data, "title") ?? this.#title;
        return recognised;
      case "session.model_change":
        this.#course.model(modelName(data, "newModel"));
        this.#notes.modelChange(data, runner, log);
        return recognised;
      case "session.shutdown":
        this.#shutdown(data, runner, log);
        return recognised;
      case "session.usage_record":
        this.#used(objectField(data, "usage") ?? {}, runner, log);
        return recognised;
      case "assistant.usage":
        this.#used(data, runner, log);
        return recognised;
      case "session.idle":
        if (main && data.aborted === true) this.#course.interrupted();
        return recognised;
      case "session.error":
        log.add(runner, { kind: "error", text: log.text(textField(data, "message") ?? jsonText(data)) });
        if (main) this.#course.failed();
        return recognised;
      case "abort":
        log.add(runner, {
          kind: "note",
          text: log.text(`Stopped: ${filledField(data, "reason") ?? "no reason stated"}`),
        });
        if (main) this.#course.interrupted();
        return recognised;
      case "user.message":
        this.#messages.person(data, stamp, log);
        return recognised;
      case "assistant.message":
        this.#usage.message(data);
        this.#messages.agent(data, stamp, log);
        return recognised;
      case "assistant.reasoning":
        this.#messages.reasoning(data, stamp, log);
        return recognised;
      case "session.task_complete":
        this.#messages.taskComplete(data, stamp, log);
        return recognised;
      case "tool.user_requested":
      case "tool.execution_start":
        this.#place.worked();
        this.#messages.began(data, type === "tool.user_requested" ? { ...stamp, actor: "person" } : stamp, log);
        return recognised;
      case "tool.execution_complete":
        this.#place.worked();
        this.#calls.ended(data, stamp, log);
        if (main) this.#course.answered();
        return recognised;
      case "permission.requested":
        this.#notes.permissionAsked(data);
        return recognised;
      case "permission.completed":
        this.#notes.permissionGiven(data, this.#calls, runner, log);
        return recognised;
      case "subagent.started":
      case "custom_agent.started":
        this.#course.model(modelName(data, "model"));
        return this.#notes.read(type, data, runner, log);
      case "system.notification":
        this.#notification(data, runner, log);
        return recognised;
      default:
        return quietTypes.has(type) ? recognised : this.#notes.read(type, data, runner, log);
    }
  }

  #start(data: JsonObject, log: EventLog): void {
    // A log that is copied into another keeps its own first line.
    this.#sessionId ??= filledField(data, "sessionId")?.slice(0, 200).toWellFormed() ?? null;
    this.#course.version(filledField(data, "copilotVersion"));
    this.#course.model(modelName(data, "selectedModel"));
    this.#course.at(timeOf(data.startTime));
    this.#place.start(objectField(data, "context") ?? {}, log);
    const parent = filledField(data, "detachedFromSpawningParentSessionId");
    if (parent !== null) this.#link("continued", parent);
  }

  #handoff(data: JsonObject, stamp: Stamp, log: EventLog): void {
    const from = filledField(data, "remoteSessionId");
    if (from !== null) this.#link("handed-over", from);
    this.#place.takenOver(data);
    const parts = [
      from === null ? "Taken over from another session." : `Taken over from session ${from}.`,
      filledField(data, "summary"),
      filledField(data, "context"),
    ].filter((part) => part !== null);
    log.add(stamp, { kind: "note", text: log.text(parts.join("\n")) });
  }

  #link(kind: Link["kind"], id: string): void {
    const runnerSessionId = id.slice(0, 200).toWellFormed();
    if (
      this.#links.length < 100 &&
      !this.#links.some((one) => one.kind === kind && one.runnerSessionId === runnerSessionId)
    )
      this.#links.push({ kind, runnerSessionId });
  }

  #used(usage: JsonObject, stamp: Stamp, log: EventLog): void {
    this.#course.model(modelName(usage, "model"));
    this.#usage.call(usage);
    const reason = filledField(usage, "finishReason");
    if (reason === "length" || reason === "content_filter")
      log.add(stamp, { kind: "note", text: `The model's answer was cut off: ${reason}` });
  }

  #shutdown(data: JsonObject, stamp: Stamp, log: EventLog): void {
    this.#usage.shutdown(data);
    for (const model of Object.keys(objectField(data, "modelMetrics") ?? {})) this.#course.model(model.slice(0, 200));
    const changes = objectField(data, "codeChanges");
    const files = changes === null ? [] : listField(changes, "filesModified");
    if (changes !== null && files.length > 0) {
      const count = (key: string) => String(numberField(changes, key) ?? 0);
      const text = `Copilot counts ${String(files.length)} changed ${files.length === 1 ? "file" : "files"}, ${count("linesAdded")} lines added, ${count("linesRemoved")} removed.`;
      log.add(stamp, { kind: "note", text });
    }
    const reason = filledField(data, "errorReason");
    if (data.shutdownType === "error") {
      log.add(stamp, { kind: "error", text: log.text(`The session ended with an error. ${reason ?? ""}`.trim()) });
      this.#course.failed();
      return;
    }
    // A session that is closed while something is under way ends there.
    if (this.#course.status() === "in-flight") this.#course.interrupted();
    else this.#course.turnEnded();
  }

  #notification(data: JsonObject, stamp: Stamp, log: EventLog): void {
    const text = filledField(data, "content");
    if (text !== null) log.add(stamp, { kind: "message", role: "person", text: log.text(text), injected: true });
    const kind = isObject(data.kind) ? data.kind : {};
    const shell = filledField(kind, "shellId");
    const exitCode = numberField(kind, "exitCode");
    if (shell !== null && exitCode !== null && Number.isSafeInteger(exitCode))
      this.#calls.shellEnded(shell, exitCode, log);
  }
}

/** A model's name; `auto` stands for one that is named later. */
function modelName(data: JsonObject, key: string): string | null {
  const name = filledField(data, key);
  return name === null || name === "auto" ? null : name.slice(0, 200);
}

function nameOf(fileName: string): string {
  const parts = fileName.split(/[/\\]/).filter((part) => part !== "");
  const last = (parts.at(-1) ?? "session").replace(/\.jsonl?$/, "");
  return (last === "events" ? (parts.at(-2) ?? last) : last).slice(0, 200).toWellFormed();
}
