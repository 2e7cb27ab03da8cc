import { tellingTypes } from "../copilot-cli/record-types";
import { CopilotReader } from "../copilot-cli/reader";
import { isObject, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { Framing, SourceHead, TranscriptAdapter } from "../port";
import { headDocument, headRecords, headText } from "../source-head";

const containers = [["requests"], ["chatMessages"], ["timeline"]];

/**
 * GitHub Copilot: the event logs under `~/.copilot/session-state` (`<id>.jsonl` before 1.0, `<id>/events.jsonl` since, and
 * the same from VS Code), the documents of the first versions under `history-session-state`, and the chats of Copilot in
 * VS Code's `chatSessions`, as a document or as a log of changes.
 */
export const copilotCli: TranscriptAdapter = {
  id: "copilot-cli",
  name: "GitHub Copilot",
  recognises(head) {
    if (isDocument(head) || hasKnownLine(head)) return true;
    // One record longer than the head: its first keys must do.
    return /^\s*\{"kind":0,"v":\{"version":\d+,/.test(headText(head).slice(0, 200));
  },
  framing(head): Framing {
    if (isDocument(head)) return { descend: containers };
    return !hasKnownLine(head) && isSpread(head) ? { descend: containers } : "lines";
  },
  open: (fileName) => new CopilotReader(fileName),
};

function hasKnownLine(head: SourceHead): boolean {
  return headRecords(head).some((record) => isEvent(record) || isChatStart(record));
}

/** True for a document that is written over several lines. */
function isSpread(head: SourceHead): boolean {
  return headDocument(head) !== null && headText(head).trim().includes("\n");
}

function isEvent(record: JsonObject): boolean {
  const type = textField(record, "type");
  return (
    type !== null &&
    tellingTypes.has(type) &&
    isObject(record.data) &&
    (typeof record.id === "string" || "timestamp" in record) &&
    !("payload" in record)
  );
}

function isChatStart(record: JsonObject): boolean {
  return (
    record.kind === 0 && isObject(record.v) && Array.isArray(record.v.requests) && typeof record.v.version === "number"
  );
}

function isDocument(head: SourceHead): boolean {
  const document = headDocument(head, containers);
  if (document?.root !== "object") return false;
  const has = (...names: string[]) => names.every((name) => document.keys.has(name));
  if (has("sessionId", "startTime", "chatMessages")) return true;
  if ((has("responderUsername") || has("requesterUsername")) && (has("version") || has("requests"))) return true;
  return document.records.some(
    ({ record, path }) => path[0] === "requests" && "requestId" in record && "response" in record,
  );
}
