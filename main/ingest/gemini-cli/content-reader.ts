import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { filledField, isObject, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { RecordVerdict } from "../port";
import type { RunCourse } from "../run-course";
import { partsOf, partsText, responseText } from "./part-text";
import { namedFolder, personText } from "./person-text";
import { answeredDetail, openDetail } from "./tool-detail";

/** True for a content of the API: `{ role: user | model, parts: [...] }`. */
export function isContent(record: JsonObject): boolean {
  return (
    (record.role === "user" || record.role === "model") && Array.isArray(record.parts) && record.parts.every(isObject)
  );
}

/** Reads a saved conversation: contents without times, ids or tokens, calls and results in records of their own. */
export class ContentReader {
  readonly #course: RunCourse;
  /** Open calls in order, for results that name their tool only. */
  #open: { readonly id: string; readonly tool: string }[] = [];
  #calls = 0;
  cwd: string | null = null;
  count = 0;

  constructor(course: RunCourse) {
    this.#course = course;
  }

  read(record: JsonObject, place: Place, log: EventLog): RecordVerdict {
    const role = textField(record, "role");
    if (role !== "user" && role !== "model") return unknownType(`content/${role ?? "(no role)"}`.slice(0, 200));
    this.count += 1;
    const stamp: Stamp = { at: null, lane: "main", actor: "agent", place };
    const parts = partsOf(record.parts);
    if (role === "user") this.#user(parts, stamp, log);
    else this.#model(parts, stamp, log);
    return recognised;
  }

  #user(parts: readonly JsonObject[], stamp: Stamp, log: EventLog): void {
    for (const part of parts) {
      const response = objectField(part, "functionResponse");
      if (response !== null) this.#result(part, response, stamp, log);
    }
    const text = partsText(parts.filter((part) => !("functionResponse" in part)));
    if (text === "") return;
    const words = personText(text);
    if (words.kind === "summary") {
      log.add({ ...stamp, actor: "runner" }, { kind: "compaction", text: log.text(text) });
      return;
    }
    if (words.kind === "injected") {
      this.cwd ??= namedFolder(text);
      log.add({ ...stamp, actor: "runner" }, { kind: "message", role: "person", text: log.text(text), injected: true });
      return;
    }
    log.add(
      { ...stamp, actor: "person" },
      { kind: "message", role: "person", text: log.text(words.typed), injected: false },
    );
    if (words.attached !== null)
      log.add(
        { ...stamp, actor: "runner" },
        { kind: "message", role: "person", text: log.text(words.attached), injected: true },
      );
    this.#course.asked(words.typed, log);
  }

  #model(parts: readonly JsonObject[], stamp: Stamp, log: EventLog): void {
    for (const part of parts) {
      const call = objectField(part, "functionCall");
      const text = textField(part, "text") ?? "";
      if (call !== null) this.#call(call, stamp, log);
      else if (text.trim() === "") continue;
      else if (part.thought === true) log.add(stamp, { kind: "reasoning", text: log.text(text), withheldBytes: 0 });
      else {
        log.add(stamp, { kind: "message", role: "agent", text: log.text(text), injected: false });
        this.#course.said(text, log);
      }
    }
  }

  #call(call: JsonObject, stamp: Stamp, log: EventLog): void {
    this.#calls += 1;
    const id = (filledField(call, "id") ?? `call ${String(this.#calls)}`).toWellFormed();
    const tool = textField(call, "name") ?? "(no name)";
    this.#open.push({ id, tool });
    log.openCall(id, stamp, [openDetail({ callId: id, tool, args: objectField(call, "args") ?? {} }, this.cwd, log)]);
    this.#course.called();
  }

  #result(part: JsonObject, response: JsonObject, stamp: Stamp, log: EventLog): void {
    const named = filledField(response, "id")?.toWellFormed();
    const tool = textField(response, "name");
    const open =
      this.#open.find((one) => (named === undefined ? one.tool === tool : one.id === named)) ??
      this.#open.find((one) => one.tool === tool);
    const read = responseText([part]) ?? { text: "", isError: false };
    const outcome = read.isError ? "failed" : "ok";
    if (open === undefined) {
      log.add(
        { ...stamp, actor: "runner" },
        { kind: "tool-result", callId: named ?? null, text: log.text(read.text), outcome },
      );
      return;
    }
    this.#open = this.#open.filter((one) => one !== open);
    log.answer(open.id, stamp.place, (detail) =>
      answeredDetail(detail, { text: read.text, outcome, display: null }, log),
    );
    this.#course.answered();
  }
}
