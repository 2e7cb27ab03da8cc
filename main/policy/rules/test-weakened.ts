import type { PatchFile, PatchHunk, PatchLine } from "../../../shared/diff/parse-patch";
import { changeBlocks, linesAbove, linesFrom, placeOf, shownLine, type ChangeBlock } from "../added-lines";
import { allowanceIn, assertionIn, sharedSubject, type Assertion } from "../assertion";
import { isCodePath, isDocumentPath, isTestPath } from "../path-class";
import { sighting, type FindingRule, type Sighting } from "../rule";
import { saysWhatRuns } from "../skip-marks";
import { commentText, testCases, testNameIn, testsBesideCode } from "../test-lines";

interface Seen {
  readonly line: PatchLine;
  readonly assertion: Assertion;
}

/** What holds for all test files of a patch. */
interface Whole {
  /** Added lines: one that only moved is not gone. */
  readonly texts: ReadonlySet<string>;
  /** Names of the tests that the patch adds, or comments out. */
  readonly names: ReadonlySet<string>;
  readonly sourceChanged: boolean;
}

export const testWeakened: FindingRule = {
  id: "test-weakened",
  title: "Weakened test",
  rationale: "A test that was made to accept more passes without the code being right.",
  looksAt: ["files", "added-lines", "removed-lines"],
  run({ patch }) {
    const tests = patch.files.filter(isTestFile);
    const whole: Whole = {
      ...added(tests),
      sourceChanged: patch.files.some(
        (file) => !isTestPath(file.path) && !isDocumentPath(file.path) && !saysWhatRuns(file.path),
      ),
    };
    return patch.files.flatMap((file) => {
      if (file.status === "deleted" || file.status === "added") return [];
      if (isTestFile(file))
        return file.hunks.flatMap((hunk) =>
          testsBesideCode(file.path) && !isTestPath(file.path) && !isTestHunk(hunk)
            ? []
            : changeBlocks(hunk).flatMap((block) => weakened(file, hunk, block, whole)),
        );
      return saysWhatRuns(file.path) && !/(?:\.ya?ml|Jenkinsfile|setup\.cfg)$/.test(file.path)
        ? file.hunks.flatMap((hunk) => changeBlocks(hunk).flatMap((block) => allowances(file, hunk, block, true)))
        : [];
    });
  },
};

function isTestFile(file: PatchFile): boolean {
  return (isTestPath(file.path) && isCodePath(file.path)) || testsBesideCode(file.path);
}

