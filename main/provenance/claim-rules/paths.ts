import type { SummarySentence } from "../sentences";

/** A path as people write it, for use inside a pattern: with a folder, or with an ending. */
export const pathWord =
  "((?:[\\w@.~-]+\\/)*[\\w@.~-]*\\w\\.[A-Za-z][A-Za-z0-9]{0,7}|\\/?(?:[\\w@.~-]+\\/)+[\\w@.*~-]*)";

/** A path without a leading `./` and the mark that ends a sentence. */
export function trimPath(path: string): string {
  return path.replace(/^\.\//, "").replace(/[.,:;]+$/, "");
}

/** "Node.js" and "e.g." look like file names: a name without a folder counts only where it is set as code. */
export function isPath(path: string, sentence: SummarySentence): boolean {
  const fileOrFolder = /\.[A-Za-z][A-Za-z0-9]{0,7}$|\/$|\*/.test(path);
  if (!fileOrFolder || /^(?:https?:|www\.)|\.(?:com|org|io|net|dev)(?:\/|$)/.test(path)) return false;
  return path.includes("/") || sentence.codes.some((code) => trimPath(code.text) === path);
}

/** Every path a text names. */
export function pathsIn(text: string, sentence: SummarySentence): string[] {
  return [...text.matchAll(new RegExp(`(?<![\\w/])${pathWord}`, "g"))]
    .map((match) => trimPath(match[1] ?? ""))
    .filter((path) => path !== "" && isPath(path, sentence));
}
