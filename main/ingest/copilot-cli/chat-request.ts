import type { Event, EventDetail, Outcome } from "../../../shared/model/event";
import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { filledField, isObject, listField, numberField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { RunCourse } from "../run-course";
import { filePath, resultText, wrappedText } from "./chat-text";
import { timeOf } from "./time-of";
import { answeredDetail, openDetails } from "./tool-detail";
import type { ToolResult } from "./tool-detail";

/**
 * One request of a chat and what came of it. The request is given whole each time something in it has changed; what is
 * new in it is shown. Where the result is there from the start its turns are read, in which calls have their arguments;
 * where the answer comes first, the parts of it are shown, and the result completes their calls.
 */
export class ChatRequest {
  readonly #course: RunCourse;
  readonly #key: string;
  readonly #shown = new Map<string, Event>();
  readonly #calls = new Map<string, boolean>();
  readonly #completed = new Set<string>();
  #form: "rounds" | "parts" | null = null;
  #ended = false;
  /** Tokens as stated with the result. */
  input: number | null = null;
  output: number | null = null;
  cwd: string | null = null;

  constructor(course: RunCourse, key: string) {
    this.#course = course;
    this.#key = key;
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
    const metadata = result === null ? null : objectField(result, "metadata");
    const rounds = metadata === null ? [] : listField(metadata, "toolCallRounds");
    const response = listField(request, "response").filter(isObject);
    for (const part of response) this.cwd ??= filePath(part.baseUri)?.replace(/\/+$/, "") ?? null;
    if (rounds.length > 0) this.#form ??= "rounds";
    else if (response.length > 0) this.#form ??= "parts";
    if (this.#form === "rounds") this.#rounds(rounds.filter(isObject), metadata ?? {}, response, stamp, log);
    if (this.#form === "parts") {
      this.#parts(response, stamp, log);
      this.#complete(rounds.filter(isObject), metadata ?? {}, response, stamp, log);
    }
    if (result !== null) this.#usage(objectField(result, "usage"));
    this.#end(request, result, at, stamp, log);
  }

  #asked(request: JsonObject, stamp: Stamp, log: EventLog): void {
    const message = request.message;
    const text = typeof message === "string" ? message : isObject(message) ? textField(message, "text") : null;
    if (text === null || text === "") return;
    const known = this.#shown.has("asked");
    this.#show(
      "asked",
      { kind: "message", role: "person", text: log.text(text), injected: false },
      { ...stamp, actor: "person" },
      log,
    );
    if (known) return;
    this.#course.asked(text, log);
    const variables = listField(objectField(request, "variableData") ?? {}, "variables").slice(0, 100);
    const names = variables
      .flatMap((one) => (isObject(one) ? [filledField(one, "name") ?? ""] : []))
      .filter((name) => name !== "");
    if (names.length > 0)
      this.#show(
        "attached",
        { kind: "note", text: log.text(`Attached: ${names.join(", ")}`) },
        { ...stamp, actor: "runner" },
        log,
      );
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
      const at = timeOf(round.timestamp);
      const here: Stamp = { ...stamp, at };
      const thinking = objectField(round, "thinking");
      const thought = thinking === null ? null : (wrappedText(thinking.text) ?? wrappedText(thinking));
      if (thought !== null && thought !== "")
        this.#show(
          `thought ${String(index)}`,
          { kind: "reasoning", text: log.text(thought), withheldBytes: 0 },
          here,
          log,
        );
      this.#say(`text ${String(index)}`, textField(round, "response") ?? "", here, log);
      listField(round, "toolCalls").forEach((call, place) => {
        if (!isObject(call)) return;
        const id = (filledField(call, "id") ?? `${this.#key} ${String(index)}.${String(place)}`).toWellFormed();
        const tool = textField(call, "name") ?? "(no name)";
        this.#open(id, () => openDetails({ callId: id, tool, args: call.arguments }, this.cwd, log), here, log);
        const result = Object.hasOwn(results, id) ? objectField(results, id) : null;
        if (result !== null && this.#calls.get(id) === false)
          this.#answer(id, resultText(result), exitCodeOf(response, id), here, log);
      });
    });
  }

  #parts(response: readonly JsonObject[], stamp: Stamp, log: EventLog): void {
    let text = "";
    let texts = 0;
    const close = () => {
      // Fences stand around edits that are shown in their place.
      if (text.replace(/```/g, "").trim() !== "") this.#say(`text ${String(texts)}`, text, stamp, log);
      text = "";
      texts += 1;
    };
    response.forEach((part, index) => {
      const kind = textField(part, "kind");
      if (kind === null || kind === "markdownContent")
        text += wrappedText(part.content) ?? wrappedText(part.value) ?? "";
      else if (kind === "inlineReference") text += referenceName(part);
      else if (kind === "thinking") {
        const thought = wrappedText(part.value) ?? "";
        if (thought !== "")
          this.#show(
            `thought ${String(index)}`,
            { kind: "reasoning", text: log.text(thought), withheldBytes: 0 },
            stamp,
            log,
          );
      } else if (kind === "toolInvocationSerialized") {
        close();
        this.#invocation(part, index, response, stamp, log);
      }
    });
    close();
  }

  /** A call as it was shown: what it did in words, and a command as text; its arguments are not recorded. */
  #invocation(part: JsonObject, index: number, response: readonly JsonObject[], stamp: Stamp, log: EventLog): void {
    const id = (filledField(part, "toolCallId") ?? `${this.#key} part ${String(index)}`).toWellFormed();
    const specific = objectField(part, "toolSpecificData") ?? {};
    const line = objectField(specific, "commandLine");
    const command =
      line === null
        ? textField(specific, "command")
        : (filledField(line, "userEdited") ?? filledField(line, "toolEdited") ?? textField(line, "original"));
    const tool = textField(part, "toolId") ?? "(no name)";
    const args =
      specific.kind === "terminal" && command !== null
        ? { command }
        : (specific.rawInput ?? { message: wrappedText(part.invocationMessage) ?? "" });
    const name = specific.kind === "terminal" ? "run_in_terminal" : tool;
    this.#open(id, () => openDetails({ callId: id, tool: name, args }, this.cwd, log), stamp, log);
    const done = part.isComplete === true || wrappedText(part.pastTenseMessage) !== null;
    const output = textField(objectField(specific, "terminalCommandOutput") ?? {}, "text");
    if (done)
      this.#answer(id, output ?? wrappedText(part.pastTenseMessage) ?? "", exitCodeOf(response, id), stamp, log);
  }

  /** Gives the calls that were shown the arguments and results the result has for them, matched by id, else by their order. */
  #complete(
    rounds: readonly JsonObject[],
    metadata: JsonObject,
    response: readonly JsonObject[],
    stamp: Stamp,
    log: EventLog,
  ): void {
    const calls = rounds.flatMap((round) => listField(round, "toolCalls").filter(isObject));
    const shown = [...this.#calls.keys()];
    const results = objectField(metadata, "toolCallResults") ?? {};
    calls.forEach((call, index) => {
      const id = filledField(call, "id")?.toWellFormed() ?? `${this.#key} result ${String(index)}`;
      if (this.#completed.has(id)) return;
      this.#completed.add(id);
      const tool = textField(call, "name") ?? "(no name)";
      const result = Object.hasOwn(results, id) ? objectField(results, id) : null;
      const known = this.#calls.has(id) ? id : shown.length === calls.length ? shown[index] : undefined;
      if (known === undefined) {
        this.#open(id, () => openDetails({ callId: id, tool, args: call.arguments }, this.cwd, log), stamp, log);
        if (result !== null) this.#answer(id, resultText(result), exitCodeOf(response, id), stamp, log);
        return;
      }
      if (result !== null) this.#answer(known, resultText(result), exitCodeOf(response, known), stamp, log);
      const details = openDetails({ callId: known, tool, args: call.arguments }, this.cwd, log);
      const text = result === null ? null : resultText(result);
      const done = details.map((detail) =>
        text === null
          ? detail
          : answeredDetail(detail, details.length, chatResult(text, exitCodeOf(response, known)), log),
      );
      const [first, ...others] = done;
      if (first === undefined) return;
      const updated = log.update(known, (detail) => ({ ...first, resultPlace: detail.resultPlace }));
      if (updated) for (const detail of others) log.extendCall(known, stamp, { ...detail, resultPlace: stamp.place });
    });
  }

  #open(id: string, details: () => ReturnType<typeof openDetails>, stamp: Stamp, log: EventLog): void {
    if (this.#calls.has(id)) return;
    this.#calls.set(id, false);
    log.openCall(id, stamp, details());
    this.#course.called();
  }

  #answer(id: string, text: string, exitCode: number | null, stamp: Stamp, log: EventLog): void {
    if (this.#calls.get(id) !== false) return;
    const events = log.eventsOf(id) ?? [];
    const opened = events[0]?.place;
    const result = chatResult(text, exitCode);
    if (!log.answer(id, stamp.place, (detail) => answeredDetail(detail, events.length, result, log))) return;
    // The result stands in the record of its call.
    if (opened?.byteStart === stamp.place.byteStart) log.update(id, (detail) => ({ ...detail, resultPlace: null }));
    this.#calls.set(id, true);
    this.#course.answered();
  }

  #usage(usage: JsonObject | null): void {
    if (usage === null) return;
    const count = (key: string): number | null => {
      const value = numberField(usage, key);
      return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null;
    };
    this.input = count("promptTokens") ?? this.input;
    this.output = count("completionTokens") ?? this.output;
  }

  #end(request: JsonObject, result: JsonObject | null, at: string | null, stamp: Stamp, log: EventLog): void {
    if (this.#ended) return;
    const error = result === null ? null : objectField(result, "errorDetails");
    const elapsed = numberField(objectField(result ?? {}, "timings") ?? {}, "totalElapsed");
    const state = objectField(request, "modelState") ?? {};
    const completed =
      timeOf(state.completedAt) ??
      (at === null || elapsed === null ? null : timeOf(Date.parse(at) + Math.round(elapsed)));
    this.#course.at(completed);
    const canceled = request.isCanceled === true || (error !== null && error.code === "canceled");
    if (canceled) {
      this.#ended = true;
      this.#show(
        "end",
        { kind: "note", text: "The request was cancelled." },
        { ...stamp, actor: "runner", at: completed },
        log,
      );
      this.#course.interrupted();
    } else if (error !== null) {
      this.#ended = true;
      this.#show(
        "end",
        { kind: "error", text: log.text(textField(error, "message") ?? "The request failed.") },
        { ...stamp, actor: "runner", at: completed },
        log,
      );
      this.#course.failed();
    } else if (result !== null) {
      this.#ended = true;
      this.#course.turnEnded();
    }
  }

  #say(key: string, text: string, stamp: Stamp, log: EventLog): void {
    if (text.trim() === "") return;
    if (this.#show(key, { kind: "message", role: "agent", text: log.text(text), injected: false }, stamp, log))
      this.#course.said(text, log);
  }

  /** Shows one thing, or what has changed in it. True if there was anything new. */
  #show(key: string, detail: EventDetail, stamp: Stamp, log: EventLog): boolean {
    const known = this.#shown.get(key);
    if (known !== undefined && JSON.stringify(known.detail) === JSON.stringify(detail)) return false;
    this.#shown.set(key, known === undefined ? log.add(stamp, detail) : log.rewrite(known, { detail }));
    return true;
  }
}

/** The exit code of a terminal's command, which stands with the parts of the answer. */
function exitCodeOf(response: readonly JsonObject[], callId: string): number | null {
  const part = response.find((one) => one.toolCallId === callId);
  const specific = part === undefined ? null : objectField(part, "toolSpecificData");
  const state = specific === null ? null : objectField(specific, "terminalCommandState");
  const code = state === null ? null : numberField(state, "exitCode");
  return code !== null && Number.isSafeInteger(code) ? code : null;
}

function chatResult(text: string, exitCode: number | null): ToolResult {
  return { text, outcome: outcomeOf(text), exitCode, durationMs: null, diff: null };
}

function outcomeOf(text: string): Outcome {
  if (/^(?:The )?user (?:cancell?ed|skipped|chose to skip|denied|rejected)/i.test(text)) return "denied";
  return text.startsWith("ERROR while calling tool") ? "failed" : "ok";
}

function referenceName(part: JsonObject): string {
  const reference = objectField(part, "inlineReference") ?? {};
  const name = textField(part, "name") ?? textField(reference, "name");
  const path = filePath(reference) ?? filePath(objectField(reference, "uri")) ?? "";
  return name ?? path.replace(/^.*\//, "");
}
