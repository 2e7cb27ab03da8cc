import { instant } from "../instant";
import { objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";

const earliest = 1e11;
const latest = 253_402_300_799_999;

/** OpenCode's times are milliseconds since 1970. As an instant; null for what cannot be one. */
export function msInstant(value: unknown): string | null {
  if (typeof value !== "number") return instant(value);
  return value >= earliest && value <= latest ? new Date(value).toISOString() : null;
}

/** The time at `time.<key>` of a session, a message, a part or a tool's state. */
export function timeAt(object: JsonObject, key: string): string | null {
  const time = objectField(object, "time");
  return time === null ? null : msInstant(time[key]);
}
