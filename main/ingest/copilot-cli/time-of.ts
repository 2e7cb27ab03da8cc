import { instant } from "../instant";

/** A time as Copilot writes it: an instant as text, or milliseconds since 1970. Null for anything else. */
export function timeOf(value: unknown): string | null {
  if (typeof value !== "number") return instant(value);
  // Before 2001 or after 2286 it is no count of milliseconds.
  return value > 1e12 && value < 1e13 ? new Date(value).toISOString() : null;
}
