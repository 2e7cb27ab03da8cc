import type { Event } from "../../../shared/model/event";
import { gitOidSchema } from "../../../shared/model/ids";
import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { instant } from "../instant";
import { filledField, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { ReaderEnd, RecordVerdict, SessionFacts, SessionName, TranscriptReader } from "../port";
import { RunCourse } from "../run-course";
import { LaneFinder } from "./lane-finder";
import { MessageReader } from "./message-reader";
import { MessageUsage } from "./message-usage";
import { quietTypes } from "./record-types";
import { SystemReader } from "./system-reader";

/** Reads the records of a Claude Code transcript, or of its stream output (`--output-format stream-json`). */
export class ClaudeCodeReader implements TranscriptReader {
  readonly #fileName: string;
  readonly #course = new RunCourse();
  readonly #usage = new MessageUsage();
  readonly #lanes = new LaneFinder();
  readonly #messages = new MessageReader(this.#course, this.#usage);
  readonly #system = new SystemReader(this.#course, this.#messages);
  readonly #sessionIds = new Set<string>();
  readonly #titles = new Map<"custom" | "ai" | "summary", string>();
  readonly #names = new Map<string, string>();
  #summaries: { leaf: string; title: string }[] = [];
  /** Every record's uuid with its time. */
  readonly #uuids = new Map<string, string>();
  #lastSessionId: string | null = null;
  #cwd: string | null = null;
  #branch: string | null = null;
  #base: string | null = null;
  #permission: string | null = null;
  #agentId: string | null = null;
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
    // Ticks of the screen, most of the records of many files: nothing points at them, so nothing of them is remembered.
    if (type !== "progress" && this.#repeats(record)) return recognised;
    switch (type) {
      case "user":
        return this.#messages.user(record, this.#enter(record, place, "person", log), log);
      case "assistant": {
        const stamp = this.#enter(record, place, "agent", log);
        return this.#messages.assistant(record, stamp, filledField(record, "cwd") ?? this.#cwd, log);
      }
      case "system":
        return this.#system.system(record, this.#enter(record, place, "runner", log), log);
      case "attachment":
        return this.#system.attachment(record, this.#enter(record, place, "runner", log), log);
      case "result":
        return this.#result(record, place, log);
      default:
        return this.#aside(type, record, place, log);
    }
  }

  end(log: EventLog): ReaderEnd {
    for (const { leaf, title } of this.#summaries) if (this.#uuids.has(leaf)) this.#titles.set("summary", title);
    const own = this.#ownSessionId();
    if (own === null || this.#mainRecords + this.#sideRecords === 0)
      return { session: null, names: this.#otherNames(null, log) };
    const agent = this.#mainRecords === 0 ? this.#agentId : null;
    const course = this.#mainRecords === 0 ? this.#messages.side : this.#course;
    const title =
      this.#titles.get("custom") ?? this.#titles.get("ai") ?? this.#names.get(own) ?? this.#titles.get("summary");
    const session: SessionFacts = {
      runnerSessionId: agent ?? own,
      parentRunnerSessionId: agent === null ? null : own,
      kind: agent === null ? "main" : agent.startsWith("acompact") ? "compaction" : "sub-agent",
      status: course.status(),
      title: title === undefined ? null : log.text(title),
      prompt: course.prompt ?? (agent === null ? this.#messages.slashPrompt : null),
      finalMessage: course.finalMessage,
      cwd: this.#cwd === null ? null : log.text(this.#cwd),
      branch: this.#branch === null ? null : log.text(this.#branch),
      baseCommit: this.#base,
      models: this.#course.models,
      runnerVersions: this.#course.versions,
      startedAt: this.#course.startedAt,
      endedAt: this.#course.endedAt,
      usage: this.#usage.total(),
    };
    return { session, names: this.#otherNames(own, log) };
  }

  /** A resumed session may repeat records in its own file. The same uuid with another time is another record. */
  #repeats(record: JsonObject): boolean {
    const uuid = filledField(record, "uuid");
    if (uuid === null) return false;
    const at = textField(record, "timestamp") ?? "";
    if (at !== "" && this.#uuids.get(uuid) === at) return true;
    this.#uuids.set(uuid, at);
    return false;
  }

  /** Takes what the envelope of a record says, and makes the stamp of its events. */
  #enter(record: JsonObject, place: Place, actor: Event["actor"], log: EventLog): Stamp {
    const session = sessionIdOf(record);
    if (session !== null && (record.type === "user" || record.type === "assistant" || this.#lastSessionId === null)) {
      this.#sessionIds.add(session);
      this.#lastSessionId = session;
    }
    if (record.isSidechain === true) {
      this.#sideRecords += 1;
      this.#agentId ??= idOf(filledField(record, "agentId"));
    } else if ((record.type !== "system" && record.type !== "attachment") || record.subtype === "init")
      this.#mainRecords += 1;
    this.#cwd ??= filledField(record, "cwd");
    this.#branch ??= filledField(record, "gitBranch");
    this.#course.version(filledField(record, "version"));
    const stamp = { at: instant(record.timestamp), lane: this.#lanes.lane(record), actor, place };
    this.#course.at(stamp.at);
    this.#permissionMode(filledField(record, "permissionMode"), stamp, log);
    return stamp;
  }

  /** The last row of a stream output, or a row of a workflow's journal, which has a `key` and no subtype. */
  #result(record: JsonObject, place: Place, log: EventLog): RecordVerdict {
    const subtype = textField(record, "subtype");
    if (subtype === null) return "key" in record ? recognised : unknownType("result/(no subtype)");
    const stamp = this.#enter(record, place, "runner", log);
    this.#usage.result(record);
    if (subtype === "success" && record.is_error !== true) {
      this.#course.turnEnded();
      return recognised;
    }
    const errors = listField(record, "errors").filter((one) => typeof one === "string");
    const said = errors.length > 0 ? errors.join("\n") : filledField(record, "result");
    log.add(stamp, {
      kind: "error",
      text: log.text([`The run ended with ${subtype}.`, said].filter((one) => one !== null).join("\n")),
    });
    this.#course.failed();
    return recognised;
  }

  /** Records beside the conversation. */
  #aside(type: string, record: JsonObject, place: Place, log: EventLog): RecordVerdict {
    const stamp: Stamp = { at: instant(record.timestamp), lane: "main", actor: "runner", place };
    switch (type) {
      case "summary": {
        const leaf = filledField(record, "leafUuid");
        const title = filledField(record, "summary");
        if (leaf !== null && title !== null && this.#summaries.length < 1000) this.#summaries.push({ leaf, title });
        return recognised;
      }
      case "ai-title":
      case "custom-title": {
        const title =
          filledField(record, "aiTitle") ?? filledField(record, "customTitle") ?? filledField(record, "title");
        const session = sessionIdOf(record);
        if (title === null) return recognised;
        if (session === null) this.#titles.set(type === "ai-title" ? "ai" : "custom", title);
        else if (type === "custom-title" || !this.#names.has(session)) this.#names.set(session, title);
        return recognised;
      }
      case "pr-link": {
        const url = filledField(record, "prUrl");
        if (url !== null) log.add(stamp, { kind: "note", text: log.text(`Pull request: ${url}`) });
        return recognised;
      }
      case "permission-mode":
        this.#permissionMode(filledField(record, "permissionMode"), stamp, log);
        return recognised;
      case "worktree-state": {
        const worktree = objectField(record, "worktreeSession") ?? {};
        const base = gitOidSchema.safeParse(worktree.originalHeadCommit);
        if (base.success && !/^0+$/.test(base.data)) this.#base ??= base.data;
        return recognised;
      }
      default:
        return quietTypes.has(type) || type === "relocated" ? recognised : unknownType(type);
    }
  }

  #permissionMode(mode: string | null, stamp: Stamp, log: EventLog): void {
    if (mode === null || mode === this.#permission) return;
    // The first "default" says nothing; any other mode, and any change, bears on what the agent was allowed to do.
    if (this.#permission !== null || mode !== "default")
      log.add({ ...stamp, actor: "runner" }, { kind: "note", text: log.text(`Permission mode: ${mode}`) });
    this.#permission = mode;
  }

  #ownSessionId(): string | null {
    for (const id of this.#sessionIds) if (id.length >= 8 && this.#fileName.includes(id)) return id;
    if (this.#lastSessionId !== null) return this.#lastSessionId;
    // Some wrappers of the stream output leave the session's id out: the file's name is all there is.
    const base = /([^/\\]+?)(?:\.jsonl?)?$/.exec(this.#fileName)?.[1] ?? null;
    return idOf(base);
  }

  #otherNames(own: string | null, log: EventLog): SessionName[] {
    return [...this.#names]
      .filter(([id]) => id !== own)
      .map(([runnerSessionId, title]) => ({ runnerSessionId, title: log.text(title) }));
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

function sessionIdOf(record: JsonObject): string | null {
  return idOf(filledField(record, "sessionId") ?? filledField(record, "session_id"));
}

function idOf(id: string | null): string | null {
  return id === null ? null : id.slice(0, 200).toWellFormed();
}
