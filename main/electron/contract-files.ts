import path from "node:path";
import { err, ok, type Result } from "../../shared/result";
import { readTextFile, writeTextFile, type TextFile } from "../platform/text-file";

/** Asks the person for a file; null where they named none. */
export interface FileQuestions {
  toOpen(): Promise<string | null>;
  toSave(name: string): Promise<string | null>;
}

/** A contract has at most 65,536 characters, each at most four bytes. */
const maxBytes = 262_144;
const extensions = new Set([".yaml", ".yml", ".json"]);

/** Opens and saves contracts at places that a person named, and nowhere else. */
export interface ContractFiles {
  /** Null where the person named none. */
  open(): Promise<Result<TextFile | null>>;
  /** In: the text; a path that was opened or saved before, or null to ask for one; a name to begin with. */
  save(text: string, known: string | null, name: string): Promise<Result<Omit<TextFile, "text"> | null>>;
}

/**
 * The doors through which the page reads and writes contract files. A path from the page counts only if the person chose it in a
 * dialog of this window before, and a file that changed meanwhile is not written over.
 */
export function createContractFiles(ask: FileQuestions): ContractFiles {
  /** Files the person named, with the digest of what this window last knew to be in them. */
  const named = new Map<string, string>();
  return {
    open: async () => {
      const file = await ask.toOpen();
      if (file === null) return ok(null);
      const read = await readTextFile(file, maxBytes);
      if (read.ok) named.set(file, read.value.digest);
      return read;
    },
    save: async (text, known, name) => {
      const before = known === null ? undefined : named.get(known);
      if (known !== null && before === undefined)
        return err({
          code: "path-refused",
          message: "Nobody named this file in this window.",
          place: known,
          remedy: "Save under a name of your own.",
        });
      const file = known ?? (await ask.toSave(safeName(name)));
      if (file === null) return ok(null);
      if (!extensions.has(path.extname(file).toLowerCase()))
        return err({
          code: "path-refused",
          message: `A contract is saved as .yaml, .yml or .json, not as ${path.basename(file)}.`,
          place: file,
          remedy: "Name it contract.yaml.",
        });
      // The dialog itself asks before it replaces a file.
      const written = await writeTextFile(file, text, before === undefined ? "anything" : { digest: before });
      if (!written.ok) return written;
      named.set(file, written.value);
      return ok({ path: file, digest: written.value });
    },
  };
}

/** The page's suggestion, as a plain file name. */
function safeName(name: string): string {
  const plain = path.basename(name).replace(/[^\w.-]+/g, "-");
  return extensions.has(path.extname(plain).toLowerCase()) && !plain.startsWith(".") ? plain : "contract.yaml";
}
