import { describe, expect, it } from "vitest";
import { isEmptyQuery, parseQuery, type SearchQuery } from "../../../main/search/parse-query";
import { indexQuestion } from "../../../main/search/index-expression";
import { parseSyntax, printQuery } from "../../../shared/search/query-syntax";

/** Sunday, in the evening in UTC and already Monday in Auckland. */
const now = Date.parse("2026-11-22T14:00:00Z");
const read = (query: string, zone = "UTC") => parseQuery(query, now, zone);

/** A query as one line: terms, then every filter that was set, then how many problems. */
function told(query: SearchQuery): string {
  const lists = (["runner", "kind", "actor", "task", "repo", "model", "session"] as const).flatMap((name) => [
    ...query[name].only.map((value) => `${name}=${value}`),
    ...query[name].not.map((value) => `${name}!=${value}`),
  ]);
  return [
    ...query.terms.map(
      (term) => `${term.negated ? "-" : ""}${term.words.map((word) => word.text).join("+")}${term.prefix ? "*" : ""}`,
    ),
    ...lists,
    ...query.tool.only.map((value) => `tool=${value.text}${value.prefix ? "*" : ""}`),
    ...query.tool.not.map((value) => `tool!=${value.text}${value.prefix ? "*" : ""}`),
    ...query.file.only.map((glob) => `file=${glob.source}`),
    ...query.file.not.map((glob) => `file!=${glob.source}`),
    ...(query.failed === null ? [] : [`failed=${String(query.failed)}`]),
    ...(query.since === null ? [] : [`since=${new Date(query.since).toISOString().slice(0, 16)}`]),
    ...(query.until === null ? [] : [`until=${new Date(query.until).toISOString().slice(0, 16)}`]),
    ...(query.problems.length === 0 ? [] : [`problems=${String(query.problems.length)}`]),
  ].join(" ");
}

const cases: readonly (readonly [query: string, means: string])[] = [
  ["", ""],
  ["   \t\n ", ""],
  ["refund", "refund"],
  ["Refund RETRY", "refund retry"],
  ["refund*", "refund*"],
  ["re*", "re*"],
  ["r*", "r problems=1"],
  ["*", "problems=1"],
  ["**", "problems=1"],
  ["-refund", "-refund"],
  ["--no-verify", "no+verify"],
  ["-", "problems=1"],
  ["- refund", "refund problems=1"],
  ['"exact phrase"', "exact+phrase"],
  ['-"exact phrase"', "-exact+phrase"],
  ['"open phrase', "open+phrase problems=1"],
  ['"', "problems=1"],
  ['""', ""],
  ['"a \\"b\\" c"', "a+b+c"],
  ['"back\\\\slash"', "back+slash"],
  ['word"inside', "word+inside"],
  ["Größe", "große"],
  ["café", "cafe"],
  ["refundService", "refundservice"],
  ["src/refund-service.js", "src+refund+service+js"],
  ["snake_case_name", "snake+case+name"],
  ["a.b.c", "a+b+c"],
  ["修复", "修+复"],
  ["naïve*", "naive*"],
  ["runner:codex", "runner=codex"],
  ["RUNNER:Codex", "runner=codex"],
  ["runner:claude", "runner=claude-code"],
  ["runner:codex,opencode", "runner=codex runner=opencode"],
  ["runner:codex runner:opencode", "runner=codex runner=opencode"],
  ["-runner:codex", "runner!=codex"],
  ["runner:codx", "problems=1"],
  ["runner:", "problems=1"],
  ["runner:,", "problems=1"],
  ["runner:codex,nope", "runner=codex problems=1"],
  ["kind:check", "kind=check"],
  ["kind:edit", "kind=file-edit"],
  ["-kind:note", "kind!=note"],
  ["kind:constructor", "problems=1"],
  ["constructor:x", "problems=1"],
  ["__proto__:x", "proto+x"],
  ["actor:sub-agent", "actor=sub-agent"],
  ["actor:subagent", "actor=sub-agent"],
  ["tool:bash", "tool=bash"],
  ["tool:mcp__github*", "tool=mcp__github*"],
  ["failed:true", "failed=true"],
  ["failed:no", "failed=false"],
  ["-failed:true", "failed=false"],
  ["failed:true failed:false", "failed=false problems=1"],
  ["failed:maybe", "problems=1"],
  ["file:src/**", "file=src/**"],
  ['file:"a b.ts"', "file=a b.ts"],
  ["-file:dist/**", "file!=dist/**"],
  ["file:[a", "problems=1"],
  ["task:T-7KQ2A", "task=T-7KQ2A"],
  ["task:PAY-118/B", "task=PAY-118/B"],
  ["repo:payments", "repo=payments"],
  ['repo:"Pay Ments"', "repo=Pay Ments"],
  ["model:gpt-5", "model=gpt-5"],
  ["session:S-7K2QH", "session=S-7K2QH"],
  ["since:today", "since=2026-11-22T00:00"],
  ["since:yesterday", "since=2026-11-21T00:00"],
  ["since:3d", "since=2026-11-19T14:00"],
  ["since:2h", "since=2026-11-22T12:00"],
  ["since:friday", "since=2026-11-20T00:00"],
  ["since:sunday", "since=2026-11-22T00:00"],
  ["since:mon", "since=2026-11-16T00:00"],
  ["until:2026-11-20", "until=2026-11-21T00:00"],
  ["until:2026-11", "until=2026-12-01T00:00"],
  ["since:2026-11-20T08:30", "since=2026-11-20T08:30"],
  ["since:2026-11-20T08:30:00+02:00", "since=2026-11-20T06:30"],
  ["since:2026-02-30", "problems=1"],
  ["since:2026-13-01", "problems=1"],
  ["since:yesteday", "problems=1"],
  ["-since:today", "problems=1"],
  ["since:today until:yesterday", "since=2026-11-22T00:00 until=2026-11-22T00:00 problems=1"],
  ["http://example.com/a", "http+example+com+a"],
  ["C:\\Users\\x", "c+users+x"],
  ["std::vector", "std+vector"],
  ["foo:bar", "problems=1"],
  ["path:src/x.ts", "problems=1"],
  ["foo:bar refund", "refund problems=1"],
  ['"foo:bar"', "foo+bar"],
  ["TypeError: x", "typeerror x"],
  ["a AND b OR NOT c", "a and b or not c"],
  ["NEAR(a, b)", "near+a b"],
  ["{a b} : c", "a b c problems=1"],
  ["^start $end", "start end"],
  ["a\0b", "a+b"],
  ["\u202Eevil", "evil"],
  ["\ue000krunner", "krunner"],
  ["🙂", "problems=1"],
  [
    'runner:codex tool:bash failed:true file:src/** since:yesterday until:2026-11-22 kind:check actor:sub-agent task:T-7KQ2A repo:name model:x session:S-ABCDE "exact phrase" word word* -word -kind:note',
    "exact+phrase word word* -word runner=codex kind=check kind!=note actor=sub-agent task=T-7KQ2A repo=name model=x session=S-ABCDE tool=bash file=src/** failed=true since=2026-11-21T00:00 until=2026-11-23T00:00 problems=1",
  ],
];

