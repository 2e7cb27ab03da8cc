import { isContent } from "../gemini-cli/content-reader";
import { GeminiReader } from "../gemini-cli/reader";
import { isObject, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { Framing, SourceHead, TranscriptAdapter } from "../port";
import { headDocument, headRecords, headText } from "../source-head";

const containers = [["messages"], ["history"]];

/**
 * Gemini CLI: the chats under `~/.gemini/tmp/<project>/chats`, one JSON document (to 0.39) or JSON Lines (from 0.40),
 * whatever the file is called, and saved conversations that are a bare list of contents or `{ history: [...] }`.
 */
export const geminiCli: TranscriptAdapter = {
  id: "gemini-cli",
  name: "Gemini CLI",
  recognises(head) {
    if (documentShape(head)?.known === true || hasKnownLine(head)) return true;
    // One record longer than the head: its first keys must do.
    return /^\s*\{"sessionId":"[^"]{1,200}","projectHash":"[0-9a-f]{64}"/.test(headText(head).slice(0, 1000));
  },
  framing(head): Framing {
    const shape = documentShape(head);
    if (shape?.known === true) return shape.framing;
    if (hasKnownLine(head)) return "lines";
    return shape?.framing ?? (isSpread(head) ? { descend: containers } : "lines");
  },
  open: (fileName) => new GeminiReader(fileName),
};

function hasKnownLine(head: SourceHead): boolean {
  return headRecords(head).some((record) => isHeader(record) || isMessage(record) || isChange(record));
}

/** True for a document that is written over several lines. */
function isSpread(head: SourceHead): boolean {
  return headDocument(head) !== null && headText(head).trim().includes("\n");
}

/** How a head that is a document is opened, and whether it is one of Gemini CLI; null for JSON Lines. */
function documentShape(head: SourceHead): { framing: Framing; known: boolean } | null {
  const document = headDocument(head, containers);
  if (document === null) return null;
  if (document.root === "array") {
    const contents = document.records.map(({ record }) => record);
    return { framing: { descend: [[]] }, known: isConversation(contents) };
  }
  const inside = (name: string) => document.records.filter(({ path }) => path[0] === name).map(({ record }) => record);
  const header = document.keys.has("sessionId") && document.keys.has("projectHash");
  // A list without elements does not show in the head; a document over several lines is no line of a chat all the same.
  if (document.keys.has("messages") || (header && isSpread(head)))
    return { framing: { descend: [["messages"]] }, known: header || inside("messages").some(isMessage) };
  if (document.keys.has("history") && !document.keys.has("trajectory")) {
    return { framing: { descend: [["history"]] }, known: isConversation(inside("history")) };
  }
  return null;
}

/** True for contents of the API: `model` is its name for the agent, and no other format has it beside `parts`. */
function isConversation(contents: readonly JsonObject[]): boolean {
  return (
    contents.every((one) => typeof one.role === "string" && Array.isArray(one.parts)) &&
    contents.some((one) => one.role === "model" && isContent(one))
  );
}

/** The first line of a chat: who and where, without messages. */
function isHeader(record: JsonObject): boolean {
  return (
    typeof record.sessionId === "string" &&
    /^[0-9a-f]{64}$/.test(textField(record, "projectHash") ?? "") &&
    !("type" in record)
  );
}

function isMessage(record: JsonObject): boolean {
  return (
    record.type === "gemini" &&
    typeof record.id === "string" &&
    typeof record.timestamp === "string" &&
    ("content" in record || "toolCalls" in record)
  );
}

/** A change of what was written above: metadata, or messages taken back. */
function isChange(record: JsonObject): boolean {
  if (typeof record.$rewindTo === "string") return true;
  return isObject(record.$set) && ("lastUpdated" in record.$set || Array.isArray(record.$set.messages));
}
