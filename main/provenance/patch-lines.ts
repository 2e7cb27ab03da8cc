import type { ParsedPatch, PatchFile } from "../../shared/diff/parse-patch";

const document =
  /\.(?:md|mdx|rst|adoc)$|^(?!.*(?:requirements|constraints|CMakeLists|robots)).*\.txt$|(?:^|\/)(?:LICENSE|CHANGELOG|AUTHORS|NOTICE)$|(?:^|\/)docs?\//i;
const testFile =
  /(?:^|\/)(?:tests?|specs?|__tests__|testing|e2e)\/|(?:^|\/)test_[^/]+\.py$|(?:^|\/)conftest\.py$|[._-](?:test|tests|spec|specs)\.[^/]+$|_test\.[^/]+$|(?:Test|Tests|Spec|IT)\.(?:java|kt|cs|scala|groovy|swift)$/i;

/** Prose, by name. */
export function isDocument(path: string): boolean {
  return document.test(path);
}

/** A file of tests, by name. */
export function isTestFile(path: string): boolean {
  return testFile.test(path);
}

/** Lines of one kind of a file's change, in order. */
export function linesOf(file: PatchFile, kind: "added" | "removed"): string[] {
  const wanted = kind === "added" ? "add" : "del";
  return file.hunks.flatMap((hunk) => hunk.lines.filter((line) => line.kind === wanted).map((line) => line.text));
}

/** Every added line of a patch with the file it is in. */
export function* addedLines(patch: ParsedPatch): Generator<{ path: string; line: string }> {
  for (const file of patch.files) for (const line of linesOf(file, "added")) yield { path: file.path, line };
}
