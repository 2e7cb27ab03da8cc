import type { PatchFile, PatchHunk, PatchLine } from "../../../shared/diff/parse-patch";
import { changeBlocks, linesAbove, linesFrom, placeOf, positionOf, shownLine, trimmedLines } from "../added-lines";
import { listKeyAt } from "../settings-lines";
import { isCodePath, isTestPath } from "../path-class";
import { sighting, type FindingRule, type Sighting } from "../rule";
import { filtersTests, saysWhatRuns, skipMark, type SkipMark } from "../skip-marks";
import { commentText, isTestMark, methodName, testCases, testNameIn, testsBesideCode } from "../test-lines";

export const testSkipped: FindingRule = {
  id: "test-skipped",
  title: "Test skipped",
  rationale: "A test that no longer runs, or may fail, still stands in the file and looks as if it guarded something.",
  looksAt: ["files", "added-lines", "removed-lines"],
  run({ patch }) {
    return patch.files.flatMap((file) => {
      if (file.status === "deleted") return [];
      const out: Sighting[] = [];
      if ((isTestPath(file.path) && isCodePath(file.path)) || testsBesideCode(file.path)) out.push(...marked(file));
      if (saysWhatRuns(file.path) && file.status !== "added") out.push(...filtered(file));
      return out;
    });
  },
};

function marked(file: PatchFile): Sighting[] {
  const moved = trimmedLines(file, "del");
  const known = file.status === "added" ? new Set<string>() : namesBefore(file);
  return file.hunks.flatMap((hunk) => {
    const out: Sighting[] = [];
    for (const { removed, added } of changeBlocks(hunk)) {
      const before = removed.filter((line) => skipMark(file.path, line.text) !== null).length;
      let allowed = before;
      for (const line of added) {
        const mark = markIn(file, hunk, line);
        if (mark === null || moved.has(line.text.trim())) continue;
        // A mark that took another's place skips nothing that ran before.
        if (allowed > 0 && mark !== "focused") {
          allowed -= 1;
          continue;
        }
        const seen = sightingOf(mark, stood(file, hunk, line, known), line.text);
        if (seen !== null) out.push(sighting(seen[0], seen[1], placeOf(file, line)));
      }
      out.push(
        ...commentedOut(file, removed, added),
        ...unmarked(file, hunk, removed, added),
        ...renamed(file, removed, added),
      );
    }
    return out;
  });
}

/** The mark of a line; one that a condition stands before skips only where that holds. */
function markIn(file: PatchFile, hunk: PatchHunk, line: PatchLine): SkipMark | null {
  const mark = skipMark(file.path, line.text);
  if (mark !== "skipped" || !inTest.test(line.text)) return mark;
  const above = linesAbove(hunk, line).findLast((one) => one.kind !== "del" && one.text.trim() !== "");
  return above !== undefined &&
    /^\s*(?:\}\s*else\s*)?(?:if|elif|unless|switch|case|except|catch)\b|^\s*\}?\s*catch\b/.test(above.text)
    ? "conditional"
    : mark;
}

