import { decodeMember } from "./decode-record";
import { DocumentSplitter } from "./document-splitter";
import { parseObject } from "./json-fields";
import type { JsonObject } from "./json-fields";
import type { RecordPath, SourceHead } from "./port";

const looksAt = 40;

/**
 * The first records of a head, complete lines only, at most 40. A first line that is longer than the head gives no record.
 * Lines that are no JSON objects are passed over.
 */
export function headRecords(head: SourceHead): readonly JsonObject[] {
  return remembered(head, "records", () => headLines(head).flatMap(({ record }) => (record === null ? [] : [record])));
}

/** A line of a head as text, without its line end, and the record in it; null where it holds none. */
export interface HeadLine {
  readonly text: string;
  readonly record: JsonObject | null;
}

/** The first lines of a head, as `headRecords` looks at them: the last one may be cut off. */
function headLines(head: SourceHead): readonly HeadLine[] {
  return remembered(head, "lines", () =>
    headText(head)
      .split("\n", looksAt)
      .map((text) => ({ text, record: text.trim() === "" ? null : parseObject(text) })),
  );
}

/**
 * The lines of a head that were taken apart already and need not be again; of none if nobody has asked for its records. Their
 * bytes are UTF-8 and end with a single line feed, so that text and record are what reading the bytes would give.
 */
export function linesOfHead(head: SourceHead): readonly (HeadLine | null)[] {
  if (known.get(head)?.has("records") !== true) return [];
  return headLines(head).map((line) => (line.text.includes("\ufffd") || line.text.endsWith("\r") ? null : line));
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

/** True where the first line is a record of its own with more below it: such a source is no document, whatever it mentions. */
export function isRecordPerLine(head: SourceHead): boolean {
  const [first, ...rest] = headLines(head);
  return (first?.record ?? null) !== null && rest.some(({ text }) => text.trim() !== "");
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
