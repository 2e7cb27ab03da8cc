import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { instant } from "../instant";
import { filledField, isObject, numberField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { LocationRanges } from "../location-ranges";
import { recognised, unknownType } from "../port";
import type { ReaderEnd, RecordVerdict, SessionFacts, TranscriptReader } from "../port";
import { RunCourse } from "../run-course";
import { EventReader } from "./event-reader";
import { ItemReader } from "./item-reader";
import { isExecHead, liveRecord, threadOf } from "./live-record";
import { quietMethod } from "./live-methods";
import { ProcessUsage } from "./process-usage";
import { gitOid, idFromName } from "./session-name";
import { Spawned } from "./spawned";
import { TurnItems } from "./turn-items";

/** Reads a live stream of Codex: the output of `codex exec --json`, or what `codex app-server` tells its client. */
export class LiveReader implements TranscriptReader {
  readonly #fileName: string;
  readonly #course = new RunCourse();
  readonly #spawned = new Spawned();
  readonly #items = new ItemReader(this.#course, this.#spawned);
  readonly #turnItems = new TurnItems(this.#course, this.#items, this.#spawned, true);
  readonly #events = new EventReader(this.#course, this.#items, this.#turnItems, this.#spawned);
  readonly #usage = new ProcessUsage();
  readonly #locations = new LocationRanges();
  #threadId: string | null = null;
  #parentId: string | null = null;
  #forkedFrom: string | null = null;
  #subAgent = false;
  #agentName: string | null = null;
  #title: string | null = null;
  #branch: string | null = null;
  #base: string | null = null;
  #repository: string | null = null;
  #begun = false;
  #turn: string | null = null;
  /** The change each turn has made so far, a patch; of two turns, for one is all that is needed. */
  readonly #diffs = new Map<string, string>();

  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  read(outer: JsonObject, place: Place, log: EventLog): RecordVerdict {
    const live = liveRecord(outer, true);
    if (live === null) return this.#head(outer, place, log);
    const params = live.kind === "call" ? live.params : {};
    const at =
      instant(outer.timestamp) ?? fromMs(numberField(params, "completedAtMs") ?? numberField(params, "startedAtMs"));
    this.#course.at(at);
    const thread = threadOf(live);
    if (thread !== null) {
      this.#threadId ??= thread.slice(0, 200).toWellFormed();
      this.#begun = true;
    }
    const stamp: Stamp = {
      at,
      lane: this.#subAgent ? (this.#threadId ?? "main") : "main",
      actor: this.#subAgent ? "sub-agent" : "agent",
      place,
    };
    switch (live.kind) {
      case "exec":
        this.#begun = true;
        return this.#exec(live.type, live.record, stamp, log);
      case "answer":
        this.#settings(live.result, log);
        return recognised;
      case "call":
        return live.method.startsWith("codex/event")
          ? this.#event(objectField(live.params, "msg") ?? {}, stamp, log)
          : this.#call(live.method, live.params, stamp, log);
    }
  }

  end(log: EventLog): ReaderEnd {
    const id = this.#threadId ?? (this.#begun ? idFromName(this.#fileName) : null);
    if (id === null) return { session: null, names: [] };
    const optional = (text: string | null): string | null => (text === null ? null : log.text(text));
    const last = this.#events.lastMessage;
    const session: SessionFacts = {
      runnerSessionId: id,
      parentRunnerSessionId: this.#parentId,
      kind: this.#subAgent ? "sub-agent" : "main",
      status: this.#course.status(),
      title: optional(this.#title ?? this.#events.title),
      prompt: this.#course.prompt,
      finalMessage: last === null ? this.#course.finalMessage : log.text(last),
      cwd: this.#locations.result(log)[0]?.cwd ?? optional(this.#locations.cwd),
      branch: optional(this.#branch),
      baseCommit: this.#base,
      repository: optional(this.#repository),
      agentName: optional(this.#agentName),
      links: this.#forkedFrom === null ? [] : [{ kind: "forked", runnerSessionId: this.#forkedFrom }],
      subAgents: this.#spawned.list(),
      locations: this.#locations.result(log),
      models: this.#course.models,
      runnerVersions: this.#course.versions,
      startedAt: this.#course.startedAt,
      endedAt: this.#course.endedAt,
      usage: this.#usage.total() ?? this.#events.usage,
    };
    // A turn's patch is what the session made only where no other turn made one too.
    const [patch, another] = this.#diffs.values();
    return { session, names: [], statedPatch: another === undefined && patch !== undefined ? patch : null };
  }

  #diff(turn: string | null, patch: string | null): void {
    const key = turn ?? "";
    if (patch === null || (this.#diffs.size > 1 && !this.#diffs.has(key))) return;
    if (patch.trim() === "") this.#diffs.delete(key);
    else this.#diffs.set(key, patch);
  }

  /** The first rows of the first `codex exec --json`: how it runs, and what was asked. */
  #head(record: JsonObject, place: Place, log: EventLog): RecordVerdict {
    if (!isExecHead(record)) return unknownType(textField(record, "type") ?? "(no type)");
    const prompt = filledField(record, "prompt");
    if (prompt !== null)
      this.#items.say("turn", "person", prompt, { at: null, lane: "main", actor: "agent", place }, log);
    this.#course.model(filledField(record, "model"));
    this.#locations.take(filledField(record, "workdir") ?? undefined, undefined, log);
    return recognised;
  }

  /** A row of `codex exec --json`. */
  #exec(type: string, record: JsonObject, stamp: Stamp, log: EventLog): RecordVerdict {
    const item = objectField(record, "item") ?? {};
    const verdict = (unknown: string | null): RecordVerdict =>
      unknown === null ? recognised : unknownType(`${type}/${unknown}`);
    switch (type) {
      case "turn.started":
        this.#course.turnBegan();
        return recognised;
      case "turn.completed":
        this.#usage.take(objectField(record, "usage"));
        this.#course.turnEnded();
        return recognised;
      case "turn.failed":
      case "error":
        this.#error(objectField(record, "error") ?? record, stamp, log);
        this.#course.failed();
        return recognised;
      case "item.started":
      case "item.updated":
        return verdict(this.#turnItems.started(item, stamp, log));
      case "item.completed":
        return verdict(this.#turnItems.completed(item, stamp, log));
      default:
        return recognised;
    }
  }

  /** An event in the older form, which the app server tells beside the newer one. */
  #event(msg: JsonObject, stamp: Stamp, log: EventLog): RecordVerdict {
    const method = `codex/event/${textField(msg, "type") ?? "(no type)"}`;
    this.#begun = true;
    const item = { ...msg, id: msg.call_id };
    const verdict = (unknown: string | null): RecordVerdict =>
      unknown === null ? recognised : unknownType(`${method}/${unknown}`);
    switch (textField(msg, "type")) {
      case "item_started":
        return verdict(this.#turnItems.started(objectField(msg, "item") ?? {}, stamp, log));
      case "exec_command_begin":
        return verdict(this.#turnItems.started({ ...item, type: "commandExecution" }, stamp, log));
      case "exec_command_end":
        return verdict(this.#turnItems.completed({ ...item, type: "commandExecution" }, stamp, log));
      case "turn_diff":
        this.#diff(filledField(msg, "turn_id") ?? this.#turn, textField(msg, "unified_diff"));
        return recognised;
      case "session_configured":
        this.#settings(msg, log);
        return recognised;
      default:
        return this.#events.read(msg, stamp, log, method);
    }
  }

  /** A notification of the app server, or a request of its client. */
  #call(method: string, params: JsonObject, stamp: Stamp, log: EventLog): RecordVerdict {
    const verdict = (unknown: string | null): RecordVerdict =>
      unknown === null ? recognised : unknownType(`${method}/${unknown}`);
    const turn = objectField(params, "turn") ?? {};
    switch (method) {
      case "thread/started":
        this.#thread(objectField(params, "thread") ?? {}, log);
        return recognised;
      case "thread/name/updated":
        this.#title = filledField(params, "threadName") ?? filledField(params, "name") ?? this.#title;
        return recognised;
      case "thread/tokenUsage/updated":
        this.#events.appServerTokens(objectField(objectField(params, "tokenUsage") ?? {}, "total"));
        return recognised;
      case "thread/start":
      case "thread/resume":
      case "thread/fork":
      case "turn/start":
        this.#settings(params, log);
        return recognised;
      case "turn/started":
        this.#turn = filledField(turn, "id");
        this.#course.at(fromSeconds(numberField(turn, "startedAt")));
        this.#course.turnBegan();
        return recognised;
      case "turn/diff/updated":
        this.#diff(filledField(params, "turnId"), textField(params, "diff"));
        return recognised;
      case "turn/completed":
        this.#turnEnded(turn, stamp, log);
        return recognised;
      case "item/started":
        return verdict(this.#turnItems.started(objectField(params, "item") ?? {}, stamp, log));
      case "item/completed":
        return verdict(this.#turnItems.completed(objectField(params, "item") ?? {}, stamp, log));
      case "error":
        this.#error(objectField(params, "error") ?? params, stamp, log);
        if (params.willRetry !== true) this.#course.failed();
        return recognised;
      case "model/rerouted":
        this.#course.model(filledField(params, "toModel"));
        return recognised;
      default:
        return quietMethod(method) ? recognised : unknownType(method);
    }
  }

  #turnEnded(turn: JsonObject, stamp: Stamp, log: EventLog): void {
    this.#course.at(fromSeconds(numberField(turn, "completedAt")));
    switch (textField(turn, "status")) {
      case "failed":
        this.#error(objectField(turn, "error") ?? {}, stamp, log);
        this.#course.failed();
        break;
      case "interrupted":
        log.add({ ...stamp, actor: "runner" }, { kind: "note", text: "Turn aborted: interrupted" });
        this.#course.interrupted();
        break;
      default:
        this.#course.turnEnded();
    }
  }

  #thread(thread: JsonObject, log: EventLog): void {
    this.#course.at(fromSeconds(numberField(thread, "createdAt")));
    this.#course.version(filledField(thread, "cliVersion"));
    this.#title = filledField(thread, "name") ?? this.#title;
    this.#forkedFrom ??= filledField(thread, "forkedFromId")?.slice(0, 200).toWellFormed() ?? null;
    this.#agentName ??= filledField(thread, "agentNickname");
    const source = objectField(thread, "source");
    const sub = source === null ? null : (source.subAgent ?? source.subagent);
    const spawn = isObject(sub) ? objectField(sub, "thread_spawn") : null;
    const parent =
      (spawn === null ? null : filledField(spawn, "parent_thread_id")) ?? filledField(thread, "parentThreadId");
    if (parent !== null || (sub !== null && sub !== undefined)) this.#subAgent = true;
    this.#parentId ??= parent?.slice(0, 200).toWellFormed() ?? null;
    const git = objectField(thread, "gitInfo") ?? {};
    this.#branch ??= filledField(git, "branch");
    this.#base ??= gitOid(filledField(git, "sha"));
    this.#repository ??= filledField(git, "originUrl");
    this.#locations.take(filledField(thread, "cwd") ?? undefined, filledField(git, "branch") ?? undefined, log);
  }

  /** What a request or its answer says of how the thread runs. */
  #settings(facts: JsonObject, log: EventLog): void {
    this.#course.model(filledField(facts, "model"));
    this.#locations.take(filledField(facts, "cwd") ?? undefined, undefined, log);
    const thread = objectField(facts, "thread");
    if (thread !== null) this.#thread(thread, log);
  }

  #error(error: JsonObject, stamp: Stamp, log: EventLog): void {
    const text = filledField(error, "message") ?? "an error without a message";
    log.add({ ...stamp, actor: "runner" }, { kind: "error", text: log.text(text) });
  }
}

function fromMs(ms: number | null): string | null {
  return ms === null || ms <= 0 || ms > 8.64e15 ? null : instant(new Date(ms).toISOString());
}

function fromSeconds(seconds: number | null): string | null {
  return seconds === null ? null : fromMs(seconds * 1000);
}
