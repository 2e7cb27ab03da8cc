import { randomBytes } from "node:crypto";
import { lstat, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { err, ok, type Result } from "../../shared/result";
import { fileProblem, readWhole, sha256 } from "./files";

/** A text file as it was read. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
  /** SHA-256 of its bytes. */
  readonly digest: string;
}

/** Reads a small text file; links, special files and what is no UTF-8 are refused by name. In: its path and the most bytes. */
export async function readTextFile(file: string, limit: number): Promise<Result<TextFile>> {
  const bytes = await readWhole(file, limit);
  if (!bytes.ok) return bytes;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.value);
    return ok({ path: file, text, digest: sha256(bytes.value) });
  } catch {
    return err({
      code: "not-text",
      message: `${path.basename(file)} is no text in UTF-8.`,
      place: file,
      remedy: "Save it as UTF-8.",
    });
  }
}

/** What stands at a path may be replaced: nothing, the bytes with this digest, or whatever regular file is there. */
export type Replacing = { readonly digest: string } | "nothing" | "anything";

/**
 * Writes a text file whole or not at all: beside its place first, then renamed. Links and special files are never written through.
 * Problems: "file-exists", "file-changed" (not the bytes that were to be replaced), "not-a-file", "file-unwritable".
 * Out: the digest of what was written.
 */
export async function writeTextFile(file: string, text: string, replacing: Replacing): Promise<Result<string>> {
  const refusal = await refused(file, replacing);
  if (refusal !== null) return refusal;
  const temporary = `${file}.${randomBytes(6).toString("hex")}.part`;
  try {
    await writeFile(temporary, text, { flag: "wx", mode: 0o644 });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    return err({
      code: "file-unwritable",
      message: `Could not write ${path.basename(file)}: ${error instanceof Error ? error.message : String(error)}.`,
      place: file,
      remedy: "Choose a folder this account can write, with space left.",
    });
  }
  return ok(sha256(text));
}

async function refused(file: string, replacing: Replacing): Promise<Result<never> | null> {
  try {
    const found = await lstat(file);
    if (!found.isFile())
      return err({
        code: "not-a-file",
        message: `${path.basename(file)} is a link, a folder or a special file: it is not written.`,
        place: file,
        remedy: "Name a file of your own.",
      });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    return err(fileProblem(file, error));
  }
  if (replacing === "anything") return null;
  if (replacing === "nothing")
    return err({
      code: "file-exists",
      message: `${path.basename(file)} is there already.`,
      place: file,
      remedy: "Name another file, or say that it is to be replaced.",
    });
  const now = await readWhole(file, 1024 * 1024);
  if (now.ok && sha256(now.value) === replacing.digest) return null;
  return err({
    code: "file-changed",
    message: `${path.basename(file)} was changed by something else since it was read.`,
    place: file,
    remedy: "Save under another name, or open it again.",
  });
}
