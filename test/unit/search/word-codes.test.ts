import { describe, expect, it } from "vitest";
import { findTerm, foldedText } from "../../../main/search/match-text";
import type { QueryTerm } from "../../../main/search/parse-query";
import { requiredCodes, wordCodes } from "../../../main/search/word-codes";
import { fold, isWordEdge, queryWords, unitKind } from "../../../main/search/words";
import { seededRandom } from "../../support/seeded-random";

function term(text: string, prefix = false): QueryTerm {
  return { text, words: queryWords(text), prefix, negated: false };
}

/** Whether the codes let a text pass. */
function mayHold(text: string, asked: QueryTerm): boolean {
  const codes = wordCodes(text);
  if (codes === null) return true;
  return requiredCodes(asked.text, asked.prefix, 8).every((run) => Buffer.from(codes).includes(Buffer.from(run)));
}

describe("word codes", () => {
  const texts = [
    "Make the refund idempotent,\n  please",
    "class RefundServiceApi extends baseHTTPServer { fooBarX = 3 }",
    "src/refund-service.ts:12: retry_count café Größe naïve",
    "платёж не прошёл, повторЗапроса ещё раз",
    "支払いをretryする refund返金",
    "tab\there\u00a0and\u2003there\u3000end 🙂 smile🙂face",
    "cafe\u0301 e\u0301te\u0301 İstanbul Å ﬁle",
    "aB cD eF gH IJKlm NoP qRS\uE000x",
    "refund retry key\nrefund retry the refund key\n".repeat(12) + "retry refund",
    "x",
    "",
  ];

  it("let every text pass that a term stands in, wherever it is cut out of it", () => {
    const random = seededRandom(11);
    let found = 0;
    for (const text of texts) {
      const place = () => Math.floor(random() * (text.length + 1));
      for (let round = 0; round < 400; round += 1) {
        const [from, to] = [place(), place()].sort((a, b) => a - b) as [number, number];
        const cut = text.slice(from, to).replaceAll(/\s+/gu, random() < 0.5 ? " " : "\n");
        for (const asked of [term(cut), term(cut, true), term(cut.toUpperCase()), term(cut.toLowerCase(), true)]) {
          if (asked.words.length === 0 || findTerm(asked, foldedText(text), 1).length === 0) continue;
          found += 1;
          if (!mayHold(text, asked))
            expect.fail(`codes rule out ${JSON.stringify(asked.text)} of ${JSON.stringify(text)}`);
        }
      }
    }
    expect(found).toBeGreaterThan(800);
  });

  it("rule out words that stand apart, turned round or in another text", () => {
    const text = "make the refund idempotent and retry the payment";
    for (const [phrase, may] of [
      ["the refund idempotent", true],
      ["the payment", true],
      ["payment the", false],
      ["refund retry", false],
      ["refund the payment", false],
      ["src/refund", false],
      ["Idempotent And Retry", true],
    ] as const)
      expect([phrase, mayHold(text, term(phrase))]).toEqual([phrase, may]);
    expect(mayHold(text, term("paymen", true))).toBe(true);
    expect(mayHold(text, term("ledger", true))).toBe(false);
    // Shorter than what a code is made of: they say nothing.
    expect(requiredCodes("pay", true, 8)).toEqual([]);
    expect(requiredCodes("🙂 --", false, 8)).toHaveLength(1);
  });

  it("keep each pair of words once", () => {
    const line = "value 1 is read from the store again";
    // Two bytes for each of eight words, and the first again after the last.
    expect(wordCodes(`${line}\n`.repeat(200))).toHaveLength(18);
    expect(wordCodes(line)).toHaveLength(16);
  });

  it("say nothing where a text has more inner edges than is worth keeping, and take no longer for it", () => {
    const start = performance.now();
    expect(wordCodes("aB".repeat(8_000))).toBeNull();
    expect(wordCodes("aBcDeF ".repeat(2_300))).toBeNull();
    expect(wordCodes("a ".repeat(8_000))).toHaveLength(4);
    expect(wordCodes("漢".repeat(16_000))).toHaveLength(4);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it("take folded letters for what the letters are: edges of words stand where they stood", () => {
    for (let unit = 0; unit < 0x10000; unit += 1) {
      const letter = String.fromCharCode(unit);
      // A few are folded to half a character; nobody can type that.
      const folded = fold(letter);
      if (folded.isWellFormed() && unitKind(letter) !== unitKind(folded))
        expect.fail(`U+${unit.toString(16)} folds to another kind`);
      const edge = unitKind(letter) !== "letter";
      if (isWordEdge(`a${letter}`, 1) !== edge && !/[A-Z]/.test(letter))
        expect.fail(`U+${unit.toString(16)} as an edge`);
    }
  });
});
