import { filledField, isObject, numberField, objectField, parseObject, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { RecordPath } from "../port";
import { msInstant } from "./time";

/** What a record of any of OpenCode's sources says, whatever it is wrapped in. `at` is when it was written, where that is stated. */
export type Item =
  | { readonly kind: "session"; readonly info: JsonObject }
  | { readonly kind: "message"; readonly info: JsonObject; readonly at: string | null }
  | { readonly kind: "part"; readonly part: JsonObject; readonly at: string | null }
  /** A message and its parts in one record. */
  | { readonly kind: "answer"; readonly info: JsonObject; readonly parts: readonly unknown[] }
  /** A message in the shape of the second version: what it says is its own content. */
  | { readonly kind: "content"; readonly message: JsonObject }
  | { readonly kind: "event"; readonly type: string; readonly properties: JsonObject; readonly at: string | null }
  /** What the session changed in all: a list of files. */
  | { readonly kind: "diffs"; readonly diffs: readonly unknown[] }
  | { readonly kind: "quiet" }
  | { readonly kind: "unknown"; readonly type: string };

const partTypes = new Set([
  "text",
  "reasoning",
  "file",
  "tool",
  "step-start",
  "step-finish",
  "snapshot",
  "patch",
  "agent",
  "retry",
  "compaction",
  "subtask",
]);

const contentTypes = new Set([
  "user",
  "assistant",
  "synthetic",
  "system",
  "shell",
  "compaction",
  "agent-switched",
  "model-switched",
]);

/** Tables of the store that say nothing a reviewer asks for. */
const quietTables = new Set([
  "project",
  "todo",
  "permission",
  "session_share",
  "workspace",
  "account",
  "account_state",
]);

const eventName =
  /^(?:server|session|message|permission|question|file|todo|lsp|mcp|vcs|installation|project|command|storage|tui|pty|global|ide|worktree|workspace|catalog|integration|plugin|reference|models-dev)\.[a-z]/;

/** A session as the file store, the server and `opencode export` write it. */
export function isSession(value: unknown): boolean {
  if (!isObject(value) || filledField(value, "id") === null || "role" in value || "messageID" in value) return false;
  const named = typeof value.projectID === "string";
  const placed = typeof value.directory === "string" && typeof value.version === "string";
  const begun = numberField(objectField(value, "time") ?? {}, "created") !== null;
  // Of a session that is longer than the head, the time is cut off.
  return begun ? named || placed : named && placed;
}

export function isMessage(value: unknown): boolean {
  if (!isObject(value) || typeof value.id !== "string" || typeof value.sessionID !== "string") return false;
  return (value.role === "user" || value.role === "assistant") && isObject(value.time);
}

export function isPart(value: unknown): boolean {
  if (!isObject(value) || typeof value.messageID !== "string" || typeof value.id !== "string") return false;
  const type = textField(value, "type");
  return type !== null && (partTypes.has(type) || typeof value.sessionID === "string");
}

const bareKeys = new Set(["id", "type", "text", "time", "synthetic", "ignored", "metadata"]);

/** A text of the first layouts, which names neither its message nor its session: its folder does. */
export function isBareText(value: unknown): boolean {
  if (!isObject(value) || typeof value.id !== "string" || typeof value.text !== "string") return false;
  if (value.type !== "text" && value.type !== "reasoning") return false;
  const start = numberField(objectField(value, "time") ?? {}, "start");
  return start !== null && msInstant(start) !== null && Object.keys(value).every((key) => bareKeys.has(key));
}

/** A message of the second version: `type` in the place of a role, its content within. */
export function isContent(value: unknown): boolean {
  if (!isObject(value) || typeof value.id !== "string" || !contentTypes.has(textField(value, "type") ?? ""))
    return false;
  return numberField(objectField(value, "time") ?? {}, "created") !== null && !("messageID" in value);
}

export function isFileDiff(value: unknown): boolean {
  if (!isObject(value) || typeof value.additions !== "number" || typeof value.deletions !== "number") return false;
  return typeof value.file === "string" && ("before" in value || "patch" in value || "status" in value);
}

/** An event of the bus, bare or in one of the envelopes put around it; null for anything else. */
export function busEvent(record: JsonObject): { type: string; properties: JsonObject; at: string | null } | null {
  const inner = objectField(record, "event") ?? objectField(record, "payload") ?? record;
  const type = textField(inner, "type");
  const properties =
    objectField(inner, "properties") ??
    (type?.startsWith("session.next.") === true ? objectField(inner, "data") : null);
  if (type === null || properties === null || !eventName.test(type)) return null;
  return { type, properties, at: msInstant(record.timestamp ?? properties.timestamp) };
}

const runTypes = new Set(["text", "tool_use", "reasoning", "step_start", "step_finish", "error"]);

/** A line of `opencode run --format json`: a part that is done, or an error. */
export function isRunLine(record: JsonObject): boolean {
  return (
    runTypes.has(textField(record, "type") ?? "") &&
    typeof record.sessionID === "string" &&
    typeof record.timestamp === "number" &&
    (isObject(record.part) || "error" in record)
  );
}

/** A row of the table `session`. */
export function isSessionRow(row: JsonObject): boolean {
  return typeof row.id === "string" && typeof row.project_id === "string" && typeof row.time_created === "number";
}

/** A row of `message` or `part`: what is in columns is left out of its `data`. */
export function isDataRow(row: JsonObject): boolean {
  return typeof row.id === "string" && typeof row.session_id === "string" && typeof row.data === "string";
}

/** Takes a record out of what its source wraps it in. `path` is where it stands in a document. */
export function itemOf(record: JsonObject, path: RecordPath): Item {
  const table = textField(record, "table");
  const row = objectField(record, "row");
  if (table !== null && row !== null) return rowItem(table, row);
  const event = busEvent(record);
  if (event !== null) return { kind: "event", ...event };
  if (isRunLine(record)) return runItem(record);
  if (isDataRow(record)) return rowItem("message_id" in record ? "part" : "message", record);
  if (isSessionRow(record)) return rowItem("session", record);
  const info = objectField(record, "info");
  if (info !== null) {
    if (Array.isArray(record.parts)) return { kind: "answer", info, parts: record.parts };
    return typeof info.role === "string" || path.length > 0
      ? { kind: "message", info, at: null }
      : { kind: "session", info };
  }
  if (isMessage(record)) return { kind: "message", info: record, at: null };
  if (isPart(record) || isBareText(record) || (path.at(-2) === "parts" && typeof record.type === "string"))
    return { kind: "part", part: record, at: null };
  if (isSession(record)) return { kind: "session", info: record };
  if (isContent(record)) return { kind: "content", message: record };
  if (isFileDiff(record)) return { kind: "diffs", diffs: [record] };
  if (Array.isArray(record.value)) return listItem(record.value);
  return { kind: "unknown", type: nameOf(record, path) };
}

function rowItem(table: string, row: JsonObject): Item {
  const at = msInstant(row.time_created);
  if (table === "session") return { kind: "session", info: sessionInfo(row) };
  if (quietTables.has(table)) return { kind: "quiet" };
  if (table !== "message" && table !== "part" && table !== "session_message")
    return { kind: "unknown", type: `table/${table}` };
  const data = typeof row.data === "string" ? parseObject(row.data) : objectField(row, "data");
  if (data === null) return { kind: "unknown", type: `${table} without data` };
  const whole = { ...data, id: row.id, sessionID: row.session_id };
  if (table === "message") return { kind: "message", info: whole, at };
  if (table === "part") return { kind: "part", part: { ...whole, messageID: row.message_id }, at };
  return { kind: "content", message: { ...whole, type: row.type ?? data.type } };
}

/** A session's columns under the names they have everywhere else. */
function sessionInfo(row: JsonObject): JsonObject {
  const text = (key: string): JsonObject | null => parseObject(textField(row, key) ?? "");
  return {
    ...row,
    projectID: row.project_id,
    parentID: row.parent_id,
    time: { created: row.time_created, updated: row.time_updated },
    revert: text("revert"),
    model: text("model"),
    permission: null,
  };
}

function runItem(record: JsonObject): Item {
  const at = msInstant(record.timestamp);
  const part = objectField(record, "part");
  if (part !== null) return { kind: "part", part: { sessionID: record.sessionID, ...part }, at };
  return { kind: "event", type: "session.error", properties: { sessionID: record.sessionID, error: record.error }, at };
}

function listItem(list: readonly unknown[]): Item {
  if (list.every(isFileDiff)) return { kind: "diffs", diffs: list };
  if (list.every((one) => isObject(one) && typeof one.status === "string" && typeof one.content === "string"))
    return { kind: "quiet" };
  return { kind: "unknown", type: "(list)" };
}

function nameOf(record: JsonObject, path: RecordPath): string {
  const keys = Object.keys(record);
  const only = keys.length === 1 ? keys[0] : undefined;
  if (only !== undefined) return `${path.length === 0 ? "root" : "member"}/${only}`;
  return textField(record, "type") ?? "(no type)";
}

/** The session that a record names, or null. */
export function sessionOf(item: Item): string | null {
  switch (item.kind) {
    case "session":
      return filledField(item.info, "id");
    case "message":
    case "answer":
      return filledField(item.info, "sessionID");
    case "part":
      return filledField(item.part, "sessionID");
    case "content":
      return filledField(item.message, "sessionID");
    case "event": {
      const { properties, type } = item;
      const info = objectField(properties, "info");
      const part = objectField(properties, "part");
      return (
        filledField(properties, "sessionID") ??
        (part === null ? null : filledField(part, "sessionID")) ??
        (info === null
          ? null
          : (filledField(info, "sessionID") ?? (type.startsWith("session.") ? filledField(info, "id") : null)))
      );
    }
    default:
      return null;
  }
}

/** The session of a row of the database, without a look into its `data`; null for anything else and for rows that name none. */
export function sessionOfRow(record: JsonObject): string | null {
  const row = objectField(record, "row") ?? record;
  const session = filledField(row, "session_id");
  if (session !== null) return session;
  return record.table === "session" || isSessionRow(row) ? filledField(row, "id") : null;
}

/** The message that a part or a message record is or belongs to, or null. */
export function messageOf(item: Item): string | null {
  if (item.kind === "part") return filledField(item.part, "messageID");
  return item.kind === "message" ? filledField(item.info, "id") : null;
}
