import { randomBytes } from "node:crypto";
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { packPredicateType, type PackFile, type PackPredicate } from "../../shared/model/pack";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { statementPayloadType } from "../attest/envelope";
import type { readSigningKey } from "../attest/public-key";
import { signEnvelope } from "../attest/signature";
import { checksumName, envelopeName, manifestName, parseManifest } from "../evidence/pack";
import { readWhole, sha256, sha256File } from "../platform/files";
import { checksumLine } from "./pack-folder";

type SigningKey = Extract<ReturnType<typeof readSigningKey>, { ok: true }>["value"];
type Rest = Omit<PackFile, "path" | "sha256" | "bytes">;

/**
 * Writes a pack beside where it is to be, and moves it there when it is whole: a pack that is half written is never found.
 */
export class PackWriter {
  readonly #target: string;
  readonly #folder: string;
  readonly #files: PackFile[] = [];

  private constructor(target: string, folder: string) {
    this.#target = target;
    this.#folder = folder;
  }

  /** Begins a pack. In: its folder, which must not be there, be empty, or be a pack, which is replaced. */
  static async begin(target: string): Promise<Result<PackWriter>> {
    const full = path.resolve(target);
    const flaw = await targetFlaw(full);
    if (flaw !== null) return err(flaw);
    const folder = `${full}.partial-${randomBytes(4).toString("hex")}`;
    await mkdir(folder, { recursive: true });
    return ok(new PackWriter(full, folder));
  }

  get files(): readonly PackFile[] {
    return this.#files;
  }

  /** Adds a file by its content. In: its path in the pack, safe by its maker's care (see `unsafePath`). */
  async add(name: string, bytes: Uint8Array, rest: Rest): Promise<PackFile> {
    const full = path.join(this.#folder, name);
    await mkdir(path.dirname(full), { recursive: true });
    await writeFile(full, bytes);
    return this.#listed({ path: name, sha256: sha256(bytes), bytes: bytes.length, ...rest });
  }

  /** Adds a copy of a file, whatever its size; what is listed is the copy, should the file go on growing. */
  async addCopy(name: string, from: string, rest: Rest): Promise<PackFile> {
    const full = path.join(this.#folder, name);
    await mkdir(path.dirname(full), { recursive: true });
    await copyFile(from, full);
    return this.#listed({ path: name, sha256: await sha256File(full), bytes: (await stat(full)).size, ...rest });
  }

  #listed(file: PackFile): PackFile {
    this.#files.push(file);
    return file;
  }

  /** Writes the manifest, signs it where a key is given, and moves the pack to its place. Out: the manifest's digest. */
  async finish(predicate: Omit<PackPredicate, "files">, key: SigningKey | null): Promise<Result<string>> {
    const files = this.#files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    const patch = files.find(({ role }) => role === "patch");
    const { head } = predicate.attempt;
    const statement = {
      _type: "https://in-toto.io/Statement/v1",
      subject: [
        { name: "head", digest: { gitCommit: head } },
        ...(patch === undefined ? [] : [{ name: patch.path, digest: { sha256: patch.sha256 } }]),
      ],
      predicateType: packPredicateType,
      predicate: { ...predicate, files },
    };
    const bytes = Buffer.from(`${JSON.stringify(statement, null, 2)}\n`);
    const own = parseManifest(bytes.toString("utf8"), manifestName);
    if (!own.ok) return own;
    await writeFile(path.join(this.#folder, manifestName), bytes);
    await writeFile(path.join(this.#folder, checksumName), checksumLine(bytes));
    if (key !== null)
      await writeFile(path.join(this.#folder, envelopeName), signEnvelope(bytes, statementPayloadType, key));
    const old = `${this.#folder}.old`;
    const before = await moved(this.#target, old);
    await rename(this.#folder, this.#target);
    if (before) await rm(old, { recursive: true, force: true });
    return ok(sha256(bytes));
  }

  /** Takes away what was written of a pack that does not come to be. */
  async drop(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch {
    // Nothing was there.
    return false;
  }
}

/** A folder that holds something else than a pack is not replaced. */
async function targetFlaw(target: string): Promise<Problem | null> {
  let names: string[];
  try {
    names = await readdir(target);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    return {
      code: "out-refused",
      message: "The pack's folder cannot be used: it is there and is no folder.",
      place: target,
      remedy: "Name another with --out.",
    };
  }
  if (names.length === 0) return null;
  const manifest = await readWhole(path.join(target, manifestName), 16 * 1024 * 1024);
  if (manifest.ok && Buffer.from(manifest.value).includes(packPredicateType)) return null;
  return {
    code: "out-refused",
    message: "The folder is not empty and holds no pack: it is left as it is.",
    place: target,
    remedy: "Name another with --out.",
  };
}
