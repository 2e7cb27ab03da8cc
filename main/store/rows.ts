import type * as z from "zod";

/** Parses a JSON column with its schema. A row that does not fit was written by other code: that is a bug, not input. */
export function parseColumn<S extends z.ZodType>(schema: S, text: string, what: string): z.output<S> {
  return parseValue(schema, JSON.parse(text), what);
}

/** The same for a value that was put together from several columns. */
export function parseValue<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const place = first === undefined || first.path.length === 0 ? "" : ` at ${first.path.join(".")}`;
    throw new Error(`${what} in the store does not have its form${place}: ${first?.message ?? "unknown"}`);
  }
  return parsed.data;
}
