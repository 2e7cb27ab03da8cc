import { tellingTypes } from "../claude-code/record-types";
import { ClaudeCodeReader } from "../claude-code/reader";
import { isObject, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { TranscriptAdapter } from "../port";
import { headRecords, headText } from "../source-head";

const conversation = new Set(["user", "assistant", "system"]);

/**
 * Claude Code: the transcripts under `~/.claude/projects` (main sessions and sub-agents of all versions) and the output of
 * `claude --output-format stream-json`, with or without an envelope around it.
 */
export const claudeCode: TranscriptAdapter = {
  id: "claude-code",
  name: "Claude Code",
  recognises(head) {
    const records = headRecords(head);
    if (records.length > 0) return records.some(isClaudeRecord);
    // One record longer than the head: its first keys must do.
    const text = headText(head).slice(0, 4000);
    return (
      /^\s*\{"(?:parentUuid|type":"(?:user|assistant|file-history-snapshot)")/.test(text) &&
      text.includes('"sessionId"')
    );
  },
  open: (fileName) => new ClaudeCodeReader(fileName),
};

function isClaudeRecord(record: JsonObject): boolean {
  const type = textField(record, "type");
  if (type === null || "payload" in record) return false;
  const hasSession = typeof record.sessionId === "string" || typeof record.session_id === "string";
  if (tellingTypes.has(type)) return hasSession || "messageId" in record;
  if (type === "summary") return typeof record.leafUuid === "string";
  if ((type === "started" || type === "result") && typeof record.key === "string")
    return typeof record.agentId === "string";
  const message = isObject(record.message) ? record.message : null;
  if (conversation.has(type)) {
    if (hasSession && (message !== null || typeof record.subtype === "string")) return true;
    if (message === null) return false;
    return typeof message.role === "string" || typeof message.subtype === "string";
  }
  return type === "result" && ("total_cost_usd" in record || (message !== null && "total_cost_usd" in message));
}
