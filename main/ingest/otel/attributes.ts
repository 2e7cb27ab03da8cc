import { isObject, jsonText, listField } from "../json-fields";
import type { JsonObject } from "../json-fields";

/** What of a span's attributes is not kept: long, the same in every span, and no part of what happened. */
const dropped = new Set(["gen_ai.tool.definitions", "gen_ai.tool.description", "copilot_chat.hook_output"]);

/**
 * Attributes as a plain map: OTLP's list of keys and typed values (where integers are text), or a map as it is. A key given
 * twice counts as first given.
 */
export function attributesOf(value: unknown): Map<string, unknown> {
  const map = new Map<string, unknown>();
  const put = (key: unknown, item: unknown): void => {
    if (typeof key === "string" && !dropped.has(key) && !map.has(key)) map.set(key, item);
  };
  if (Array.isArray(value)) {
    for (const item of value.filter(isObject)) put(item.key, anyValue(item.value));
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) put(key, item);
  }
  return map;
}

/** The text at the first of the keys that holds one that is not empty, or null. */
export function textAt(attributes: ReadonlyMap<string, unknown>, ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = attributes.get(key);
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
}

/** Text of whatever stands at the first of the keys that is there: text as it is, anything else as JSON. */
export function contentAt(attributes: ReadonlyMap<string, unknown>, ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = attributes.get(key);
    if (value === undefined || value === null) continue;
    return typeof value === "string" ? value : jsonText(value);
  }
  return null;
}

/** A count at the first of the keys that holds one. Numbers may be text; "[REDACTED]" is none. */
export function countAt(attributes: ReadonlyMap<string, unknown>, ...keys: readonly string[]): number | null {
  for (const key of keys) {
    const value = attributes.get(key);
    const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
    if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number;
  }
  return null;
}

/** A JSON value that may be written as text. Text that is no JSON stays text. */
export function structured(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return parsed;
  } catch {
    return value;
  }
}

/** OTLP's AnyValue as a plain value. */
function anyValue(value: unknown, depth = 0): unknown {
  if (!isObject(value)) return value;
  const [kind] = Object.keys(value);
  if (kind === undefined || depth > 50) return null;
  switch (kind) {
    case "intValue":
    case "stringValue":
    case "doubleValue":
    case "boolValue":
    case "bytesValue":
      return value[kind];
    case "arrayValue":
      return listField(nested(value, kind), "values").map((item) => anyValue(item, depth + 1));
    case "kvlistValue":
      return Object.fromEntries(
        listField(nested(value, kind), "values")
          .filter(isObject)
          .map((item) => [String(item.key), anyValue(item.value, depth + 1)]),
      );
    default:
      return null;
  }
}

function nested(value: JsonObject, key: string): JsonObject {
  const inner = value[key];
  return isObject(inner) ? inner : {};
}
