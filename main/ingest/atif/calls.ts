import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { filledField, isObject, listField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { plainAnswered, plainCall } from "../plain-tool";
import type { RunCourse } from "../run-course";
import { lonelyCommand, observedResults } from "./observation";
import type { ObservedResult } from "./observation";

/** Results that wait for their call: some producers write them before it. */
const maxEarly = 1000;

interface Early {
  readonly result: ObservedResult;
  readonly stamp: Stamp;
  /** True once it was written without its call. */
  written: boolean;
}

/** Pairs the calls of steps with their results. */
export class CallReader {
  /** Trajectories of sub-agents that results refer to, with the call. */
  readonly subAgents: { runnerSessionId: string; callId: string | null }[] = [];
  readonly #course: RunCourse;
  readonly #early = new Map<string, Early>();
  #numbered = 0;
  /** False in a stream: what is read there is written at once, and stays as it is when more comes. */
  waits = true;

  constructor(course: RunCourse) {
    this.#course = course;
  }

  /** Reads the calls of a step and then its observation. `main` says whether they count for how the run stands. */
  step(step: JsonObject, stamp: Stamp, cwd: string | null, main: boolean, log: EventLog): void {
    const calls = listField(step, "tool_calls").filter(isObject);
    const ids = calls.map((call) => this.#call(call, stamp, cwd, main, log));
    const results = observedResults(step);
    if (results.length === 0) return;
    if (main) this.#course.answered();
    const left = [...ids];
    results.forEach((result, index) => {
      for (const runnerSessionId of result.subAgents)
        if (this.subAgents.length < 1000)
          this.subAgents.push({ runnerSessionId: runnerSessionId.slice(0, 200).toWellFormed(), callId: result.callId });
      const id = result.callId ?? this.#unnamed(left, results.length, index, stamp, log);
      if (id !== null) {
        const at = left.indexOf(id);
        if (at !== -1) left.splice(at, 1);
      }
      // A result in the step of its call has the step's time: how long the call took is not said.
      this.#result(result, id, id !== null && ids.includes(id) ? null : stamp.at, stamp, log);
    });
  }

  /** Writes the results whose call never came. */
  flush(log: EventLog): void {
    for (const early of this.#early.values()) {
      if (!early.written) this.#alone(early.result, early.stamp, log);
      early.written = true;
    }
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
      this.#answer(id, early.result, early.stamp.place, null, log);
    }
    return id;
  }

  /**
   * The call of a result that names none: by its position where there are as many results as calls. One result for several
   * calls is what they left behind together, as on a terminal's screen: it is the last one's, the others say nothing.
   */
  #unnamed(left: readonly string[], results: number, index: number, stamp: Stamp, log: EventLog): string | null {
    const rest = results - index;
    if (left.length === 0 || rest > left.length) return left[0] ?? null;
    if (rest > 1 || left.length === 1) return left[0] ?? null;
    for (const id of left.slice(0, -1)) log.answer(id, stamp.place, (detail) => ({ ...detail, outcome: "unknown" }));
    return left.at(-1) ?? null;
  }

  #result(result: ObservedResult, id: string | null, at: string | null, stamp: Stamp, log: EventLog): void {
    if (id !== null && this.#answer(id, result, stamp.place, at, log)) return;
    const waits = this.waits && this.#early.size < maxEarly;
    if (id !== null && waits && result.command === null && !log.knows(id)) {
      this.#early.set(id, { result, stamp, written: false });
      return;
    }
    this.#alone(result, stamp, log);
  }

  #answer(id: string, result: ObservedResult, place: Place, at: string | null, log: EventLog): boolean {
    return log.answer(id, place, (detail) => plainAnswered(detail, result, log), at);
  }

  #alone(result: ObservedResult, stamp: Stamp, log: EventLog): void {
    if (result.command !== null) {
      log.openCall(null, stamp, [lonelyCommand(result, result.command, log)]);
      return;
    }
    const outcome = result.failed === null ? "unknown" : result.failed ? "failed" : "ok";
    log.add(
      { ...stamp, actor: "runner" },
      { kind: "tool-result", callId: result.callId, text: log.output(result.text), outcome },
    );
  }
}
