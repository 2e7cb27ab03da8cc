import type { Outcome } from "../../../shared/model/event";
import { commandAnswered } from "../command-detail";
import type { EventLog, Stamp } from "../event-log";
import { filledField, isObject, jsonText, listField, numberField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { shellResult } from "./shell-result";
import { answeredDetail, argumentsOf, openDetails } from "./tool-detail";
import type { ToolUse } from "./tool-detail";

const denial = /den(?:ied|y)|reject|declin|not[_ ]allowed/i;

/**
 * Follows tool calls: asked for in an answer of the model, begun in `tool.execution_start`, ended in
 * `tool.execution_complete`. A command that goes on in the background is completed by a later look at it.
 */
export class CallReader {
  readonly #open = new Set<string>();
  readonly #began = new Map<string, number>();
  readonly #denied = new Set<string>();
  /** Calls whose command goes on, by the id of their shell; and shells that a call reads, by call. */
  readonly #shells = new Map<string, string>();
  readonly #reads = new Map<string, string>();

  /** A call the model asks for. An id that is open is the same call. */
  asked(use: ToolUse, stamp: Stamp, cwd: string | null, log: EventLog): void {
    if (use.callId !== null && this.#open.has(use.callId)) return;
    log.openCall(use.callId, stamp, openDetails(use, cwd, log));
    if (use.callId === null) return;
    this.#open.add(use.callId);
    const args = argumentsOf(use.args);
    const shell = args === null ? null : filledField(args, "shellId");
    if (shell !== null && /^(?:read|stop|write)_/.test(use.tool)) this.#reads.set(use.callId, shell);
  }

  /** A call begins. One that no answer asked for is shown from here on; one that has ended is not begun again. */
  began(use: ToolUse, stamp: Stamp, cwd: string | null, log: EventLog): void {
    if (use.callId === null || (!this.#open.has(use.callId) && !log.knows(use.callId)))
      this.asked(use, stamp, cwd, log);
    if (use.callId !== null && stamp.at !== null) this.#began.set(use.callId, Date.parse(stamp.at));
  }

  /** The call was not permitted. */
  deny(callId: string): void {
    this.#denied.add(callId);
  }

  /** A call ends. A result without its call stands alone. */
  ended(data: JsonObject, stamp: Stamp, log: EventLog): void {
    const callId = filledField(data, "toolCallId")?.toWellFormed() ?? null;
    const text = resultText(data);
    const outcome = outcomeOf(data, text, callId !== null && this.#denied.has(callId));
    if (callId === null || !this.#open.delete(callId)) {
      log.add({ ...stamp, actor: "runner" }, { kind: "tool-result", callId, text: log.text(text), outcome });
      return;
    }
    const events = log.eventsOf(callId) ?? [];
    const command = events.some(({ detail }) => detail.kind === "command" || detail.kind === "check");
    const shell = command ? shellResult(text, data) : { output: text, exitCode: null, background: null };
    const result = {
      text: shell.output,
      outcome: shell.background !== null && outcome === "ok" ? ("unknown" as const) : outcome,
      exitCode: shell.exitCode,
      durationMs: shell.background === null ? this.#duration(callId, data, stamp) : null,
      diff: textField(objectField(data, "result") ?? {}, "detailedContent"),
    };
    // How long a command in the background took is not known when it is left there.
    const at = shell.background === null ? stamp.at : null;
    log.answer(callId, stamp.place, (detail) => answeredDetail(detail, events.length, result, log), at);
    this.#began.delete(callId);
    if (shell.background !== null) {
      this.#shells.set(shell.background, callId);
      log.pin(callId);
    }
    const read = this.#reads.get(callId);
    if (read !== undefined) this.#look(read, text, data, log);
  }

  /** A command in the background ended; its output stands elsewhere or nowhere. */
  shellEnded(shell: string, exitCode: number, log: EventLog): void {
    const callId = this.#shells.get(shell);
    if (callId === undefined) return;
    this.#shells.delete(shell);
    log.update(callId, (detail) => {
      if (detail.kind !== "command" && detail.kind !== "check") return detail;
      return { ...detail, exitCode, outcome: exitCode === 0 ? "ok" : "failed" };
    });
  }

  /** A look at a command in the background: if it has ended, its output and exit code are the command's. */
  #look(shell: string, text: string, data: JsonObject, log: EventLog): void {
    const callId = this.#shells.get(shell);
    const seen = shellResult(text, data);
    if (callId === undefined || seen.exitCode === null) return;
    this.#shells.delete(shell);
    log.update(callId, (detail) =>
      commandAnswered(
        detail,
        { ...seen, durationMs: detail.durationMs, outcome: seen.exitCode === 0 ? "ok" : "failed" },
        log,
      ),
    );
  }

  /** Milliseconds as the runner states them, else from the beginning of the call to its end. */
  #duration(callId: string, data: JsonObject, stamp: Stamp): number | null {
    const metrics = objectField(objectField(data, "toolTelemetry") ?? {}, "metrics");
    const stated = metrics === null ? null : numberField(metrics, "durationMs");
    if (stated !== null && stated >= 0) return stated;
    const began = this.#began.get(callId);
    if (began === undefined || stamp.at === null) return null;
    const ms = Date.parse(stamp.at) - began;
    return ms >= 0 ? ms : null;
  }
}

/** What a result says: its text for the model, in any of the forms it has been written in, or its error. */
function resultText(data: JsonObject): string {
  const error = objectField(data, "error");
  const said = error === null ? textField(data, "error") : textField(error, "message");
  if (typeof data.result === "string") return data.result;
  const result = objectField(data, "result");
  if (result === null) return said ?? "";
  const text =
    textField(result, "content") ?? textField(result, "textResultForLlm") ?? textField(result, "text_result_for_llm");
  if (text !== null && text !== "") return text;
  const texts = listField(result, "contents").flatMap((part) =>
    isObject(part) ? [textField(part, "text") ?? ""] : [],
  );
  return texts.some((part) => part !== "") ? texts.join("\n") : (said ?? text ?? jsonText(result));
}

function outcomeOf(data: JsonObject, text: string, denied: boolean): Outcome {
  if (data.success === true) return "ok";
  const result = objectField(data, "result");
  const type = result === null ? null : (textField(result, "resultType") ?? textField(result, "result_type"));
  if (data.success !== false && type === "success") return "ok";
  if (data.success !== false && type === null) return data.error === undefined ? "unknown" : "failed";
  const error = objectField(data, "error");
  const code = (error === null ? null : textField(error, "code")) ?? type ?? "";
  if (denied || denial.test(code)) return "denied";
  return /^(?:the )?(?:user|permission)\b.{0,60}(?:denied|rejected|declined)|(?:denied|rejected|declined) by (?:the )?user/i.test(
    text,
  )
    ? "denied"
    : "failed";
}
