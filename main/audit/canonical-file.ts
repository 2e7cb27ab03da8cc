import canonicalize from "canonicalize";
import type * as z from "zod";
import { ok, type Result } from "../../shared/result";

/** Reads a file that must be its own canonical form (RFC 8785). In: its bytes, the form, what a file that is none of it is told. */
export function readCanonicalFile<T>(
  bytes: Uint8Array,
  schema: z.ZodType<T>,
  bad: (why: string) => Result<never>,
): Result<T> {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    return bad("it is not JSON in UTF-8");
  }
  const read = schema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const place = issue?.path.join(".").slice(0, 80) ?? "";
    return bad(`${place === "" ? "its form" : place} is not as it must be`);
  }
  let canonical: string | undefined;
  try {
    canonical = canonicalize(read.data);
  } catch {
    return bad("a text in it is not well-formed");
  }
  return canonical === text ? ok(read.data) : bad("it is not in canonical form");
}
