import type { Event } from "../../../shared/model/event";
import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { instant } from "../instant";
import { filledField, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { LocationRanges } from "../location-ranges";
import { recognised, unknownType } from "../port";
import type { ReaderEnd, RecordVerdict, SessionFacts, TranscriptReader } from "../port";
import { RunCourse } from "../run-course";
import { LaneFinder } from "./lane-finder";
import { MessageReader } from "./message-reader";
import { MessageUsage } from "./message-usage";
import { RowReader } from "./row-reader";
import { idOf, SessionOrigin } from "./session-origin";
import { SubAgents } from "./sub-agents";
import { SystemReader } from "./system-reader";

/** Reads the records of a Claude Code transcript, or of its stream output (`--output-format stream-json`). */
export class ClaudeCodeReader implements TranscriptReader {
  readonly #fileName: string;
  readonly #course = new RunCourse();
  readonly #usage = new MessageUsage();
  readonly #lanes = new LaneFinder();
  readonly #origin = new SessionOrigin();
  readonly #subAgents = new SubAgents();
  readonly #rows = new RowReader();
  readonly #messages = new MessageReader(this.#course, this.#usage, this.#subAgents, this.#origin);
  readonly #system = new SystemReader(this.#course, this.#messages);
  readonly #locations = new LocationRanges();
  /** Every record's uuid with its time. */
  readonly #uuids = new Map<string, string>();
  /** Sub-agents whose records stand in this file. */
  readonly #agentsHere = new Set<string>();
  #cwd: string | null = null;
  #branch: string | null = null;
  #agentId: string | null = null;
  #agentName: string | null = null;
  #mainRecords = 0;
  #sideRecords = 0;

  /** `fileName` tells which session a file with records of two is: its own, not the one it was resumed from. */
  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  read(outer: JsonObject, place: Place, log: EventLog): RecordVerdict {
    const record = unwrapped(outer);
    const type = textField(record, "type");
    if (type === null) return unknownType("(no type)");
    switch (type) {
      case "user":
      case "assistant":
      case "system":
      case "attachment":
      case "result":
        return this.#repeats(record) ? recognised : this.#conversation(type, record, place, log);
      case "stream_event": {
        const stamp: Stamp = { at: instant(record.timestamp), lane: this.#lanes.lane(record), actor: "agent", place };
        this.#messages.partial.take(record, stamp);
        return recognised;
      }
      case "progress":
        this.#subAgents.progress(record);
        return recognised;
      default: {
        const stamp: Stamp = { at: instant(record.timestamp), lane: "main", actor: "runner", place };
        return this.#rows.read(type, record, stamp, log);
      }
    }
  }

  end(log: EventLog): ReaderEnd {
    const unfinished = this.#messages.partial.write(log);
    const own = this.#origin.own(this.#fileName) ?? idFromName(this.#fileName);
    if (own === null || this.#mainRecords + this.#sideRecords === 0)
      return { session: null, names: this.#rows.otherNames(null, log) };
    const agent = this.#mainRecords === 0 ? this.#agentId : null;
    const course = this.#mainRecords === 0 ? this.#messages.side : this.#course;
    const agentName = agent === null ? this.#rows.agentName : this.#agentName;
    const title = this.#rows.titleOf(own, (uuid) => this.#uuids.has(uuid));
    const optional = (text: string | null): string | null => (text === null ? null : log.text(text));
    const session: SessionFacts = {
      runnerSessionId: agent ?? own,
      parentRunnerSessionId: agent === null ? null : own,
      kind: agent === null ? "main" : agent.startsWith("acompact") ? "compaction" : "sub-agent",
      status: unfinished ? "in-flight" : course.status(),
      title: optional(title),
      prompt: course.prompt ?? (agent === null ? this.#messages.slashPrompt : null),
      finalMessage: course.finalMessage,
      cwd: optional(this.#cwd),
      branch: optional(this.#branch),
      baseCommit: this.#rows.baseCommit,
      headCommit: this.#messages.results.headCommit,
      repository: optional(this.#rows.repository),
      taskRef: optional(this.#rows.pullRequest ?? this.#messages.results.pullRequest),
      agentName: optional(agentName),
      ...(agent === null ? this.#origin.result(own, log) : {}),
      subAgents: this.#subAgents.list(this.#agentsHere),
      locations: this.#locations.result(log),
      models: this.#course.models,
      runnerVersions: this.#course.versions,
      startedAt: this.#course.startedAt,
      endedAt: this.#course.endedAt,
      usage: this.#usage.total(),
    };
    return { session, names: this.#rows.otherNames(own, log) };
  }

  #conversation(
    type: "user" | "assistant" | "system" | "attachment" | "result",
    record: JsonObject,
    place: Place,
    log: EventLog,
  ): RecordVerdict {
    switch (type) {
      case "user":
        return this.#messages.user(record, this.#enter(record, place, "person", log), log);
      case "assistant": {
        const stamp = this.#enter(record, place, "agent", log);
        return this.#messages.assistant(record, stamp, filledField(record, "cwd") ?? this.#locations.cwd, log);
      }
      case "system":
        return this.#system.system(record, this.#enter(record, place, "runner", log), log);
      case "attachment":
        return this.#system.attachment(record, this.#enter(record, place, "runner", log), log);
      case "result":
        return this.#result(record, place, log);
    }
  }

  /** A resumed session may repeat records in its own file. The same uuid with another time is another record. */
  #repeats(record: JsonObject): boolean {
    const uuid = filledField(record, "uuid");
    if (uuid === null) return false;
    const at = textField(record, "timestamp") ?? "";
    // In a redacted file all records may have the same placeholder, which is no uuid.
    if (at !== "" && this.#uuids.get(uuid) === at && idOf(uuid) !== null) return true;
    this.#uuids.set(uuid, at);
    return false;
  }

  /** Takes what the envelope of a record says, and makes the stamp of its events. */
  #enter(record: JsonObject, place: Place, actor: Event["actor"], log: EventLog): Stamp {
    this.#origin.take(record, log);
    if (record.isSidechain === true) {
      this.#sideRecords += 1;
      const agent = filledField(record, "agentId");
      if (agent !== null && !this.#agentsHere.has(agent) && this.#agentsHere.size < 1000) this.#agentsHere.add(agent);
      this.#agentId ??= idOf(agent);
      this.#agentName ??= filledField(record, "attributionAgent");
    } else if ((record.type !== "system" && record.type !== "attachment") || record.subtype === "init")
      this.#mainRecords += 1;
    this.#cwd ??= filledField(record, "cwd");
    this.#branch ??= filledField(record, "gitBranch");
    if (record.isSidechain !== true || this.#mainRecords === 0) this.#locate(record, log);
    this.#course.version(filledField(record, "version"));
    const stamp = { at: instant(record.timestamp), lane: this.#lanes.lane(record), actor, place };
    // What a fork repeats was before its time.
    if (!("forkedFrom" in record)) this.#course.at(stamp.at);
    this.#rows.permissionMode(filledField(record, "permissionMode"), stamp, log);
    return stamp;
  }

  /** An empty branch means that the folder is no repository; versions up to 1.0.4x say nothing of it. */
  #locate(record: JsonObject, log: EventLog): void {
    const branch = textField(record, "gitBranch");
    this.#locations.take(filledField(record, "cwd") ?? undefined, branch === "" ? null : (branch ?? undefined), log);
  }

  /** The last row of a stream output, or a row of a workflow's journal, which has a `key` and no subtype. */
  #result(record: JsonObject, place: Place, log: EventLog): RecordVerdict {
    const subtype = textField(record, "subtype");
    if (subtype === null) return "key" in record ? recognised : unknownType("result/(no subtype)");
    const stamp = this.#enter(record, place, "runner", log);
    this.#usage.result(record);
    this.#messages.results.denials(listField(record, "permission_denials"), stamp, log);
    const reason = filledField(record, "terminal_reason");
    const said = filledField(record, "result");
    if (subtype === "success" && record.is_error !== true) {
      // A stream without partial rows may hold the agent's last words here alone.
      if (said !== null && this.#course.finalMessage === null) this.#course.said(said, log);
      if (reason?.startsWith("aborted") === true) this.#course.interrupted();
      else this.#course.turnEnded();
      return recognised;
    }
    const errors = listField(record, "errors").filter((one) => typeof one === "string");
    log.add(stamp, {
      kind: "error",
      text: log.text(
        [
          `The run ended with ${subtype}${reason === null || reason === subtype ? "" : ` (${reason})`}.`,
          errors.length > 0 ? errors.join("\n") : said,
        ]
          .filter((one) => one !== null)
          .join("\n"),
      ),
    });
    this.#course.failed();
    return recognised;
  }
}

/** Takes off the `{ timestamp, type, message }` envelope that some wrappers put around the stream output. */
function unwrapped(record: JsonObject): JsonObject {
  const message = objectField(record, "message");
  const type = textField(record, "type");
  if (message === null || "uuid" in record || "sessionId" in record) return record;
  if (type === "system" || type === "result")
    return { ...message, type, timestamp: record.timestamp ?? message.timestamp };
  if (objectField(message, "message") === null || typeof message.type !== "string") return record;
  return { ...message, timestamp: record.timestamp ?? message.timestamp };
}

/** Some wrappers of the stream output leave the session's id out: the file's name is all there is. */
function idFromName(fileName: string): string | null {
  return /([^/\\]+?)(?:\.jsonl?)?$/.exec(fileName)?.[1]?.slice(0, 200).toWellFormed() ?? null;
}
