/** How much an assertion pins down: 3 the exact value, 2 a range, part or kind, 1 that something is there. */
export type Strictness = 1 | 2 | 3;

/** An assertion in a line of test code. */
export interface Assertion {
  readonly strictness: Strictness;
  /** What is asserted about: the names in the line, without the asserting words. */
  readonly subject: ReadonlySet<string>;
  /** Literal values in the line. */
  readonly literals: string;
}

const asserts =
  /(?:^|[^\w.])(?:assert(?:\.\w+|[A-Z]\w*|_\w+!?|!)?\s*\(|assert\s+\S|expect(?:\.\w+)?\s*\(|should\.\w+|self\.assert\w+\s*\(|assert_\w+!?\s*\(|require\.(?:Equal|NoError|Error|True|False|Nil|NotNil|Len|Contains)\w*\s*\(|t\.(?:is|deepEqual|true|false|throws|equal|same|ok)\s*\(|verify\s*\(|assertThat\s*\()|\.should\.\w+/;
const presence =
  /\.(?:toBeTruthy|toBeDefined|toBeFalsy|toHaveBeenCalled)\s*\(\s*\)|\bassert\.(?:ok|exists|isOk|isDefined|NotNil|True)\s*\(|\bassert(?:True|IsNotNone|NotNull|_true)\s*\(|\bis not None\b|\.not\.(?:toBe|toEqual|toBeNull|toBeUndefined)\b|\bnot(?:Equal|StrictEqual|DeepEqual|DeepStrictEqual)\s*\(|\bassertNotEqual\s*\(|\bdoesNotThrow\s*\(/;
const partial =
  /\.(?:toBeGreaterThan|toBeGreaterThanOrEqual|toBeLessThan|toBeLessThanOrEqual|toContain|toContainEqual|toMatch|toMatchObject|toBeCloseTo|toBeInstanceOf)\s*\(|\bexpect\.(?:any|anything|objectContaining|stringContaining)\b|\bassert\.(?:match|include|isAbove|isAtLeast|isBelow|isAtMost|Contains|GreaterOrEqual|Greater|Less|LessOrEqual)\s*\(|\bassert(?:In|Greater|GreaterEqual|Less|LessEqual|IsInstance|Regex|AlmostEqual|Contains)\s*\(|\bisinstance\s*\(|\bpytest\.approx\b/;
const exact =
  /\.(?:toBe|toEqual|toStrictEqual|toHaveLength|toHaveBeenCalledTimes|toHaveBeenCalledWith|toThrow\w*|toMatchInlineSnapshot|toMatchSnapshot)\s*\(|\b(?:strictEqual|deepStrictEqual|deepEqual|equal|Equal|assertEqual|assertEquals|assert_eq!?|assert_equal|isEqualTo|same|throws|rejects)\s*\(/;
const assertingWords = new Set(
  "assert expect should self require verify t is to be ok not toBe toEqual toStrictEqual equal strictEqual deepEqual deepStrictEqual notEqual assertEqual assertEquals assertIn assertTrue assertIsNotNone assertGreaterEqual toBeTruthy toBeDefined toBeGreaterThan toBeGreaterThanOrEqual toBeLessThan toContain toMatch match include await async True False None true false null undefined in and or return const let length len".split(
    " ",
  ),
);

/**
 * Reads the assertion of a line of test code.
 * In: one line (JavaScript, TypeScript, Python, Go, Rust, Java by their usual libraries). Out: the assertion, or null where the line
 * asserts nothing.
 */
export function assertionIn(line: string): Assertion | null {
  const code = line.replace(/^\s*(?:\/\/|#).*$/, "");
  if (!asserts.test(code)) return null;
  const words = (code.replace(/(["'`])(?:\\.|(?!\1).)*\1/g, " ").match(/[A-Za-z_$][\w$]*/g) ?? []).filter(
    (word) => !assertingWords.has(word),
  );
  return {
    strictness: strictness(code),
    subject: new Set(words),
    literals: (
      code.match(/(["'`])(?:\\.|(?!\1).)*\1|\b\d+(?:\.\d+)?\b|\b(?:true|false|null|None|True|False)\b/g) ?? []
    ).join(" "),
  };
}

function strictness(line: string): Strictness {
  const code = line.replace(/(["'`])(?:\\.|(?!\1).)*\1/g, "''").replace(/=>|->/g, " ");
  if (/(?:^|[^=!<>])(?:===|==)(?!=)/.test(code)) return 3;
  if (/[<>]=?\s*[\w$-]|\s(?:not\s+)?in\s|\.(?:includes|startsWith|endsWith|some|test)\s*\(|!==?|\|\|/.test(code))
    return 2;
  if (partial.test(code)) return 2;
  if (presence.test(code)) return 1;
  if (exact.test(code)) return 3;
  return 1;
}

/** True when two assertions speak of the same thing: one's names are mostly the other's. */
export function sameSubject(a: Assertion, b: Assertion): boolean {
  if (a.subject.size === 0 || b.subject.size === 0) return a.subject.size === b.subject.size;
  const shared = [...a.subject].filter((word) => b.subject.has(word)).length;
  return shared * 2 >= Math.min(a.subject.size, b.subject.size) && shared > 0;
}
