import type { Event, EventDetail } from "../../../shared/model/event";
import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { filledField, intField, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { RecordVerdict } from "../port";
import { errorOf, idOf } from "./conversation";
import type { Conversation, Message } from "./conversation";
import { timeAt } from "./time";
import { toolDetails, toolPart } from "./tool-detail";

/** Parts that stay open to changes: only a stream of events tells a part again, and soon after. */
const keptParts = 500;

interface Told {
  event: Event | null;
  /** When it began, as it was first told. */
  readonly start: string | null;
  message: Message;
  part: JsonObject;
  at: string | null;
  place: Place;
  /** Text that came in pieces since it was last written. */
  pieces: string;
  done: boolean;
}

/** Where a part was read and, where its source says so, when it was written. */
export interface PartStamp {
  readonly place: Place;
  readonly at: string | null;
  /** From a stream of events: a part may be told again, and a call is announced before it is made. */
  readonly live: boolean;
}

/** Writes the events of parts. A part told again changes its event. */
export class PartReader {
  readonly #conversation: Conversation;
  readonly #parts = new Map<string, Told>();
  readonly #dirty = new Set<string>();
  readonly #keys = new Set<string>();
  readonly #waiting = new Set<string>();
  #compacting = false;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  read(part: JsonObject, message: Message, stamp: PartStamp, log: EventLog): RecordVerdict {
    const type = textField(part, "type") ?? "(no type)";
    const id = filledField(part, "id");
    const key = `${message.id}/${id ?? `line ${String(stamp.place.byteStart)}`}`;
    const before = this.#parts.get(key);
    if (before === undefined && this.#keys.has(key)) return recognised;
    this.flush(log, key);
    this.#dirty.delete(key);
    const told: Told = before ?? {
      event: null,
      start: timeAt(part, "start") ?? timeAt(part, "created"),
      message,
      part,
      at: stamp.at,
      place: stamp.place,
      pieces: "",
      done: false,
    };
    told.part = part;
    told.place = stamp.place;
    told.pieces = "";
    this.#keep(key, told);
    if (before === undefined) this.#begin(message, log);
    return this.#tell(key, type, told, log, !stamp.live);
  }

  /** A piece of a text that is being written. */
  delta(messageId: string, partId: string, text: string): void {
    const key = `${messageId}/${partId}`;
    const told = this.#parts.get(key);
    if (told === undefined) return;
    told.pieces += text;
    this.#dirty.add(key);
  }

  /** Writes what came in pieces and has no whole yet, but for the part at `except`. */
  flush(log: EventLog, except: string | null = null): void {
    for (const key of [...this.#dirty]) if (key !== except) this.#write(key, log);
  }

  /** Writes what was put off for a message that has come to its rest. */
  rest(log: EventLog): void {
    for (const key of [...this.#waiting]) {
      const told = this.#parts.get(key);
      if (told !== undefined) this.#tell(key, textField(told.part, "type") ?? "", told, log, true);
    }
  }

  /** Says what went wrong with messages: all of them, or those before `until`. */
  errors(log: EventLog, until: string | null = null): void {
    for (const message of [...this.#conversation.untold])
      if (until === null || (message.created ?? "") < until) this.#error(message, log);
  }

  #write(key: string, log: EventLog): void {
    this.#dirty.delete(key);
    const told = this.#parts.get(key);
    if (told === undefined || told.pieces === "") return;
    told.part = { ...told.part, text: (textField(told.part, "text") ?? "") + told.pieces };
    told.pieces = "";
    this.#tell(key, textField(told.part, "type") ?? "", told, log, false);
  }

  /** A message begins: what is left to say of the one before is said first. */
  #begin(message: Message, log: EventLog): void {
    const conversation = this.#conversation;
    const last = conversation.last;
    if (last === message) return;
    this.rest(log);
    this.errors(log, message.created ?? "");
    conversation.last = message;
    conversation.rest = null;
    if (message.summary) {
      // To version 1 nothing but the summary says that the conversation was compacted.
      if (!this.#compacting && message.place !== null)
        log.add(
          { ...this.#stamp(message, { at: message.created, place: message.place }), actor: "runner" },
          { kind: "compaction", text: "Conversation compacted" },
        );
      this.#compacting = false;
    }
  }

  #error(message: Message, log: EventLog): void {
    const { error, place } = message;
    this.#conversation.untold.delete(message);
    // The bus has said it already.
    if (error === null || place === null || error.text === this.#conversation.busError) return;
    const stamp: Stamp = { ...this.#stamp(message, { at: message.completed, place }), actor: "runner" };
    log.add(
      stamp,
      error.name === "MessageAbortedError"
        ? { kind: "note", text: log.text(`Stopped: ${error.text}`) }
        : { kind: "error", text: log.text(error.text) },
    );
  }

  #tell(key: string, type: string, told: Told, log: EventLog, final: boolean): RecordVerdict {
    const { part, message } = told;
    switch (type) {
      case "text":
        this.#text(key, told, log);
        return recognised;
      case "reasoning": {
        const text = textField(part, "text") ?? "";
        const hidden = text === "" ? hiddenReasoning(objectField(part, "metadata")) : 0;
        this.#waiting.delete(key);
        // It may yet be told in words.
        if (hidden > 0 && told.event === null && !final && timeAt(part, "end") === null) this.#waiting.add(key);
        else if (text !== "" || hidden > 0)
          this.#put(
            told,
            this.#agent(),
            { kind: "reasoning", text: text === "" ? null : log.text(text), withheldBytes: hidden },
            log,
          );
        return recognised;
      }
      case "tool":
        this.#tool(key, told, log, final);
        return recognised;
      case "step-finish":
        this.#conversation.usage.step(message.id, key, part);
        message.reason = filledField(part, "reason");
        return recognised;
      case "step-start":
      case "snapshot":
        return recognised;
      case "compaction":
        this.#compacting = true;
        this.#put(told, "runner", { kind: "compaction", text: log.text(compactionText(part)) }, log);
        return recognised;
      case "retry": {
        const error = objectField(part, "error");
        const attempt = String(intField(part, "attempt") ?? "");
        this.#put(
          told,
          "runner",
          { kind: "error", text: log.text(`Attempt ${attempt}: ${error === null ? "failed" : errorOf(error).text}`) },
          log,
        );
        return recognised;
      }
      default: {
        const note = noteOf(type, part);
        if (note === null) return unknownType(`part/${type}`);
        this.#put(told, "runner", { kind: "note", text: log.text(note) }, log);
        return recognised;
      }
    }
  }

  #text(key: string, told: Told, log: EventLog): void {
    const { part, message } = told;
    const conversation = this.#conversation;
    const text = textField(part, "text") ?? "";
    if (text.trim() === "") return;
    const injected = part.synthetic === true || part.ignored === true || message.summary;
    if (message.role === null) {
      this.#put(
        told,
        "runner",
        { kind: "note", text: log.text(`Words of a message whose author is not recorded: ${text}`) },
        log,
      );
      return;
    }
    const fresh = told.event === null;
    if (message.role === "user") {
      const actor = injected ? "runner" : conversation.parent !== null ? "agent" : "person";
      this.#put(told, actor, { kind: "message", role: "person", text: log.text(text), injected }, log);
      if (fresh && !injected) conversation.asked(text, log);
      return;
    }
    this.#put(told, this.#agent(), { kind: "message", role: "agent", text: log.text(text), injected }, log);
    if (!injected) conversation.said(message.id, key, text);
  }

  #tool(key: string, told: Told, log: EventLog, final: boolean): void {
    if (told.done) return;
    const { part, message } = told;
    const call = toolPart(part);
    const conversation = this.#conversation;
    if (call.child !== null && call.child !== conversation.parent && conversation.subAgents.size < 1000)
      conversation.subAgents.set(idOf(call.child) ?? "", call.callId);
    const known = log.eventsOf(key);
    this.#waiting.delete(key);
    // A call that is only announced says neither when it began nor with what.
    if (known === null && call.startedAt === null && call.outcome === "unanswered" && !final && isEmpty(call.input)) {
      this.#waiting.add(key);
      return;
    }
    const details = toolDetails(call, message.cwd ?? conversation.cwd ?? conversation.directory, log);
    const stamp = this.#stamp(message, { at: call.startedAt ?? told.at, place: told.place });
    if (known === null) log.openCall(key, stamp, details);
    else {
      // What is called is known only after the call was announced.
      log.update(key, (detail, index) => details[index] ?? detail);
      for (const further of details.slice(known.length)) log.extendCall(key, stamp, further);
    }
    conversation.course.at(call.startedAt);
    if (call.outcome === "unanswered") return;
    told.done = true;
    conversation.course.at(call.endedAt);
    log.answer(key, told.place, (detail) => detail, call.endedAt);
    // Call and result stand in one record.
    if (known === null) log.update(key, (detail) => ({ ...detail, resultPlace: null }));
  }

  #put(told: Told, actor: Stamp["actor"], detail: EventDetail, log: EventLog): void {
    if (told.event === null) {
      const user = told.message.role === "user";
      const at = told.start ?? (user ? told.message.created : null) ?? told.at;
      this.#conversation.course.at(at);
      told.event = log.add({ ...this.#stamp(told.message, { at, place: told.place }), actor }, detail);
    } else told.event = log.rewrite({ ...told.event, place: told.place }, { detail });
  }

  #agent(): Stamp["actor"] {
    return this.#conversation.parent === null ? "agent" : "sub-agent";
  }

  #stamp(message: Message, stamp: { at: string | null; place: Place }): Stamp {
    const sub = this.#conversation.parent !== null;
    const fallback = message.role === "assistant" ? null : message.created;
    return {
      at: stamp.at ?? fallback,
      lane: sub ? (this.#conversation.id ?? "main") : "main",
      actor: this.#agent(),
      place: stamp.place,
    };
  }

  #keep(key: string, told: Told): void {
    this.#parts.delete(key);
    this.#parts.set(key, told);
    this.#keys.add(key);
    if (this.#parts.size <= keptParts) return;
    for (const oldest of this.#parts.keys()) {
      this.#parts.delete(oldest);
      this.#dirty.delete(oldest);
      this.#waiting.delete(oldest);
      break;
    }
  }
}

function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0;
}

