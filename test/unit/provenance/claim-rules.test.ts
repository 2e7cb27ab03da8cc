import { describe, expect, it } from "vitest";
import { claimRules, claimsIn } from "../../../main/provenance/claim-patterns";
import { summarySentences } from "../../../main/provenance/sentences";
import { claimKindSchema } from "../../../shared/model/claim";

function claims(text: string, imperative = false) {
  return summarySentences(text).flatMap((sentence) => claimsIn(sentence, imperative));
}

/** Each claim as its kind and the words that make it. */
function marked(text: string, imperative = false) {
  return claims(text, imperative).map(({ kind, sentence, span }) => [kind, sentence.slice(span.start, span.end)]);
}

describe("every rule", () => {
  it("is there once for each kind that can be checked", () => {
    const kinds = claimRules.map((rule) => rule.kind);
    expect([...kinds, "other"].sort()).toEqual([...claimKindSchema.options].sort());
  });

  for (const rule of claimRules) {
    it.each(rule.examples)(`${rule.kind} finds: %s`, (text) => {
      const found = claims(text).filter((claim) => claim.kind === rule.kind);
      expect(found).toHaveLength(1);
      const [claim] = found;
      expect(claim?.span.start).toBeGreaterThanOrEqual(0);
      expect(claim?.span.end).toBeLessThanOrEqual(claim?.sentence.length ?? 0);
      expect(claim?.sentence.slice(claim.span.start, claim.span.end)).toMatch(/^\S.*\S$/s);
    });

    it.each(rule.nearMisses)(`${rule.kind} leaves alone: %s`, (text) => {
      expect(claims(text).filter((claim) => claim.kind === rule.kind)).toEqual([]);
    });
  }
});

describe("the words that make a claim", () => {
  it.each<[string, [string, string][]]>([
    [
      "Done. **All 34 tests pass** and lint is clean.",
      [
        ["tests-pass", "All 34 tests pass"],
        ["static-analysis-clean", "lint is clean"],
      ],
    ],
    ["| Tests | 12 passed |", [["tests-pass", "Tests | 12 passed"]]],
    ["- ✅ `npm test` passes", [["tests-pass", "npm test` passes"]]],
    ["The tests in test/dates.test.ts pass.", [["tests-pass", "The tests in test/dates.test.ts pass"]]],
    ["87 tests, 0 failures", [["tests-pass", "87 tests, 0 failures"]]],
    ["I added a `retryOnce()` helper.", [["symbol-added", "added a `retryOnce()` helper"]]],
    [
      "Added `test/a.test.js` with five tests.",
      [
        ["tests-added", "Added `test/a.test.js` with five tests"],
        ["file-changed", "Added `test/a.test.js`"],
      ],
    ],
    ["Only `src/x.ts` was changed.", [["only-these-files", "Only `src/x.ts` was changed"]]],
    ["Updated `src/x.ts`.", [["file-changed", "Updated `src/x.ts`"]]],
    ["Das ist fertig, 👩‍💻 all tests pass.", [["tests-pass", "all tests pass"]]],
  ])("%s", (text, expected) => {
    expect(marked(text)).toEqual(expected);
  });

  it("stand in the sentence as written, whatever marks and links are before them", () => {
    expect(marked("See [the *log*](https://example.test/a(b)) for **it**; __the build succeeds__.")).toEqual([
      ["build-works", "build succeeds"],
    ]);
  });
});

describe("what stands around a sentence", () => {
  it.each([
    "## Next steps\n- All tests pass on Windows",
    "## Test plan\n- All tests pass",
    "**How to verify:**\n\nThe build succeeds.",
    "❌ All tests pass",
    "- [ ] All tests pass",
    "`test('free tier: last request within quota succeeds')`",
    "> All tests pass.",
    "```\nAll tests pass.\n```",
    "That commit added the `loader.get()` check.",
    "The upstream change: that commit added `get()`.",
  ])("no claim: %s", (text) => {
    expect(claims(text)).toEqual([]);
  });

  it("takes a checked box under a plan for done, and what follows the next heading", () => {
    expect(marked("## Test plan\n- [x] All tests pass\n- Lint is clean\n## Result\nThe build succeeds.")).toEqual([
      ["tests-pass", "All tests pass"],
      ["build-works", "The build succeeds".slice(4)],
    ]);
  });

  it("takes a list under a heading of changed files", () => {
    expect(marked("## Files changed\n- `src/x.ts`: retries twice\n- `src/y.ts` (new)").map(([kind]) => kind)).toEqual([
      "file-changed",
      "file-changed",
    ]);
    expect(marked("## Background\n- `src/x.ts`: retries twice")).toEqual([]);
  });

  it("reads the imperative in commit messages alone", () => {
    expect(marked("feat: Add `src/x.ts`", true).map(([kind]) => kind)).toEqual(["file-changed"]);
    expect(marked("Add `src/x.ts`")).toEqual([]);
    expect(marked("Add 3 unit tests", true).map(([kind]) => kind)).toEqual(["tests-added"]);
  });
});

describe("hostile texts", () => {
  it.each([
    ["a megabyte of words", "a ".repeat(500_000)],
    ["one sentence of 100 KB", `All tests ${"very ".repeat(20_000)}pass.`],
    ["words that nearly match", "tests ".repeat(100_000)],
    ["numbers", "12 ".repeat(200_000)],
    ["backticks", "`".repeat(300_000)],
    ["quotes", '"a '.repeat(150_000)],
    ["brackets", "[".repeat(200_000) + "](".repeat(50_000)],
    ["nested lists", "- ".repeat(200_000)],
    ["nested quotes", "> ".repeat(200_000)],
    ["spaces", " ".repeat(1_000_000)],
    ["headings", "# next steps\n".repeat(20_000)],
    ["sentences", "Added a the new test x. ".repeat(8_000)],
    ["paths", "Added a/".repeat(40_000)],
  ])("%s ends quickly", (_name, text) => {
    const started = performance.now();
    claims(text, true);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it("keeps right-to-left and control characters where they are", () => {
    const [claim] = claims("\u202eAll tests pass\u202c.");
    expect(claim?.sentence).toContain("\u202e");
    expect(claim?.sentence.slice(claim.span.start, claim.span.end)).toBe("All tests pass");
  });
});
