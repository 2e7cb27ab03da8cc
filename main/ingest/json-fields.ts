/**
 * Tolerant reads from JSON of unknown shape. Transcripts drift with every release of a runner, and one renamed field must
 * not cost the reviewer the record: each field is taken if it has the type expected and is absent otherwise.
 */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The string at `key`, or null. */
export function textField(object: JsonObject, key: string): string | null {
  const value = object[key];
  return typeof value === "string" ? value : null;
}

/** The string at `key` if it is not empty, or null. */
export function filledField(object: JsonObject, key: string): string | null {
  const value = object[key];
  return typeof value === "string" && value !== "" ? value : null;
}

/** The finite number at `key`, or null. */
export function numberField(object: JsonObject, key: string): number | null {
  const value = object[key];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The safe integer at `key`, or null. */
export function intField(object: JsonObject, key: string): number | null {
  const value = object[key];
  return typeof value === "number" && Number.isSafeInteger(value) ? value : null;
}

/** The integer at `key` if it is zero or more, or null. */
export function countField(object: JsonObject, key: string): number | null {
  const value = intField(object, key);
  return value !== null && value >= 0 ? value : null;
}

/** The object at `key`, or null. */
export function objectField(object: JsonObject, key: string): JsonObject | null {
  const value = object[key];
  return isObject(value) ? value : null;
}

/** The array at `key`; empty where there is none. */
export function listField(object: JsonObject, key: string): readonly unknown[] {
  const value: unknown = object[key];
  return Array.isArray(value) ? value : [];
}

/** JSON text of a value. A value nested so deeply that it cannot be written is said to be so, not thrown. */
export function jsonText(value: unknown): string {
  try {
    return value === undefined ? "" : JSON.stringify(value);
  } catch {
    return "(nested too deeply to show)";
  }
}

/** Parses JSON text into an object, or null if it is anything else. */
export function parseObject(text: string): JsonObject | null {
  // Most texts that are none are told by their ends: an error that is thrown and caught costs a hundred times as much.
  if (!/^\s*\{/.test(text) || !text.trimEnd().endsWith("}")) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
