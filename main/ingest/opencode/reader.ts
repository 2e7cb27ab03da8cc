import type { Place } from "../../../shared/model/source-ref";
import type { EventLog } from "../event-log";
import { filledField, isObject, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { ReaderEnd, RecordPath, RecordVerdict, SessionName, TranscriptReader } from "../port";
import { BusReader } from "./bus-reader";
import { Conversation, idOf } from "./conversation";
import type { Message } from "./conversation";
import { PartReader } from "./part-reader";
import { itemOf, messageOf, sessionOf, sessionOfRow } from "./record-shape";
import type { Item } from "./record-shape";
import { messageInFirst, NextEvents } from "./second-version";
import type { FirstVersion } from "./second-version";
import { patchOfDiffs, summaryDiffs } from "./stated-patch";

interface Held {
  readonly part: JsonObject;
  readonly place: Place;
  readonly at: string | null;
}

/** Parts that only the agent's messages have. */
const agentParts = new Set(["step-start", "step-finish", "tool", "reasoning", "patch", "snapshot", "retry"]);

/**
 * Reads one session of OpenCode from any of its sources. Files of the store and bare lists of rows come in any order: they
 * are kept until `end` and told in the order of the messages. Everything else is told as it is read; a part whose message is
 * not known yet waits for it.
 */
export class OpenCodeReader implements TranscriptReader {
  readonly #fileName: string;
  readonly #conversation = new Conversation();
  readonly #parts = new PartReader(this.#conversation);
  readonly #bus = new BusReader(this.#conversation, this.#parts);
  readonly #next = new NextEvents();
  /** Parts by their message, until it is known. */
  readonly #held = new Map<string, Held[]>();
  #unordered: { item: Item; place: Place }[] = [];
  #diffs: readonly unknown[] | null = null;
  #reverted: string | null = null;
  #guessed = false;
  /** The record being read is of a stream of events. */
  #live = false;
  #lastMessage: string | null = null;
  /** The message of a file of the store that names no session. */
  #lost: string | null = null;

  /** `fileName` stands in where no record says the session's id. */
  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  read(record: JsonObject, place: Place, log: EventLog, path: RecordPath): RecordVerdict {
    const item = itemOf(record, path);
    const named = sessionOfRow(record) ?? sessionOf(item);
    this.#conversation.id ??= idOf(named);
    // The database and the bus hold a session even where nothing was said in it.
    if (named !== null && ("table" in record || item.kind === "event")) this.#conversation.seen = true;
    if (item.kind === "unknown") return unknownType(item.type);
    this.#live = item.kind === "event";
    const bare = item.kind === "session" || item.kind === "message" || item.kind === "part";
    // Files of the store and elements of a list of rows; rows of a table come in the order they were made in.
    if (bare && path.length <= 1 && !("info" in record) && !("table" in record) && !isRun(record)) {
      this.#unordered.push({ item, place });
      if (item.kind !== "session") this.#conversation.seen = true;
      return verdictOf(item);
    }
    // `opencode run` writes what the agent does, and no record of its messages.
    if (item.kind === "part" && isRun(record))
      this.#conversation.known(messageOf(item) ?? "(no id)").role ??= "assistant";
    return this.#take(item, place, log);
  }

  end(log: EventLog): ReaderEnd {
    this.#settle(log);
    this.#parts.flush(log);
    this.#parts.errors(log);
    const conversation = this.#conversation;
    if (!conversation.seen) return { session: null, names: this.#names(log) };
    const { course } = conversation;
    const folder = conversation.directory ?? conversation.cwd;
    const parent = conversation.parent;
    const id = conversation.id ?? idOf(this.#lost) ?? idFromName(this.#fileName);
    return {
      session: {
        runnerSessionId: id,
        parentRunnerSessionId: parent,
        kind: parent === null ? "main" : "sub-agent",
        status: conversation.status(),
        title: conversation.title === null ? null : log.text(conversation.title),
        prompt: course.prompt,
        finalMessage: conversation.finalMessage(log),
        cwd: folder === null ? null : log.text(folder),
        branch: conversation.branch === null ? null : log.text(conversation.branch),
        baseCommit: null,
        subAgents: [...conversation.subAgents]
          .filter(([child]) => child !== "")
          .map(([runnerSessionId, callId]) => ({ runnerSessionId, callId })),
        models: course.models,
        runnerVersions: course.versions,
        startedAt: course.startedAt,
        endedAt: course.endedAt,
        usage: conversation.usage.total(),
      },
      statedPatch: this.#diffs === null ? null : patchOfDiffs(this.#diffs, folder),
      names: [],
    };
  }

  /** A session of which there is only its record, such as in a list of them: the whole of it is elsewhere. */
  #names(log: EventLog): SessionName[] {
    const { id, title } = this.#conversation;
    return id === null || title === null ? [] : [{ runnerSessionId: id, title: log.text(title) }];
  }

  #take(item: Item, place: Place, log: EventLog): RecordVerdict {
    switch (item.kind) {
      case "session":
        this.#session(item.info, place, log);
        return recognised;
      case "message": {
        const message = this.#conversation.message(item.info, place);
        this.#lastMessage = message.id;
        this.#release(message, log);
        if (this.#live && this.#conversation.untold.size > 0) {
          this.#parts.flush(log);
          this.#parts.rest(log);
          this.#parts.errors(log);
        }
        return recognised;
      }
      case "part":
        return this.#part(item.part, place, item.at, log);
      case "answer": {
        const message = this.#conversation.message(item.info, place);
        const verdicts = item.parts
          .filter(isObject)
          .map((part) => this.#parts.read(part, message, { place, at: null, live: false }, log));
        this.#parts.errors(log);
        return verdicts.find((verdict) => verdict.kind !== "recognised") ?? recognised;
      }
      case "content":
        return this.#first(messageInFirst(item.message), textField(item.message, "type") ?? "", place, log);
      case "diffs":
        this.#diffs = [...(this.#diffs ?? []), ...item.diffs];
        this.#conversation.seen = true;
        return recognised;
      case "event":
        return this.#event(item, place, log);
      case "quiet":
        return recognised;
      case "unknown":
        return unknownType(item.type);
    }
  }

  #event(item: Extract<Item, { kind: "event" }>, place: Place, log: EventLog): RecordVerdict {
    const { type, properties, at } = item;
    const next = /^session\.next\.(.+?)(?:\.\d+)?$/.exec(type)?.[1];
    if (next !== undefined) return this.#first(this.#next.inFirst(next, properties), type, place, log);
    const info = objectField(properties, "info");
    const part = objectField(properties, "part");
    switch (type) {
      case "session.created":
      case "session.updated":
      case "session.deleted":
        if (info !== null) this.#session(info, place, log);
        return recognised;
      case "message.updated":
        return info === null ? recognised : this.#take({ kind: "message", info, at }, place, log);
      case "message.part.updated":
        return part === null ? recognised : this.#part(part, place, at, log);
      case "session.diff":
        this.#diffs = Array.isArray(properties.diff) ? properties.diff : null;
        return recognised;
      default:
        return this.#bus.read(type, properties, { place, at, live: this.#live }, log);
    }
  }

  #session(info: JsonObject, place: Place, log: EventLog): void {
    this.#conversation.session(info);
    this.#diffs = summaryDiffs(info) ?? this.#diffs;
    const revert = objectField(info, "revert");
    const to = revert === null ? null : filledField(revert, "messageID");
    if (to !== null && to !== this.#reverted)
      this.#bus.note(`Changes taken back to message ${to}`, { place, at: null, live: false }, log);
    this.#reverted = to;
  }

  #part(part: JsonObject, place: Place, at: string | null, log: EventLog): RecordVerdict {
    this.#conversation.seen = true;
    this.#conversation.id ??= idOf(filledField(part, "sessionID"));
    const id = filledField(part, "messageID") ?? this.#lastMessage ?? "(no id)";
    if (this.#live && this.#conversation.find(id) === null) {
      // The record of the message came before the stream was caught: of a person's text no time is kept.
      const role = this.#roleOf([{ part, place, at }], log);
      this.#conversation.known(id).role = role ?? ("time" in part ? "assistant" : "user");
    }
    const message = this.#conversation.find(id);
    if (message !== null) return this.#parts.read(part, message, { place, at, live: this.#live }, log);
    const held = this.#held.get(id) ?? [];
    held.push({ part, place, at });
    this.#held.set(id, held);
    return verdictOf({ kind: "part", part, at });
  }

  #first(first: FirstVersion | null, type: string, place: Place, log: EventLog): RecordVerdict {
    if (first === null) return unknownType(type);
    this.#conversation.seen = true;
    if (first.message !== null) this.#take({ kind: "message", info: first.message, at: null }, place, log);
    if (first.note !== null) this.#bus.note(first.note, { place, at: null, live: false }, log);
    if (first.delta !== null) this.#parts.delta(first.delta.messageId, first.delta.partId, first.delta.text);
    const verdicts = first.parts.map((part) => this.#part(part, place, null, log));
    return verdicts.find((verdict) => verdict.kind !== "recognised") ?? recognised;
  }

  #release(message: Message, log: EventLog): void {
    const held = this.#held.get(message.id);
    if (held === undefined) return;
    this.#held.delete(message.id);
    for (const { part, place, at } of held) this.#parts.read(part, message, { place, at, live: this.#live }, log);
  }

  /** Tells what came out of order: sessions, then message by message. */
  #settle(log: EventLog): void {
    const items = this.#unordered;
    this.#unordered = [];
    for (const { item, place } of items) if (item.kind === "session") this.#session(item.info, place, log);
    const told = new Set<Message>();
    for (const { item, place } of items) {
      if (item.kind === "message") told.add(this.#conversation.message(item.info, place));
      const id = messageOf(item);
      if (id !== null) this.#lastMessage = id;
      if (item.kind !== "part") continue;
      const key = id ?? "(no id)";
      this.#conversation.id ??= idOf(filledField(item.part, "sessionID"));
      this.#lost ??= id;
      const held = this.#held.get(key) ?? [];
      held.push({ part: item.part, place, at: item.at });
      this.#held.set(key, held);
      const known = this.#conversation.find(key);
      if (known !== null) told.add(known);
    }
    const messages = [...told].sort((a, b) => compare(a.created ?? "", b.created ?? "") || compare(a.id, b.id));
    for (const message of messages) this.#release(message, log);
    for (const [id, parts] of [...this.#held]) {
      const message = this.#conversation.known(id);
      message.role ??= this.#roleOf(parts, log);
      this.#release(message, log);
    }
  }

  /** Who wrote a message that has no record, told from its parts: only the agent's have steps, tools and reasoning. */
  #roleOf(parts: readonly Held[], log: EventLog): Message["role"] {
    const [first] = parts;
    if (!this.#guessed && first !== undefined) {
      this.#guessed = true;
      const note = "The records of the messages are not in this source: who wrote each is told from its parts.";
      this.#bus.note(note, { place: first.place, at: null, live: false }, log);
    }
    if (parts.some(({ part }) => agentParts.has(textField(part, "type") ?? ""))) return "assistant";
    return parts.every(({ part }) => part.type === "text" && !("time" in part)) ? "user" : null;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isRun(record: JsonObject): boolean {
  return isObject(record.part);
}

const knownParts = new Set([...agentParts, "text", "file", "agent", "compaction", "subtask"]);

function verdictOf(item: Item): RecordVerdict {
  const type = item.kind === "part" ? (textField(item.part, "type") ?? "(no type)") : null;
  return type === null || knownParts.has(type) ? recognised : unknownType(`part/${type}`);
}

function idFromName(fileName: string): string {
  const base = /([^/\\]+?)(?:\.jsonl?)?$/.exec(fileName)?.[1] ?? fileName;
  return base.slice(0, 200).toWellFormed();
}
