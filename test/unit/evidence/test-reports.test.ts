import { describe, expect, it } from "vitest";
import type { EvidenceParser, ParsedEvidence } from "../../../main/evidence/parser";
import { ctrf } from "../../../main/evidence/parsers/ctrf";
import { goTestJson } from "../../../main/evidence/parsers/go-test-json";
import { junit } from "../../../main/evidence/parsers/junit";
import { mochaJson } from "../../../main/evidence/parsers/mocha-json";
import { nunit } from "../../../main/evidence/parsers/nunit";
import { playwrightJson } from "../../../main/evidence/parsers/playwright-json";
import { pytestJson } from "../../../main/evidence/parsers/pytest-json";
import { tap } from "../../../main/evidence/parsers/tap";
import { trx } from "../../../main/evidence/parsers/trx";
import { vitestJson } from "../../../main/evidence/parsers/vitest-json";
import { evidenceFixtures } from "../../support/evidence-fixtures";

function parse(parser: EvidenceParser, bytes: Uint8Array): ParsedEvidence {
  const read = parser.parse(bytes);
  if (!read.ok) throw new Error(`${read.error.code}: ${read.error.message}`);
  return read.value;
}
function fixture(parser: EvidenceParser, name: string): ParsedEvidence {
  const found = evidenceFixtures(parser.id).find((each) => each.name === name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return parse(parser, found.bytes);
}
const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const json = (value: unknown): Uint8Array => text(JSON.stringify(value));
const one = (report: ParsedEvidence, name: string) => report.lists.cases.find((each) => each.name === name);

describe("counts of fixtures, by hand", () => {
  it.each([
    { parser: junit, name: "node-test.xml", counts: [3, 2, 2], producer: null },
    { parser: junit, name: "vitest.xml", counts: [2, 2, 2], producer: "Vitest" },
    { parser: junit, name: "pytest-9.xml", counts: [3, 3, 2], producer: "pytest" },
    { parser: tap, name: "node-test.tap", counts: [3, 3, 2], producer: "node:test" },
    { parser: tap, name: "version-14.tap", counts: [2, 2, 2], producer: null },
    { parser: tap, name: "no-plan.tap", counts: [2, 1, 0], producer: null },
    { parser: tap, name: "bailed-out.tap", counts: [1, 1, 0], producer: null },
    { parser: tap, name: "perl-subtests.tap", counts: [3, 1, 0], producer: null },
    { parser: vitestJson, name: "vitest.json", counts: [2, 2, 2], producer: "Vitest" },
    { parser: vitestJson, name: "jest.json", counts: [2, 2, 2], producer: "Jest" },
    { parser: playwrightJson, name: "two-projects.json", counts: [6, 2, 2], producer: "Playwright 1.65.1" },
    { parser: pytestJson, name: "report.json", counts: [3, 3, 2], producer: "pytest 9.0.3" },
    { parser: ctrf, name: "mocha-ctrf.json", counts: [2, 2, 1], producer: "mocha" },
    { parser: ctrf, name: "seconds.json", counts: [1, 1, 1], producer: "pytest 8.4.1" },
    { parser: mochaJson, name: "mocha.json", counts: [2, 2, 1], producer: "Mocha" },
    { parser: goTestJson, name: "three-packages.json", counts: [3, 4, 1], producer: "go test" },
    { parser: trx, name: "dotnet.trx", counts: [2, 2, 1], producer: "xunit (VSTest)" },
    { parser: trx, name: "host-crashed.trx", counts: [1, 1, 0], producer: null },
    { parser: nunit, name: "version-3.xml", counts: [2, 1, 2], producer: "NUnit 3.18.1.0" },
    { parser: nunit, name: "version-2.xml", counts: [1, 1, 1], producer: "NUnit 2.6.4.14350" },
    { parser: nunit, name: "set-up-failed.xml", counts: [1, 1, 0], producer: "NUnit 3.0.1.0" },
  ] as const)("$name", ({ parser, name, counts: [passed, failed, skipped], producer }) => {
    expect(fixture(parser, name)).toMatchObject({
      kind: "tests",
      result: "failed",
      counts: { passed, failed, skipped },
      producer,
    });
  });
});

describe("one suite in three reporters of one runner", () => {
  it("is told alike, but for what the reporters count differently", () => {
    const asTap = fixture(tap, "node-test.tap");
    const asJunit = fixture(junit, "node-test.xml");
    // TAP reports the test around failed sub-tests as a failed test of its own; the file's own total counts it.
    expect(one(asTap, "ledger")).toMatchObject({ suite: "", outcome: "failed" });
    const names = (report: ParsedEvidence) =>
      report.lists.cases.filter((each) => each.name !== "ledger").map((each) => `${each.outcome} ${each.name}`);
    expect(names(asTap).sort()).toEqual(names(asJunit).sort());
    expect(one(asTap, "keeps the key")).toMatchObject({ suite: "refund", durationMs: 1.242 });
    expect(one(asTap, "keeps the key")?.message).toContain("the retry used another key");
    expect(one(asTap, "pays in euro # and cent")).toMatchObject({ outcome: "skipped" });
    expect(one(asTap, "pays in euro # and cent")?.message).toMatch(/^To do: rounding\n/);
  });
});

describe("retries", () => {
  it("are told of tests that passed at last, in every format that records them", () => {
    for (const [parser, name, test] of [
      [vitestJson, "vitest.json", "asks the price again"],
      [vitestJson, "jest.json", "asks the price again"],
      [playwrightJson, "two-projects.json", "keeps its place"],
      [ctrf, "mocha-ctrf.json", "ledger answers at last"],
      [mochaJson, "mocha.json", "answers at last"],
    ] as const) {
      const report = fixture(parser, name);
      expect(one(report, test), name).toMatchObject({ outcome: "passed" });
      expect(one(report, test)?.message, name).toMatch(/^Passed on retry, after 1 failed/);
      expect(report.headline, name).toMatch(/\d of the passed only on retry$/);
    }
  });

  it("leave a failure a failure where the last run is one", () => {
    const run = (action: string) =>
      `{"Action":"run","Package":"p","Test":"T"}\n{"Action":"${action}","Package":"p","Test":"T"}\n`;
    expect(parse(goTestJson, text(run("fail") + run("pass"))).counts).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(parse(goTestJson, text(run("pass") + run("fail"))).counts).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });
});

describe("what did not run is not passed", () => {
  it("files that did not load, hooks, collections, packages and hosts that died are failures", () => {
    expect(one(fixture(vitestJson, "vitest.json"), "(file)")?.message).toContain("not-there.js");
    expect(one(fixture(pytestJson, "report.json"), "(collection)")).toMatchObject({ suite: "tests/test_broken.py" });
    expect(one(fixture(pytestJson, "report.json"), "test_with_processor")?.message).toMatch(/^In setup: /);
    expect(fixture(mochaJson, "mocha.json").lists.cases[1]?.message).toContain("no database");
    expect(one(fixture(goTestJson, "three-packages.json"), "(package)")?.message).toContain("undefined: nothing");
    expect(one(fixture(goTestJson, "three-packages.json"), "TestDivides")?.message).toContain("never ended");
    expect(one(fixture(trx, "host-crashed.trx"), "(run)")?.message).toContain("Test host process crashed");
  });

  it("nothing ran is unknown, with the reason where there is one", () => {
    expect(parse(tap, text("1..0 # SKIP no database\n"))).toMatchObject({
      result: "unknown",
      headline: "Nothing ran: no database",
    });
    for (const [parser, bytes] of [
      [vitestJson, json({ numTotalTests: 0, testResults: [] })],
      [playwrightJson, json({ config: {}, suites: [] })],
      [pytestJson, json({ exitcode: 5, root: "/", summary: {}, tests: [] })],
      [ctrf, json({ results: { tool: { name: "x" }, tests: [] } })],
      [mochaJson, json({ stats: {}, passes: [], failures: [] })],
      [trx, text("<TestRun/>")],
      [nunit, text("<test-run/>")],
    ] as const)
      expect(parse(parser, bytes), parser.id).toMatchObject({
        result: "unknown",
        headline: "The report lists no test case",
      });
  });

  it("failures that only a total tells of make the report neither passed nor failed", () => {
    for (const [parser, bytes] of [
      [
        ctrf,
        json({ results: { tool: { name: "x" }, summary: { failed: 2 }, tests: [{ name: "a", status: "passed" }] } }),
      ],
      [mochaJson, json({ stats: { failures: 2 }, passes: [{ title: "a" }], failures: [] })],
      [tap, text("1..1\nok 1\n# fail 2\n")],
    ] as const)
      expect(parse(parser, bytes), parser.id).toMatchObject({
        result: "unknown",
        headline: "1 passed, 0 failed, the report's own total says 2 failed",
      });
  });
});

describe("TAP", () => {
  it("holds plans of every level against what ran", () => {
    expect(one(parse(tap, text("1..3\nok 1\nok 2\n")), "(plan)")?.message).toBe(
      "3 tests were planned and 2 reported a result.",
    );
    expect(parse(tap, text("1..1\n    1..2\n    ok 1 - a\nok 1 - b\n")).counts).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
    expect(parse(tap, text("ok 1\nok 2\n1..2\n")).counts).toEqual({ passed: 2, failed: 0, skipped: 0 });
  });

  it("is not led astray by what tests print", () => {
    const report = parse(
      tap,
      text(
        "TAP version 13\nokay then\nnot okay\nok 1 - a\n  ---\n  message: |-\n    not ok 7 - printed\n  ...\n not ok 9\nok 2 # skipped: slow\n1..2\n",
      ),
    );
    expect(report.counts).toEqual({ passed: 1, failed: 0, skipped: 1 });
  });

  it("ends a diagnostic that was never closed with the next result", () => {
    expect(parse(tap, text("ok 1\n  ---\n  a: b\nnot ok 2\n1..2\n")).counts).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });
});

describe("JSON that cannot be read", () => {
  it("says where, or that it breaks off", () => {
    const refuse = (content: string) => {
      const read = ctrf.parse(text(content));
      if (read.ok) throw new Error("was read");
      return read.error;
    };
    expect(refuse('{"results":\n {"tests": [}\n')).toMatchObject({ code: "json-malformed", place: "2:13" });
    expect(refuse('{"results":\n {"tests": [')).toMatchObject({
      message: "The file breaks off: its JSON never ends.",
      place: "2:13",
    });
    expect(refuse("[]").code).toBe("json-no-object");
    expect(refuse('{"results": {"tests": {}}}').code).toBe("not-ctrf");
  });

  it("reads a byte order mark and UTF-16", () => {
    const report = '{"results":{"tool":{"name":"é"},"tests":[{"name":"a","status":"passed"}]}}';
    for (const bytes of [text(`\ufeff${report}`), Uint8Array.from(Buffer.from(`\ufeff${report}`, "utf16le"))]) {
      expect(ctrf.recognises({ path: "x", bytes })).toBe(true);
      expect(parse(ctrf, bytes)).toMatchObject({ producer: "é", result: "passed" });
    }
  });
});

describe("units", () => {
  it("takes CTRF's seconds for seconds where its times are", () => {
    const report = fixture(ctrf, "seconds.json");
    expect(report).toMatchObject({
      producedAt: "2026-03-07T00:00:03.500Z",
      commits: ["5f1c2b7e9d0a4c3b8e6f1a2d3c4b5a6978877665"],
    });
    expect(one(report, "tests/test_outputs.py::test_matches")?.durationMs).toBe(1_250);
  });

  it("reads .NET's time spans and NUnit's comma", () => {
    expect(one(fixture(trx, "dotnet.trx"), "NeverBelowZero")).toMatchObject({
      suite: "Refunds.Tests.LedgerTests",
      durationMs: 62_500,
    });
    expect(one(fixture(nunit, "version-2.xml"), "LedgerTests.Below")?.durationMs).toBe(500);
  });
});

describe("reports of nothing but tests", () => {
  it("are refused above a million, before they fill the memory", { timeout: 60_000 }, () => {
    const many = (part: string) => part.repeat(1_000_002);
    for (const [parser, content] of [
      [tap, many("ok\n")],
      [junit, `<testsuite>${many("<testcase/>")}</testsuite>`],
      [trx, `<TestRun>${many("<UnitTestResult/>")}</TestRun>`],
      [nunit, `<test-run>${many("<test-case/>")}</test-run>`],
      [goTestJson, many('{"Action":"pass","Package":"p","Test":"t"}\n')],
    ] as const) {
      const read = parser.parse(text(content));
      expect(read.ok ? "read" : read.error.code, parser.id).toBe("too-many-tests");
    }
    const objects = ctrf.parse(text(`{"results":{"tool":{},"tests":[${"{},".repeat(4_000_000)}{}]}}`));
    expect(objects.ok ? "read" : objects.error.code).toBe("json-too-large");
  });
});
