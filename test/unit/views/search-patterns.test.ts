import { describe, expect, it } from "vitest";
import { requiredCodes } from "../../../main/search/word-codes";
import { parseQuery } from "../../../main/search/parse-query";
import { siftCandidates } from "../../../main/store/search-sieve";
import { runQuery } from "../../../main/views/search-run";
import { commandDetail, editDetail, messageDetail } from "../../builders/event";
import { eventsFrom, indexAll, places, search, storeAttempt, storeSession } from "../../builders/search";
import { openTestApp } from "../../support/temp-home";

const night = "2026-11-21T02:00:00Z";

describe("phrases", () => {
  const cases: readonly (readonly [query: string, seqs: readonly number[]])[] = [
    ['"retry key"', [4, 1]],
    ['"key retry"', [3, 2]],
    // Two events, and two texts of one event that are shown beneath each other.
    ['"last first"', []],
    ['"npm test passed"', [5]],
    ["src/refund-service.ts", [6]],
    ["src/refund*", [6]],
    ['"service retry"', [7]],
    ['"retry api"', [7]],
    ['"the retry apiserver"', []],
    ['-"retry key" retry', [7, 3, 2]],
    ['"retry key" -retry', []],
    ['"größe café"', [8]],
    ['"grosse cafe"', []],
    ['"grösse"', []],
    ['"返金 支払"', [9]],
    ['"retri*"', []],
    ["idempo*", [10]],
    ["idempx*", []],
    ["id*", [10]],
    ["id* -idempo*", []],
    // Letters whose accents the index keeps.
    ["мой", [11]],
    ["МОЙ счёт", [11]],
    ["счё*", [11]],
    ["ёлк*", [11]],
    ["άλφα", [11]],
    ["ταΐ*", [11]],
    ['"мой счёт"', [11]],
    ["ΛΌΓΟΣ", [11]],
    ["İstanbul", [11]],
  ];
  const texts = [
    messageDetail("a retry key, last"),
    messageDetail("first key retry"),
    messageDetail("key retrykey\n\tkey   retry"),
    messageDetail("the Retry\n\n\t KEY of it"),
    commandDetail("npm test", { output: "passed" }),
    messageDetail("see src/refund-service.ts there"),
    messageDetail("refundService retry apiServer"),
    messageDetail("Größe\u00a0Café"),
    messageDetail("今日は返金 支払い"),
    messageDetail("Idempotency"),
    messageDetail("Мой счёт, Ёлка: Άλφα ταΐζω ΛΌΓΟΣ İstanbul"),
  ];

  it.each(cases)("%s", async (query, seqs) => {
    const app = openTestApp();
    storeSession(app.core, { id: "S-AAAAA" }, eventsFrom(night, texts));
    indexAll(app.core);
    expect(places(await search(app, query))).toEqual(seqs.map((seq) => `S-AAAAA ${String(seq)}`));
  });

  it("are sifted before events are read", () => {
    const { core } = openTestApp();
    const noise = Array.from({ length: 600 }, (_, n) => messageDetail(`key ${String(n)} retry`));
    storeSession(core, { id: "S-AAAAA" }, eventsFrom(night, [messageDetail("retry key"), ...noise]));
    indexAll(core);
    const all = { low: 0, high: Number.MAX_SAFE_INTEGER };
    const sieve = { codes: requiredCodes("retry key", false, 3), sessions: null };
    const sifted = siftCandidates(core.index, '("retry" AND "key")', all, 1_000, sieve);
    expect(sifted).toMatchObject({ looked: 601, docs: [sifted.lowest] });
    const some = siftCandidates(core.index, '("retry" AND "key")', all, 100, sieve);
    expect(some).toMatchObject({ looked: 100, docs: [] });
    // A document of which the codes are not known passes.
    core.index.exec("DELETE FROM search_codes WHERE place = (SELECT min(place) FROM search_codes)");
    expect(siftCandidates(core.index, '("retry" AND "key")', all, 100, sieve).docs).toHaveLength(1);
  });

  it("say where they stopped when the time is over, and go on there", () => {
    const { core } = openTestApp();
    const texts = Array.from({ length: 900 }, (_, n) => messageDetail(n % 300 === 0 ? "retry key" : "key retry"));
    storeSession(core, { id: "S-AAAAA" }, eventsFrom(night, texts));
    indexAll(core);
    const query = parseQuery('"retry key"', 0, "UTC");
    const seqs: number[] = [];
    let below: number | null = null;
    let rounds = 0;
    do {
      const run = runQuery(core.index, query, { attemptId: null, below, limit: 50, deadline: 0 });
      seqs.push(...run.matches.map((match) => match.event.seq));
      expect(run.truncated).toBe(run.next !== null);
      below = run.next;
      rounds += 1;
    } while (below !== null);
    expect(seqs).toEqual([601, 301, 1]);
    expect(rounds).toBeGreaterThan(2);
  });
});