function compactionText(part: JsonObject): string {
  const said = `Conversation compacted${part.auto === true ? ", by itself" : ""}`;
  const summary = filledField(part, "summary");
  return summary === null ? said : `${said}: ${summary}`;
}

/** Bytes of reasoning that the provider gave in a form that only it can read. */
function hiddenReasoning(metadata: JsonObject | null): number {
  let bytes = 0;
  for (const provider of Object.values(metadata ?? {})) {
    if (typeof provider !== "object" || provider === null) continue;
    for (const [key, value] of Object.entries(provider))
      if (typeof value === "string" && /encrypted|redacted|signature/i.test(key)) bytes += value.length;
  }
  return bytes;
}

function noteOf(type: string, part: JsonObject): string | null {
  switch (type) {
    case "file": {
      const name = filledField(part, "filename") ?? filledField(part, "url")?.slice(0, 200) ?? "a file";
      return `Attached: ${name}${typeof part.mime === "string" ? ` (${part.mime})` : ""}`;
    }
    case "patch": {
      const files = listField(part, "files").filter((file) => typeof file === "string");
      return `Files changed in this step: ${files.length === 0 ? "none" : files.join(", ")}`;
    }
    case "agent":
      return `Agent called on: ${filledField(part, "name") ?? "(no name)"}`;
    case "subtask":
      return `Sub-task for ${filledField(part, "agent") ?? "an agent"}: ${filledField(part, "prompt") ?? filledField(part, "description") ?? ""}`;
    default:
      return null;
  }
}
