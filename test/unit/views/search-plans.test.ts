import { describe, expect, it } from "vitest";
import { checkedText, eventText } from "../../../main/search/event-text";
import { indexQuestion } from "../../../main/search/index-expression";
import { findTerm, foldedText, passes } from "../../../main/search/match-text";
import { parseQuery, type SearchQuery } from "../../../main/search/parse-query";
import { findCandidates } from "../../../main/store/search-index-read";
import { pagesOfBeginning, wordsThatBegin } from "../../../main/store/search-words";
import { runQuery } from "../../../main/views/search-run";
import { commandDetail, messageDetail } from "../../builders/event";
import { eventsFrom, indexAll, storeSession } from "../../builders/search";
import { seededRandom } from "../../support/seeded-random";
import { openTestApp } from "../../support/temp-home";
import type { EventDetail } from "../../../shared/model/event";

const night = "2026-11-21T02:00:00Z";
const all = { low: 0, high: Number.MAX_SAFE_INTEGER };

/** Words that begin like each other, mixed ones, accents, other scripts. */
const words = [
  ..."refund refunds refunded refuse refuseService RefundLedger retry retries ret re store stored".split(" "),
  ..."storeKey HTTPServer http httpd key keys keyring café cafes CAFETERIA größe счета мой моют ёлка άλφα 返金 v2 v20 v2x".split(
    " ",
  ),
];

function night30(seed: number): { details: EventDetail[]; random: () => number } {
  const random = seededRandom(seed);
  const text = () =>
    Array.from({ length: 1 + Math.floor(random() * 6) }, () => words[Math.floor(random() * words.length)]).join(
      random() < 0.2 ? "/" : " ",
    );
  const details = Array.from({ length: 60 }, (_, n) =>
    n % 3 === 0 ? commandDetail(text(), { output: text() }) : messageDetail(text()),
  );
  return { details, random };
}

/** A query of words, beginnings and phrases, some ruled out. */
function someQuery(random: () => number): string {
  const part = () => {
    const word = words[Math.floor(random() * words.length)] ?? "";
    const letters = Array.from(word);
    const kind = random();
    const text =
      kind < 0.6 && letters.length > 1
        ? `${letters.slice(0, 2 + Math.floor(random() * (letters.length - 1))).join("")}*`
        : kind < 0.75
          ? `"${word} ${words[Math.floor(random() * words.length)] ?? ""}"`
          : word;
    return random() < 0.15 ? `-${text}` : text;
  };
  return Array.from({ length: 1 + Math.floor(random() * 2) }, part).join(" ");
}

/** What a reader would find: every term in the text itself. */
function scan(query: SearchQuery, details: readonly EventDetail[]): number[] {
  return details.flatMap((detail, at) => {
    const text = foldedText(checkedText(eventText({ ...detail })));
    return query.terms.every((term) => findTerm(term, text, 1).length > 0 !== term.negated) ? [at + 1] : [];
  });
}

describe("the ways to ask for beginnings", () => {
  it("find what is in the texts, whichever is taken", () => {
    let found = 0;
    for (let seed = 1; seed <= 6; seed += 1) {
      const { core } = openTestApp();
      const { details, random } = night30(seed);
      storeSession(core, { id: "S-AAAAA" }, eventsFrom(night, details));
      indexAll(core);
      const seqOf = core.index.prepare<[number], number>("SELECT seq FROM event WHERE rowid = ?").pluck();
      for (let round = 0; round < 120; round += 1) {
        const written = someQuery(random);
        const query = parseQuery(written, 0, "UTC");
        if (query.problems.length > 0 || query.terms.length === 0) continue;
        const expected = scan(query, details);
        found += expected.length;
        const plans = [
          { light: true, wordsOf: () => null },
          { light: false, wordsOf: () => null },
          { light: false, wordsOf: (beginning: string) => wordsThatBegin(core.index, beginning, 256) },
        ];
        for (const [nth, plan] of plans.entries()) {
          const question = indexQuestion(query, {
            ...plan,
            toolsNamed: () => [],
            pathWordsLike: () => null,
            sessions: null,
          });
          const seqs = findCandidates(core.index, question.expression, all, 1_000)
            .map(({ event }) => seqOf.get(event) ?? 0)
            .filter((seq) => {
              const detail = details[seq - 1];
              return detail !== undefined && passes(question.checks, foldedText(checkedText(eventText({ ...detail }))));
            });
          expect(
            seqs.sort((a, b) => a - b),
            `${written} by plan ${String(nth)}`,
          ).toEqual(expected);
        }
        const run = runQuery(core.index, query, { attemptId: null, below: null, limit: 100, deadline: Infinity });
        expect(run.matches.map((match) => match.event.seq).reverse(), written).toEqual(expected);
      }
    }
    expect(found).toBeGreaterThan(1_000);
  }, 60_000);

  it("lists the words of the index that begin so, where that is sure", () => {
    const { core } = openTestApp();
    storeSession(core, { id: "S-AAAAA" }, eventsFrom(night, [messageDetail(words.join(" "))]));
    indexAll(core);
    const { index } = core;
    expect(wordsThatBegin(index, "refu", 10)).toEqual([
      "refund",
      "refunded",
      "refundledger",
      "refunds",
      "refuse",
      "refuseservice",
    ]);
    expect(wordsThatBegin(index, "caf", 10)).toEqual(["cafe", "cafes", "cafeteria"]);
    expect(wordsThatBegin(index, "zz", 10)).toEqual([]);
    // Too many, and letters that the index might fold once more.
    expect(wordsThatBegin(index, "refu", 5)).toBeNull();
    expect(wordsThatBegin(index, "сч", 10)).toBeNull();
    expect(wordsThatBegin(index, "gro", 10)).toBeNull();
    // A word that is written later is in the list of the same connection.
    storeSession(core, { id: "S-BBBBB" }, eventsFrom(night, [messageDetail("zzebra")]));
    indexAll(core);
    expect(wordsThatBegin(index, "zz", 10)).toEqual(["zzebra"]);
  });

  it("tells common beginnings from rare ones by the pages of the index", () => {
    const { core } = openTestApp();
    const texts = Array.from({ length: 600 }, (_, n) =>
      messageDetail(
        `rarely${n === 300 ? "once" : ""} ${Array.from({ length: 12 }, (_, k) => `common${String(n * 12 + k)}`).join(" ")}`,
      ),
    );
    storeSession(core, { id: "S-AAAAA" }, eventsFrom(night, texts));
    indexAll(core);
    expect(pagesOfBeginning(core.index, "common")).toBeGreaterThan(10);
    expect(pagesOfBeginning(core.index, "rarelyo")).toBeLessThan(4);
    expect(pagesOfBeginning(core.index, "zz")).toBeLessThan(4);
  });
});