/** Calls that stand in a test's body, not above its head. */
const inTest =
  /\b(?:t|b|tb|f|self|this|ctx|context)\.\w*[sS]kip|\bpytest\.(?:skip|xfail)\(|->markTest|SkipTest|XCTSkip|XCTExpect|GTEST_SKIP|markTestSkipped|^\s*(?:skip|pending)\b|assum|Assum|Assert\./;

/** What is said of a mark, by whether the test was there before; null where nothing stopped running. */
function sightingOf(mark: SkipMark, existed: boolean, text: string): [Sighting["severity"], string] | null {
  const line = shownLine(text);
  switch (mark) {
    case "focused":
      return ["serious", `Only this test runs, the others do not: ${line}`];
    case "conditional":
      return existed ? ["warning", `A test is skipped under a condition: ${line}`] : null;
    case "expected-to-fail":
      return existed
        ? ["serious", `A test is now expected to fail: ${line}`]
        : ["warning", `A new test is expected to fail: ${line}`];
    case "skipped":
      if (existed) return ["serious", `A test is skipped: ${line}`];
      // A line that only says what is still to be written is no test that does not run.
      return /\.todo\b/.test(text) ? null : ["warning", `A new test is skipped: ${line}`];
  }
}

/** Whether the test that a mark belongs to stood in the file before. */
function stood(file: PatchFile, hunk: PatchHunk, mark: PatchLine, known: ReadonlySet<string>): boolean {
  if (file.status === "added") return false;
  const own = inTest.test(mark.text) ? null : (testNameIn(mark.text) ?? quotedTitle(mark.text));
  if (own !== null) return known.has(own) || !isNewSuite(hunk, mark);
  const at = positionOf(hunk, mark);
  const step = inTest.test(mark.text) ? -1 : 1;
  for (let index = at + step; index >= 0 && index < hunk.lines.length && Math.abs(index - at) < 400; index += step) {
    const line = hunk.lines[index];
    if (line === undefined || line.kind === "del") continue;
    const name = testNameIn(line.text) ?? (/^\s*[@[#]/.test(line.text) ? null : methodName(line.text));
    if (name !== null || /^\s*(?:(?:export\s+)?(?:abstract\s+)?(?:public\s+)?class|describe)\b/.test(line.text))
      return line.kind === "context" || (name !== null && known.has(name));
  }
  // No declaration in sight: the test's head lies outside the hunk, so it stood there before.
  return true;
}

/** A suite whose whole head is new: the mark's line and the one after it are added, and nothing was removed beside them. */
function isNewSuite(hunk: PatchHunk, mark: PatchLine): boolean {
  const at = positionOf(hunk, mark);
  const next = hunk.lines[at + 1];
  return next === undefined || next.kind === "add";
}

function quotedTitle(text: string): string | null {
  return /\(\s*(["'`])((?:\\.|(?!\1).){1,300})\1/.exec(text.slice(0, 2000))?.[2] ?? null;
}

/** Names of tests and suites in the old side of the file's hunks. */
function namesBefore(file: PatchFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const hunk of file.hunks) {
    const old = hunk.lines.filter((line) => line.kind !== "add");
    for (const { name } of testCases(old)) names.add(name);
    for (const line of old) {
      const suite = /^\s*(?:describe|context|suite)\b/.test(line.text) ? quotedTitle(line.text) : null;
      if (suite !== null) names.add(suite);
    }
  }
  return names;
}

function commentedOut(file: PatchFile, removed: readonly PatchLine[], added: readonly PatchLine[]): Sighting[] {
  const gone = new Set(testCases(removed).map(({ name }) => name));
  if (gone.size === 0) return [];
  return added.flatMap((line) => {
    const comment = commentText(line.text);
    if (comment === null) return [];
    const name = testNameIn(comment.trim()) ?? methodName(comment.trim());
    return name !== null && gone.has(name)
      ? [sighting("serious", `A test was commented out: ${shownLine(name)}`, placeOf(file, line))]
      : [];
  });
}

/** A method that lost the mark which made it a test. */
function unmarked(
  file: PatchFile,
  hunk: PatchHunk,
  removed: readonly PatchLine[],
  added: readonly PatchLine[],
): Sighting[] {
  const mark = removed.find((line) => isTestMark(line.text));
  if (mark === undefined || added.some((line) => isTestMark(line.text) || /@\w*Test\b/.test(line.text))) return [];
  const after = linesFrom(hunk, mark)
    .slice(1)
    .filter((line) => line.kind !== "del");
  const method = after.find((line) => !/^\s*(?:$|[@[#*/])/.test(line.text));
  const name = method?.kind === "context" ? methodName(method.text) : null;
  return name === null
    ? []
    : [
        sighting(
          "serious",
          `${name} is no longer marked as a test: ${shownLine(mark.text)} was removed.`,
          placeOf(file, mark),
        ),
      ];
}

/** A test whose name the runner no longer takes for one. */
function renamed(file: PatchFile, removed: readonly PatchLine[], added: readonly PatchLine[]): Sighting[] {
  const gone = new Set(testCases(removed).map(({ name }) => name.toLowerCase()));
  return added.flatMap((line) => {
    const name =
      /^\s*(?:async\s+)?(?:def|func|public function|function)\s+((?:_+|x_?|skip_?|disabled?_?|no_?|off_?)test\w*)\s*\(/i.exec(
        line.text,
      )?.[1];
    const old = name === undefined ? null : /test\w*$/i.exec(name)?.[0].toLowerCase();
    return old !== undefined && old !== null && gone.has(old)
      ? [sighting("serious", `${name ?? ""} has a name that the test runner passes over.`, placeOf(file, line))]
      : [];
  });
}

const ignoreLists =
  /^(?:testPathIgnorePatterns|testIgnore|exclude|excludes|collect_ignore(?:_glob)?|norecursedirs|ignore|excludedGroups)$/;
const listOwners =
  /(?:^|\/)(?:jest|vitest|vite|playwright|cypress)\.config\.[cm]?[jt]s$|(?:^|\/)(?:\.mocharc\.(?:json|ya?ml|[cm]?js)|pytest\.ini|conftest\.py)$/;

function filtered(file: PatchFile): Sighting[] {
  const moved = trimmedLines(file, "del");
  return file.hunks.flatMap((hunk) =>
    changeBlocks(hunk).flatMap(({ removed, added }) =>
      added.flatMap((line) => {
        if (moved.has(line.text.trim())) return [];
        if (filtersTests(file.path, line.text)) {
          const same = removed.find((old) => filtersTests(file.path, old.text));
          if (same !== undefined && same.text.length >= line.text.length) return [];
          return [sighting("serious", `Tests are filtered out: ${shownLine(line.text)}`, placeOf(file, line))];
        }
        const key = listOwners.test(file.path) && /["'`]/.test(line.text) ? listKeyAt(hunk, line) : null;
        if (key === null || !ignoreLists.test(key) || inCoverage(hunk, line)) return [];
        if (
          /^\s*["']?\w+["']?\s*[:=]\s*\[/.test(line.text) &&
          removed.some((old) => old.text.includes(key) && old.text.length >= line.text.length)
        )
          return [];
        return [sighting("serious", `${key} leaves more tests out: ${shownLine(line.text)}`, placeOf(file, line))];
      }),
    ),
  );
}

/** `exclude` under `coverage` says what is measured, not what runs. */
function inCoverage(hunk: PatchHunk, line: PatchLine): boolean {
  const indent = (text: string): number => /^\s*/.exec(text)?.[0].length ?? 0;
  let depth = indent(line.text);
  for (const above of linesAbove(hunk, line).toReversed()) {
    if (above.kind === "del" || above.text.trim() === "") continue;
    const own = indent(above.text);
    if (own >= depth) continue;
    depth = own;
    if (/\bcoverage\b/.test(above.text)) return true;
  }
  return /\bcoverage\b/.test(hunk.section);
}
