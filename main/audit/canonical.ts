import canonicalize from "canonicalize";
import * as z from "zod";
import {
  auditBodySchema,
  isSecondKind,
  secondHeaderSchema,
  type AuditBody,
  type ShownBody,
} from "../../shared/model/audit-entry";
import { instantSchema } from "../../shared/model/ids";
import { err, ok, type Result } from "../../shared/result";

/** Longest entry, in bytes. Larger texts belong in the archive, by digest. */
export const maxEntryBytes = 256 * 1024;
const maxDepth = 12;

function refuse(message: string): Result<never> {
  return err({ code: "entry-refused", message, remedy: "Nothing was recorded." });
}

/** Why a value cannot be an entry, or null. Integers only, |n| <= 2^53-1, well-formed strings, plain objects. */
function flaw(value: unknown, depth: number): string | null {
  if (depth > maxDepth) return `An entry is nested deeper than ${String(maxDepth)} levels.`;
  if (value === null || typeof value === "boolean") return null;
  if (typeof value === "number")
    return Number.isSafeInteger(value) ? null : `${String(value)} is not an integer within 2^53-1.`;
  if (typeof value === "string") return value.isWellFormed() ? null : "A text holds half of a surrogate pair.";
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) {
      const found = flaw(item, depth + 1);
      if (found !== null) return found;
    }
    return null;
  }
  if (typeof value === "object") {
    for (const [key, item] of Object.entries(value)) {
      if (!key.isWellFormed()) return "A key holds half of a surrogate pair.";
      if (item === undefined) return `The key ${key} has no value.`;
      const found = flaw(item, depth + 1);
      if (found !== null) return found;
    }
    return null;
  }
  return `A ${typeof value} cannot be in an entry.`;
}

/**
 * The canonical bytes of an entry (RFC 8785): what is stored, hashed and later signed.
 * In: a body. Out: UTF-8 bytes, or why the body is refused. The schema comes first, because JCS alone rounds large
 * numbers and drops undefined; then the bytes are parsed again and must give the same bytes.
 */
export function encodeEntry(body: AuditBody): Result<Uint8Array> {
  const parsed = auditBodySchema.safeParse(body);
  if (!parsed.success)
    return refuse(`The entry does not have the form of the log: ${parsed.error.issues[0]?.message ?? "unknown"}.`);
  const found = flaw(parsed.data, 0);
  if (found !== null) return refuse(found);
  const text = canonicalize(parsed.data);
  if (text === undefined) return refuse("The entry has no canonical form.");
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > maxEntryBytes)
    return refuse(`The entry has ${String(bytes.length)} bytes, over the limit of ${String(maxEntryBytes)}.`);
  return ok(bytes);
}

/** The JSON of stored bytes, of whatever form. Err: over the limit, not JSON in UTF-8, or no value of an entry. */
function parseStored(bytes: Uint8Array): Result<{ readonly value: unknown; readonly text: string }> {
  if (bytes.length > maxEntryBytes) return refuse("The stored entry is over the limit.");
  let value: unknown;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    return refuse("The stored entry is not JSON in UTF-8.");
  }
  const found = flaw(value, 0);
  return found === null ? ok({ value, text }) : refuse(found);
}

/**
 * Reads stored entry bytes back, refusing any that are not their own canonical form
 * (duplicate keys, other key order, white space, other escapes).
 */
export function decodeEntry(bytes: Uint8Array): Result<AuditBody> {
  const read = parseStored(bytes);
  if (!read.ok) return read;
  const { value, text } = read.value;
  const parsed = auditBodySchema.safeParse(value);
  if (!parsed.success)
    return refuse(
      `The stored entry does not have the form of the log: ${parsed.error.issues[0]?.message ?? "unknown"}.`,
    );
  if (canonicalize(parsed.data) !== text) return refuse("The stored entry is not in canonical form.");
  return ok(parsed.data);
}

/**
 * Reads stored entry bytes for showing: also those of a kind or form that this version does not know (docs/audit-format.md, where
 * verifiers say 50). In: the bytes, and the place in a log where they lie. Err: they are of no form, as `decodeEntry` says, or of a
 * later one and say that they are of another place.
 */
export function decodeShown(
  bytes: Uint8Array,
  at: { readonly seq: number; readonly origin: string },
): Result<ShownBody> {
  const known = decodeEntry(bytes);
  if (known.ok) return known;
  const read = parseStored(bytes);
  if (!read.ok || canonicalize(read.value.value) !== read.value.text) return known;
  const later = z.looseObject({ v: z.int().min(2) }).safeParse(read.value.value);
  if (!later.success || (later.data.v === 2 && !isUnknownSecond(later.data))) return known;
  const { v, origin = at.origin, seq = at.seq, recordedAt, kind } = later.data;
  if (origin !== at.origin || seq !== at.seq) return refuse("The stored entry is of another place or log.");
  const time = instantSchema.safeParse(recordedAt);
  return ok({
    v,
    origin: at.origin,
    seq: at.seq,
    recordedAt: time.success ? time.data : null,
    kind: "unknown",
    named: typeof kind === "string" ? kind.slice(0, 100).toWellFormed() : "",
  });
}

/** Whether an object of the second form's header is of another kind than those, or has all that its kind asks for and more. */
function isUnknownSecond(value: unknown): boolean {
  const header = secondHeaderSchema.safeParse(value);
  if (!header.success) return false;
  if (!isSecondKind(header.data.kind)) return true;
  const parsed = auditBodySchema.safeParse(value);
  return !parsed.success && parsed.error.issues.every(({ code }) => code === "unrecognized_keys");
}
