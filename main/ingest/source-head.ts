import { decodeMember } from "./decode-record";
import { DocumentSplitter } from "./document-splitter";
import { isObject, parseObject } from "./json-fields";
import type { JsonObject } from "./json-fields";
import type { RecordPath, SourceHead } from "./port";

const looksAt = 40;

/**
 * The first records of a head, complete lines only, at most 40. A first line that is longer than the head gives no record.
 * Lines that are no JSON objects are passed over.
 */
export function headRecords(head: SourceHead): readonly JsonObject[] {
  return remembered(head, "records", () => readRecords(head));
}

function readRecords(head: SourceHead): readonly JsonObject[] {
  const text = headText(head);
  const lines = text.split("\n");
  const records: JsonObject[] = [];
  for (const line of lines.slice(0, looksAt)) {
    if (line.trim() === "") continue;
    const record = parseObject(line);
    if (isObject(record)) records.push(record);
  }
  return records;
}

/** The head as text, without a byte order mark; bytes that are not UTF-8 become U+FFFD. */
export function headText(head: SourceHead): string {
  return remembered(head, "text", () => new TextDecoder("utf-8").decode(head.bytes));
}

/** What was read of a head: every adapter asks the same of it. */
const known = new WeakMap<SourceHead, Map<string, unknown>>();

function remembered<T>(head: SourceHead, what: string, read: () => T): T {
  const found = known.get(head) ?? new Map<string, unknown>();
  known.set(head, found);
  if (!found.has(what)) found.set(what, read());
  return found.get(what) as T;
}

/** The beginning of a JSON document, as far as the head goes. */
export interface DocumentHead {
  readonly root: "object" | "array";
  /** Names of the root's members that begin within the head, complete or not. */
  readonly keys: ReadonlySet<string>;
  /** The complete records within the head. A member of the root is a record with that one member. */
  readonly records: readonly { readonly record: JsonObject; readonly path: RecordPath }[];
}

/**
 * A head as a JSON document, opened at `descend` (see `Framing`) and always at its root. Null where it is none: it begins
 * otherwise, or its first line is a record of its own with more below it, as in JSON Lines.
 */
export function headDocument(head: SourceHead, descend: readonly (readonly string[])[] = []): DocumentHead | null {
  return remembered(head, `document ${JSON.stringify(descend)}`, () => readDocument(head, descend));
}

function readDocument(head: SourceHead, descend: readonly (readonly string[])[]): DocumentHead | null {
  const text = headText(head).trimStart();
  const first = text[0];
  if (first !== "{" && first !== "[") return null;
  const end = text.indexOf("\n");
  if (end !== -1 && text.slice(end).trim() !== "" && isJson(text.slice(0, end))) return null;
  const splitter = new DocumentSplitter([[], ...descend]);
  const keys = new Set<string>();
  const records: { record: JsonObject; path: RecordPath }[] = [];
  const parts = splitter.push(head.bytes);
  const last = splitter.end();
  for (const part of last === null ? parts : [...parts, last]) {
    if (first === "{" && part.path[0] !== undefined) keys.add(String(part.path[0]));
    const decoded = decodeMember(part);
    if (decoded.kind === "record")
      records.push({ record: decoded.record, path: part.member ? part.path.slice(0, -1) : part.path });
  }
  return { root: first === "{" ? "object" : "array", keys, records };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