describe("file patterns", () => {
  const files = [
    "src/billing/refund-service.ts",
    "src/billing/RefundLedger.test.ts",
    "docs/文件夹/说明.md",
    "lib/Größe/über.ts",
    "C:\\work\\pay\\main.rs",
    `deep/${"x".repeat(90)}tail/file.go`,
  ];
  const cases: readonly (readonly [pattern: string, seqs: readonly number[]])[] = [
    ["src/**", [2, 1]],
    ["*service.ts", [1]],
    ["*Ledger.test.ts", [2]],
    ["*edge*", [2]],
    ["re*.ts", [2, 1]],
    ["ref*ice.?s", [1]],
    ["re[fg]und-*.ts", [1]],
    ["*.{ts,md}", [4, 3, 2, 1]],
    ["{docs,lib}/**", [4, 3]],
    ["{docs,nowhere}/**", [3]],
    ["文件夹/**", [3]],
    ["*明.md", [3]],
    ["grosse/**", []],
    ["GRÖSSE/**", []],
    ["GRÖßE/**", [4]],
    ["gro*/*", [4]],
    ["pay/main.rs", [5]],
    ["*tail/file.go", [6]],
    ["xxx*/file.go", [6]],
    ["zzz*", []],
    ["*zzz", []],
    ["*zzz*", []],
    ["nowhere/**", []],
    ["%", []],
    ["*_*", []],
    ["*'*", []],
    ['*"*', []],
    ["{a,b,c,d,e,f,g,h}{a,b,c,d}*", []],
    ["?????????*", [2, 1]],
    ["**", [6, 5, 4, 3, 2, 1]],
  ];

  it.each(cases)("%s", async (pattern, seqs) => {
    const app = openTestApp();
    storeSession(
      app.core,
      { id: "S-AAAAA" },
      eventsFrom(night, [...files.map((file) => editDetail(file)), messageDetail("no file")]),
    );
    indexAll(app.core);
    expect(places(await search(app, `file:"${pattern.replaceAll('"', '\\"')}"`))).toEqual(
      seqs.map((seq) => `S-AAAAA ${String(seq)}`),
    );
  });

  it("with more words than can be asked for are tried on every path", async () => {
    const app = openTestApp();
    const many = Array.from({ length: 95 }, (_, n) => editDetail(`src/part${String(n)}x/file.ts`));
    storeSession(app.core, { id: "S-AAAAA" }, eventsFrom(night, many));
    indexAll(app.core);
    expect((await search(app, "file:part*x/*", { limit: 100 })).hits).toHaveLength(95);
    expect((await search(app, "file:*1*/**", { limit: 100 })).hits).toHaveLength(
      Array.from({ length: 95 }, (_, n) => String(n)).filter((n) => n.includes("1")).length,
    );
  });
});

describe("many sessions", () => {
  it("are sifted: a filter that more sessions pass than the index is asked for finds the same", async () => {
    const app = openTestApp();
    for (let n = 0; n < 300; n += 1) {
      const id = `S-${String(10_000 + n)}`;
      storeSession(app.core, { id, runnerSessionId: id }, eventsFrom(night, [messageDetail(`needle ${String(n)}`)]));
      storeAttempt(app.core, `T-${String(10_000 + n)}`, "A", [id], n % 2 === 0 ? "payments" : "ledger");
    }
    indexAll(app.core);
    const first = await search(app, "repo:payments needle", { limit: 100 });
    const rest = await search(app, "repo:payments needle", { limit: 100, cursor: first.cursor ?? "" });
    const hits = [...first.hits, ...rest.hits];
    expect(new Set(hits.map((hit) => hit.sessionId)).size).toBe(150);
    expect(hits.every((hit) => hit.attempt?.repository === "payments")).toBe(true);
    expect((await search(app, "repo:payments nowhere")).hits).toEqual([]);
    expect((await search(app, '-repo:payments "needle 1"')).hits).toHaveLength(1);
  });
});
