import type { CallDetail, EventLog, Stamp } from "../event-log";
import { filledField, isObject, listField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { RunCourse } from "../run-course";
import type { ItemReader } from "./item-reader";
import { itemsText } from "./items-text";
import type { Spawned } from "./spawned";
import { changesOf, itemDetails, itemDone, itemOutcome } from "./turn-item-detail";

const keptIds = 100_000;

/** Items that are calls: they begin, and they are completed with a result. */
const calls: ReadonlySet<string> = new Set([
  "commandexecution",
  "filechange",
  "mcptoolcall",
  "dynamictoolcall",
  "collabagenttoolcall",
  "collabtoolcall",
  "websearch",
  "imageview",
  "imagegeneration",
]);

/**
 * Reads the items of a turn, as they are written into the paginated history, told by the app server and printed by
 * `codex exec --json`: the same union in three spellings (`CommandExecution`, `commandExecution`, `command_execution`). The
 * same item may come several times and also as items of the model; what has made an event already makes none.
 */
export class TurnItems {
  readonly #course: RunCourse;
  readonly #items: ItemReader;
  readonly #spawned: Spawned;
  readonly #live: boolean;
  readonly #done = new Set<string>();

  /** In a `live` stream nothing else tells of a compaction. */
  constructor(course: RunCourse, items: ItemReader, spawned: Spawned, live: boolean) {
    this.#course = course;
    this.#items = items;
    this.#spawned = spawned;
    this.#live = live;
  }

  /** An item that begins, or goes on. Returns its type if it is not known. */
  started(item: JsonObject, stamp: Stamp, log: EventLog): string | null {
    const type = typeOf(item);
    if (calls.has(type)) {
      this.#open(type, item, stamp, log);
      return null;
    }
    return known.has(type) ? null : (textField(item, "type") ?? "(no type)");
  }

  /** An item that is complete. Returns its type if it is not known. */
  completed(item: JsonObject, stamp: Stamp, log: EventLog): string | null {
    const type = typeOf(item);
    if (!calls.has(type) && !known.has(type)) return textField(item, "type") ?? "(no type)";
    this.#spawned.report(item);
    if (calls.has(type)) this.#complete(type, item, stamp, log);
    else if (this.#first(item)) this.#words(type, item, stamp, log);
    return null;
  }

  #words(type: string, item: JsonObject, stamp: Stamp, log: EventLog): void {
    const text = itemsText(item.content) || textField(item, "text") || "";
    const runner: Stamp = { ...stamp, actor: "runner" };
    const note = (words: string): void => {
      if (words.trim() !== "") log.add(runner, { kind: "note", text: log.text(words) });
    };
    switch (type) {
      case "usermessage":
        this.#items.say("turn", "person", text, stamp, log);
        break;
      case "agentmessage":
        this.#items.say("turn", "agent", text, stamp, log);
        break;
      case "reasoning":
        for (const part of reasoningParts(item)) this.#items.reasonTold("turn", part, stamp, log);
        break;
      case "plan":
        note(text === "" ? "" : `Plan\n${text}`);
        break;
      case "todolist":
        note(todoText(item));
        break;
      case "hookprompt":
        log.add(runner, { kind: "message", role: "person", text: log.text(fragments(item)), injected: true });
        break;
      case "error":
        log.add(runner, { kind: "error", text: log.text(textField(item, "message") ?? "an error without a message") });
        break;
      case "enteredreviewmode":
        note(`Review mode entered: ${textField(item, "review") ?? "no target given"}`);
        break;
      case "exitedreviewmode":
        note(`Review mode left.\n${textField(item, "review") ?? ""}`);
        break;
      case "contextcompaction":
        if (this.#live) log.add(runner, { kind: "compaction", text: "Conversation compacted" });
        break;
      default:
        break;
    }
  }

  #open(type: string, item: JsonObject, stamp: Stamp, log: EventLog): boolean {
    const id = filledField(item, "id");
    if (id === null || log.knows(id) || this.#items.wrote(id)) return false;
    const details = itemDetails(type, item, id, log);
    if (details.length === 0) return false;
    log.openCall(id, stamp, details);
    this.#course.called();
    return true;
  }

  #complete(type: string, item: JsonObject, stamp: Stamp, log: EventLog): void {
    const id = filledField(item, "id");
    if (id === null || this.#items.wrote(id)) return;
    const opened = this.#open(type, item, stamp, log);
    const outcome = itemOutcome(item);
    if (outcome === "unanswered") return;
    const done = (detail: CallDetail): CallDetail => itemDone(detail, item, outcome, log);
    // An item that comes only when it is complete says nothing of when it began.
    if (log.answer(id, stamp.place, done, opened ? null : stamp.at)) {
      this.#course.answered();
      return;
    }
    // Answered by the model's own item: the turn's item may know more.
    if (type === "filechange" && this.#first(item))
      this.#items.calls.patchReport({ call_id: id, changes: changesOf(item), success: outcome === "ok" }, stamp, log);
    else if (type === "commandexecution" && this.#first(item))
      this.#items.calls.execEnd({ ...item, call_id: id }, stamp, log);
  }

  /** True the first time an item is completed. */
  #first(item: JsonObject): boolean {
    const id = filledField(item, "id");
    if (id === null) return true;
    if (this.#done.has(id)) return false;
    if (this.#done.size < keptIds) this.#done.add(id);
    return true;
  }
}

const known: ReadonlySet<string> = new Set([
  "usermessage",
  "agentmessage",
  "reasoning",
  "plan",
  "todolist",
  "hookprompt",
  "error",
  "enteredreviewmode",
  "exitedreviewmode",
  "contextcompaction",
  "subagentactivity",
  "sleep",
]);

function typeOf(item: JsonObject): string {
  return (textField(item, "type") ?? "").replaceAll("_", "").toLowerCase();
}

/** The summary, or where there is none the reasoning itself. */
function reasoningParts(item: JsonObject): string[] {
  const lists = ["summary_text", "summary", "raw_content", "content"].map((key) =>
    listField(item, key).filter((part) => typeof part === "string"),
  );
  const first = lists.find((parts) => parts.length > 0);
  const text = filledField(item, "text");
  return first ?? (text === null ? [] : [text]);
}

function todoText(item: JsonObject): string {
  const lines = listField(item, "items")
    .filter(isObject)
    .map((one) => `[${one.completed === true ? "x" : " "}] ${textField(one, "text") ?? ""}`);
  return lines.length === 0 ? "" : ["Plan", ...lines].join("\n");
}

function fragments(item: JsonObject): string {
  return listField(item, "fragments")
    .map((one) => (isObject(one) ? (textField(one, "text") ?? "") : ""))
    .join("\n");
}
