import type { PatchLine } from "../../shared/diff/parse-patch";

/** A test case as a line declares it. */
export interface TestCase {
  readonly name: string;
  readonly line: PatchLine;
}

/** Tests whose own line says that they are one: JavaScript, TypeScript, Python, Go, Ruby, PHP, Swift, Dart, Elixir, C++. */
const declares: readonly RegExp[] = [
  /^\s*(?:it|test|specify|[xf](?:it|test|specify)|Deno\.test|scenario|example|property)(?:\.\w+(?:\([^()]*\))?)*\s*\(\s*(["'`])(?<name>(?:\\.|(?!\1).){1,300})\1/,
  /^\s*(?:\]|`)\s*\)\s*\(\s*(["'`])(?<name>(?:\\.|(?!\1).){1,300})\1/,
  /^\s*(?:async\s+)?def\s+(?<name>test\w*)\s*(?:\(|$)/,
  /^func\s+(?<name>(?:Test|Benchmark|Fuzz|Example)\w*)\s*\(/,
  /^\s*(?:\w+\.)?t\.Run\(\s*"(?<name>(?:\\.|[^"\\]){1,300})"/,
  /^\s*[xf]?(?:it|specify|test|scenario|example)\s+(["'])(?<name>(?:\\.|(?!\1).){1,300})\1.*\bdo\b/,
  /^\s*test\s+"(?<name>[^"]{1,300})"/,
  /^\s*(?:public\s+|final\s+|static\s+)*function\s+(?<name>test\w+)\s*\(/,
  /^\s*(?:(?:public|internal|override)\s+)*(?:void|fun|func)\s+(?<name>test\w*)\s*\(/,
  /^\s*TEST(?:_[FP])?\s*\(\s*(?<name>\w+\s*,\s*\w+)\s*\)/,
];
/** The mark on the line before, in Java, Kotlin, C#, Rust and PHP. */
const testMark =
  /^\s*(?:@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|Property)\b|\[(?:Test|Fact|Theory|TestMethod|TestCase|DataTestMethod|SkippableFact)\b|#\[(?:test|tokio::test|async_std::test|rstest|test_case|wasm_bindgen_test|Test|DataProvider)\b|\*\s*@test\b)/;
const markedName =
  /^\s*(?:(?:public|private|protected|internal|static|async|suspend|final|override|virtual|pub)\s+)*(?:(?:void|fun|fn|function|Task(?:<[^>]{0,80}>)?|ValueTask)\s+)(?:`(?<quoted>[^`]{1,300})`|(?<name>\w+))\s*(?:<[^>]{0,80}>\s*)?\(/;
/** Between the mark and the name may stand other marks, comments and blank lines. */
const betweenMarkAndName = /^\s*(?:$|@|\[|#\[|\/\/|\*|\/\*|\))/;

/** The test that a line declares by itself; null where it declares none. */
export function testNameIn(text: string): string | null {
  if (text.length > 2000) return null;
  for (const form of declares) {
    const name = form.exec(text)?.groups?.["name"];
    if (name !== undefined) return name;
  }
  return null;
}

/** Whether a line is the mark that makes the method after it a test. */
export function isTestMark(text: string): boolean {
  return testMark.test(text);
}

/**
 * The test cases that the lines of one side of a hunk declare, those declared by a mark on a line before included.
 * In: context lines with the added or with the removed ones, in order.
 */
export function testCases(lines: readonly PatchLine[]): TestCase[] {
  const cases: TestCase[] = [];
  let marked = false;
  for (const line of lines) {
    if (testMark.test(line.text)) {
      marked = true;
      // Mark and method may share a line: `@Test fun pays() {`.
      const rest = line.text.replace(/^\s*(?:@\w+(?:\([^()]*\))?|\[[^\]]*\]|#\[[^\]]*\])\s*/, "");
      const name = methodName(rest);
      if (name !== null) {
        cases.push({ name, line });
        marked = false;
      }
      continue;
    }
    const name = testNameIn(line.text) ?? (marked ? methodName(line.text) : null);
    if (name !== null) {
      cases.push({ name, line });
      marked = false;
    } else if (!betweenMarkAndName.test(line.text)) marked = false;
  }
  return cases;
}

/** The name of the method a line declares, in the languages where a mark makes it a test. */
export function methodName(text: string): string | null {
  if (text.length > 2000) return null;
  const groups = markedName.exec(text)?.groups;
  return groups?.["quoted"] ?? groups?.["name"] ?? null;
}

/** A comment's text without its mark; null where the line is no comment. */
export function commentText(text: string): string | null {
  const match = /^\s*(?:\/\/+|#(?![[!])|--|\/\*+|\*(?!\/)|<!--|;)(.*)$/.exec(text);
  return match?.[1] ?? null;
}

/** Whether a file may hold tests beside the code they test. */
export function testsBesideCode(path: string): boolean {
  return path.endsWith(".rs");
}
