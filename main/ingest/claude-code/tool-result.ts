import type { Outcome } from "../../../shared/model/event";
import { isObject, numberField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { contentText } from "./user-text";

/** A tool's result as the record holds it twice: as text for the model and, on disk, structured for the screen. */
export interface ToolResult {
  readonly callId: string | null;
  readonly text: string;
  readonly isError: boolean | null;
  /** `toolUseResult`: an object on success, a string on failure, a list for MCP tools; absent in the stream output. */
  readonly structured: JsonObject | null;
  readonly outcome: Outcome;
}

const denials = [
  "The user doesn't want to proceed with this tool use",
  "User rejected tool use",
  "[Request interrupted by user",
  "The user doesn't want to take this action right now",
  "Claude requested permissions to ",
];

/** Reads a `tool_result` block and the record around it. */
export function toolResult(block: JsonObject, record: JsonObject): ToolResult {
  const raw = record.toolUseResult ?? record.tool_use_result;
  const structured = isObject(raw) ? raw : null;
  const text = contentText(block.content);
  const isError = typeof block.is_error === "boolean" ? block.is_error : null;
  return {
    callId: textField(block, "tool_use_id"),
    text,
    isError,
    structured,
    outcome: outcomeOf(text, raw, isError, record),
  };
}

function outcomeOf(text: string, raw: unknown, isError: boolean | null, record: JsonObject): Outcome {
  const denial = textField(record, "toolDenialKind");
  if (denial !== null) return "denied";
  if (isError !== true && typeof raw !== "string") return isObject(raw) && raw.interrupted === true ? "unknown" : "ok";
  const said = typeof raw === "string" ? `${raw}\n${text}` : text;
  if (isError === true && denials.some((one) => said.includes(one))) return "denied";
  if (isError === true) return "failed";
  if (typeof raw === "string" && raw.startsWith("Error: ")) return "failed";
  return raw === "User rejected tool use" ? "denied" : "ok";
}

/**
 * The exit code of a Bash call. There is no field for it: a failure begins with "Exit code N" (from version 2; before that
 * it is not stated), a success is 0, except where the runner read another code as no failure, went on in the background or was stopped.
 */
export function exitCodeOf(result: ToolResult): number | null {
  const stated = /^(?:Error: )?Exit code (\d{1,6})(?!\d)/.exec(result.text.trimStart())?.[1];
  if (result.outcome === "failed") return stated === undefined ? null : Number(stated);
  if (result.outcome !== "ok" || result.isError !== false) return null;
  const facts = result.structured;
  if (facts === null) return 0;
  if (textField(facts, "returnCodeInterpretation") !== null) return null;
  if (textField(facts, "backgroundTaskId") !== null || numberField(facts, "timedOutAfterMs") !== null) return null;
  return 0;
}