describe("a query", () => {
  it.each(cases)("%j", (query, means) => {
    expect(told(read(query))).toBe(means);
  });

  it.each(cases)("%j is printed so that it is read as the same", (query) => {
    const { pieces } = parseSyntax(query);
    const again = parseSyntax(printQuery(pieces)).pieces;
    const bare = (list: typeof pieces) => list.map((piece) => ({ ...piece, start: 0, end: 0 }));
    expect(bare(again)).toEqual(bare(pieces));
  });

  it("says what it did not understand, what was meant and what is allowed, and keeps the rest", () => {
    expect(read("runer:codex x").problems[0]).toContain("Did you mean runner:?");
    expect(read("path:x").problems[0]).toContain("Did you mean file:?");
    expect(read("runner:codx").problems[0]).toMatch(/Did you mean runner:codex\?.*claude-code/);
    expect(read("kind:comand").problems[0]).toContain("Did you mean kind:command?");
    expect(read("since:yesteday").problems[0]).toContain("Did you mean since:yesterday?");
    expect(isEmptyQuery(read("foo:bar"))).toBe(true);
    expect(isEmptyQuery(read("foo:bar x"))).toBe(false);
  });

  it("reads days in the viewer's zone, also over a change of clocks", () => {
    expect(told(read("since:today", "Pacific/Auckland"))).toBe("since=2026-11-22T11:00");
    expect(told(read("since:today", "America/New_York"))).toBe("since=2026-11-22T05:00");
    // Clocks go back on 25 October 2026 in Berlin: that day has 25 hours.
    expect(told(read("since:2026-10-25 until:2026-10-25", "Europe/Berlin"))).toBe(
      "since=2026-10-24T22:00 until=2026-10-25T23:00",
    );
    expect(told(read("since:today", "No/Where"))).toBe("since=2026-11-22T00:00");
  });

  it("is read in no time whatever stands in it", () => {
    const hostile = [
      "a".repeat(10_000),
      '"'.repeat(10_000),
      "a ".repeat(5_000),
      "-".repeat(10_000),
      "file:".repeat(2_000),
      `file:${"*a".repeat(90)}`,
      `file:${"{a,b}".repeat(30)}`,
      `runner:${"a,".repeat(4_000)}`,
      "\\".repeat(9_999) + '"',
      "since:" + "9".repeat(9_000),
      "\u202e".repeat(10_000),
      "(((((((((" + "NEAR/".repeat(1_000),
      "\ud800".repeat(3_000),
    ];
    const start = performance.now();
    for (const query of hostile) {
      const parsed = read(query);
      for (const glob of parsed.file.only) glob.matches("a".repeat(1_000));
      printQuery(parseSyntax(query).pieces);
    }
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(read("a ".repeat(5_000)).terms.length).toBeLessThan(50);
    expect(read("a ".repeat(5_000)).problems[0]).toContain("Only the first");
  });

  it("hands the index nothing but quoted words", () => {
    for (const [query] of cases) {
      for (const light of [true, false]) {
        const { expression } = indexQuestion(read(query), {
          light,
          wordsOf: (beginning) => (beginning.length > 4 ? null : [beginning, `${beginning}x`]),
          toolsNamed: () => [],
          pathWordsLike: ({ text }) => [text],
          sessions: [1],
        });
        // Without the quoted words only the index's own signs are left.
        expect(expression.replace(/"[^"]*"/g, "").replace(/\b(?:AND|OR|NOT)\b/g, "")).toMatch(/^[ ()*]*$/);
      }
    }
  });
});
