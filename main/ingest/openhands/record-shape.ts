import { filledField, isObject, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";

const sources = new Set(["agent", "user", "environment", "hook"]);

/** Kinds of the SDK's events that any conversation has: by them a source is told. */
const tellingKinds = new Set([
  "SystemPromptEvent",
  "MessageEvent",
  "ActionEvent",
  "ObservationEvent",
  "UserRejectObservation",
  "AgentErrorEvent",
  "Condensation",
  "CondensationRequest",
  "CondensationSummaryEvent",
  "ConversationStateUpdateEvent",
  "ConversationErrorEvent",
  "PauseEvent",
]);

/** An event to version 1.0: an action or an observation with a number. */
export function isOldEvent(value: unknown): boolean {
  if (!isObject(value) || typeof value.id !== "number" || typeof value.timestamp !== "string") return false;
  if (!sources.has(textField(value, "source") ?? "")) return false;
  if (typeof value.action === "string") return isObject(value.args);
  return typeof value.observation === "string" && (typeof value.content === "string" || isObject(value.extras));
}

/** An event of the SDK that followed: `kind` says which. Those of later versions are told by their form. */
export function isSdkEvent(value: unknown): boolean {
  if (!isObject(value) || !sources.has(textField(value, "source") ?? "")) return false;
  const kind = textField(value, "kind") ?? "";
  if (tellingKinds.has(kind)) return true;
  return /^[A-Z][A-Za-z]+Event$/.test(kind) && typeof value.id === "string" && typeof value.timestamp === "string";
}

/** The state of a conversation of the SDK (`base_state.json`). */
export function isBaseState(value: unknown): boolean {
  if (!isObject(value) || typeof value.id !== "string" || !isObject(value.agent)) return false;
  const status = value.execution_status ?? value.agent_status;
  return (
    typeof status === "string" && ("max_iterations" in value || "workspace" in value || "persistence_dir" in value)
  );
}

/** What a conversation to version 1.0 keeps about itself (`metadata.json`). */
export function isMetadata(value: unknown): boolean {
  return isObject(value) && typeof value.conversation_id === "string" && "selected_repository" in value;
}

/** A row of an evaluation's `output.jsonl`. */
export function isRow(value: unknown): boolean {
  if (!isObject(value) || (typeof value.instance_id !== "string" && typeof value.instance_id !== "number"))
    return false;
  if (!Array.isArray(value.history) || !("metrics" in value || "metadata" in value || "test_result" in value))
    return false;
  return value.history.length === 0 || eventsOf(value.history).some((event) => isOldEvent(event) || isSdkEvent(event));
}

/** The events of a history: a list of them, or of pairs of action and observation. */
export function eventsOf(history: readonly unknown[]): JsonObject[] {
  return history.flatMap((one) => (Array.isArray(one) ? one.filter(isObject) : isObject(one) ? [one] : []));
}

/** The text of a message's `content`: a string, or a list of texts and images. */
export function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .filter(isObject)
    .map((one) => textField(one, "text") ?? `[${textField(one, "type") ?? "content"}]`)
    .join("\n");
}

/** The model's name of a response, where an event holds the response it came from. */
export function responseOf(event: JsonObject): JsonObject | null {
  const call = objectField(event, "tool_call_metadata");
  return call === null ? null : objectField(call, "model_response");
}

/** The id and the name of the call that an event names, each or null. */
export function callOf(event: JsonObject): { id: string | null; name: string | null } {
  const call = objectField(event, "tool_call_metadata") ?? {};
  return { id: filledField(call, "tool_call_id"), name: filledField(call, "function_name") };
}
