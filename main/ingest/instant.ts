import { instantSchema } from "../../shared/model/ids";

const usual = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

/** The value if it is an RFC 3339 instant with a zone, else null: a time that cannot be read is no time. */
export function instant(value: unknown): string | null {
  if (typeof value !== "string") return null;
  // The common shape is told by one expression; the rest (29th to 31st, offsets) is left to the model's own schema.
  return usual.test(value) || instantSchema.safeParse(value).success ? value : null;
}

let lastText = "";
let lastMs = NaN;

/** Milliseconds since 1970 of an instant; NaN for a text that is none. The last answer is kept: one record's time is asked for often. */
export function epochMs(at: string): number {
  if (at === lastText) return lastMs;
  lastText = at;
  lastMs = Date.parse(at);
  return lastMs;
}
