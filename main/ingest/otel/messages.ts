import { filledField, isObject, jsonText, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { structured } from "./attributes";
import type { Span } from "./span";

export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "reasoning"; readonly text: string | null; readonly withheldBytes: number }
  | { readonly kind: "call"; readonly id: string | null; readonly name: string; readonly args: unknown }
  | { readonly kind: "response"; readonly id: string | null; readonly text: string };

export interface Message {
  readonly role: string;
  readonly parts: readonly Part[];
}

const details = "gen_ai.client.inference.operation.details";

/**
 * What a span says went into the model, by the conventions of all years: attributes with messages of parts, an event with
 * the same, an event or attribute per message, or one attribute per field of a message.
 */
export function inputMessages(span: Span): Message[] {
  const system = ["gen_ai.system_instructions"].flatMap((key) => messagesIn(fromSpan(span, key), "system"));
  const stated = messagesIn(fromSpan(span, "gen_ai.input.messages"), "user");
  if (stated.length > 0) return stated.some(({ role }) => role === "system") ? stated : [...system, ...stated];
  const events = span.events.flatMap(({ name, attributes }): Message[] => {
    if (name === "gen_ai.content.prompt") return messagesIn(attributes.get("gen_ai.prompt"), "user");
    const role = /^gen_ai\.(system|user|assistant|tool)\.message$/.exec(name)?.[1];
    return role === undefined ? [] : messagesIn([Object.fromEntries(attributes)], role);
  });
  if (events.length > 0) return [...system, ...events];
  const one = messagesIn(span.attributes.get("gen_ai.prompt"), "user");
  return [...system, ...(one.length > 0 ? one : numbered(span, "gen_ai.prompt.", "user"))];
}

/** What a span says came out of the model. */
export function outputMessages(span: Span): Message[] {
  const stated = messagesIn(fromSpan(span, "gen_ai.output.messages"), "assistant");
  if (stated.length > 0) return stated;
  const events = span.events.flatMap(({ name, attributes }): Message[] => {
    if (name === "gen_ai.content.completion") return messagesIn(attributes.get("gen_ai.completion"), "assistant");
    if (name !== "gen_ai.choice") return [];
    const message = structured(attributes.get("message"));
    return messagesIn([isObject(message) ? message : Object.fromEntries(attributes)], "assistant");
  });
  if (events.length > 0) return events;
  const one = messagesIn(span.attributes.get("gen_ai.completion"), "assistant");
  return one.length > 0 ? one : numbered(span, "gen_ai.completion.", "assistant");
}

/** Words of a person as exporters of Copilot write them: as events of an agent's span. */
export function userWords(span: Span): { text: string; at: number | null }[] {
  return span.events.flatMap(({ name, at, attributes }) => {
    if (name !== "user_message" && name !== "github.copilot.user.message") return [];
    const source = attributes.get("github.copilot.user.message.source");
    const text = attributes.get("content") ?? attributes.get("github.copilot.user.message.content");
    // The texts of skills come under the same name.
    return typeof text === "string" && text !== "" && (source === undefined || source === "user") ? [{ text, at }] : [];
  });
}

function fromSpan(span: Span, key: string): unknown {
  return span.attributes.get(key) ?? span.events.find(({ name }) => name === details)?.attributes.get(key);
}

function messagesIn(value: unknown, role: string): Message[] {
  const content = structured(value);
  if (typeof content === "string") return content === "" ? [] : [{ role, parts: [{ kind: "text", text: content }] }];
  const list = Array.isArray(content) ? content : isObject(content) ? listField(content, "messages") : [];
  const items = list.length === 0 && isObject(content) ? [content] : list;
  // System instructions are a list of parts without a message around them.
  if (
    items.length > 0 &&
    items.every((item) => isObject(item) && !("role" in item) && "type" in item && "content" in item)
  )
    return [{ role, parts: items.filter(isObject).flatMap(partOf) }];
  return items.flatMap((item: unknown): Message[] => {
    if (typeof item === "string") return [{ role, parts: [{ kind: "text", text: item }] }];
    return isObject(item) ? [messageOf(item, role)] : [];
  });
}

