import type { Place } from "../../../shared/model/source-ref";
import { filledField, isObject, listField, numberField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { attributesOf, textAt } from "./attributes";

export interface SpanEvent {
  readonly name: string;
  /** Milliseconds since 1970, or null. */
  readonly at: number | null;
  readonly attributes: Map<string, unknown>;
}

/** A span of any dialect. Times are milliseconds since 1970, with fractions. */
export interface Span {
  readonly id: string;
  readonly traceId: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly attributes: Map<string, unknown>;
  readonly events: SpanEvent[];
  readonly failed: boolean;
  readonly message: string | null;
  readonly place: Place;
}

/** What a span is, by the names of the GenAI conventions. */
export type Operation = "inference" | "tool" | "agent" | "hook" | "quiet";

const operations: Readonly<Record<string, Operation>> = {
  chat: "inference",
  generate_content: "inference",
  text_completion: "inference",
  completion: "inference",
  execute_tool: "tool",
  invoke_agent: "agent",
  execute_hook: "hook",
  create_agent: "quiet",
  embeddings: "quiet",
  invoke_workflow: "quiet",
  plan: "quiet",
  retrieval: "quiet",
  search_memory: "quiet",
  update_memory: "quiet",
  create_memory: "quiet",
  delete_memory: "quiet",
  upsert_memory: "quiet",
  create_memory_store: "quiet",
  delete_memory_store: "quiet",
};

/** The spans of other instrumentations in a trace, such as of HTTP calls, are quiet; null is an operation no one knows. */
export function operationOf(span: Span): Operation | null {
  const { attributes } = span;
  const named = textAt(attributes, "gen_ai.operation.name");
  if (named !== null) return Object.hasOwn(operations, named) ? (operations[named] ?? null) : null;
  const kind = textAt(attributes, "traceloop.span.kind");
  if (kind !== null) return kind === "tool" ? "tool" : kind === "agent" ? "agent" : "quiet";
  if (/^(?:chat|completion)$/.test(textAt(attributes, "llm.request.type") ?? "")) return "inference";
  if (attributes.has("gen_ai.tool.name")) return "tool";
  const [first] = span.name.split(" ");
  const byName = first !== undefined && Object.hasOwn(operations, first) ? operations[first] : undefined;
  if (byName !== undefined && [...attributes.keys()].some((key) => key.startsWith("gen_ai."))) return byName;
  if (attributes.has("gen_ai.request.model") || attributes.has("gen_ai.response.model")) return "inference";
  return "quiet";
}

/** The name of an operation no one knows. */
export function operationName(span: Span): string {
  return textAt(span.attributes, "gen_ai.operation.name") ?? span.name;
}

/**
 * Reads a span of OTLP/JSON, of the Copilot CLI's exporter, of the Python SDK's `to_json` or of a row of VS Code's table.
 * Null for what is none: it has no id or no trace.
 */
export function readSpan(record: JsonObject, place: Place): Span | null {
  const context = objectField(record, "context");
  const id =
    filledField(record, "spanId") ?? filledField(record, "span_id") ?? (context && filledField(context, "span_id"));
  const traceId =
    filledField(record, "traceId") ?? filledField(record, "trace_id") ?? (context && filledField(context, "trace_id"));
  if (id === null || traceId === null) return null;
  const parent =
    filledField(record, "parentSpanId") ?? filledField(record, "parent_span_id") ?? filledField(record, "parent_id");
  const status = objectField(record, "status") ?? {};
  const code = status.code ?? status.status_code ?? record.status_code;
  const start = firstTime(record, ["startTimeUnixNano", "startTime", "start_time", "start_time_ms"]);
  const end = firstTime(record, ["endTimeUnixNano", "endTime", "end_time", "end_time_ms"]);
  return {
    id: plainId(id),
    traceId: plainId(traceId),
    parentId: parent === null || /^0*$/.test(plainId(parent)) ? null : plainId(parent),
    name: textField(record, "name") ?? "",
    start: start ?? end,
    end,
    attributes: attributesOf(record.attributes),
    events: listField(record, "events").filter(isObject).map(readEvent),
    failed: code === 2 || code === "STATUS_CODE_ERROR" || code === "ERROR",
    message:
      filledField(status, "message") ?? filledField(status, "description") ?? filledField(record, "status_message"),
    place,
  };
}

function readEvent(event: JsonObject): SpanEvent {
  const body = objectField(event, "body");
  const attributes = attributesOf(event.attributes);
  if (body !== null)
    for (const [key, value] of attributesOf(body)) if (!attributes.has(key)) attributes.set(key, value);
  return {
    name: textField(event, "name") ?? "",
    at: firstTime(event, ["timeUnixNano", "time", "timestamp", "timestamp_ms"]),
    attributes,
  };
}

function firstTime(record: JsonObject, keys: readonly string[]): number | null {
  for (const key of keys) {
    const time = spanTime(record[key]);
    if (time !== null) return time;
  }
  return null;
}

/** A time in any of the ways spans write it: [seconds, nanoseconds], text or number of nanoseconds, milliseconds, or ISO. */
export function spanTime(value: unknown): number | null {
  if (Array.isArray(value)) {
    const seconds = numberField({ value: value[0] }, "value");
    const nanos = numberField({ value: value[1] }, "value");
    return seconds === null ? null : inRange(seconds * 1000 + (nanos ?? 0) / 1e6);
  }
  if (typeof value === "string") {
    if (/^\d{7,25}$/.test(value)) return inRange(Number(value.slice(0, -6)) + Number(value.slice(-6)) / 1e6);
    const ms = /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : NaN;
    return Number.isNaN(ms) ? null : inRange(ms);
  }
  if (typeof value !== "number") return null;
  // Nanoseconds of this century have 19 digits, milliseconds 13.
  return inRange(value > 1e17 ? value / 1e6 : value);
}

/** The instant of a span's time; null where there is none. */
export function spanInstant(ms: number | null): string | null {
  return ms === null ? null : new Date(Math.floor(ms)).toISOString();
}

function inRange(ms: number): number | null {
  return Number.isFinite(ms) && ms > 0 && ms < 253_402_300_800_000 ? ms : null;
}

/** Ids without the "0x" of the Python SDK. */
function plainId(id: string): string {
  return id.replace(/^0x/, "").slice(0, 200).toWellFormed();
}
