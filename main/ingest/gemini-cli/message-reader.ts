import type { Event, EventDetail } from "../../../shared/model/event";
import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { instant } from "../instant";
import { filledField, isObject, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { RecordVerdict } from "../port";
import type { RunCourse } from "../run-course";
import { partsOf, partsText, responseText } from "./part-text";
import { namedFolder, personText } from "./person-text";
import type { ProjectRoot } from "./project-root";
import type { TokenCount } from "./token-count";
import { answeredDetail, namedPath, openDetail, toolResult } from "./tool-detail";
import type { ToolResult } from "./tool-detail";

/** What is known of a message that was read: later records with its id add to it. */
interface Message {
  readonly id: string;
  /** Its events but the calls, by what they show: `thought 0`, `text`. */
  readonly shown: Map<string, Event>;
  /** Its calls, by id; true once answered. */
  readonly calls: Map<string, boolean>;
  /** Numbers of its first and last event; 0 while it has none. */
  first: number;
  last: number;
  takenBack: boolean;
}

interface Said {
  readonly message: Message;
  readonly person: boolean;
  readonly text: string;
}

/** Where the events of a chat belong. */
export interface Lane {
  readonly lane: string;
  readonly actor: "agent" | "sub-agent";
}

/**
 * Reads the messages of a chat. A message may be written again under its id, completed with tokens, calls and results:
 * that completes its events. Messages that are taken back stay, and a note says so.
 */
export class MessageReader {
  readonly #course: RunCourse;
  readonly #tokens: TokenCount;
  readonly #root: ProjectRoot;
  readonly #messages = new Map<string, Message>();
  #said: Said[] = [];
  /** Sub-agents named by calls, with the call that began each. */
  readonly subAgents: { readonly runnerSessionId: string; readonly callId: string | null }[] = [];
  cwd: string | null = null;

  constructor(course: RunCourse, tokens: TokenCount, root: ProjectRoot) {
    this.#course = course;
    this.#tokens = tokens;
    this.#root = root;
  }

  /** A person's first words that were not taken back. */
  get prompt(): string | null {
    return this.#said.find((one) => one.person && !one.message.takenBack)?.text ?? this.#course.prompt;
  }

  get count(): number {
    return this.#messages.size;
  }

  /** Reads one message; `fallbackId` stands in where it has none. */
  read(record: JsonObject, fallbackId: string, lane: Lane, place: Place, log: EventLog): RecordVerdict {
    const type = textField(record, "type") ?? "(no type)";
    const at = instant(record.timestamp);
    const message = this.#message(filledField(record, "id") ?? fallbackId);
    const before = log.lastSeq;
    const verdict = this.#take(type, record, message, { at, lane: lane.lane, actor: lane.actor, place }, log);
    if (verdict.kind === "recognised") this.#course.at(at);
    if (log.lastSeq > before) {
      if (message.first === 0) message.first = before + 1;
      message.last = log.lastSeq;
    }
    return verdict;
  }

  /** The whole list of messages as the model has it from here on: new ones are read, missing ones were summed up. */
  checkpoint(list: readonly unknown[], lane: Lane, place: Place, log: EventLog): void {
    const kept = new Set<string>();
    const gone = [...this.#messages.values()].filter((one) => !one.takenBack);
    list.forEach((item, index) => {
      if (!isObject(item)) return;
      const id = filledField(item, "id") ?? `checkpoint ${String(index)}`;
      kept.add(id);
      // What the runner shortened in a message that was read already stays as it was read.
      if (!this.#messages.has(id)) this.read(item, id, lane, place, log);
    });
    const dropped = gone.filter((one) => !kept.has(one.id)).length;
    if (dropped === 0) return;
    const text = `${plural(dropped, "message")} left the model's context; what they hold happened.`;
    log.add({ at: null, lane: lane.lane, actor: "runner", place }, { kind: "compaction", text });
  }

  /** A rewind to before the message `id`. An id that is not known takes back everything. */
  rewind(id: string, lane: Lane, place: Place, log: EventLog): void {
    const live = [...this.#messages.values()].filter((one) => !one.takenBack);
    const from = live.findIndex((one) => one.id === id);
    const back = live.slice(Math.max(0, from));
    for (const one of back) one.takenBack = true;
    const numbers = back.filter((one) => one.first > 0);
    const first = Math.min(...numbers.map((one) => one.first));
    const last = Math.max(...numbers.map((one) => one.last));
    const which = numbers.length === 0 ? "" : `, events ${String(first)} to ${String(last)}`;
    const unknown = from === -1 ? " The message it names is not in the file." : "";
    const text = `Rewound: ${plural(back.length, "message")} taken back${which}. They happened, but the conversation went on without them; files they changed may have been put back.${unknown}`;
    log.add({ at: null, lane: lane.lane, actor: "runner", place }, { kind: "note", text });
    this.#said = this.#said.filter((one) => !one.message.takenBack);
    const latest = this.#said.at(-1);
    if (latest === undefined) this.#course.interrupted();
    else if (latest.person) this.#course.asked(latest.text, log);
    else this.#course.said(latest.text, log);
    if (latest === undefined) this.#course.finalMessage = null;
  }

  #message(id: string): Message {
    let message = this.#messages.get(id);
    if (message === undefined) {
      message = { id, shown: new Map(), calls: new Map(), first: 0, last: 0, takenBack: false };
      this.#messages.set(id, message);
    }
    return message;
  }

  #take(type: string, record: JsonObject, message: Message, stamp: Stamp, log: EventLog): RecordVerdict {
    const content = record.content ?? record.parts;
    switch (type) {
      case "user":
        this.#person(record, content, message, stamp, log);
        return recognised;
      // The name a content has for the API; some exports keep it.
      case "model":
      case "gemini":
        this.#agent(record, content, message, stamp, log);
        return recognised;
      case "info":
      case "warning": {
        const text = partsText(content);
        if (text !== "")
          this.#show("text", { kind: "note", text: log.text(text) }, message, { ...stamp, actor: "runner" }, log);
        if (/^(?:Request|Operation) cancell?ed/i.test(text)) this.#course.interrupted();
        return recognised;
      }
      case "error": {
        const text = partsText(content);
        this.#show("text", { kind: "error", text: log.text(text) }, message, { ...stamp, actor: "runner" }, log);
        this.#course.failed();
        return recognised;
      }
      default:
        this.#messages.delete(message.id);
        return unknownType(`message/${type}`.slice(0, 200));
    }
  }

  #person(record: JsonObject, content: unknown, message: Message, stamp: Stamp, log: EventLog): void {
    for (const part of partsOf(content)) this.#lateResult(part, stamp, log);
    const whole = partsText(content);
    if (whole === "") return;
    const shown = partsText(record.displayContent);
    const words = personText(shown === "" ? whole : shown);
    const runner: Stamp = { ...stamp, actor: "runner" };
    if (words.kind === "summary") {
      this.#show("text", { kind: "compaction", text: log.text(words.text) }, message, runner, log);
      return;
    }
    if (words.kind === "injected") {
      this.cwd ??= namedFolder(words.text);
      this.#show("text", injected(words.text, log), message, runner, log);
      return;
    }
    // What a sub-agent is asked was written by the agent that began it.
    const sub = stamp.actor === "sub-agent";
    const person: Stamp = { ...stamp, actor: sub ? "agent" : "person" };
    const detail: EventDetail = { kind: "message", role: "person", text: log.text(words.typed), injected: sub };
    if (this.#show("text", detail, message, person, log)) {
      this.#course.asked(words.typed, log);
      this.#said.push({ message, person: true, text: detail.text });
    }
    const attached = shown !== "" && shown !== whole ? whole : words.attached;
    if (attached !== null) this.#show("attached", injected(attached, log), message, runner, log);
  }

  /** Tool results that stand in the person's place, as the API has them. */
  #lateResult(part: JsonObject, stamp: Stamp, log: EventLog): void {
    const id = textField(objectField(part, "functionResponse") ?? {}, "id");
    if (id === null) return;
    const owner = [...this.#messages.values()].find((one) => one.calls.get(id) === false);
    const response = responseText([part]);
    if (owner === undefined || response === null) return;
    this.#answer(
      owner,
      id,
      { text: response.text, outcome: response.isError ? "failed" : "ok", display: null },
      stamp.at,
      stamp,
      log,
    );
  }

  #agent(record: JsonObject, content: unknown, message: Message, stamp: Stamp, log: EventLog): void {
    this.#course.model(filledField(record, "model"));
    this.#tokens.message(message.id, record);
    const thoughts = [
      ...listField(record, "thoughts").filter(isObject),
      ...partsOf(content).filter((part) => part.thought === true),
    ];
    thoughts.forEach((thought, index) => {
      const text = thoughtText(thought);
      if (text === "") return;
      const at = instant(thought.timestamp) ?? stamp.at;
      this.#show(
        `thought ${String(index)}`,
        { kind: "reasoning", text: log.text(text), withheldBytes: 0 },
        message,
        { ...stamp, at },
        log,
      );
    });
    const text = partsText(content);
    if (text.trim() !== "") {
      const detail: EventDetail = { kind: "message", role: "agent", text: log.text(text), injected: false };
      const before = message.shown.has("text");
      if (this.#show("text", detail, message, stamp, log)) {
        this.#course.said(text, log);
        if (before) this.#said = this.#said.filter((one) => one.message !== message);
        this.#said.push({ message, person: false, text: detail.text });
      }
    }
    listField(record, "toolCalls").forEach((call, index) => {
      if (isObject(call)) this.#call(call, index, text === "", message, stamp, log);
    });
  }

  #call(call: JsonObject, index: number, silent: boolean, message: Message, stamp: Stamp, log: EventLog): void {
    const id = (filledField(call, "id") ?? `${message.id} call ${String(index)}`).toWellFormed();
    const at = instant(call.timestamp);
    this.#course.at(at);
    const known = message.calls.has(id);
    if (!known) {
      const use = { callId: id, tool: textField(call, "name") ?? "(no name)", args: objectField(call, "args") ?? {} };
      for (const value of Object.values(use.args)) if (typeof value === "string") this.#root.offer(value);
      log.openCall(id, stamp, [openDetail(use, this.#root.folder, log)]);
      message.calls.set(id, false);
      this.#course.called();
      const agent = filledField(call, "agentId");
      if (agent !== null && this.subAgents.length < 1000)
        this.subAgents.push({ runnerSessionId: agent.slice(0, 200).toWellFormed(), callId: id });
    }
    const result = toolResult(call);
    if (result === null || message.calls.get(id) !== false) return;
    const path = namedPath(result);
    if (path !== null) this.#root.offer(path);
    // A message without words is only written once its calls have ended: when they began is not stated.
    const ended = silent && !known && at === stamp.at ? null : at;
    this.#answer(message, id, result, ended, stamp, log);
  }

  #answer(message: Message, id: string, result: ToolResult, at: string | null, stamp: Stamp, log: EventLog): void {
    const opened = log.eventsOf(id)?.[0]?.place;
    if (!log.answer(id, stamp.place, (detail) => answeredDetail(detail, result, log), at)) return;
    // The result stands in the record of its call.
    if (opened?.byteStart === stamp.place.byteStart) log.update(id, (detail) => ({ ...detail, resultPlace: null }));
    message.calls.set(id, true);
    this.#course.answered();
  }

  /** Shows one part of a message, or what has changed in it. True if there was anything new. */
  #show(key: string, detail: EventDetail, message: Message, stamp: Stamp, log: EventLog): boolean {
    const known = message.shown.get(key);
    if (known === undefined) {
      message.shown.set(key, log.add(stamp, detail));
      return true;
    }
    if (JSON.stringify(known.detail) === JSON.stringify(detail)) return false;
    // The runner replaces what is long by a mark that it was: what was read first says more.
    if ("text" in detail && detail.text?.includes("<tool_output_masked>") === true) return false;
    message.shown.set(key, log.rewrite(known, { detail }));
    return true;
  }
}

function injected(text: string, log: EventLog): EventDetail {
  return { kind: "message", role: "person", text: log.text(text), injected: true };
}

function thoughtText(thought: JsonObject): string {
  const subject = filledField(thought, "subject");
  const text = textField(thought, "description") ?? textField(thought, "text") ?? "";
  return subject === null ? text : text === "" ? `**${subject}**` : `**${subject}**\n\n${text}`;
}

function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${String(count)} ${noun}s`;
}
