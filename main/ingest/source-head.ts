import { isObject, parseObject } from "./json-fields";
import type { JsonObject } from "./json-fields";
import type { SourceHead } from "./port";

const looksAt = 40;

/**
 * The first records of a head, complete lines only, at most 40. A first line that is longer than the head gives no record.
 * Lines that are no JSON objects are passed over.
 */
export function headRecords(head: SourceHead): JsonObject[] {
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
  return new TextDecoder("utf-8").decode(head.bytes);
}