/** In Rust tests stand beside the code they test; assertions outside of them are the program's own. */
function isTestHunk(hunk: PatchHunk): boolean {
  return (
    /\bmod\s+tests?\b|\bfn\s+test_/.test(hunk.section) ||
    hunk.lines.some((line) => /^\s*#\[(?:\w+::)?test\b/.test(line.text))
  );
}

function added(files: readonly PatchFile[]): Pick<Whole, "texts" | "names"> {
  const texts = new Set<string>();
  const names = new Set<string>();
  for (const file of files)
    for (const hunk of file.hunks) {
      for (const { name, line } of testCases(hunk.lines.filter((one) => one.kind !== "del")))
        if (line.kind === "add") names.add(name);
      for (const line of hunk.lines) if (line.kind === "add") texts.add(line.text.trim());
    }
  return { texts, names };
}

function weakened(file: PatchFile, hunk: PatchHunk, block: ChangeBlock, whole: Whole): Sighting[] {
  const out: Sighting[] = allowances(file, hunk, block, false);
  const told = new Set(out.map((one) => one.line));
  const left = block.added.flatMap(read);
  const old = block.removed.flatMap(read);
  // One for one is the same assertion, whatever it reads now.
  const lone = left.length === 1 && old.length === 1;
  const gone: PatchLine[] = [];
  for (const { line, assertion } of old) {
    if (whole.texts.has(line.text.trim())) continue;
    const match = closest(assertion, left, lone);
    if (match === null) {
      gone.push(line);
      continue;
    }
    left.splice(left.indexOf(match), 1);
    const place = placeOf(file, match.line);
    if (told.has(place.line)) continue;
    const change = `from ${shownLine(line.text)} to ${shownLine(match.line.text)}`;
    if (match.assertion.strictness < assertion.strictness)
      out.push(sighting("serious", `An assertion was loosened, ${change}`, place));
    else if (
      match.assertion.strictness === 3 &&
      assertion.strictness === 3 &&
      match.assertion.literals !== assertion.literals &&
      !whole.sourceChanged
    )
      out.push(sighting("warning", `The expected value changed and no source did: ${change}`, place));
  }
  const open = (seen: PatchLine): boolean => !stepWentToo(hunk, seen) && !cameBackReworded(hunk, block, seen);
  // Assertions that were rewritten beyond recognition are not removed ones, and those of a removed test are told by it.
  if (isRewritten(block)) return out;
  for (const line of gone.slice(left.length).filter(open)) {
    if (ofRemovedTest(hunk, line, whole, block)) continue;
    const muted = block.added.some((now) => commentText(now.text)?.trim() === line.text.trim());
    const what =
      /\bpytest\.raises\b|\btoThrow|\brejects\b|assertRaises|assertThrows|should_panic|expectException|raise_error/.test(
        line.text,
      )
        ? "An expected error is no longer asserted"
        : muted
          ? "An assertion was commented out"
          : "An assertion was removed";
    out.push(sighting("serious", `${what}: ${shownLine(line.text)}`, placeOf(file, line)));
  }
  return out;
}

function read(line: PatchLine): Seen[] {
  const assertion = assertionIn(line.text);
  return assertion === null ? [] : [{ line, assertion }];
}

function readsOther(one: Assertion, other: Assertion): boolean {
  return (
    one.members.size > 0 && other.members.size > 0 && ![...one.members].some((member) => other.members.has(member))
  );
}

/** The assertion about the same thing that shares most names with one; of equals the stricter. */
function closest(assertion: Assertion, left: readonly Seen[], lone: boolean): Seen | null {
  let best: Seen | null = null;
  let most = -1;
  for (const candidate of left) {
    const shared = sharedSubject(assertion, candidate.assertion);
    if (shared < 0 || (!lone && readsOther(assertion, candidate.assertion))) continue;
    const score = shared * 4 + candidate.assertion.strictness;
    if (score > most) {
      most = score;
      best = candidate;
    }
  }
  return best;
}

/**
 * In Go a step and what guards it are two lines: `if err := run(); err != nil { t.Fatal(err) }`. Where the step itself was taken
 * out, or something that is still looked into was asked to be there, no statement about the result is gone.
 */
function stepWentToo(hunk: PatchHunk, line: PatchLine): boolean {
  if (!/\bt\.(?:Error|Errorf|Fatal|Fatalf)\s*\(/.test(line.text)) return false;
  const above = linesAbove(hunk, line).filter((one) => one.kind !== "add");
  const guard = above.at(-1);
  if (guard?.kind !== "del") return false;
  const kept = hunk.lines.filter((one) => one.kind !== "del").map(({ text }) => text);
  const step = /\berr\s*!=\s*nil\s*\{\s*$/.test(guard.text)
    ? /\berr\s*:?=\s*[\w.]+\(/.test(guard.text)
      ? guard
      : above.at(-2)
    : undefined;
  const call = step?.kind === "del" ? /=\s*([\w.]+\()/.exec(step.text)?.[1] : undefined;
  if (call !== undefined) return !kept.some((text) => text.includes(call));
  const name = /\bif\s+(\w+)\s*==\s*nil\s*\{\s*$/.exec(guard.text)?.[1];
  return name !== undefined && kept.some((text) => new RegExp(`\\b${name}\\.\\w`).test(text));
}

/** The same report of a failing comparison stands in another block of the hunk, said a little otherwise. */
function cameBackReworded(hunk: PatchHunk, own: ChangeBlock, line: PatchLine): boolean {
  const words = reportWords(line.text);
  if (words.size < 2) return false;
  const elsewhere = hunk.lines.filter((one) => one.kind === "add" && !own.added.includes(one));
  return elsewhere.some((one) => {
    const now = assertionIn(one.text) === null ? new Set<string>() : reportWords(one.text);
    const shared = [...words].filter((word) => now.has(word)).length;
    return shared >= 2 && shared * 4 >= words.size * 3;
  });
}

/** Words of the message of a Go report, without its verbs; none where the line is no such report. */
function reportWords(text: string): ReadonlySet<string> {
  const message = /\bt\.(?:Error|Errorf|Fatal|Fatalf)\s*\(\s*["`]([^"`]*)/.exec(text)?.[1] ?? "";
  return new Set(
    message
      .replace(/%[-+#]?\w/g, " ")
      .toLowerCase()
      .match(/[a-z]\w+/g),
  );
}

const table =
  /\.each\b|\bparametrize\b|\bt\.Run\(|^\s*(?:for|foreach)\b|\.forEach\(|@(?:ValueSource|CsvSource|MethodSource)|#\[(?:case|values)\b|\[(?:InlineData|TestCase)\b|@dataProvider/;
const helper = /\b(?:assert|expect|verify|check)(?:[A-Z]\w*|_\w+)\s*\(/;

/** The block's assertions went into a table, a loop or a helper: how many there are in the lines says nothing. */
function isRewritten(block: ChangeBlock): boolean {
  const before = new Set(block.removed.flatMap((line) => helper.exec(line.text)?.[0] ?? []));
  return block.added.some((line) => {
    if (table.test(line.text)) return true;
    const call = helper.exec(line.text)?.[0];
    return call !== undefined && !before.has(call) && !usual.test(call);
  });
}
const usual =
  /^(?:assert(?:Equals?|Same|True|False|Null|NotNull|In|NotIn|Is|IsNone|IsNotNone|Raises|Throws|That|Greater\w*|Less\w*|AlmostEqual|Contains\w*|Count|InstanceOf|IsInstance|Regex)|assert_\w+|expectException\w*)\s*\($/;

/** Whether a removed assertion stood in a test that is gone as a whole, or commented out. */
function ofRemovedTest(hunk: PatchHunk, line: PatchLine, whole: Whole, block: ChangeBlock): boolean {
  const old = linesAbove(hunk, line).filter((one) => one.kind !== "add");
  const test = testCases(old).at(-1);
  if (test?.line.kind !== "del" || whole.names.has(test.name)) return false;
  if (block.added.some((now) => testNameIn(commentText(now.text)?.trim() ?? "") === test.name)) return true;
  return testCases(block.added).length === 0;
}

/** A tolerance, time limit, bound or number of retries that lets more through than before. */
function allowances(file: PatchFile, hunk: PatchHunk, block: ChangeBlock, config: boolean): Sighting[] {
  const before = block.removed.flatMap((line) => allowanceIn(line.text) ?? []);
  return block.added.flatMap((line) => {
    const now = allowanceIn(line.text);
    if (now === null) return [];
    const at = before.findIndex((one) => one.what === now.what);
    const old = before[at];
    if (old !== undefined) {
      before.splice(at, 1);
      const looser = now.looserWhen === "higher" ? now.value > old.value : now.value < old.value;
      if (!looser) return [];
      const way = now.looserWhen === "higher" ? "raised" : "lowered";
      return [
        sighting(
          /bound|digits|tolerance/.test(now.what) ? "serious" : "warning",
          `The ${now.what} was ${way} from ${String(old.value)} to ${String(now.value)}: ${shownLine(line.text)}`,
          placeOf(file, line),
        ),
      ];
    }
    // A number of retries where there was none lets a test fail first; a new test may have its own.
    const fresh =
      now.what === "number of retries" && now.value > 0 && block.removed.every((one) => !/retr|rerun/i.test(one.text));
    if (!fresh || (!config && inNewTest(hunk, line))) return [];
    if (
      !config &&
      !/\b(?:this\.retries|retryTimes|reruns|flaky|Retry\w*)\b|^\s*(?:retry|retries):|\{\s*(?:retry|retries):/.test(
        line.text,
      )
    )
      return [];
    return [
      sighting(
        "warning",
        `Failing tests are now run again up to ${String(now.value)} times: ${shownLine(line.text)}`,
        placeOf(file, line),
      ),
    ];
  });
}

function inNewTest(hunk: PatchHunk, line: PatchLine): boolean {
  const above = linesAbove(hunk, line).filter((one) => one.kind !== "del");
  const near = testCases(above).at(-1);
  if (near !== undefined) return near.line.kind === "add";
  const below = testCases(linesFrom(hunk, line).filter((one) => one.kind !== "del"))[0];
  return below?.line.kind === "add";
}
