import { filledField, numberField, objectField, parseObject, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { SpanEvent } from "./span";
import { attributesOf } from "./attributes";

/** VS Code's agent traces (`traces.db`): spans, their attributes and their events, in the order they are read. */
export const spanTables = ["spans", "span_attributes", "span_events"] as const;

/** A row of one of those tables, or null. */
export function tableRow(record: JsonObject): { table: string; row: JsonObject } | null {
  const table = filledField(record, "table");
  const row = objectField(record, "row");
  return table === null || row === null || "spanId" in record ? null : { table, row };
}

/** The columns of a span that are attributes elsewhere. The table of attributes repeats most of them. */
export function columnAttributes(row: JsonObject): Map<string, unknown> {
  const names: Readonly<Record<string, string>> = {
    operation_name: "gen_ai.operation.name",
    agent_name: "gen_ai.agent.name",
    conversation_id: "gen_ai.conversation.id",
    chat_session_id: "copilot_chat.chat_session_id",
    request_model: "gen_ai.request.model",
    response_model: "gen_ai.response.model",
    input_tokens: "gen_ai.usage.input_tokens",
    output_tokens: "gen_ai.usage.output_tokens",
    cached_tokens: "gen_ai.usage.cache_read.input_tokens",
    reasoning_tokens: "gen_ai.usage.reasoning.output_tokens",
    tool_name: "gen_ai.tool.name",
    tool_call_id: "gen_ai.tool.call.id",
  };
  const attributes = new Map<string, unknown>();
  for (const [column, name] of Object.entries(names)) {
    const value = row[column];
    if (value !== null && value !== undefined) attributes.set(name, value);
  }
  return attributes;
}

/** The event in a row of `span_events`. */
export function rowEvent(row: JsonObject): SpanEvent {
  return {
    name: textField(row, "name") ?? "",
    at: numberField(row, "timestamp_ms"),
    attributes: attributesOf(parseObject(textField(row, "attributes") ?? "") ?? {}),
  };
}