function messageOf(item: JsonObject, role: string): Message {
  const said = filledField(item, "role") ?? role;
  const stated = structured(item.parts);
  const parts: Part[] = Array.isArray(stated) ? stated.filter(isObject).flatMap(partOf) : [];
  if (parts.length > 0) return { role: said, parts };
  const content = structured(item.content);
  const callId = filledField(item, "tool_call_id") ?? (said === "tool" ? filledField(item, "id") : null);
  const thinking = filledField(item, "reasoning_content") ?? filledField(item, "reasoning");
  if (thinking !== null) parts.push({ kind: "reasoning", text: thinking, withheldBytes: 0 });
  if (said === "tool" || callId !== null)
    return { role: "tool", parts: [{ kind: "response", id: callId, text: plainText(item.content) }] };
  if (Array.isArray(content)) parts.push(...content.filter(isObject).flatMap(partOf));
  else if (typeof item.content === "string" && item.content !== "") parts.push({ kind: "text", text: item.content });
  else if (isObject(content)) parts.push({ kind: "text", text: plainText(content) });
  const calls = structured(item.tool_calls);
  if (Array.isArray(calls)) parts.push(...calls.filter(isObject).map(callOf));
  return { role: said, parts };
}

function partOf(part: JsonObject): Part[] {
  const type = textField(part, "type") ?? "";
  const text = textField(part, "content") ?? textField(part, "text") ?? textField(part, "thinking");
  switch (type) {
    case "tool_call":
    case "tool_use":
    case "function_call":
      return [callOf(part)];
    case "tool_call_response":
    case "tool_result": {
      const id = filledField(part, "id") ?? filledField(part, "tool_use_id");
      return [{ kind: "response", id, text: plainText(part.response ?? part.result ?? part.content) }];
    }
    case "reasoning":
    case "thinking": {
      const hidden = textField(part, "encrypted_content") ?? textField(part, "signature");
      if ((text === null || text === "") && hidden === null) return [];
      return [
        {
          kind: "reasoning",
          text: text === "" ? null : text,
          withheldBytes: text === null || text === "" ? Buffer.byteLength(hidden ?? "") : 0,
        },
      ];
    }
    default:
      if (text !== null) return text === "" ? [] : [{ kind: "text", text }];
      return type === "" ? [] : [{ kind: "text", text: `[${type}]` }];
  }
}

function callOf(call: JsonObject): Part {
  const inner = objectField(call, "function") ?? call;
  return {
    kind: "call",
    id: filledField(call, "id") ?? filledField(call, "call_id"),
    name: (filledField(inner, "name") ?? "(no name)").slice(0, 200).toWellFormed(),
    args: structured(inner.arguments ?? inner.input ?? inner.args),
  };
}

/** `gen_ai.prompt.0.role`, `gen_ai.prompt.0.content`, `gen_ai.completion.0.tool_calls.0.name` and so on. */
function numbered(span: Span, prefix: string, role: string): Message[] {
  const items = new Map<number, { fields: Record<string, unknown>; calls: Map<number, Record<string, unknown>> }>();
  for (const [key, value] of span.attributes) {
    if (!key.startsWith(prefix)) continue;
    const match = /^(\d{1,4})\.(?:tool_calls\.(\d{1,4})\.)?([\w.]+)$/.exec(key.slice(prefix.length));
    if (match === null || match[3] === "__proto__") continue;
    const at = Number(match[1]);
    const item = items.get(at) ?? { fields: {}, calls: new Map<number, Record<string, unknown>>() };
    items.set(at, item);
    const field = match[3] ?? "";
    if (match[2] === undefined) item.fields[field] = value;
    else {
      const call = item.calls.get(Number(match[2])) ?? {};
      call[field] = value;
      item.calls.set(Number(match[2]), call);
    }
  }
  return [...items]
    .sort(([a], [b]) => a - b)
    .map(([, { fields, calls }]) =>
      messageOf({ ...fields, tool_calls: [...calls].sort(([a], [b]) => a - b).map(([, call]) => call) }, role),
    );
}

function plainText(value: unknown): string {
  const content = structured(value);
  if (typeof content === "string") return content;
  if (content === null || content === undefined) return "";
  if (Array.isArray(content) && content.every((item) => isObject(item) && typeof item.text === "string"))
    return content.map((item: unknown) => (isObject(item) ? (textField(item, "text") ?? "") : "")).join("\n");
  return typeof value === "string" ? value : jsonText(content);
}
