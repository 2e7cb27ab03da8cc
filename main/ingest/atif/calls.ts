import type { Event } from "../../../shared/model/event";
import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { filledField, isObject, listField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { plainAnswered, plainCall } from "../plain-tool";
import type { RunCourse } from "../run-course";
import { lonelyCommand, observedResults } from "./observation";
import type { ObservedResult } from "./observation";

/** Results that came before their call: some producers write them in that order. */
const maxEarly = 1000;

interface Early {
  readonly result: ObservedResult;
  readonly place: Place;
  readonly event: Event;
}

/** Pairs the calls of steps with their results. */
export class CallReader {
  /** Trajectories of sub-agents that results refer to, with the call. */
  readonly subAgents: { runnerSessionId: string; callId: string | null }[] = [];
  readonly #course: RunCourse;
  readonly #early = new Map<string, Early>();
  #numbered = 0;

  constructor(course: RunCourse) {
    this.#course = course;
  }

  /** Reads the calls of a step and then its observation. `main` says whether they count for how the run stands. */
  step(step: JsonObject, stamp: Stamp, cwd: string | null, main: boolean, log: EventLog): void {
    const calls = listField(step, "tool_calls").filter(isObject);
    const ids = new Set(calls.map((call) => this.#call(call, stamp, cwd, main, log)));
    const results = observedResults(step);
    if (results.length === 0) return;
    if (main) this.#course.answered();
    const left = new Set(ids);
    results.forEach((result, index) => {
      for (const runnerSessionId of result.subAgents)
        if (this.subAgents.length < 1000)
          this.subAgents.push({ runnerSessionId: runnerSessionId.slice(0, 200).toWellFormed(), callId: result.callId });
      const id = result.callId ?? this.#unnamed(left, results.length, index, stamp, log);
      if (id !== null) left.delete(id);
      // A result in the step of its call has the step's time: how long the call took is not said.
      this.#result(result, id, id !== null && ids.has(id) ? null : stamp.at, stamp, log);
    });
  }

  #call(call: JsonObject, stamp: Stamp, cwd: string | null, main: boolean, log: EventLog): string {
    const callId = filledField(call, "tool_call_id") ?? filledField(call, "id");
    const tool = (filledField(call, "function_name") ?? filledField(call, "name") ?? "(no name)")
      .slice(0, 200)
      .toWellFormed();
    this.#numbered += 1;
    const id = callId ?? `call ${String(this.#numbered)}`;
    log.openCall(id, stamp, plainCall({ callId, tool, args: call.arguments, cwd }, log));
    if (main) this.#course.called();
    const early = this.#early.get(id);
    if (early !== undefined) {
      this.#early.delete(id);
      this.#answer(id, early.result, early.place, null, log);
      log.rewrite(early.event, {
        detail: { kind: "note", text: `The result of ${tool}, which is recorded further on.` },
      });
    }
    return id;
  }

  /**
   * The call of a result that names none: by its position where there are as many results as calls. One result for several
   * calls is what they left behind together, as on a terminal's screen: it is the last one's, the others say nothing.
   */
  #unnamed(left: ReadonlySet<string>, results: number, index: number, stamp: Stamp, log: EventLog): string | null {
    const [first] = left;
    if (results - index !== 1 || left.size < 2) return first ?? null;
    const all = [...left];
    for (const id of all.slice(0, -1)) log.answer(id, stamp.place, (detail) => ({ ...detail, outcome: "unknown" }));
    return all.at(-1) ?? null;
  }

  #result(result: ObservedResult, id: string | null, at: string | null, stamp: Stamp, log: EventLog): void {
    if (id !== null && this.#answer(id, result, stamp.place, at, log)) return;
    if (result.command !== null) {
      log.openCall(null, stamp, [lonelyCommand(result, result.command, log)]);
      return;
    }
    const outcome = result.failed === null ? "unknown" : result.failed ? "failed" : "ok";
    const event = log.add(
      { ...stamp, actor: "runner" },
      { kind: "tool-result", callId: result.callId, text: log.output(result.text), outcome },
    );
    if (id !== null && !log.knows(id) && this.#early.size < maxEarly)
      this.#early.set(id, { result, place: stamp.place, event });
  }

  #answer(id: string, result: ObservedResult, place: Place, at: string | null, log: EventLog): boolean {
    return log.answer(id, place, (detail) => plainAnswered(detail, result, log), at);
  }
}
