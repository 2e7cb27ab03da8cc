import { countField, filledField, isObject, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";

/** What a boundary record says of a compaction: who asked for it and how many tokens there were before. */
export function compactionText(record: JsonObject): string {
  // On disk the keys are in camel case, in the stream output in snake case.
  const facts =
    objectField(record, "compactMetadata") ??
    objectField(record, "compact_metadata") ??
    objectField(record, "microcompactMetadata") ??
    {};
  const tokens = countField(facts, "preTokens") ?? countField(facts, "pre_tokens");
  return [
    filledField(record, "content") ?? "Conversation compacted",
    filledField(facts, "trigger"),
    tokens === null ? null : `${String(tokens)} tokens before`,
  ]
    .filter((part) => part !== null)
    .join(", ");
}

/** What an attachment of type `hook_…` says: the hook's name, what happened and its own words. */
export function hookText(type: string, attachment: JsonObject): string {
  const blocking = objectField(attachment, "blockingError");
  const said = [
    filledField(attachment, "stderr"),
    filledField(attachment, "content"),
    blocking === null ? null : filledField(blocking, "blockingError"),
  ].find((one) => one !== null);
  const name = filledField(attachment, "hookName") ?? "(not named)";
  return [`Hook ${name}: ${type.replace(/^hook_/, "").replaceAll("_", " ")}`, said ?? ""]
    .filter((part) => part !== "")
    .join("\n");
}

/** What an error record of the API says, however deep its message is nested, and which attempt it was. */
export function errorText(record: JsonObject): string {
  const error = record.error;
  const inner = isObject(error) ? objectField(error, "error") : null;
  const innermost = inner === null ? null : objectField(inner, "error");
  const said = [
    filledField(record, "content"),
    typeof error === "string" ? error : null,
    isObject(error) ? (filledField(error, "formatted") ?? filledField(error, "message")) : null,
    inner === null ? null : filledField(inner, "message"),
    innermost === null ? null : (filledField(innermost, "message") ?? filledField(innermost, "type")),
  ].find((one) => one !== null);
  const message = said ?? null;
  const status = (isObject(error) ? countField(error, "status") : null) ?? countField(record, "error_status");
  const attempt = countField(record, "retryAttempt") ?? countField(record, "attempt");
  const most = countField(record, "maxRetries") ?? countField(record, "max_retries");
  return [
    `API error${status === null || status === 0 ? "" : ` ${String(status)}`}${message === null ? "" : `: ${message}`}`,
    attempt === null || attempt === 0
      ? null
      : `attempt ${String(attempt)}${most === null ? "" : ` of ${String(most)}`}`,
  ]
    .filter((part) => part !== null)
    .join(", ");
}
