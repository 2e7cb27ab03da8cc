import type { FromCore } from "../../shared/contract/wire";
import type { Problem, Result } from "../../shared/result";

/*
 * The wire's schemas, spelled out. The preload script stands before the first paint, and loading zod alone costs it more
 * than all the rest; a test holds these guards against the schemas of shared/contract/wire.ts over thousands of values.
 */

/** A message of the core, or null when it is not one. Agrees with `fromCoreSchema`. */
export function readFromCore(message: unknown): FromCore | null {
  if (!isRecord(message)) return null;
  if (message["type"] === "publication") {
    const { topic, payload } = message;
    if (!hasExactly(message, ["type", "topic", "payload"]) || typeof topic !== "string") return null;
    return { type: "publication", topic, payload };
  }
  if (message["type"] === "answer") {
    const { id, json } = message;
    if (!hasExactly(message, ["type", "id", "json"]) || !isId(id) || typeof json !== "string") return null;
    return { type: "answer", id, json };
  }
  if (message["type"] !== "response" || !hasOnly(message, ["type", "id", "result"])) return null;
  const { id } = message;
  const result = readResult(message["result"]);
  if (!isId(id) || result === null) return null;
  return { type: "response", id, result: result.ok ? { ok: true, value: result.value } : result };
}

/** The result inside a response, or null when it is not one. */
export function readResult(value: unknown): Result<unknown> | null {
  if (!isRecord(value)) return null;
  if (value["ok"] === true) return hasExactly(value, ["ok", "value"]) ? { ok: true, value: value["value"] } : null;
  if (value["ok"] !== false || !hasOnly(value, ["ok", "error"])) return null;
  const error = readProblem(value["error"]);
  return error === null ? null : { ok: false, error };
}

function readProblem(value: unknown): Problem | null {
  if (!isRecord(value) || !hasOnly(value, ["code", "message", "place", "remedy"])) return null;
  const { code, message, place, remedy } = value;
  if (typeof code !== "string" || typeof message !== "string") return null;
  if (!isOptionalString(place) || !isOptionalString(remedy)) return null;
  return {
    code,
    message,
    ...(place === undefined ? {} : { place }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

function isId(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOptionalString(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

function hasOnly(value: Record<string, unknown>, keys: readonly string[]): boolean {
  return Object.keys(value).every((key) => keys.includes(key));
}

function hasExactly(value: Record<string, unknown>, keys: readonly string[]): boolean {
  return hasOnly(value, keys) && keys.every((key) => Object.hasOwn(value, key));
}
