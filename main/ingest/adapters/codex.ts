import { CodexReader, isEnvelope } from "../codex/reader";
import { itemTypes } from "../codex/record-types";
import { isObject, parseObject, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { SourceHead, TranscriptAdapter } from "../port";
import { headRecords, headText } from "../source-head";
import type { Problem } from "../../../shared/result";

/**
 * Codex: the rollouts under `~/.codex/sessions` and `archived_sessions`, with the envelope of September 2025 or bare as
 * before, and `session_index.jsonl`, which names sessions.
 */
export const codex: TranscriptAdapter = {
  id: "codex",
  name: "Codex",
  recognises(head) {
    const records = headRecords(head);
    if (records.length === 0)
      return /^\s*\{"timestamp":"[^"]{10,40}","type":"session_meta","payload":\{/.test(headText(head).slice(0, 200));
    if (records.some(isEnvelope)) return true;
    return (
      records.some(isNameRow) ||
      (records.some(isBareItem) && !records.some((record) => "sessionId" in record || "uuid" in record))
    );
  },
  open: (fileName) => new CodexReader(fileName),
  refuses,
};

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
    : typeof record.call_id === "string" || type === "reasoning";
}

/** Files of Codex that are known and not read. */
function refuses(head: SourceHead): Problem | null {
  const [a, b, c, d] = head.bytes;
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) {
    return problem(
      "compressed-transcript",
      head,
      "is a compressed rollout (zstd).",
      "Decompress it first: zstd -d FILE.",
    );
  }
  const text = headText(head);
  const whole = text.trimStart().startsWith("{") ? parseObject(text) : null;
  if (
    (whole !== null && isObject(whole.session) && Array.isArray(whole.items)) ||
    (/^\s*\{\s*"session"\s*:\s*\{/.test(text) && text.includes('"items"'))
  ) {
    return problem(
      "old-transcript",
      head,
      "is a rollout of the first Codex CLI (one JSON object), which is not read.",
      "Only rollouts with one record per line are read (from mid-2025).",
    );
  }
  const streams = headRecords(head).some(
    (record) =>
      /^(?:thread|turn|item)\.(?:started|completed|updated|failed)$/.test(textField(record, "type") ?? "") ||
      typeof record.jsonrpc === "string" ||
      /^(?:thread|turn|item|codex\/event)\//.test(textField(record, "method") ?? ""),
  );
  return streams
    ? problem(
        "not-a-transcript",
        head,
        "is a live stream of Codex, not a rollout.",
        "Read the session's rollout under ~/.codex/sessions instead.",
      )
    : null;
}

function problem(code: string, head: SourceHead, what: string, remedy: string): Problem {
  return { code, message: `${head.name} ${what}`, place: head.name, remedy };
}
