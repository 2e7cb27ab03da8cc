import { createHash, randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { canonicalText, manifestName, maxFiles, mostBytes, type BundleManifest } from "../audit/bundle/bundle-form";
import type { BundlePart } from "../audit/bundle/build-bundle";
import { tarBlock, tarHeader, tarPadding } from "../audit/bundle/ustar";
import { makeFolder } from "../platform/make-folder";
import { syncFolder, writeAll } from "../store/durable-files";

/** Carries out of the writing why a bundle cannot be written. */
export class BundleTooLarge extends Error {}

interface Target {
  begin(name: string): void;
  write(bytes: Uint8Array): void;
  end(size: number): void;
  /** Makes it durable and moves it to its place. */
  finish(): void;
  drop(): void;
}

/**
 * Writes a bundle beside where it is to be and moves it there when it is whole and on the disk: half of one is never found.
 * `step` is called after every piece, and may let others have their turn; what it throws ends the writing.
 */
export async function writeBundle(
  where: string,
  tar: boolean,
  head: Pick<BundleManifest, "origin" | "from" | "to">,
  parts: Iterable<BundlePart>,
  step: (file: string, bytes: number) => Promise<void>,
): Promise<{ digest: string; files: number; bytes: number }> {
  const target = tar ? new TarTarget(where) : new FolderTarget(where);
  const listed: BundleManifest["files"][number][] = [];
  let total = 0;
  const put = async ({ name, chunks }: BundlePart): Promise<{ size: number; sha256: string }> => {
    const hash = createHash("sha256");
    let size = 0;
    target.begin(name);
    for (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      if (size > mostBytes(name))
        throw new BundleTooLarge(
          `${name} would be larger than a bundle may have it (${String(mostBytes(name))} bytes).`,
        );
      target.write(chunk);
      await step(name, chunk.length);
    }
    target.end(size);
    total += size;
    return { size, sha256: hash.digest("hex") };
  };
  try {
    for (const part of parts) {
      if (listed.length >= maxFiles - 1) throw new BundleTooLarge(`It would hold more than ${String(maxFiles)} files.`);
      listed.push({ name: part.name, ...(await put(part)) });
    }
    const files = listed.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const manifest = await manifestBytes(files, head, step);
    const { sha256 } = await put({ name: manifestName, chunks: [manifest] });
    target.finish();
    return { digest: sha256, files: files.length + 1, bytes: total };
  } catch (error) {
    target.drop();
    throw error;
  }
}

function besides(where: string): string {
  makeFolder(path.dirname(where));
  return `${where}.partial-${randomBytes(4).toString("hex")}`;
}

/** Moves what was written to its place, which must still be free. */
function settle(from: string, to: string): void {
  if (existsSync(to)) throw new Error("something was put there meanwhile");
  renameSync(from, to);
  syncFolder(path.dirname(to));
}

/** The manifest in canonical form, row by row: a bundle may have hundreds of thousands of files. */
async function manifestBytes(
  files: BundleManifest["files"],
  head: Pick<BundleManifest, "origin" | "from" | "to">,
  step: (file: string, bytes: number) => Promise<void>,
): Promise<Buffer> {
  const rows: string[] = [];
  for (const file of files) {
    rows.push(canonicalText(file));
    if (rows.length % 100 === 0) await step(manifestName, 0);
  }
  // Its keys in the order of RFC 8785: files come before all others.
  const rest = canonicalText({ format: "countersign-audit-bundle", version: 1, ...head });
  return Buffer.from(`{"files":[${rows.join(",")}],${rest.slice(1)}`, "utf8");
}

class FolderTarget implements Target {
  readonly #where: string;
  readonly #aside: string;
  readonly #made = new Set<string>();
  #handle: number | null = null;

  constructor(where: string) {
    this.#where = where;
    this.#aside = besides(where);
    makeFolder(this.#aside);
    this.#made.add(this.#aside);
  }

  begin(name: string): void {
    const full = path.join(this.#aside, name);
    const folder = path.dirname(full);
    if (!this.#made.has(folder)) {
      makeFolder(folder);
      this.#made.add(folder);
    }
    this.#handle = openSync(full, "wx", 0o600);
  }

  write(bytes: Uint8Array): void {
    if (this.#handle !== null) writeAll(this.#handle, bytes);
  }

  end(size: number): void {
    if (this.#handle === null) return;
    // Thousands of small proofs are settled with their folder; what the bundle stands on is settled at once.
    if (size > 64 * 1024) fsyncSync(this.#handle);
    closeSync(this.#handle);
    this.#handle = null;
  }

  finish(): void {
    for (const folder of this.#made) syncFolder(folder);
    settle(this.#aside, this.#where);
  }

  drop(): void {
    if (this.#handle !== null) closeSync(this.#handle);
    rmSync(this.#aside, { recursive: true, force: true });
  }
}

class TarTarget implements Target {
  readonly #where: string;
  readonly #aside: string;
  readonly #handle: number;
  #name = "";
  /** Where the header of the file that is being written belongs. */
  #header = 0;
  #at = 0;

  constructor(where: string) {
    this.#where = where;
    this.#aside = besides(where);
    this.#handle = openSync(this.#aside, "wx", 0o600);
  }

  begin(name: string): void {
    this.#name = name;
    this.#header = this.#at;
    this.#put(Buffer.alloc(tarBlock));
  }

  write(bytes: Uint8Array): void {
    this.#put(bytes);
  }

  /** Its size is known only now: the header is written where room was left for it. */
  end(size: number): void {
    this.#put(Buffer.alloc(tarPadding(size)));
    const header = tarHeader(this.#name, size);
    for (let done = 0; done < header.length;)
      done += writeSync(this.#handle, header, done, header.length - done, this.#header + done);
  }

  finish(): void {
    this.#put(Buffer.alloc(2 * tarBlock));
    fsyncSync(this.#handle);
    closeSync(this.#handle);
    settle(this.#aside, this.#where);
  }

  drop(): void {
    try {
      closeSync(this.#handle);
    } catch {
      // It was closed already: moving it failed.
    }
    rmSync(this.#aside, { force: true });
  }

  #put(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;)
      done += writeSync(this.#handle, bytes, done, bytes.length - done, this.#at + done);
    this.#at += bytes.length;
  }
}
