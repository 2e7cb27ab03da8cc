import { createHash } from "node:crypto";
import * as z from "zod";
import { sha256Schema } from "../../../shared/model/ids";
import { err, ok, type Result } from "../../../shared/result";
import {
  earlierKeysName,
  leftEdgeName,
  manifestName,
  maxJsonBytes,
  mostBytes,
  readCanonical,
  readManifest,
  type BundleManifest,
} from "./bundle-form";
import { edgeLevels } from "./bundle-tree";

/** The files of a bundle, wherever they lie. */
export interface BundleFiles {
  /** Every file by its name, with its size in bytes. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Bytes of a file, at most `length`; fewer only at its end. Throws where the file cannot be read any more. */
  read(name: string, offset: number, length: number): Uint8Array;
  close(): void;
}

/** A bundle's files, as far as they are those its manifest lists. */
export interface ListedFiles {
  readonly manifest: BundleManifest;
  /** SHA-256 of the manifest. */
  readonly digest: string;
  /** The whole of a file by its digest; null where it is not listed or is another file than listed. */
  readonly whole: (name: string) => Uint8Array | null;
}

function malformed(why: string, place?: string): Result<never> {
  return err({
    code: "bundle-malformed",
    message: `This is no bundle of an audit log: ${why}.`,
    ...(place === undefined ? {} : { place }),
    remedy: "Ask whoever made it for another copy.",
  });
}

function hex(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Holds the files against the manifest: the same names and sizes, none more, none less. Codes: "bundle-malformed". */
export function listedFiles(files: BundleFiles): Result<ListedFiles> {
  const size = files.sizes.get(manifestName);
  if (size === undefined) return malformed(`there is no ${manifestName}`);
  if (size > maxJsonBytes) return malformed(`${manifestName} is over the limit`);
  const bytes = files.read(manifestName, 0, size);
  const manifest = readManifest(bytes);
  if (!manifest.ok) return manifest;
  const listed = new Map(manifest.value.files.map((file) => [file.name, file] as const));
  for (const name of files.sizes.keys())
    if (name !== manifestName && !listed.has(name)) return malformed("it holds a file that it does not list", name);
  for (const file of listed.values())
    if (files.sizes.get(file.name) !== file.size)
      return malformed("a listed file is missing or has another size", file.name);
  return ok({
    manifest: manifest.value,
    digest: hex(bytes),
    whole: (name) => {
      const file = listed.get(name);
      if (file === undefined || file.size > mostBytes(name) || file.size > maxJsonBytes) return null;
      const content = files.read(name, 0, file.size);
      return hex(content) === file.sha256 ? content : null;
    },
  });
}

const hexesSchema = z.array(sha256Schema).max(64);

/** Hashes of what is before the bundle, largest subtree first; none where it begins with the log. */
export function leftEdgeOf({ manifest, whole }: ListedFiles): Result<Uint8Array[]> {
  if (manifest.from === 0) return ok([]);
  const bytes = whole(leftEdgeName);
  if (bytes === null) return malformed(`${leftEdgeName} is missing or changed`);
  const read = readCanonical(bytes, hexesSchema, leftEdgeName);
  if (!read.ok) return read;
  if (read.value.length !== edgeLevels(manifest.from).length)
    return malformed(`${leftEdgeName} is not of ${String(manifest.from)} entries`);
  return ok(read.value.map((hash) => Buffer.from(hash, "hex")));
}

const earlierKeysSchema = z
  .array(z.strictObject({ seq: z.int().nonnegative(), entry: z.base64(), proof: hexesSchema }))
  .max(10_000);

/** A key entry of before the bundle, with its proof. */
interface EarlierKey {
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** What the bundle brings of keys from before it; nothing where it is missing or changed: the verifier says so. */
export function earlierKeysOf({ manifest, whole }: ListedFiles): EarlierKey[] {
  const bytes = manifest.from === 0 ? null : whole(earlierKeysName);
  const read = bytes === null ? null : readCanonical(bytes, earlierKeysSchema, earlierKeysName);
  if (read?.ok !== true) return [];
  return read.value.map(({ seq, entry, proof }) => ({
    seq,
    bytes: Buffer.from(entry, "base64"),
    proof: proof.map((hash) => Buffer.from(hash, "hex")),
  }));
}
