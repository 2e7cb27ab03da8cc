import type { ParsedPatch, PatchFile } from "../../../shared/diff/parse-patch";
import { placeOf, positionOf } from "../added-lines";
import { assertionIn } from "../assertion";
import { isCodePath, isTestFileName, isTestPath, pathWords } from "../path-class";
import { sighting, type FindingRule, type Sighting } from "../rule";
import { commentText, testCases, testNameIn, testsBesideCode, type TestCase } from "../test-lines";

export const testDeleted: FindingRule = {
  id: "test-deleted",
  title: "Test deleted",
  rationale: "What a deleted test held fast can break from now on without anybody noticing.",
  looksAt: ["files", "removed-lines"],
  run({ patch }) {
    const tests = patch.files.filter((file) => isTestCode(file.path) || testsBesideCode(file.path));
    const kept = namesAdded(tests);
    return tests.flatMap((file) =>
      file.status === "deleted" ? deletedFile(file, kept, patch) : removedCases(file, kept),
    );
  },
};

function isTestCode(path: string): boolean {
  return isTestPath(path) && isCodePath(path);
}

function deletedFile(file: PatchFile, kept: ReadonlySet<string>, patch: ParsedPatch): Sighting[] {
  const lines = file.hunks.flatMap((hunk) => hunk.lines);
  const cases = testCases(lines);
  const gone = cases.filter(({ name }) => !kept.has(name));
  if (cases.length > 0 && gone.length === 0) return [];
  // A helper in the tests' folder is no test; a file the runner takes for one is, even where its cases cannot be read.
  const unread = lines.length === 0 || lines.some((line) => assertionIn(line.text) !== null);
  if (cases.length === 0 && !(isTestFileName(file.path) && unread && !isSupport(file.path))) return [];
  const count = gone.length === 0 ? "" : ` with ${counted(gone.length, "test")}: ${listed(gone)}`;
  const source = patch.files.some((other) => other.status === "deleted" && isSourceOf(other.path, file.path));
  return [
    sighting(
      source ? "warning" : "serious",
      `The test file was deleted${count}.${source ? " What it tested was deleted too." : ""}`,
      { path: file.path },
    ),
  ];
}

function removedCases(file: PatchFile, kept: ReadonlySet<string>): Sighting[] {
  return file.hunks.flatMap((hunk) => {
    const before = testCases(hunk.lines.filter((line) => line.kind !== "add"));
    const after = testCases(hunk.lines.filter((line) => line.kind !== "del"));
    const still = new Set(after.map(({ name }) => name));
    const gone = before.filter(({ name, line }) => line.kind === "del" && !kept.has(name) && !still.has(name));
    if (gone.length === 0) return [];
    const old = new Set(before.map(({ name }) => name));
    const fresh = after.filter(({ name, line }) => line.kind === "add" && !old.has(name));
    return withoutRenamed(gone, fresh, (line) => positionOf(hunk, line)).map(({ name, line }) =>
      sighting("serious", `A test was removed: ${shortened(name)}`, placeOf(file, line)),
    );
  });
}

/**
 * Removed cases for which no new one came in the same hunk: a new name near an old one is that test renamed or rewritten, and
 * what it asserts is compared by another rule.
 */
function withoutRenamed(
  gone: readonly TestCase[],
  fresh: readonly TestCase[],
  indexOf: (line: TestCase["line"]) => number,
): TestCase[] {
  const used = new Set<TestCase>();
  const near = (one: TestCase, reach: number): TestCase[] => {
    const at = indexOf(one.line);
    return fresh.slice(firstFrom(fresh, at - reach, indexOf), firstFrom(fresh, at + reach + 1, indexOf));
  };
  const take = (found: TestCase | undefined): boolean => {
    if (found !== undefined) used.add(found);
    return found !== undefined;
  };
  return gone
    .filter((one) => !take(near(one, 400).find((other) => !used.has(other) && alike(one.name, other.name))))
    .filter((one) => !take(near(one, 3).find((other) => !used.has(other))));
}

/** The first of the cases, which are in order, that stands at a position or after it. */
function firstFrom(cases: readonly TestCase[], position: number, indexOf: (line: TestCase["line"]) => number): number {
  let [low, high] = [0, cases.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = cases[middle];
    if (one !== undefined && indexOf(one.line) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function alike(a: string, b: string): boolean {
  const [one, other] = [new Set(pathWords(a)), new Set(pathWords(b))];
  one.delete("test");
  other.delete("test");
  const shared = [...one].filter((word) => other.has(word)).length;
  return shared > 0 && shared * 2 >= Math.max(one.size, other.size);
}

/** Names of tests that the patch adds anywhere, those in comments included: commenting out is told by another rule. */
function namesAdded(files: readonly PatchFile[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of files)
    for (const hunk of file.hunks) {
      for (const { name, line } of testCases(hunk.lines.filter((one) => one.kind !== "del")))
        if (line.kind === "add") names.add(name);
      for (const line of hunk.lines) {
        if (line.kind !== "add") continue;
        const comment = commentText(line.text);
        const name = comment === null ? null : testNameIn(comment.trim());
        if (name !== null) names.add(name);
        const disabled =
          /\b(?:def|func|function|void|fun)\s+(?:_+|x|skip_?|disabled?_?|no_?|off_?)(?<name>[Tt]est\w*)\s*\(/.exec(
            line.text,
          )?.groups?.["name"];
        if (disabled !== undefined) {
          names.add(disabled);
          names.add(`T${disabled.slice(1)}`);
        }
      }
    }
  return names;
}

function isSupport(path: string): boolean {
  return /(?:^|\/)conftest\.py$/.test(path);
}

function isSourceOf(path: string, test: string): boolean {
  if (isTestPath(path)) return false;
  const stem = (name: string): string =>
    name
      .slice(name.lastIndexOf("/") + 1)
      .replace(/\.[^/]*$/, "")
      .replace(/^test_|[._-](?:test|tests|spec)$|(?:Test|Tests|Spec|IT)$/, "");
  const tested = stem(test.replace(/[._-](?:test|tests|spec|cy)(\.[A-Za-z]+)$/, "$1"));
  return stem(path) === tested;
}

function listed(cases: readonly TestCase[]): string {
  const names = cases.slice(0, 3).map(({ name }) => shortened(name));
  return cases.length > 3 ? `${names.join(", ")} and ${String(cases.length - 3)} more` : names.join(", ");
}

function shortened(name: string): string {
  return name.length <= 80 ? name : `${name.slice(0, 79)}…`;
}

function counted(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? "" : "s"}`;
}
