import type { EventLog, Stamp } from "../event-log";
import { parseObject } from "../json-fields";
import { textAt } from "./attributes";
import type { Span } from "./span";

/** Exporters that withhold arguments still name some of them, each under its own key. */
export function parameters(attributes: ReadonlyMap<string, unknown>): unknown {
  const prefix = "github.copilot.tool.parameters.";
  const named = [...attributes].filter(([key]) => key.startsWith(prefix));
  return named.length === 0
    ? undefined
    : Object.fromEntries(named.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** A note on a hook that did not let things pass. */
export function hookNote(span: Span, stamp: Stamp, log: EventLog): void {
  const { attributes } = span;
  const result = textAt(attributes, "copilot_chat.hook_result_kind");
  if (!span.failed && (result === null || result === "success")) return;
  const name = textAt(attributes, "copilot_chat.hook_type") ?? span.name;
  const command = textAt(attributes, "copilot_chat.hook_command");
  const input = parseObject(textAt(attributes, "copilot_chat.hook_input") ?? "");
  const tool = input === null || typeof input.tool_name !== "string" ? "" : ` for ${input.tool_name}`;
  const text = `Hook ${name}${tool}: ${result ?? "failed"}${command === null ? "" : ` (${command})`}`;
  log.add({ ...stamp, actor: "runner" }, { kind: "note", text: log.text(text) });
}

/** What a failed span says of its error: the type, and the words for it. */
export function errorText(span: Span): string {
  const exception = span.events.find(({ name }) => name === "exception");
  const parts = [
    textAt(span.attributes, "error.type") ?? (exception && textAt(exception.attributes, "exception.type")) ?? null,
    span.message ?? (exception && textAt(exception.attributes, "exception.message")) ?? null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? `${span.name} failed` : parts.join(": ");
}
