import type { ParsedPatch, PatchFile, PatchHunk, PatchLine } from "../../../shared/diff/parse-patch";
import { positive } from "../added-lines";
import { assertionIn, sameSubject } from "../assertion";
import { isDocumentPath, isTestPath } from "../path-class";
import { sighting, type FindingRule, type Sighting } from "../rule";

const skip =
  /\b(?:it|test|describe|context|suite)\.(?:skip|todo|fixme|failing|fails)\b|\bx(?:it|describe|test)\s*\(|@(?:pytest\.mark\.(?:skip|xfail)|unittest\.(?:skip|expectedFailure)|Disabled|Ignore)\b|\bpytest\.(?:skip|xfail)\(|\bt\.Skip(?:Now|f)?\(|#\[ignore\b|[{,]\s*(?:skip|todo):\s*(?:true|["'`])/;
const only = /\b(?:it|test|describe|context|suite)\.only\b|\bf(?:it|describe)\s*\(|[{,]\s*only:\s*true/;
const declares =
  /^\s*(?:(?:it|test|specify)(?:\.\w+)*\s*\(\s*(["'`])(?<title>(?:\\.|(?!\1).)+)\1|(?:async\s+)?def\s+(?<python>test\w*)\s*\(|func\s+(?<go>Test\w+)\s*\(|(?:public\s+)?void\s+(?<java>test\w+)\s*\()/;

interface Block {
  readonly removed: readonly PatchLine[];
  readonly added: readonly PatchLine[];
}

export const testWeakened: FindingRule = {
  id: "test-weakened",
  title: "Weakened test",
  rationale: "A test that was made to accept more, or taken away, passes without the code being right.",
  looksAt: ["files", "added-lines", "removed-lines"],
  run({ patch }) {
    const tests = patch.files.filter(
      (file) => isTestPath(file.path) || (file.oldPath !== null && isTestPath(file.oldPath)),
    );
    const everywhere = textsAdded(tests);
    const sourceChanged = patch.files.some((file) => !tests.includes(file) && !isDocumentPath(file.path));
    return tests.flatMap((file) => {
      if (file.status === "deleted") return deletedFile(file, everywhere);
      return file.hunks.flatMap((hunk) =>
        blocksOf(hunk).flatMap((block) => weakened(file, block, everywhere, sourceChanged, hunk)),
      );
    });
  },
};

function deletedFile(file: PatchFile, everywhere: ReadonlySet<string>): Sighting[] {
  const lines = file.hunks.flatMap((hunk) => hunk.lines);
  const gone = lines.filter((line) => testName(line) !== null && !everywhere.has(line.text.trim()));
  const known = lines.length > 0;
  if (
    known &&
    gone.length === 0 &&
    !lines.some((line) => assertionIn(line.text) !== null && !everywhere.has(line.text.trim()))
  )
    return [];
  return [
    sighting(
      "serious",
      `The test file was deleted${gone.length > 0 ? `, with ${gone.length} ${gone.length === 1 ? "test" : "tests"}` : ""}.`,
      { path: file.path },
    ),
  ];
}

function weakened(
  file: PatchFile,
  block: Block,
  everywhere: ReadonlySet<string>,
  sourceChanged: boolean,
  hunk: PatchHunk,
): Sighting[] {
  const out: Sighting[] = [];
  const at = (line: PatchLine, severity: Sighting["severity"], message: string): void => {
    const side = line.kind === "del" ? "old" : "new";
    out.push(
      sighting(severity, message, { path: file.path, line: positive(side === "old" ? line.oldNo : line.newNo), side }),
    );
  };
  for (const line of block.added) {
    const before = block.removed.some((old) => skip.test(old.text) || only.test(old.text));
    if (!before && skip.test(line.text)) at(line, "serious", `A test is skipped: ${shown(line.text)}`);
    else if (!before && only.test(line.text))
      at(line, "serious", `Only this test runs, the others do not: ${shown(line.text)}`);
  }

  const oldTests = block.removed.filter((line) => testName(line) !== null && !everywhere.has(line.text.trim()));
  const newTests = block.added.filter((line) => testName(line) !== null);
  // As many tests come as go: renamed or rewritten, and their assertions are compared below.
  const removedTests =
    oldTests.length > newTests.length && !hunkAdds(hunk, oldTests.length) ? oldTests.slice(newTests.length) : [];
  for (const line of removedTests) at(line, "serious", `A test was removed: ${testName(line) ?? ""}`);

  const left = block.added.flatMap((line) => {
    const assertion = assertionIn(line.text);
    return assertion === null ? [] : [{ line, assertion }];
  });
  const gone: PatchLine[] = [];
  for (const line of block.removed) {
    const assertion = assertionIn(line.text);
    if (assertion === null || everywhere.has(line.text.trim())) continue;
    const index = left.findIndex((candidate) => sameSubject(assertion, candidate.assertion));
    const match = left[index];
    if (match === undefined) {
      gone.push(line);
      continue;
    }
    left.splice(index, 1);
    if (match.assertion.strictness < assertion.strictness)
      at(match.line, "serious", `An assertion was loosened, from ${shown(line.text)} to ${shown(match.line.text)}`);
    else if (
      match.assertion.strictness === 3 &&
      assertion.strictness === 3 &&
      match.assertion.literals !== assertion.literals &&
      !sourceChanged
    ) {
      at(
        match.line,
        "warning",
        `The expected value changed and no source did: from ${shown(line.text)} to ${shown(match.line.text)}`,
      );
    }
  }
  // Assertions that were rewritten beyond recognition are not removed ones, and those of a removed test are told by it.
  const fewer = gone.slice(left.length);
  if (removedTests.length === 0)
    for (const line of fewer) at(line, "serious", `An assertion was removed: ${shown(line.text)}`);
  return out;
}

/** Runs of removed and added lines with no context between them. */
function blocksOf(hunk: PatchHunk): Block[] {
  const blocks: { removed: PatchLine[]; added: PatchLine[] }[] = [];
  let open: { removed: PatchLine[]; added: PatchLine[] } | null = null;
  for (const line of hunk.lines) {
    if (line.kind === "context") {
      open = null;
      continue;
    }
    if (open === null) {
      open = { removed: [], added: [] };
      blocks.push(open);
    }
    (line.kind === "del" ? open.removed : open.added).push(line);
  }
  return blocks;
}

function hunkAdds(hunk: PatchHunk, count: number): boolean {
  return hunk.lines.filter((line) => line.kind === "add" && testName(line) !== null).length >= count;
}

/** Added lines of all test files: a line that only moved is not gone. */
function textsAdded(files: ParsedPatch["files"]): ReadonlySet<string> {
  return new Set(
    files.flatMap((file) =>
      file.hunks.flatMap((hunk) => hunk.lines.filter((line) => line.kind === "add").map((line) => line.text.trim())),
    ),
  );
}

function testName(line: PatchLine): string | null {
  const groups = declares.exec(line.text)?.groups;
  return groups?.["title"] ?? groups?.["python"] ?? groups?.["go"] ?? groups?.["java"] ?? null;
}

function shown(text: string): string {
  const line = text.trim();
  return line.length <= 100 ? line : `${line.slice(0, 99)}…`;
}
