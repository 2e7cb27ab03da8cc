import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { countField, filledField, isObject, listField, numberField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { RunCourse } from "../run-course";
import { ChatAnswer } from "./chat-answer";
import { ChatEvents, chatResult } from "./chat-events";
import { filePath, resultText, wrappedText } from "./chat-text";
import { timeOf } from "./time-of";
import { openDetails } from "./tool-detail";

/**
 * One request of a chat and what came of it. The request is given whole each time something in it has changed; what is
 * new in it is shown. Where the result is there from the start its turns are read, in which calls have their arguments;
 * where the answer comes first, the parts of it are shown, and the result completes their calls.
 */
export class ChatRequest {
  readonly #course: RunCourse;
  readonly #key: string;
  readonly #events: ChatEvents;
  readonly #answer: ChatAnswer;
  #form: "rounds" | "parts" | null = null;
  #ended = false;
  /** Tokens as stated with the result. */
  input: number | null = null;
  output: number | null = null;
  cwd: string | null = null;

  constructor(course: RunCourse, key: string) {
    this.#course = course;
    this.#key = key;
    this.#events = new ChatEvents(course);
    this.#answer = new ChatAnswer(this.#events, key);
  }

  /** Shows what is new. */
  read(request: JsonObject, place: Place, log: EventLog): void {
    const at = timeOf(request.timestamp);
    const stamp: Stamp = { at: null, lane: "main", actor: "agent", place };
    this.#asked(request, { ...stamp, at }, log);
    this.#course.at(at);
    this.#course.model(
      filledField(request, "modelId")
        ?.replace(/^copilot\//, "")
        .slice(0, 200) ?? null,
    );
    this.#course.version(filledField(objectField(request, "agent") ?? {}, "extensionVersion"));
    const result = objectField(request, "result");
    const metadata = objectField(result ?? {}, "metadata") ?? {};
    const rounds = listField(metadata, "toolCallRounds");
    const response = listField(request, "response").filter(isObject);
    this.cwd ??= folderOf(response);
    if (rounds.length > 0) this.#form ??= "rounds";
    else if (response.length > 0) this.#form ??= "parts";
    if (this.#form === "rounds") this.#rounds(rounds.filter(isObject), metadata, response, stamp, log);
    if (this.#form === "parts") {
      this.#answer.read(response, stamp, this.cwd, log);
      if (result !== null || request.isCanceled === true) this.#answer.flush(log);
      this.#answer.complete(metadata, rounds, stamp, this.cwd, log);
    }
    const usage = objectField(result ?? {}, "usage") ?? {};
    this.input = countField(usage, "promptTokens") ?? this.input;
    this.output = countField(usage, "completionTokens") ?? this.output;
    this.#end(request, result, at, stamp, log);
  }

  /** Shows what has grown since it was shown. */
  flush(log: EventLog): void {
    this.#answer.flush(log);
  }

  #asked(request: JsonObject, stamp: Stamp, log: EventLog): void {
    const message = request.message;
    const text = typeof message === "string" ? message : isObject(message) ? textField(message, "text") : null;
    if (text === null || text === "") return;
    const known = this.#events.shows("asked");
    const person: Stamp = { ...stamp, actor: "person" };
    this.#events.show("asked", { kind: "message", role: "person", text: log.text(text), injected: false }, person, log);
    if (known) return;
    this.#course.asked(text, log);
    const variables = listField(objectField(request, "variableData") ?? {}, "variables").slice(0, 100);
    const names = variables.flatMap((one) => (isObject(one) ? [filledField(one, "name") ?? ""] : []));
    const attached = names.filter((name) => name !== "").join(", ");
    if (attached === "") return;
    const detail = { kind: "note" as const, text: log.text(`Attached: ${attached}`) };
    this.#events.show("attached", detail, { ...stamp, actor: "runner" }, log);
  }

  #rounds(
    rounds: readonly JsonObject[],
    metadata: JsonObject,
    response: readonly JsonObject[],
    stamp: Stamp,
    log: EventLog,
  ): void {
    const results = objectField(metadata, "toolCallResults") ?? {};
    rounds.forEach((round, index) => {
      const here: Stamp = { ...stamp, at: timeOf(round.timestamp) };
      const thinking = objectField(round, "thinking") ?? {};
      this.#events.think(
        `thought ${String(index)}`,
        wrappedText(thinking.text) ?? wrappedText(thinking) ?? "",
        here,
        log,
      );
      this.#events.say(`text ${String(index)}`, textField(round, "response") ?? "", here, log);
      listField(round, "toolCalls").forEach((call, place) => {
        if (!isObject(call)) return;
        const id = (filledField(call, "id") ?? `${this.#key} ${String(index)}.${String(place)}`).toWellFormed();
        const use = { callId: id, tool: textField(call, "name") ?? "(no name)", args: call.arguments };
        this.#events.open(id, () => openDetails(use, this.cwd, log), here, log);
        const result = Object.hasOwn(results, id) ? objectField(results, id) : null;
        if (result !== null && this.#events.waits(id))
          this.#events.answer(id, chatResult(resultText(result), response, id), here, log);
      });
    });
  }

  #end(request: JsonObject, result: JsonObject | null, at: string | null, stamp: Stamp, log: EventLog): void {
    if (this.#ended) return;
    const error = objectField(result ?? {}, "errorDetails");
    const canceled = request.isCanceled === true || error?.code === "canceled";
    if (result === null && !canceled) return;
    this.#ended = true;
    const elapsed = numberField(objectField(result ?? {}, "timings") ?? {}, "totalElapsed");
    const counted = at === null || elapsed === null ? null : timeOf(Date.parse(at) + Math.round(elapsed));
    const end = timeOf(objectField(request, "modelState")?.completedAt) ?? counted;
    this.#course.at(end);
    const runner: Stamp = { ...stamp, actor: "runner", at: end };
    if (canceled) {
      this.#events.show("end", { kind: "note", text: "The request was cancelled." }, runner, log);
      this.#course.interrupted();
    } else if (error !== null) {
      const text = log.text(textField(error, "message") ?? "The request failed.");
      this.#events.show("end", { kind: "error", text }, runner, log);
      this.#course.failed();
    } else this.#course.turnEnded();
  }
}

/** The folder of the workspace, which stands with the texts of the answer. */
function folderOf(response: readonly JsonObject[]): string | null {
  const part = response.find((one) => one.baseUri !== undefined);
  return part === undefined ? null : (filePath(part.baseUri)?.replace(/\/+$/, "") ?? null);
}
