import { err, ok } from "../../shared/result";
import type { Result } from "../../shared/result";

/** Upper bound of one request's input, in bytes of structured clone (two per character at worst). */
export const maxRequestBytes = 8 * 1024 * 1024;
/** No screen nests deeper; a deeper value is an attempt to exhaust the stack of whoever reads it. */
const maxDepth = 64;
export const maxRequestsPerSecond = 2000;

/**
 * Measures a request's input without building a copy. Only plain data passes: null, booleans, numbers, strings, arrays
 * and plain objects of those.
 * @returns the size in bytes; problems `too-large`, `too-deep`, `not-data`
 */
export function measureInput(input: unknown, limit: number = maxRequestBytes): Result<number> {
  let bytes = 0;
  const walk = (value: unknown, depth: number): string | null => {
    if (bytes > limit) return "too-large";
    if (depth > maxDepth) return "too-deep";
    switch (typeof value) {
      case "string":
        bytes += 8 + value.length * 2;
        return null;
      case "number":
      case "boolean":
      case "undefined":
        bytes += 8;
        return null;
      case "object":
        return value === null ? null : walkObject(value, depth);
      default:
        return "not-data";
    }
  };
  const walkObject = (value: object, depth: number): string | null => {
    bytes += 16;
    if (Array.isArray(value)) {
      // A sparse array of length 2^32 costs nothing to send and everything to walk.
      if (value.length * 8 > limit) return "too-large";
      for (const item of value as unknown[]) {
        const problem = walk(item, depth + 1);
        if (problem !== null) return problem;
      }
      return null;
    }
    if (Object.prototype.toString.call(value) !== "[object Object]") return "not-data";
    for (const [key, item] of Object.entries(value)) {
      bytes += 8 + key.length * 2;
      const problem = walk(item, depth + 1);
      if (problem !== null) return problem;
    }
    return null;
  };
  const problem = walk(input, 0) ?? (bytes > limit ? "too-large" : null);
  if (problem === null) return ok(bytes);
  return err({ code: problem, message: messages[problem] ?? messages["not-data"] });
}

const messages: Readonly<Record<string, string>> & { "not-data": string } = {
  "too-large": `The request is larger than ${maxRequestBytes / 1024 / 1024} MB.`,
  "too-deep": `The request is nested deeper than ${maxDepth} levels.`,
  "not-data": "The request holds something that is not plain data.",
};

/**
 * Counts calls in windows of one second.
 * @param now milliseconds of a clock that never goes back
 * @returns a function that says whether one more call is allowed
 */
export function createRateLimit(now: () => number, perSecond: number = maxRequestsPerSecond): () => boolean {
  let windowStart = Number.NEGATIVE_INFINITY;
  let calls = 0;
  return () => {
    const time = now();
    if (time - windowStart >= 1000) {
      windowStart = time;
      calls = 0;
    }
    calls += 1;
    return calls <= perSecond;
  };
}
