import canonicalize from "canonicalize";
import * as z from "zod";
import { sha256Schema } from "../../../shared/model/ids";
import { err, type Result } from "../../../shared/result";
import { readCanonicalFile } from "../canonical-file";

/*
 * The form of a bundle (docs/audit-format.md): the names of its files, their limits, and its manifest.
 */

export const manifestName = "manifest.json";
export const entriesName = "entries.bin";
export const leftEdgeName = "left-edge.json";
export const earlierKeysName = "earlier-keys.json";
export const keysName = "keys.json";
export const reportName = "report.json";
const reportPageName = "report.html";

export const maxJsonBytes = 64 * 1024 * 1024;
export const maxNoteBytes = 64 * 1024;
export const maxBlobBytes = 1024 * 1024;
export const maxFiles = 300_000;
/** Stands where an entry's length would, before the hash of one that is withheld. */
export const withheldMark = 0xffffffff;

const originSchema = z.string().regex(/^countersign\.invalid\/[0-9a-f-]{36}$/);

const manifestSchema = z.strictObject({
  format: z.literal("countersign-audit-bundle"),
  version: z.literal(1),
  origin: originSchema,
  from: z.int().nonnegative(),
  to: z.int().positive(),
  files: z
    .array(z.strictObject({ name: z.string().max(200), size: z.int().nonnegative(), sha256: sha256Schema }))
    .max(maxFiles),
});
export type BundleManifest = z.infer<typeof manifestSchema>;

const fixedNames: ReadonlySet<string> = new Set([
  entriesName,
  leftEdgeName,
  earlierKeysName,
  keysName,
  reportName,
  reportPageName,
]);
const numberedName =
  /^(?:checkpoints\/(?:0|[1-9][0-9]{0,15})\.note|proofs\/(?:0|[1-9][0-9]{0,15})\.tlog-proof|anchors\/(?:0|[1-9][0-9]{0,15})\.bin|blobs\/[0-9a-f]{64})$/;

/** Whether a bundle may hold a file of this name, beside its manifest. */
export function isBundleName(name: string): boolean {
  return fixedNames.has(name) || numberedName.test(name);
}

/** Most bytes that a file of a bundle may have. Entries have no limit as a whole, each of them has. */
export function mostBytes(name: string): number {
  if (name === entriesName) return Number.MAX_SAFE_INTEGER;
  if (name.startsWith("checkpoints/") || name.startsWith("anchors/")) return maxNoteBytes;
  // A salt, its length, and the text.
  if (name.startsWith("blobs/")) return maxBlobBytes + 256;
  return maxJsonBytes;
}

/** Canonical JSON (RFC 8785): the form of every JSON file of a bundle. Throws on a value that has none: a bug. */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error("a value of the bundle has no canonical form");
  return text;
}

/** The same as bytes in UTF-8. */
export function canonicalBytes(value: unknown): Buffer {
  return Buffer.from(canonicalText(value), "utf8");
}

/** Reads a JSON file of a bundle: it must be its own canonical form. Codes: "bundle-malformed". */
export function readCanonical<T>(bytes: Uint8Array, schema: z.ZodType<T>, name: string): Result<T> {
  return readCanonicalFile(bytes, schema, (why) =>
    err({ code: "bundle-malformed", message: `${name} cannot be read: ${why}.`, place: name }),
  );
}

/** Reads a manifest. Out: it, with every name one that a bundle may hold, each once and in order. */
export function readManifest(bytes: Uint8Array): Result<BundleManifest> {
  const read = readCanonical(bytes, manifestSchema, manifestName);
  if (!read.ok) return read;
  const { files, from, to } = read.value;
  const bad = (why: string) =>
    err({ code: "bundle-malformed", message: `${manifestName} cannot be read: ${why}.`, place: manifestName });
  if (from >= to) return bad("it holds no entry");
  for (const [at, { name, size }] of files.entries()) {
    if (!isBundleName(name)) return bad("it lists a file that a bundle does not hold");
    if (size > mostBytes(name)) return bad(`${name} is over the limit`);
    const before = files[at - 1]?.name;
    if (before !== undefined && before >= name) return bad("its files are not in order");
  }
  return read;
}
