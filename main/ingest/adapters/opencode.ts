import { filledField, isObject, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { OpenCodeReader } from "../opencode/reader";
import {
  busEvent,
  isBareText,
  isContent,
  isDataRow,
  isFileDiff,
  isMessage,
  isPart,
  isRunLine,
  isSession,
  isSessionRow,
  itemOf,
  sessionOf,
  sessionOfRow,
} from "../opencode/record-shape";
import type { Framing, Router, SourceHead, TranscriptAdapter } from "../port";
import { headDocument, headRecords } from "../source-head";

/** How a source of OpenCode is laid out. */
type Layout =
  /** Files of the store: one session, message or part each. */
  | "store"
  /** Events, or what `opencode run` writes, one a line. */
  | "lines"
  /** Rows of the database. They are written out whole: nothing is appended to them. */
  | "rows"
  /** `opencode export`. */
  | "export"
  /** One message with its parts. */
  | "answer"
  /** Messages with their parts. */
  | "answers"
  /** Any other list. */
  | "list";

const framings: Readonly<Record<Layout, Framing>> = {
  store: { descend: [] },
  lines: "lines",
  rows: { descend: [] },
  export: { descend: [["messages", "*", "parts"]] },
  answer: { descend: [["parts"]] },
  answers: { descend: [["*", "parts"]] },
  list: { descend: [[]] },
};

/**
 * OpenCode: the file store under `~/.local/share/opencode/storage` of all its layouts, the database `opencode.db` that
 * followed it, `opencode export`, what the server answers, its stream of events, and `opencode run --format json`.
 */
export const openCode: TranscriptAdapter = {
  id: "opencode",
  name: "OpenCode",
  tables: ["session", "message", "part"],
  recognises: (head) => layoutOf(head) !== null,
  framing: (head) => framings[layoutOf(head) ?? "store"],
  route(head) {
    const layout = layoutOf(head);
    return layout === null || layout === "store" || layout === "export" || layout === "answer"
      ? () => ""
      : routeBySession();
  },
  fragmentOf,
  open: (fileName) => new OpenCodeReader(fileName),
};

function layoutOf(head: SourceHead): Layout | null {
  const records = headRecords(head);
  for (const record of records.slice(0, 20)) {
    const layout = layoutOfRecord(record, records.length > 1);
    if (layout !== null) return layout;
  }
  const document = headDocument(head);
  if (document === null) return null;
  const opened = headDocument(head, [["*"]])?.records ?? [];
  if (document.root === "object") {
    const root = merged(document.records, 0);
    // Members that the head cuts off are known by name only, but for an `info`, which is looked into.
    const cut = [...document.keys].filter((key) => !(key in root)).map((key) => [key, null] as const);
    const info = document.keys.has("info") ? (objectField(root, "info") ?? merged(opened, 1, "info")) : null;
    // What the document begins with says what it is, whatever a damaged end makes of it.
    if (isMessageInfo(info) && document.keys.has("parts")) return "answer";
    if (info !== null && isSession(info)) return "export";
    const layout = layoutOfRecord({ ...root, ...Object.fromEntries(cut) }, false);
    return layout === "lines" ? "store" : layout;
  }
  const whole = document.records[0]?.record;
  const first = whole ?? merged(opened, 1, 0);
  if (isFileDiff(first)) return "store";
  if (isMessageInfo(first.info)) return "answers";
  return isBusEvent(first) || isContent(first) || isStored(first) || isDataRow(first) || isSessionRow(first)
    ? "list"
    : null;
}

/** The layout that a record of a source says. `several`: there are more of its kind below it. */
function layoutOfRecord(record: JsonObject, several: boolean): Layout | null {
  const row = objectField(record, "row");
  if (row !== null && typeof record.table === "string")
    return isDataRow(row) || (record.table === "session" && isSessionRow(row)) ? "rows" : null;
  if (isBusEvent(record) || isRunLine(record)) return "lines";
  if (isDataRow(record) || isSessionRow(record)) return "rows";
  if (isStored(record)) return "store";
  const info = objectField(record, "info");
  if (info === null) return null;
  if (isMessageInfo(info) && "parts" in record) return several ? "lines" : "answer";
  return isSession(info) ? "export" : null;
}

/** An event that tells of a session; of the server's own there are look-alikes. */
function isBusEvent(record: JsonObject): boolean {
  const event = busEvent(record);
  return event !== null && /^(?:session|message|server|permission|todo)\./.test(event.type);
}

function isStored(record: JsonObject): boolean {
  return isSession(record) || isMessage(record) || isPart(record) || isBareText(record);
}

function isMessageInfo(info: unknown): boolean {
  return (
    isObject(info) &&
    (info.role === "user" || info.role === "assistant") &&
    typeof info.id === "string" &&
    isObject(info.time)
  );
}

interface HeadRecord {
  readonly record: JsonObject;
  readonly path: readonly (string | number)[];
}

/** The members of a container in the head put together: those that stand at this depth, under `under`. */
function merged(records: readonly HeadRecord[], depth: number, under?: string | number): JsonObject {
  const all: Record<string, unknown> = {};
  for (const { record, path } of records) {
    if (path.length !== depth || (under !== undefined && path[0] !== under)) continue;
    for (const [key, value] of Object.entries(record)) if (!(key in all)) all[key] = value;
  }
  return all;
}

function routeBySession(): Router {
  let last: { at: string | number | undefined; session: string } | null = null;
  return (record, path) => {
    const session = sessionOfRow(record) ?? sessionOf(itemOf(record, path));
    const [at] = path;
    if (session !== null) {
      last = { at, session };
      return session;
    }
    // A part that names no session is its message's.
    return path.length > 1 && last?.at === at ? (last?.session ?? null) : null;
  };
}

/**
 * The session of a file of the store. A part of the first layouts names its message only: where the folders do not say the
 * session either, the parts of one message are read together, under the message's id.
 */
function fragmentOf(head: SourceHead): string | null {
  if (layoutOf(head) !== "store") return null;
  const folders = head.name.split(/[/\\]/);
  const record = headRecords(head).find(isStored) ?? rootOf(head);
  const session = filledField(record, "sessionID") ?? (isSession(record) ? filledField(record, "id") : null);
  if (session !== null) return session;
  // storage/session/part/<session>/<message>/<part>.json
  if (folders.at(-5) === "session" && folders.at(-4) === "part") return folders.at(-3) ?? null;
  // storage/part/<message>/<part>.json
  if (isStored(record))
    return filledField(record, "messageID") ?? (folders.at(-3) === "part" ? (folders.at(-2) ?? null) : null);
  // storage/session_diff/<session>.json: a list
  return /^(ses_[^.]+)\.json$/.exec(folders.at(-1) ?? "")?.[1] ?? null;
}

function rootOf(head: SourceHead): JsonObject {
  const document = headDocument(head);
  return document === null ? {} : merged(document.records, 0);
}
