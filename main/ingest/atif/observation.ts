import { plainAnswered } from "../plain-tool";
import type { PlainResult } from "../plain-tool";
import { commandCall } from "../command-detail";
import type { CallDetail, EventLog } from "../event-log";
import {
  filledField,
  intField,
  isObject,
  jsonText,
  listField,
  numberField,
  objectField,
  textField,
} from "../json-fields";
import type { JsonObject } from "../json-fields";

/** One result of a step's observation. */
export interface ObservedResult extends PlainResult {
  readonly callId: string | null;
  /** The command the result itself names, where the producer records results without calls. */
  readonly command: string | null;
  /** Ids of trajectories of sub-agents that the result refers to. */
  readonly subAgents: readonly string[];
}

/**
 * The results of a step's observation. Producers that keep to the format write `results[]` with text or content parts; others
 * write an object as content, or one result in the observation itself.
 */
export function observedResults(step: JsonObject): ObservedResult[] {
  const { observation } = step;
  if (typeof observation === "string") return [plain(observation, null)];
  if (!isObject(observation)) return [];
  const results = listField(observation, "results").filter(isObject);
  // A converter of Claude Code's sessions says of the step what is so of its result.
  const failed = failedOf(objectField(step, "extra") ?? {});
  if (results.length > 0)
    return results.map((result) => {
      const one = observed(result);
      return { ...one, failed: one.failed ?? failed };
    });
  if (!("content" in observation) && !("result" in observation)) return [];
  // "Tool result for <id>" is the only place where such a step names its call.
  const callId =
    filledField(observation, "tool_call_id") ??
    filledField(observation, "source_call_id") ??
    /^Tool result for (\S{1,200})$/.exec((textField(step, "message") ?? "").trim())?.[1] ??
    null;
  const facts = objectField(observation, "result");
  const text = contentText(observation.content) || contentText(facts?.output) || contentText(facts?.error);
  return [{ ...plain(text, callId), failed: facts === null ? null : failedOf(facts) }];
}

/** The detail that stands for a result whose call is not in the trajectory but whose command is. */
export function lonelyCommand(result: ObservedResult, command: string, log: EventLog): CallDetail {
  const call = commandCall({ callId: result.callId, tool: "(not recorded)", command, cwd: null }, log);
  return plainAnswered(call, result, log);
}

/** Text of a message or a result: a string, content parts, or JSON of anything else. */
export function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (content === null || content === undefined) return "";
  if (!Array.isArray(content)) return jsonText(content);
  return content.map(partText).join("\n");
}

function partText(part: unknown): string {
  if (typeof part === "string") return part;
  if (!isObject(part)) return jsonText(part);
  const text = textField(part, "text");
  if (text !== null) return text;
  const source = objectField(part, "source");
  const path = source === null ? null : (filledField(source, "path") ?? filledField(source, "url"));
  return `[${filledField(part, "type") ?? "content"}${path === null ? "" : `: ${path}`}]`;
}

function observed(result: JsonObject): ObservedResult {
  const { content } = result;
  const extra = objectField(result, "extra") ?? {};
  const callId = filledField(result, "source_call_id");
  const references = isObject(result.subagent_trajectory_ref)
    ? [result.subagent_trajectory_ref]
    : listField(result, "subagent_trajectory_ref").filter(isObject);
  const subAgents = references.flatMap((reference) => {
    const id = filledField(reference, "trajectory_id") ?? filledField(reference, "session_id");
    return id === null ? [] : [id];
  });
  const facts = isObject(content) ? content : {};
  const command = textField(facts, "command");
  const text = command === null ? contentText(content) : (textField(facts, "output") ?? contentText(content));
  return {
    ...plain(text, callId),
    command,
    subAgents,
    failed: failedOf(facts) ?? failedOf(result) ?? failedOf(extra),
    exitCode: exitOf(facts) ?? exitOf(extra) ?? exitOf(result),
    durationMs: numberField(extra, "duration_ms"),
  };
}

function plain(text: string, callId: string | null): ObservedResult {
  return { text, callId, command: null, subAgents: [], failed: null, exitCode: null, durationMs: null };
}

function failedOf(facts: JsonObject): boolean | null {
  for (const key of ["success", "passed", "ok"]) {
    const value = facts[key];
    if (typeof value === "boolean") return !value;
  }
  for (const key of ["is_error", "isError", "tool_result_is_error"]) {
    const value = facts[key];
    if (typeof value === "boolean") return value;
  }
  return null;
}

function exitOf(facts: JsonObject): number | null {
  return intField(facts, "exit_code") ?? intField(facts, "exitCode") ?? intField(facts, "returncode");
}
