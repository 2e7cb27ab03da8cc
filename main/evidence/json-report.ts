import { err, ok } from "../../shared/result";
import type { Problem, Result } from "../../shared/result";
import { jsonFault } from "./json-fault";

/** A JSON object of unknown shape. Each field is taken if it has the type expected and is absent otherwise. */
export type ReportObject = Readonly<Record<string, unknown>>;

/** True for a JSON object: not null, not an array. */
export function isReportObject(value: unknown): value is ReportObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The string at `key`, or null. */
export function textAt(object: ReportObject | null, key: string): string | null {
  const value = object?.[key];
  return typeof value === "string" ? value : null;
}

/** The finite number at `key`, or null. */
export function numberAt(object: ReportObject | null, key: string): number | null {
  const value = object?.[key];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The object at `key`, or null. */
export function objectAt(object: ReportObject | null, key: string): ReportObject | null {
  const value = object?.[key];
  return isReportObject(value) ? value : null;
}

/** The objects in the array at `key`; empty where there is none. */
export function objectsAt(object: ReportObject | null, key: string): readonly ReportObject[] {
  const value: unknown = object?.[key];
  return Array.isArray(value) ? value.filter(isReportObject) : [];
}

/** The strings in the array at `key`; empty where there is none. */
export function textsAt(object: ReportObject | null, key: string): readonly string[] {
  const value: unknown = object?.[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/**
 * A report's JSON, whatever it holds. In: the file's bytes, UTF-8 or UTF-16 with a byte order mark.
 * Errors: "json-malformed" with line and column in `place` where they are known, "json-too-large".
 */
export function readJson(bytes: Uint8Array): Result<unknown> {
  if (openings(bytes) > maxOpenings)
    return err({
      code: "json-too-large",
      message: `The file holds more than ${maxOpenings.toLocaleString("en-US")} objects and lists; it was not read.`,
      remedy: "Write the report in several files.",
    });
  try {
    const text = decodeReport(bytes);
    try {
      return ok(JSON.parse(text));
    } catch {
      return err(malformed(text));
    }
  } catch {
    return err({ code: "json-malformed", message: "The file is too large to be read as one text." });
  }
}

/** As `readJson`, for formats that are one JSON object; "json-no-object" where it is anything else. */
export function readJsonObject(bytes: Uint8Array): Result<ReportObject> {
  const read = readJson(bytes);
  if (!read.ok) return read;
  if (!isReportObject(read.value))
    return err({ code: "json-no-object", message: "The file holds JSON, but no object: it is not this format." });
  return ok(read.value);
}

/** Text of a report: UTF-8, or UTF-16 with its byte order mark. What is no character becomes U+FFFD. */
export function decodeReport(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return new TextDecoder().decode(bytes);
}

/** Objects and lists a report may hold: a file of nothing but `{}` takes twenty times its size in memory. */
const maxOpenings = 4_000_000;

function openings(bytes: Uint8Array): number {
  if (bytes.length <= maxOpenings) return 0;
  let found = 0;
  for (const byte of bytes) if (byte === 0x7b || byte === 0x5b) found += 1;
  return found;
}

function malformed(text: string): Problem {
  const end = text.trimEnd().length;
  const fault = Math.min(jsonFault(text), end);
  if (fault >= end)
    return {
      code: "json-malformed",
      message: "The file breaks off: its JSON never ends.",
      place: placeOf(text, end),
      remedy: "Write the report again; the tool may have been stopped.",
    };
  return {
    code: "json-malformed",
    message: "Not valid JSON.",
    place: placeOf(text, fault),
    remedy: "Write the report again; nothing but the tool's own output may be in the file.",
  };
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split("\n");
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** What the first bytes of a file show of its JSON, without reading it. */
export interface JsonHead {
  /** Keys down to three levels as "results", "results.tool"; the elements of an array as "[]". */
  has(path: string): boolean;
}

const keyLevels = 4;

/** Null where the bytes begin no JSON object or array. In: the first bytes (64 KiB), which may break off anywhere. */
export function jsonHead(bytes: Uint8Array): JsonHead | null {
  const text = decodeReport(bytes.subarray(0, 65_536)).replace(/^\ufeff/, "");
  const first = /^\s*([{[])/.exec(text)?.[1];
  if (first === undefined) return null;
  const paths = new Set<string>();
  const open: { readonly array: boolean; readonly path: string }[] = [];
  let path = "";
  let expectsKey = false;
  for (const mark of tokensOf(text)) {
    if (mark === "{" || mark === "[") {
      const array = mark === "[";
      open.push({ array, path: array ? `${path}[]` : path });
      path = array ? `${path}[]` : path;
      expectsKey = !array;
    } else if (mark === "}" || mark === "]") {
      open.pop();
      path = open.at(-1)?.path ?? "";
      expectsKey = false;
    } else if (mark === ",") {
      const inside = open.at(-1);
      path = inside?.path ?? "";
      expectsKey = inside?.array === false;
    } else if (expectsKey) {
      expectsKey = false;
      const inside = open.at(-1)?.path ?? "";
      // Longer keys are data, and deeper ones tell no format.
      if (open.length > keyLevels || mark.length > 60) continue;
      path = inside === "" ? mark.slice(1, -1) : `${inside}.${mark.slice(1, -1)}`;
      paths.add(path);
    }
  }
  return { has: (wanted) => paths.has(wanted) };
}

/** Strings and marks of JSON text up to where it breaks off. By hand, because it must be linear on whatever it is given. */
function* tokensOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') {
      const from = at;
      for (at += 1; at < text.length && text.charAt(at) !== '"'; at += 1) if (text.charAt(at) === "\\") at += 1;
      if (at >= text.length) return;
      yield text.slice(from, at + 1);
    } else if ("{}[],".includes(character)) yield character;
  }
}
