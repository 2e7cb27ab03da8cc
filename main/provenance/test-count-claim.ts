import type { ParsedPatch } from "../../shared/diff/parse-patch";
import { isTestFile, linesOf } from "./patch-lines";
import { groundOf, type ClaimFinding, type StatedClaim } from "./stated-claim";
import { counted } from "./wording";

/** Beginnings of one test case, by language. A line is counted once. */
const cases: readonly RegExp[] = [
  /^\s*(?:it|test|specify)(?:\.(?:only|skip|todo|concurrent|fails))?\s*\(\s*["'`]/,
  /^\s*Deno\.test\s*\(/,
  /^\s*(?:async\s+)?def test\w*\s*\(/,
  /^\s*func (?:\([^)]*\) )?Test[A-Z_]\w*\s*\(/,
  /^\s*#\[(?:\w+::)*test(?:\([^\]]*\))?\]/,
  /^\s*@(?:Test|ParameterizedTest|RepeatedTest)\b/,
  /^\s*\[(?:Fact|Theory|Test|TestMethod)\b/,
  /^\s*(?:test|it|example|scenario)\s+["'].*\bdo\b/,
  /^\s*test\s+"/,
  /^\s*public function test\w*\s*\(/,
  /^\s*TEST(?:_F|_P)?\s*\(/,
  /^\s*@test\s+"/,
];
/** One definition that runs as several tests: the number of lines is not the number of tests. */
const multiplied =
  /\b(?:it|test|describe)\.each\b|parametrize|ParameterizedTest|\[(?:Theory|InlineData|DataRow)\b|\bt\.Run\(|\bsubTest\b|#\[(?:case|rstest)|for \w+ (?:in|:=|of)\b|\bforEach\b|\.each do\b|@dataProvider|\btests? := \[\]struct\b/;

/**
 * Counts test cases that a patch adds, and those it removes, and compares a claimed number with both.
 * In: the claim; the patch; whether it holds everything that was changed. Without a number any added test backs it.
 */
export function judgeTestsAdded(stated: StatedClaim, patch: ParsedPatch, complete: boolean): ClaimFinding {
  if (patch.files.length === 0)
    return { verdict: "unverifiable", why: "The attempt has no patch to compare with.", events: [] };
  let added = 0;
  let removed = 0;
  let several = false;
  let first: { path: string; line: string } | null = null;
  const files = new Set<string>();
  for (const file of patch.files) {
    for (const line of linesOf(file, "added")) {
      if (isTestFile(file.path) && multiplied.test(line)) several = true;
      if (!isCase(line)) continue;
      added += 1;
      files.add(file.path);
      first ??= { path: file.path, line: line.trim() };
    }
    removed += linesOf(file, "removed").filter(isCase).length;
  }
  const touched = patch.files.find((file) => isTestFile(file.path) && file.added > 0);
  const ground = first === null ? [] : [groundOf({ path: first.path, line: first.line })];
  const found = { events: [], ground };
  if (added === 0) {
    if (touched !== undefined)
      return {
        verdict: "unverifiable",
        why: `${touched.path} gains ${counted(touched.added, "line")}, none of which begins a test in a form that is known.`,
        events: [],
        ground: [groundOf({ path: touched.path })],
      };
    return complete
      ? {
          verdict: "contradicted",
          why: "No added line of the patch begins a test, and no test file gained a line.",
          events: [],
        }
      : { verdict: "unbacked", why: "No recorded edit adds a test.", events: [] };
  }
  const where = files.size === 1 ? (first?.path ?? "") : counted(files.size, "file");
  const says = `The patch adds ${counted(added, "test")} in ${where}`;
  const wanted = stated.count;
  if (wanted === null || wanted === added || wanted === added - removed) {
    const net = wanted !== null && wanted !== added ? ` and removes ${String(removed)}` : "";
    return { verdict: "backed", why: `${says}${net}.`, ...found };
  }
  if (several)
    return {
      verdict: "unverifiable",
      why: `${says}; at least one of them runs as several, so ${String(wanted)} cannot be counted.`,
      ...found,
    };
  if (!complete)
    return { verdict: "unbacked", why: `${says}, not ${String(wanted)}, as far as edits were recorded.`, ...found };
  return { verdict: "contradicted", why: `${says}, not ${String(wanted)}.`, ...found };
}

function isCase(line: string): boolean {
  return line.length < 2000 && cases.some((pattern) => pattern.test(line));
}
