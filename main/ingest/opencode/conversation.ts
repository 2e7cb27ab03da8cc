import type { Session } from "../../../shared/model/session";
import type { Place } from "../../../shared/model/source-ref";
import type { EventLog } from "../event-log";
import { filledField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { RunCourse } from "../run-course";
import { timeAt } from "./time";
import { UsageCount } from "./usage";

/** What is kept of a message. */
export interface Message {
  readonly id: string;
  /** Null where no record says who wrote it. */
  role: "user" | "assistant" | null;
  created: string | null;
  completed: string | null;
  finish: string | null;
  /** Why its last step ended. */
  reason: string | null;
  error: { readonly name: string; readonly text: string } | null;
  /** The agent's summary of a conversation that was compacted. */
  summary: boolean;
  cwd: string | null;
  place: Place | null;
}

/** Facts of one session that its records say, and its messages. It writes no events. */
export class Conversation {
  readonly course = new RunCourse();
  readonly usage = new UsageCount();
  /** Messages whose error is not told yet. */
  readonly untold = new Set<Message>();
  readonly subAgents = new Map<string, string | null>();
  readonly #messages = new Map<string, Message>();
  id: string | null = null;
  parent: string | null = null;
  title: string | null = null;
  directory: string | null = null;
  branch: string | null = null;
  cwd: string | null = null;
  /** The message whose part was read last. */
  last: Message | null = null;
  /** The runner said that it waits, or what went wrong, after all that was read. */
  rest: "idle" | "aborted" | "errored" | null = null;
  /** What the runner last said went wrong: the message says it again. */
  busError: string | null = null;
  /** Something happened in the session: the source is no side file. */
  seen = false;
  #final: { messageId: string; texts: Map<string, string> } | null = null;

  session(info: JsonObject): void {
    this.id ??= idOf(filledField(info, "id"));
    this.parent ??= idOf(filledField(info, "parentID"));
    const title = filledField(info, "title");
    // Until the conversation is named it is called after its time.
    if (title !== null && !/^(?:New|Child) session - \d{4}-/.test(title)) this.title = title;
    this.directory ??= filledField(info, "directory");
    this.course.version(filledField(info, "version"));
    const model = objectField(info, "model");
    if (model !== null) this.course.model(filledField(model, "id"));
    this.course.at(timeAt(info, "created"));
    this.usage.session(info);
  }

  /** A message's record. Told again, what it says later counts. */
  message(info: JsonObject, place: Place | null): Message {
    this.seen = true;
    this.id ??= idOf(filledField(info, "sessionID"));
    const message = this.known(filledField(info, "id") ?? "(no id)");
    const role = textField(info, "role");
    if (role === "user" || role === "assistant") message.role = role;
    message.created = timeAt(info, "created") ?? message.created;
    message.completed = timeAt(info, "completed") ?? message.completed;
    message.finish = filledField(info, "finish") ?? message.finish;
    message.summary = info.summary === true || message.summary;
    message.place ??= place;
    const path = objectField(info, "path");
    message.cwd = (path === null ? null : filledField(path, "cwd")) ?? message.cwd;
    this.cwd ??= message.cwd;
    const error = objectField(info, "error");
    if (error !== null) {
      if (message.error === null) {
        message.place = place;
        this.untold.add(message);
      }
      message.error = errorOf(error);
    }
    const model = objectField(info, "model");
    if (message.role === "assistant") {
      this.course.model(filledField(info, "modelID") ?? (model === null ? null : filledField(model, "modelID")));
      this.usage.message(message.id, info);
    }
    this.course.at(message.created);
    this.course.at(message.completed);
    return message;
  }

  /** The message of this id, as far as anything is known of it. */
  known(id: string): Message {
    const found = this.#messages.get(id);
    if (found !== undefined) return found;
    const message: Message = {
      id,
      role: null,
      created: null,
      completed: null,
      finish: null,
      reason: null,
      error: null,
      summary: false,
      cwd: null,
      place: null,
    };
    this.#messages.set(id, message);
    return message;
  }

  find(id: string): Message | null {
    return this.#messages.get(id) ?? null;
  }

  asked(text: string, log: EventLog): void {
    this.course.asked(text, log);
    this.#final = null;
  }

  /** Words of the agent. A part that is told again replaces what it said. */
  said(messageId: string, partKey: string, text: string): void {
    if (this.#final?.messageId !== messageId) this.#final = { messageId, texts: new Map() };
    this.#final.texts.set(partKey, text);
  }

  finalMessage(log: EventLog): string | null {
    return this.#final === null ? null : log.text([...this.#final.texts.values()].join("\n\n"));
  }

  status(): Session["status"] {
    let last = this.last;
    // Of a message that was begun after the last part nothing is known yet but that it was.
    for (const message of this.#messages.values())
      if (last === null || (message.created ?? "") > (last.created ?? "")) last = message;
    if (this.rest === "aborted" || this.rest === "errored") return this.rest;
    if (last !== null && last.error !== null) return last.error.name === "MessageAbortedError" ? "aborted" : "errored";
    if (this.rest === "idle") return "completed";
    if (last === null) return "unknown";
    if (last.role === "user") return "in-flight";
    const finish = last.finish ?? last.reason;
    if (finish !== null) return finish === "tool-calls" ? "in-flight" : finish === "error" ? "errored" : "completed";
    if (last.place === null) return "unknown";
    return last.completed === null ? "in-flight" : "completed";
  }
}

/** A runner's error as it is told: its name and what it says. */
export function errorOf(error: JsonObject): { name: string; text: string } {
  const name = filledField(error, "name") ?? filledField(error, "type") ?? "Error";
  const data = objectField(error, "data") ?? error;
  const message = filledField(data, "message");
  return { name, text: message === null ? name : `${name}: ${message}` };
}

export function idOf(id: string | null): string | null {
  return id === null ? null : id.slice(0, 200).toWellFormed();
}
