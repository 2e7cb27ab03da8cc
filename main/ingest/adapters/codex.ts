import { liveRecord, liveRouter } from "../codex/live-record";
import { CodexReader } from "../codex/reader";
import { itemTypes } from "../codex/record-types";
import { isEnvelope } from "../codex/rollout-reader";
import { filledField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { SourceHead, TranscriptAdapter } from "../port";
import { headDocument, headRecords, headText } from "../source-head";

/**
 * Codex: the rollouts under `~/.codex/sessions` and `archived_sessions`, with the envelope of September 2025, bare as
 * before, or the one document of the first CLI; `session_index.jsonl`, which names sessions; and its live streams, the
 * output of `codex exec --json` and what `codex app-server` tells its client.
 */
export const codex: TranscriptAdapter = {
  id: "codex",
  name: "Codex",
  recognises(head) {
    const records = headRecords(head);
    if (records.length === 0)
      return (
        /^\s*\{"timestamp":"[^"]{10,40}","type":"session_meta","payload":\{/.test(headText(head).slice(0, 200)) ||
        isFirstDocument(head)
      );
    if (records.some(isEnvelope) || isLive(records)) return true;
    return (
      records.some(isNameRow) ||
      (records.some(isBareItem) && !records.some((record) => "sessionId" in record || "uuid" in record)) ||
      isFirstDocument(head)
    );
  },
  framing: (head) => (isDocument(head) ? { descend: [["items"]] } : "lines"),
  route: (head) => (isLive(headRecords(head)) ? liveRouter() : () => ""),
  open: (fileName) => new CodexReader(fileName),
};

/** True for a document, cut off or damaged too: no line of JSON Lines is a bracket alone. */
function isDocument(head: SourceHead): boolean {
  const [first] = headText(head).trimStart().split("\n", 1);
  return first?.trim() === "{" || first?.trim() === "[" || isFirstDocument(head);
}

/** The document of the first CLI: `{ session: { id, timestamp, … }, items: [ … ] }`. */
function isFirstDocument(head: SourceHead): boolean {
  const document = headDocument(head);
  if (document?.keys.has("items") !== true) return false;
  return document.records.some(({ record }) => {
    const session = objectField(record, "session");
    return session !== null && filledField(session, "id") !== null && typeof session.timestamp === "string";
  });
}

/** A live stream: some other servers speak the same protocol, so it takes a method or a type that only Codex has. */
function isLive(records: readonly JsonObject[]): boolean {
  return records.some((record) => liveRecord(record, false) !== null);
}

function isNameRow(record: JsonObject): boolean {
  return typeof record.id === "string" && typeof record.thread_name === "string" && !("type" in record);
}

function isBareItem(record: JsonObject): boolean {
  if (record.record_type === "state") return true;
  const type = textField(record, "type");
  if (type === null)
    return typeof record.id === "string" && typeof record.timestamp === "string" && "instructions" in record;
  if (!itemTypes.has(type)) return false;
  return type === "message"
    ? typeof record.role === "string" && Array.isArray(record.content)
    : typeof record.call_id === "string" || (type === "reasoning" && Array.isArray(record.summary));
}
