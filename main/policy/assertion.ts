/** How much an assertion pins down: 3 the exact value, 2 a range, part or kind, 1 that something is there. */
export type Strictness = 1 | 2 | 3;

/** An assertion in a line of test code. */
export interface Assertion {
  readonly strictness: Strictness;
  /** What is asserted about: the names in the line, without the asserting words. */
  readonly subject: ReadonlySet<string>;
  /** Members the line reads, such as `total` of `refund.total`: what tells two assertions about one thing apart. */
  readonly members: ReadonlySet<string>;
  /** Literal values in the line. */
  readonly literals: string;
}

const asserts =
  /(?:^|[^\w.])(?:assert(?:\.\w+|[A-Z]\w*|_\w+!?|!)?\s*\(|assert\s+\S|expect(?:\.\w+)?\s*[({]|should\.\w+|self\.assert\w+\s*\(|assert_\w+!?[\s(]|require\.(?:[A-Z]\w*)\s*\(|t\.(?:is|deepEqual|true|false|throws|equal|same|ok)\s*\(|t\.(?:Error|Errorf|Fatal|Fatalf)\s*\(|verify\s*\(|assertThat\s*\(|Assert(?:ions)?(?:\.|::)\w+(?:<[^<>]{1,80}>)?\s*\(|XCT(?:Assert\w*|Fail)\s*\(|(?:EXPECT|ASSERT|CHECK|REQUIRE)(?:_\w+)?\s*\(|prop_assert\w*!\s*\(|expectException\w*\s*\()|\.should\.\w+|\.Should\(\)|\bshould(?:Be|Equal|Throw|Contain)\w*\b|\bpytest\.raises\s*\(|#\[should_panic|\.must_\w+|\.(?:rejects|resolves)\b/;
const presence =
  /\.(?:toBeTruthy|toBeDefined|toBeFalsy|toHaveBeenCalled|NotBeNull|NotBeEmpty|toExist)\s*\(\s*\)|\bassert\.(?:ok|exists|isOk|isDefined|NotNil|NotEmpty|True)\s*\(|\brequire\.(?:NotNil|NotEmpty|True|Error)\s*\(|\bassert\.Error\s*\(|\bassert(?:True|IsNotNone|NotNull|NotEmpty|_true|_not_nil)\s*[\s(]|\bAssert\.(?:IsTrue|IsNotNull|NotNull|True|NotEmpty)\s*\(|\bis not None\b|\.not\.(?:toBe|toEqual|toBeNull|toBeUndefined)\b|\bnot(?:Equal|StrictEqual|DeepEqual|DeepStrictEqual)\s*\(|\bassertNot(?:Equal|Equals|Same)\s*\(|\bassert_ne!|\bdoesNotThrow\s*\(|\bbe_(?:truthy|present)\b|\bnot_to\s+(?:be_nil|be_empty|eq)\b|\.to\.(?:be\.ok|exist)\b|\.isNotNull\(\)|\.isNotEmpty\(\)|\braises\s*\(\s*(?:Exception|BaseException)\s*[,)]|\bassertRaises\s*\(\s*(?:Exception|BaseException)\s*[,)]|\btoThrow(?:Error)?\s*\(\s*\)|\bassertThrows\s*\(\s*(?:Exception|Throwable)\.class|\bThrows(?:Async)?<Exception>|\braise_error\s*(?:$|\))/;
const partial =
  /\.(?:toBeGreaterThan|toBeGreaterThanOrEqual|toBeLessThan|toBeLessThanOrEqual|toContain|toContainEqual|toMatch|toMatchObject|toBeCloseTo|toBeInstanceOf|toHaveProperty|StartWith|Contain|BeGreaterThan\w*|BeLessThan\w*|BeApproximately|BeCloseTo)\s*\(|\bexpect\.(?:any|anything|objectContaining|arrayContaining|stringContaining|stringMatching)\b|\bassert\.(?:match|include|isAbove|isAtLeast|isBelow|isAtMost|Contains|GreaterOrEqual|Greater|Less|LessOrEqual|InDelta|InEpsilon|WithinDuration|Subset|ElementsMatch)\s*\(|\brequire\.(?:Contains|Greater|GreaterOrEqual|Less|LessOrEqual|InDelta)\s*\(|\bassert(?:In|Greater|GreaterEqual|Less|LessEqual|IsInstance|Regex|AlmostEqual|Contains|StringContainsString|GreaterThan\w*|LessThan\w*|EqualsWithDelta|InstanceOf|_in_delta|_includes|_match|_operator)\s*[\s(]|\bAssert\.(?:Contains|InRange|IsInstanceOfType|StartsWith|That)\s*\(|\bisinstance\s*\(|\bpytest\.approx\b|\bbe_(?:within|a|an|kind_of|between)\b|\bto\s+(?:be\s*[<>]|include|match|start_with|contain)|\bmatches!\s*\(|\.(?:contains|starts_with|is_ok|is_some|is_err)\s*\(|\.to\.(?:include|contain|match|be\.(?:above|below|at|closeTo|an?))\b|\.(?:isGreaterThan\w*|isLessThan\w*|isBetween|isCloseTo|contains|startsWith)\(|(?:EXPECT|ASSERT)_(?:GT|GE|LT|LE|NEAR)\s*\(|\braises\s*\((?![^)]*match\s*=)|\bassertRaises\s*\(|#\[should_panic\]/;
const exact =
  /\.(?:toBe|toEqual|toStrictEqual|toHaveLength|toHaveBeenCalledTimes|toHaveBeenCalledWith|toHaveBeenCalledOnce|toThrow\w*|toMatchInlineSnapshot|toMatchSnapshot|Be|Equal|BeEquivalentTo|HaveCount)\s*\(|\b(?:strictEqual|deepStrictEqual|deepEqual|equal|Equal|EqualValues|EqualError|ErrorIs|ErrorContains|ErrorAs|Len|assertEqual|assertEquals|assertSame|assertCount|assertDictEqual|assertListEqual|assertArrayEquals|assert_eq!?|assert_equal|AreEqual|AreSame|isEqualTo|must_equal|shouldBe|same|throws|rejects|assertRaisesRegex|assertThrows|assertThrowsExactly|XCTAssertEqual)\s*[\s(!]|\bto\s+(?:eq|eql|equal|match_array|contain_exactly|raise_error)\b|\.to\.(?:equal|eql|deep|be\.(?:true|false|null))\b|\braises\s*\([^)]*match\s*=|(?:EXPECT|ASSERT)_(?:EQ|STREQ)\s*\(|#\[should_panic\s*\(|\bThrows(?:Async)?<|expectExceptionMessage/;
const assertingWords = new Set(
  "assert expect should self this require verify t is to be ok not toBe toEqual toStrictEqual equal strictEqual deepEqual deepStrictEqual notEqual assertEqual assertEquals assertSame assertNotNull assertIn assertTrue assertIsNotNone assertGreaterEqual assertAlmostEqual assertRaises assertThrows toBeTruthy toBeDefined toBeGreaterThan toBeGreaterThanOrEqual toBeLessThan toBeLessThanOrEqual toBeCloseTo toContain toMatch toMatchObject toThrow match include await async True False None true false null nil undefined in and or return const let length len eq be_truthy Assert AreEqual IsTrue Equal NotNil NoError Errorf Fatalf Fatal Error assert_eq assert_equal pytest raises approx".split(
    " ",
  ),
);
const setUpFailed =
  /\bt\.(?:Fatal|Fatalf|Error|Errorf)\s*\(\s*(?:err\s*\)|"[^"]*(?:[Ff]ailed to|[Cc]ould not|[Uu]nable to|[Cc]annot)[^"]*"\s*,\s*(?:[^()]*,\s*)?err\s*\))/;
const strings = /(["'`])(?:\\.|(?!\1).)*\1/g;

/**
 * Reads the assertion of a line of test code.
 * In: one line (JavaScript, TypeScript, Python, Go, Rust, Java, Kotlin, Ruby, C#, PHP, Swift, C++ by their usual libraries).
 * Out: the assertion, or null where the line asserts nothing.
 */
export function assertionIn(line: string): Assertion | null {
  if (line.length > 4000) return null;
  const code = line.replace(/^\s*(?:\/\/|#(?!\[)|\*|--).*$/, "");
  if (!asserts.test(code) || /^\s*(?:import|from|use|using|require)\b[^(]*$/.test(code)) return null;
  // A step that could not be taken is no statement about what is tested.
  if (setUpFailed.test(code)) return null;
  const words = (code.replace(strings, " ").match(/[A-Za-z_$][\w$]*/g) ?? []).filter(
    (word) => !assertingWords.has(word),
  );
  return {
    strictness: strictness(code),
    subject: new Set(words),
    members: new Set(code.replace(strings, " ").match(/(?<=\.)[A-Za-z_]\w*\b(?!\s*[(<{])/g)),
    literals: (
      code.match(/(["'`])(?:\\.|(?!\1).)*\1|\b\d+(?:\.\d+)?\b|\b(?:true|false|null|None|True|False)\b/g) ?? []
    ).join(" "),
  };
}

function strictness(line: string): Strictness {
  const code = line.replace(strings, "''").replace(/=>|->/g, " ");
  // What a failing comparison reports is there or it is not.
  if (/\bt\.(?:Error|Errorf|Fatal|Fatalf)\s*\(/.test(code)) return 3;
  if (/(?:^|[^=!<>])(?:===|==)(?!=)/.test(code)) return 3;
  if (/\b(?:EXPECT|ASSERT)_|\bThrows(?:Async)?</.test(code))
    return partial.test(code) ? 2 : exact.test(code) ? (presence.test(code) ? 1 : 3) : 1;
  if (
    /\s[<>]=?\s*[\w$-]|\s(?:not\s+)?in\s|\.(?:includes|startsWith|endsWith|some|test)\s*\(|!==?|\|\|/.test(
      code.replace(/<[A-Z]\w*>/g, ""),
    )
  )
    return /\bassert_ne!|\bassert(?:_eq|_matches)!/.test(code) ? (/\bassert_eq!/.test(code) ? 3 : 1) : 2;
  if (presence.test(code)) return 1;
  if (partial.test(code) && !/\.(?:toThrow|toHaveBeenCalledWith)\w*\s*\(/.test(code)) return 2;
  if (exact.test(code)) return 3;
  return 1;
}

/** Names two assertions share; -1 where they do not speak of the same thing. */
export function sharedSubject(a: Assertion, b: Assertion): number {
  if (a.subject.size === 0 || b.subject.size === 0) return a.subject.size === b.subject.size ? 0 : -1;
  const shared = [...a.subject].filter((word) => b.subject.has(word)).length;
  return shared * 2 >= Math.min(a.subject.size, b.subject.size) && shared > 0 ? shared : -1;
}

/** A number in a line of test code that lets more through the higher, or the lower, it is. */
export interface Allowance {
  /** What is allowed, as a message says it; two lines are compared only where it is the same. */
  readonly what: string;
  readonly value: number;
  readonly looserWhen: "higher" | "lower";
}

const number = String.raw`(\d[\d_]*(?:\.\d+)?(?:e-?\d+)?)`;
const product = String.raw`(\d[\d_]*(?:\.\d+)?(?:e-?\d+)?(?:\s*\*\s*\d[\d_]*)*)`;
const allowances: readonly (readonly [RegExp, string, Allowance["looserWhen"]])[] = [
  [new RegExp(String.raw`\btoBeCloseTo\([^()]*,\s*${number}\s*\)`), "number of exact digits", "lower"],
  [new RegExp(String.raw`\b(?:places|decimal)\s*=\s*${number}`), "number of exact digits", "lower"],
  [
    new RegExp(
      String.raw`\b(?:delta|rel|abs|rtol|atol|rel_tol|abs_tol|tolerance|epsilon|eps|maxDiffPixels|maxDiffPixelRatio|threshold)\s*[:=]\s*${number}`,
      "i",
    ),
    "tolerance",
    "higher",
  ],
  [
    new RegExp(
      String.raw`\b(?:InDelta|InEpsilon|assertEqualsWithDelta|isCloseTo|be_within|within|BeApproximately)\s*\((?:[^()]*,)?\s*${number}\s*[,)]`,
    ),
    "tolerance",
    "higher",
  ],
  [
    new RegExp(String.raw`\b(?:jest\.setTimeout|test\.setTimeout|this\.timeout|setDefaultTimeout)\s*\(\s*${product}`),
    "timeout",
    "higher",
  ],
  [
    new RegExp(
      String.raw`\b(?:timeout|testTimeout|hookTimeout|timeout_s|timeoutMs|timeout_ms)["']?\s*[:=]\s*${product}`,
      "i",
    ),
    "timeout",
    "higher",
  ],
  [new RegExp(String.raw`@Timeout\s*\(\s*(?:value\s*=\s*)?${number}`), "timeout", "higher"],
  [new RegExp(String.raw`^\s*\}\s*,\s*${product}\s*\)`), "timeout", "higher"],
  [new RegExp(String.raw`\b${number}\s*\*\s*time\.(?:Milli)?[sS]econd\b`), "timeout", "higher"],
  [
    new RegExp(String.raw`\b(?:retry|retries|retryTimes|reruns|max_runs|maxRetries)["']?\s*(?:[:=]|\()\s*${number}`),
    "number of retries",
    "higher",
  ],
  [new RegExp(String.raw`--(?:retries|retry|reruns)[= ]${number}`), "number of retries", "higher"],
  [
    new RegExp(String.raw`@(?:RetryingTest|RepeatedIfExceptionsTest|Retry)\s*\(\s*(?:repeats\s*=\s*)?${number}`),
    "number of retries",
    "higher",
  ],
  [new RegExp(String.raw`\btoBeLessThan(?:OrEqual)?\(\s*${number}`), "upper bound", "higher"],
  [new RegExp(String.raw`\btoBeGreaterThan(?:OrEqual)?\(\s*${number}`), "lower bound", "lower"],
  [new RegExp(String.raw`\bassert\b[^<>"']*<=?\s*${number}`), "upper bound", "higher"],
  [new RegExp(String.raw`\bassert\b[^<>"'-]*>=?\s*${number}`), "lower bound", "lower"],
];

/** The allowance in a line of test code or of a runner's settings; null where there is none. */
export function allowanceIn(line: string): Allowance | null {
  if (line.length > 4000 || /^\s*(?:\/\/|#(?!\[)|\*)/.test(line)) return null;
  for (const [pattern, what, looserWhen] of allowances) {
    const found = pattern.exec(line)?.[1];
    if (found === undefined) continue;
    const value = found
      .split("*")
      .map((factor) => Number(factor.trim().replaceAll("_", "")))
      .reduce((a, b) => a * b, 1);
    if (Number.isFinite(value)) return { what, value, looserWhen };
  }
  return null;
}
