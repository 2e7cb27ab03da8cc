import type { Event, EventDetail, Outcome } from "../../../shared/model/event";
import type { CallDetail, EventLog, Stamp } from "../event-log";
import { isObject, listField, numberField, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { RunCourse } from "../run-course";
import { answeredDetail } from "./tool-detail";
import type { ToolResult } from "./tool-detail";

/** The events of one request of a chat, by what they show: what changes is shown again, what is new is added. */
export class ChatEvents {
  readonly #course: RunCourse;
  readonly #shown = new Map<string, Event>();
  /** Calls by id; true once answered. */
  readonly #calls = new Map<string, boolean>();

  constructor(course: RunCourse) {
    this.#course = course;
  }

  /** The calls so far, in order. */
  get calls(): readonly string[] {
    return [...this.#calls.keys()];
  }

  shows(key: string): boolean {
    return this.#shown.has(key);
  }

  /** Shows one thing, or what has changed in it. True if there was anything new. */
  show(key: string, detail: EventDetail, stamp: Stamp, log: EventLog): boolean {
    const known = this.#shown.get(key);
    if (known !== undefined && JSON.stringify(known.detail) === JSON.stringify(detail)) return false;
    this.#shown.set(key, known === undefined ? log.add(stamp, detail) : log.rewrite(known, { detail }));
    return true;
  }

  /** The agent's words. */
  say(key: string, text: string, stamp: Stamp, log: EventLog): void {
    if (text.trim() === "") return;
    if (this.show(key, { kind: "message", role: "agent", text: log.text(text), injected: false }, stamp, log))
      this.#course.said(text, log);
  }

  think(key: string, text: string, stamp: Stamp, log: EventLog): void {
    if (text !== "") this.show(key, { kind: "reasoning", text: log.text(text), withheldBytes: 0 }, stamp, log);
  }

  open(id: string, details: () => CallDetail[], stamp: Stamp, log: EventLog): void {
    if (this.#calls.has(id)) return;
    this.#calls.set(id, false);
    log.openCall(id, stamp, details());
    this.#course.called();
  }

  /** True for a call that has no result yet. */
  waits(id: string): boolean {
    return this.#calls.get(id) === false;
  }

  answer(id: string, result: ToolResult, stamp: Stamp, log: EventLog): void {
    if (!this.waits(id)) return;
    const events = log.eventsOf(id) ?? [];
    const opened = events[0]?.place;
    if (!log.answer(id, stamp.place, (detail) => answeredDetail(detail, events.length, result, log))) return;
    // The result stands in the record of its call.
    if (opened?.byteStart === stamp.place.byteStart) log.update(id, (detail) => ({ ...detail, resultPlace: null }));
    this.#calls.set(id, true);
    this.#course.answered();
  }
}

/** A tool's result from its text, and the exit code of its terminal, which stands with the parts of the answer. */
export function chatResult(text: string, response: readonly JsonObject[], callId: string): ToolResult {
  const part = response.findLast((one) => one.toolCallId === callId);
  const state =
    part === undefined ? null : objectField(objectField(part, "toolSpecificData") ?? {}, "terminalCommandState");
  const code = state === null ? null : numberField(state, "exitCode");
  const exitCode = code !== null && Number.isSafeInteger(code) ? code : null;
  return { text, outcome: outcomeOf(text), exitCode, durationMs: null, diff: null };
}

/** The calls of the turns of a result, in order. */
export function callsOf(rounds: readonly unknown[]): JsonObject[] {
  return rounds.filter(isObject).flatMap((round) => listField(round, "toolCalls").filter(isObject));
}

function outcomeOf(text: string): Outcome {
  if (/^(?:The )?user (?:cancell?ed|skipped|chose to skip|denied|rejected)/i.test(text)) return "denied";
  return text.startsWith("ERROR while calling tool") ? "failed" : "ok";
}
