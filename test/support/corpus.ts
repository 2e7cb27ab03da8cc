import { existsSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./temp-home";

/** Folder of real files of real tools; not part of the project. */
export const corpus = process.env["COUNTERSIGN_CORPUS"] ?? path.resolve(projectRoot, "..", "shared", "corpus");
export const hasCorpus = existsSync(corpus);

/** Name for a suite over the corpus: says why it is skipped where it is. */
export function overCorpus(name: string): string {
  return hasCorpus ? name : `${name} (skipped: no corpus at ${corpus}; COUNTERSIGN_CORPUS names another)`;
}
