import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { instant } from "../instant";
import { filledField, isObject, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { LocationRanges } from "../location-ranges";
import { recognised, unknownType } from "../port";
import type { ReaderEnd, RecordPath, RecordVerdict, SessionFacts, TranscriptReader } from "../port";
import { RunCourse } from "../run-course";
import { EventReader } from "./event-reader";
import { ItemReader } from "./item-reader";
import { itemsText } from "./items-text";
import { envelopeTypes, itemTypes, quietLines } from "./record-types";
import { RepeatedHistory } from "./repeated-history";
import { gitOid, idFromName } from "./session-name";
import { Spawned } from "./spawned";
import { TurnItems } from "./turn-items";

type Kind = SessionFacts["kind"];

/** Reads a Codex rollout, enveloped, bare or as the one document of the first CLI, or the side file with session names. */
export class RolloutReader implements TranscriptReader {
  readonly #fileName: string;
  readonly #course = new RunCourse();
  readonly #spawned = new Spawned();
  readonly #items = new ItemReader(this.#course, this.#spawned);
  readonly #turnItems = new TurnItems(this.#course, this.#items, this.#spawned, false);
  readonly #events = new EventReader(this.#course, this.#items, this.#turnItems, this.#spawned);
  readonly #locations = new LocationRanges();
  readonly #history = new RepeatedHistory();
  readonly #names = new Map<string, string>();
  #sessionId: string | null = null;
  #parentId: string | null = null;
  #kind: Kind = "main";
  #cwd: string | null = null;
  #branch: string | null = null;
  #base: string | null = null;
  #repository: string | null = null;
  #forkedFrom: string | null = null;
  #agentName: string | null = null;
  #settings: string | null = null;
  #conversation = false;

  /** `fileName` ends with the session's id: it stands in where the file does not say it. */
  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  read(record: JsonObject, place: Place, log: EventLog, path: RecordPath): RecordVerdict {
    const type = textField(record, "type");
    const payload = objectField(record, "payload");
    const at = instant(record.timestamp);
    if (payload !== null && type !== null) return this.#line(type, payload, at, place, log);
    if (type !== null && itemTypes.has(type)) return this.#line("response_item", record, null, place, log);
    if (textField(record, "record_type") !== null) return recognised;
    const id = filledField(record, "id");
    if (type === null && id !== null && typeof record.thread_name === "string") {
      this.#names.set(id, record.thread_name);
      return recognised;
    }
    if (type === null && id !== null && "timestamp" in record)
      return this.#line("session_meta", record, at, place, log);
    const session = objectField(record, "session");
    // The document of the first CLI: `{ session, items }`.
    if (session !== null && path.length === 0 && type === null)
      return this.#line("session_meta", session, instant(session.timestamp), place, log);
    return unknownType(type ?? (path.length === 0 ? rootMember(record) : null) ?? "(no type)");
  }

  end(log: EventLog): ReaderEnd {
    const names = [...this.#names].map(([runnerSessionId, title]) => ({
      runnerSessionId: runnerSessionId.slice(0, 200).toWellFormed(),
      title: log.text(title),
    }));
    const id = this.#sessionId ?? (this.#conversation ? idFromName(this.#fileName) : null);
    if (id === null) return { session: null, names };
    const session: SessionFacts = {
      runnerSessionId: id,
      parentRunnerSessionId: this.#parentId,
      kind: this.#kind,
      status: this.#course.status(),
      title: this.#events.title === null ? null : log.text(this.#events.title),
      prompt: this.#course.prompt,
      finalMessage: this.#events.lastMessage === null ? this.#course.finalMessage : log.text(this.#events.lastMessage),
      cwd: this.#cwd === null ? null : log.text(this.#cwd),
      branch: this.#branch === null ? null : log.text(this.#branch),
      baseCommit: this.#base ?? gitOid(this.#items.snapshotParent),
      repository: this.#repository === null ? null : log.text(this.#repository),
      agentName: this.#agentName === null ? null : log.text(this.#agentName),
      links: this.#forkedFrom === null ? [] : [{ kind: "forked", runnerSessionId: this.#forkedFrom }],
      copied: this.#history.result(log),
      subAgents: this.#spawned.list(),
      locations: this.#locations.result(log),
      models: this.#course.models,
      runnerVersions: this.#course.versions,
      startedAt: this.#course.startedAt,
      endedAt: this.#course.endedAt,
      usage: this.#events.usage,
    };
    return { session, names };
  }

  #line(type: string, payload: JsonObject, at: string | null, place: Place, log: EventLog): RecordVerdict {
    if (!this.#history.line(at, log)) this.#course.at(at);
    const turn = type === "turn_context" || type === "event_msg" ? filledField(payload, "turn_id") : null;
    if (turn !== null) this.#history.turn(turn, this.#sessionId, log);
    const sub = this.#kind !== "main";
    const stamp: Stamp = {
      at,
      lane: sub ? (this.#sessionId ?? "main") : "main",
      actor: sub ? "sub-agent" : "agent",
      place,
    };
    switch (type) {
      case "session_meta":
        this.#meta(payload, stamp, log);
        return recognised;
      case "turn_context":
        this.#conversation = true;
        this.#turnContext(payload, stamp, log);
        return recognised;
      case "response_item":
        this.#conversation = true;
        this.#environment(payload, log);
        return this.#items.read(payload, stamp, this.#locations.cwd ?? this.#cwd, log);
      case "event_msg":
        this.#conversation = true;
        return this.#events.read(payload, stamp, log);
      case "compacted": {
        const text = filledField(payload, "message");
        log.add(
          { ...stamp, actor: "runner" },
          { kind: "compaction", text: log.text(text ?? "Conversation compacted") },
        );
        return recognised;
      }
      case "inter_agent_communication": {
        const text = itemsText(payload.content) || textField(payload, "message") || "";
        if (text !== "")
          log.add(
            { ...stamp, actor: "agent" },
            { kind: "message", role: "agent", text: log.text(text), injected: true },
          );
        return recognised;
      }
      default:
        if (quietLines.has(type)) return recognised;
        // Some builds write an event under its own name: `{ type: "task_complete", payload: { type: "task_complete" } }`.
        return textField(payload, "type") === type ? this.#events.read(payload, stamp, log, type) : unknownType(type);
    }
  }

  #meta(payload: JsonObject, stamp: Stamp, log: EventLog): void {
    const id = filledField(payload, "id") ?? filledField(payload, "session_id");
    if (this.#sessionId !== null) {
      // A fork repeats its parent's lines, with the parent's own first line: the first identity stays.
      if (id !== null && id !== this.#sessionId) {
        log.add(
          { ...stamp, actor: "runner" },
          { kind: "note", text: log.text(`From here on the history of session ${id} is repeated.`) },
        );
        this.#history.of(id.slice(0, 200).toWellFormed());
      }
      return;
    }
    this.#sessionId = id?.slice(0, 200).toWellFormed() ?? null;
    const source = payload.source;
    const subagent = isObject(source) ? source.subagent : null;
    const spawn = isObject(subagent) ? objectField(subagent, "thread_spawn") : null;
    if (subagent === "review") this.#kind = "review";
    else if (subagent === "compact") this.#kind = "compaction";
    else if (subagent !== null && subagent !== undefined) this.#kind = "sub-agent";
    const parent =
      (spawn === null ? null : filledField(spawn, "parent_thread_id")) ?? filledField(payload, "parent_thread_id");
    this.#parentId = parent?.slice(0, 200).toWellFormed() ?? null;
    const forked = filledField(payload, "forked_from_id")?.slice(0, 200).toWellFormed() ?? null;
    // A sub-agent that begins with its parent's history is still a sub-agent, not a branch of the work.
    if (forked !== this.#parentId) this.#forkedFrom = forked;
    this.#history.begins(instant(payload.timestamp) ?? stamp.at, forked);
    this.#agentName =
      filledField(payload, "agent_nickname") ?? (spawn === null ? null : filledField(spawn, "agent_nickname"));
    this.#cwd ??= filledField(payload, "cwd");
    this.#course.version(filledField(payload, "cli_version"));
    this.#course.model(filledField(payload, "model"));
    const git = objectField(payload, "git");
    if (git !== null) {
      this.#base ??= gitOid(filledField(git, "commit_hash"));
      this.#branch ??= filledField(git, "branch");
      this.#repository ??= filledField(git, "repository_url");
    }
    this.#locations.take(this.#cwd, this.#branch, log);
  }

  #turnContext(payload: JsonObject, stamp: Stamp, log: EventLog): void {
    this.#cwd ??= filledField(payload, "cwd");
    this.#locations.take(filledField(payload, "cwd") ?? undefined, undefined, log);
    this.#course.model(filledField(payload, "model"));
    const policy = payload.sandbox_policy;
    const sandbox = isObject(policy)
      ? (filledField(policy, "type") ?? filledField(policy, "mode"))
      : typeof policy === "string"
        ? policy
        : null;
    const approval = filledField(payload, "approval_policy");
    const parts = [
      sandbox === null ? null : `sandbox ${sandbox}`,
      approval === null ? null : `approvals ${approval}`,
    ].filter((part) => part !== null);
    const settings = parts.join(", ");
    if (settings === "" || settings === this.#settings) return;
    this.#settings = settings;
    log.add({ ...stamp, actor: "runner" }, { kind: "note", text: log.text(`Permissions: ${settings}`) });
  }

  /** Bare rollouts say the working folder only in a text for the model. */
  #environment(payload: JsonObject, log: EventLog): void {
    if (this.#cwd !== null || payload.type !== "message" || payload.role !== "user") return;
    const text = itemsText(payload.content);
    if (!text.trimStart().startsWith("<environment_context>")) return;
    this.#cwd = /(?:<cwd>|Current working directory: )([^<\n]{1,4000})/.exec(text)?.[1]?.trim() ?? null;
    this.#locations.take(this.#cwd, undefined, log);
  }
}

/** True for the types of lines that only Codex rollouts have. */
export function isEnvelope(record: JsonObject): boolean {
  const type = textField(record, "type");
  return type !== null && envelopeTypes.has(type) && isObject(record.payload);
}

/** How a member of the root that is not known is named. */
function rootMember(record: JsonObject): string | null {
  const [name, ...others] = Object.keys(record);
  return name === undefined || others.length > 0 ? null : `root/${name}`;
}
