import { filledField, isObject, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { conversationFolder, OpenHandsReader } from "../openhands/reader";
import { eventsOf, isBaseState, isMetadata, isOldEvent, isRow, isSdkEvent } from "../openhands/record-shape";
import type { Framing, SourceHead, TranscriptAdapter } from "../port";
import { headDocument, headRecords, headText } from "../source-head";

/** How a source of OpenHands is laid out. */
type Layout =
  /** Files of a conversation's folder: one event each, its state, what it keeps about itself. */
  | "store"
  /** `trajectory.json`: a list of events. */
  | "list"
  /** What the server answers: events under `items`. */
  | "items"
  /** `output.jsonl` of an evaluation: a row for each task. */
  | "rows"
  /** One row over many lines. */
  | "row";

const framings: Readonly<Record<Layout, Framing>> = {
  store: { descend: [] },
  list: { descend: [[]] },
  items: { descend: [["items"]] },
  rows: "lines",
  row: { descend: [["history"]] },
};

/**
 * OpenHands: to version 1.0 a conversation's `trajectory.json` and its folder of events, the rows of an evaluation; after it
 * the folder of the SDK (`base_state.json` and `events`).
 */
export const openHands: TranscriptAdapter = {
  id: "openhands",
  name: "OpenHands",
  recognises: (head) => layoutOf(head) !== null,
  framing: (head) => framings[layoutOf(head) ?? "store"],
  route(head) {
    // The rows of an evaluation are one session each: an instance that was tried twice has two.
    if (layoutOf(head) !== "rows") return () => "";
    // What is no row is counted with the row above it.
    let row = 0;
    return (record) => String(isRow(record) ? (row += 1) : row);
  },
  fragmentOf,
  open: (fileName) => new OpenHandsReader(fileName),
};

function layoutOf(head: SourceHead): Layout | null {
  const records = headRecords(head);
  if (records.some(isRow)) return "rows";
  if (records.some((record) => isStored(record))) return "store";
  // A row that is longer than the head.
  const text = headText(head).trimStart();
  if (
    records.length === 0 &&
    /^\{"instance_id": ?"/.test(text) &&
    !text.includes("\n") &&
    /"(?:test_result|instruction)": ?[{"]/.test(text)
  )
    return "rows";
  const document = headDocument(head);
  if (document === null) return null;
  if (document.root === "array") {
    const events = eventsOf(document.records.map(({ record }) => record.value ?? record));
    if (!events.slice(0, 20).some((event) => isOldEvent(event) || isSdkEvent(event))) return null;
    // A page of a conversation's events is one of the files of its folder.
    return isPage(head.name) ? "store" : "list";
  }
  const root = rootOf(document.records, document.keys);
  const result = document.keys.has("instance_id") ? objectField(root, "test_result") : null;
  if (result !== null && (Object.keys(result).length === 0 || "git_patch" in result)) return "row";
  const opened = headDocument(head, [["history"], ["items"]])?.records ?? [];
  const events = opened.filter(
    ({ path, record }) => path.length === 2 && (isOldEvent(record) || isSdkEvent(record) || isPair(record)),
  );
  if (events.length > 0) {
    if (document.keys.has("history") && document.keys.has("instance_id")) return "row";
    return events.some(({ path }) => path[0] === "items") ? "items" : null;
  }
  return isStored(root) ? "store" : null;
}

function isPage(fileName: string): boolean {
  return /(?:^|[/\\])event_cache[/\\][^/\\]+$/.test(fileName);
}

function isPair(record: JsonObject): boolean {
  return Array.isArray(record.value) && record.value.some(isOldEvent);
}

function isStored(record: JsonObject): boolean {
  return isOldEvent(record) || isSdkEvent(record) || isBaseState(record) || isMetadata(record);
}

/** The root of a document as far as the head goes: a member that is cut off is there without what it says. */
function rootOf(
  records: readonly { readonly record: JsonObject; readonly path: readonly (string | number)[] }[],
  keys: ReadonlySet<string>,
): JsonObject {
  const root: Record<string, unknown> = Object.fromEntries([...keys].map((key) => [key, {}]));
  for (const { record, path } of records) if (path.length === 0) Object.assign(root, record);
  return root;
}

/** The conversation of a file of its folder. Its events do not name it: the folder does. */
function fragmentOf(head: SourceHead): string | null {
  const layout = layoutOf(head);
  const folder = conversationFolder(head.name);
  if (layout !== "store") return null;
  if (folder !== null) return folder;
  const document = headDocument(head);
  const record = headRecords(head).find(isObject) ?? (document === null ? {} : rootOf(document.records, document.keys));
  return isBaseState(record) ? filledField(record, "id") : filledField(record, "conversation_id");
}
