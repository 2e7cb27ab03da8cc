import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { maxCases } from "../../../main/evidence/parser";
import { junit } from "../../../main/evidence/parsers/junit";

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../../fixtures/evidence/junit/${name}.xml`, import.meta.url));
}
function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
function parse(source: Uint8Array) {
  const read = junit.parse(source);
  if (!read.ok) throw new Error(`${read.error.code}: ${read.error.message}`);
  return read.value;
}
function refuse(source: Uint8Array) {
  const read = junit.parse(source);
  if (read.ok) throw new Error("was read");
  return read.error;
}

describe("junit", () => {
  it("counts cases, keeps the failure's own words and decodes entities", () => {
    const report = parse(fixture("pytest"));
    expect(report).toMatchObject({
      result: "failed",
      counts: { passed: 2, failed: 1, skipped: 1 },
      headline: "2 passed, 1 failed, 1 skipped",
    });
    expect(report.lists.cases[0]).toMatchObject({
      suite: "pytest / tests.test_refunds",
      name: "test_retry",
      outcome: "failed",
      durationMs: 51,
    });
    expect(report.lists.cases[0]?.message).toContain(">       assert calls == 1");
    expect(report.lists.cases[1]).toMatchObject({
      outcome: "skipped",
      message: "needs a processor\ntests/test_refunds.py:40: needs a processor".split("\n")[1],
    });
  });

  it("counts what is listed, not what the attributes say, through nested suites", () => {
    const report = parse(fixture("phpunit-nested"));
    expect(report.counts).toEqual({ passed: 2, failed: 1, skipped: 0 });
    expect(report.lists.cases[0]).toMatchObject({
      suite: "All / Unit / RefundTest",
      name: "testB",
      durationMs: 1_234_500,
      message: "first (and 1 more failures in this test)",
    });
    expect(report.lists.cases.map((item) => item.durationMs)).toEqual([1_234_500, 500, null]);
    expect(report.lists.cases.map((item) => item.suite)).toContain("All / Integration / RefundTest");
  });

  it("takes a suite that failed to load as a failure", () => {
    const report = parse(fixture("did-not-load"));
    expect(report).toMatchObject({ result: "failed", counts: { passed: 1, failed: 1, skipped: 0 } });
    expect(report.lists.cases[0]).toMatchObject({ suite: "src/broken.test.ts", name: "(suite)" });
  });

  it("takes failures that one pass ends as a retry, and any other repetition as separate runs", () => {
    const report = parse(fixture("retries"));
    expect(report.counts).toEqual({ passed: 5, failed: 1, skipped: 0 });
    expect(report.headline).toBe("5 passed, 1 failed, 2 of the passed only on retry");
    expect(
      report.lists.cases.find((item) => item.suite === "retries / a.A" && item.name === "flaky")?.message,
    ).toContain("after 2 failed: no answer");
  });

  it("says neither passed nor failed when nothing ran", () => {
    expect(parse(bytes("<testsuites/>"))).toMatchObject({
      result: "unknown",
      headline: "The report lists no test case",
    });
    expect(parse(bytes('<testsuite name="s"><testcase name="a"><skipped/></testcase></testsuite>'))).toMatchObject({
      result: "unknown",
      counts: { skipped: 1 },
    });
  });

  it("says when the report's own total disagrees", () => {
    expect(parse(bytes('<testsuite failures="2"><testcase name="a"/></testsuite>')).headline).toBe(
      "1 passed, 0 failed, the report's own total says 2 failed",
    );
  });

  it("reads status attributes, a byte order mark, UTF-16 and Latin-1", () => {
    const text =
      '<testsuite name="s"><testcase name="é" status="notrun"/><testcase name="b" result="failed"/></testsuite>';
    expect(parse(bytes(`\ufeff${text}`)).counts).toEqual({ passed: 0, failed: 1, skipped: 1 });
    expect(parse(new Uint8Array(Buffer.from(`\ufeff${text}`, "utf16le"))).lists.cases[1]?.name).toBe("é");
    expect(
      parse(new Uint8Array(Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${text}`, "latin1"))).lists.cases[1]
        ?.name,
    ).toBe("é");
  });

  it("lists at most so many cases, failures first, and counts all", () => {
    const many = Array.from(
      { length: maxCases + 1_000 },
      (_, index) => `<testcase name="t${String(index)}">${index === maxCases + 999 ? "<failure/>" : ""}</testcase>`,
    ).join("");
    const report = parse(bytes(`<testsuite>${many}</testsuite>`));
    expect(report.counts).toEqual({ passed: maxCases + 999, failed: 1, skipped: 0 });
    expect(report.lists.cases).toHaveLength(maxCases);
    expect(report.lists.cases[0]?.name).toBe(`t${String(maxCases + 999)}`);
  });

  it("does not recognise reports that only look similar", () => {
    for (const text of [
      "<test-run/>",
      "<TestRun><Results/></TestRun>",
      "<assemblies/>",
      "<coverage/>",
      "{}",
      "",
      "<!doctype html><html></html>",
    ]) {
      expect(junit.recognises({ path: "junit.xml", bytes: bytes(text) }), text).toBe(false);
    }
    expect(
      junit.recognises({ path: "x", bytes: bytes("<?xml version='1.0'?>\n<!-- made by -->\n<testsuites name='a'>") }),
    ).toBe(true);
  });

  it("says where a report breaks off", () => {
    expect(refuse(fixture("broken-off"))).toEqual({
      code: "xml-malformed",
      message: "The file breaks off: <testsuite>, <testcase>, <system-out> never end.",
      place: "5:1",
      remedy: "Write the report again; the tool may have been stopped.",
    });
  });

  it("refuses document types and depth, and multiplies nothing", () => {
    const laughs = `<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><testsuite name="&b;"/>`;
    expect(refuse(bytes(laughs)).code).toBe("xml-document-type");
    expect(parse(bytes('<!DOCTYPE t SYSTEM "file:///etc/passwd"><testsuite/>')).headline).toBe(
      "The report lists no test case",
    );
    expect(refuse(bytes("<testsuite>".repeat(50_000))).message).toContain("nested more than 64 deep");
    expect(
      parse(bytes('<testsuite name="s"><testcase name="&b; &amp;lt; &#x202E; &#0;"/></testsuite>')).lists.cases[0]
        ?.name,
    ).toBe("&b; &lt; \u202e &#0;");
    expect(
      parse(bytes('<testsuite><testcase name="a"><failure><![CDATA[<!DOCTYPE x>]]></failure></testcase></testsuite>'))
        .lists.cases[0]?.message,
    ).toBe("<!DOCTYPE x>");
  });

  it("keeps prototype names harmless", () => {
    const report = parse(
      bytes('<testsuite name="__proto__"><testcase name="constructor" classname="toString" valueOf="x"/></testsuite>'),
    );
    expect(report.lists.cases[0]).toMatchObject({
      suite: "__proto__ / toString",
      name: "constructor",
      outcome: "passed",
    });
    expect(parse(bytes('<testsuite><testcase name="a" __proto__="x"/></testsuite>')).counts?.passed).toBe(1);
    expect(refuse(bytes('<testsuite><testcase name="a" name="b"/></testsuite>')).code).toBe("xml-malformed");
  });

  it("reads hostile repetition in linear time", () => {
    const started = performance.now();
    for (const part of ["<![CDATA[", "<!--", '<a "', "<a ", "<?", "<"])
      junit.parse(bytes(`<testsuite>${part.repeat(100_000)}`));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
