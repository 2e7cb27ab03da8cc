import type { EventLog, Stamp } from "../event-log";
import { filledField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { callsOf, chatResult } from "./chat-events";
import type { ChatEvents } from "./chat-events";
import { filePath, resultText, wrappedText } from "./chat-text";
import { answeredDetail, openDetails } from "./tool-detail";

/** Where the reading of the parts stood before one of them. */
interface Mark {
  readonly texts: number;
  readonly text: string;
}

/**
 * The answer to a request as its parts were shown while it grew. Only parts that are new or changed are read; a text that
 * grows is shown when it begins, and again when something follows it or at the end.
 */
export class ChatAnswer {
  readonly #events: ChatEvents;
  readonly #key: string;
  readonly #completed = new Set<string>();
  readonly #marks: Mark[] = [];
  #seen: readonly JsonObject[] = [];
  #text = "";
  #texts = 0;
  #grown: Stamp | null = null;

  constructor(events: ChatEvents, key: string) {
    this.#events = events;
    this.#key = key;
  }

  read(response: readonly JsonObject[], stamp: Stamp, cwd: string | null, log: EventLog): void {
    const most = Math.min(this.#seen.length, response.length);
    let from = 0;
    while (from < most && this.#seen[from] === response[from]) from += 1;
    const mark = this.#marks[from];
    if (mark !== undefined) {
      this.#text = mark.text;
      this.#texts = mark.texts;
      this.#marks.length = from;
    }
    for (let index = from; index < response.length; index += 1) {
      const part = response[index];
      if (part === undefined) continue;
      this.#marks.push({ texts: this.#texts, text: this.#text });
      this.#part(part, index, response, stamp, cwd, log);
    }
    this.#seen = response;
  }

  /** Shows the text that has grown since it was shown. */
  flush(log: EventLog): void {
    const key = `text ${String(this.#texts)}`;
    if (this.#grown !== null && this.#events.shows(key)) this.#events.say(key, this.#text, this.#grown, log);
    this.#grown = null;
  }

  /** Gives the calls that were shown the arguments and results the result has for them, matched by id, else by order. */
  complete(metadata: JsonObject, rounds: readonly unknown[], stamp: Stamp, cwd: string | null, log: EventLog): void {
    const calls = callsOf(rounds);
    const shown = this.#events.calls;
    const results = objectField(metadata, "toolCallResults") ?? {};
    calls.forEach((call, index) => {
      const id = filledField(call, "id")?.toWellFormed() ?? `${this.#key} result ${String(index)}`;
      if (this.#completed.has(id)) return;
      this.#completed.add(id);
      const tool = textField(call, "name") ?? "(no name)";
      const own = shown.includes(id) ? id : shown.length === calls.length ? (shown[index] ?? id) : id;
      const details = openDetails({ callId: own, tool, args: call.arguments }, cwd, log);
      this.#events.open(own, () => details, stamp, log);
      const result = Object.hasOwn(results, id) ? objectField(results, id) : null;
      const answer = result === null ? null : chatResult(resultText(result), this.#seen, own);
      if (answer !== null) this.#events.answer(own, answer, stamp, log);
      if (!shown.includes(own)) return;
      const done = details.map((detail) =>
        answer === null ? detail : answeredDetail(detail, details.length, answer, log),
      );
      const [first, ...others] = done;
      if (first === undefined) return;
      if (
        !log.update(own, (detail) => ({
          ...first,
          outcome: answer === null ? detail.outcome : first.outcome,
          resultPlace: detail.resultPlace,
        }))
      )
        return;
      for (const detail of others) log.extendCall(own, stamp, { ...detail, resultPlace: stamp.place });
    });
  }

  #part(
    part: JsonObject,
    index: number,
    response: readonly JsonObject[],
    stamp: Stamp,
    cwd: string | null,
    log: EventLog,
  ): void {
    switch (textField(part, "kind")) {
      case null:
      case "markdownContent":
        this.#grow(wrappedText(part.content) ?? wrappedText(part.value) ?? "", stamp, log);
        return;
      case "inlineReference":
        this.#grow(referenceName(part), stamp, log);
        return;
      case "thinking":
        this.#events.think(`thought ${String(index)}`, wrappedText(part.value) ?? "", stamp, log);
        return;
      case "toolInvocationSerialized":
        // VS Code's own half of an edit the agent asked for.
        if (part.toolId === "vscode_editFile_internal") return;
        this.flush(log);
        this.#text = "";
        this.#texts += 1;
        this.#invocation(part, index, response, stamp, cwd, log);
        return;
      default:
    }
  }

  #grow(text: string, stamp: Stamp, log: EventLog): void {
    if (text === "") return;
    this.#text += text;
    const key = `text ${String(this.#texts)}`;
    if (this.#events.shows(key)) this.#grown = stamp;
    // Fences stand around edits that are shown in their place.
    else if (this.#text.length > 200 || this.#text.replace(/```/g, "").trim() !== "")
      this.#events.say(key, this.#text, stamp, log);
  }

  /** A call as it was shown: what it did in words, and a command as text; its arguments are not recorded. */
  #invocation(
    part: JsonObject,
    index: number,
    response: readonly JsonObject[],
    stamp: Stamp,
    cwd: string | null,
    log: EventLog,
  ): void {
    const id = (filledField(part, "toolCallId") ?? `${this.#key} part ${String(index)}`).toWellFormed();
    const specific = objectField(part, "toolSpecificData") ?? {};
    const line = objectField(specific, "commandLine");
    const command =
      line === null
        ? textField(specific, "command")
        : (filledField(line, "userEdited") ?? filledField(line, "toolEdited") ?? textField(line, "original"));
    const terminal = specific.kind === "terminal" && command !== null;
    const use = {
      callId: id,
      tool: terminal ? "run_in_terminal" : (textField(part, "toolId") ?? "(no name)"),
      args: terminal ? { command } : (specific.rawInput ?? { message: wrappedText(part.invocationMessage) ?? "" }),
    };
    this.#events.open(id, () => openDetails(use, cwd, log), stamp, log);
    const past = wrappedText(part.pastTenseMessage);
    if (part.isComplete !== true && past === null) return;
    const output = textField(objectField(specific, "terminalCommandOutput") ?? {}, "text");
    if (this.#events.waits(id)) this.#events.answer(id, chatResult(output ?? past ?? "", response, id), stamp, log);
  }
}

function referenceName(part: JsonObject): string {
  const reference = objectField(part, "inlineReference") ?? {};
  const name = textField(part, "name") ?? textField(reference, "name");
  const path = filePath(reference) ?? filePath(objectField(reference, "uri")) ?? "";
  return name ?? path.replace(/^.*\//, "");
}
