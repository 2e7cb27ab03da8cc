import { describe, expect, it } from "vitest";
import { parsers } from "../../main/plugins";
import { evidenceFixtures } from "../support/evidence-fixtures";
import { holds, recognisers } from "../support/parser-contract";
import { seededRandom } from "../support/seeded-random";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const longest = 65_536;

describe.each(parsers)("parser $id", (parser) => {
  const fixtures = evidenceFixtures(parser.id);

  it("alone recognises its fixtures, and reads one of them at least", () => {
    expect(fixtures.length).toBeGreaterThan(0);
    const read = fixtures.filter(({ name, bytes }) => {
      expect(recognisers(parsers, name, bytes), name).toEqual([parser.id]);
      return holds(parser, bytes, name);
    });
    expect(read.length).toBeGreaterThan(0);
  });

  it("never throws on a fixture that breaks off", () => {
    for (const { name, bytes } of fixtures) {
      const step = Math.max(1, Math.floor(bytes.length / 150));
      for (let at = 0; at < bytes.length; at += step) holds(parser, bytes.subarray(0, at), `${name} cut at ${at}`);
    }
  });

  it("never throws on a fixture with other bytes in it", () => {
    for (const { name, bytes } of fixtures) {
      const next = seededRandom(name.length * 7919 + bytes.length);
      for (let round = 0; round < 200; round += 1) {
        const other = mutated(bytes.subarray(0, 4 * longest), next);
        const what = `${name}, round ${round}`;
        recognisers([parser], name, other);
        holds(parser, other, what);
      }
    }
  });

  it("never throws on what is hostile, and takes little time for it", () => {
    for (const [what, bytes] of hostile()) {
      const started = performance.now();
      parser.recognises({ path: "report", bytes: bytes.subarray(0, longest) });
      holds(parser, bytes, what);
      expect(performance.now() - started, what).toBeLessThan(5_000);
    }
  });

  it("recognises nothing in what is no evidence, whatever its name", () => {
    for (const text of [
      "",
      " \n",
      "{}",
      "[]",
      "[1,2]",
      "{",
      "null",
      '{"type":"user","message":{"role":"user","content":"ok 1"}}\n',
      "%PDF-1.7",
      "<html></html>",
      "<!doctype html><html><body>ok</body></html>",
      "\u0000\u0001\u0002",
      "ok\nlooks fine\n",
      "diff --git a/a b/a\n--- a/a\n+++ b/a\n",
    ])
      for (const name of ["report.xml", "report.json", "out.tap", "a.png"])
        expect(parser.recognises({ path: name, bytes: encode(text) }), `${name}: ${text}`).toBe(false);
  });
});

/** One to four changes: bits turned, bytes taken out, doubled, replaced by zeroes, or by what formats stumble over. */
function mutated(bytes: Uint8Array, next: () => number): Uint8Array {
  let other = Uint8Array.from(bytes);
  for (let change = 0; change < 1 + Math.floor(next() * 4); change += 1) {
    const at = Math.floor(next() * other.length);
    const length = 1 + Math.floor(next() * 40);
    const [before, after] = [other.subarray(0, at), other.subarray(at)];
    const way = Math.floor(next() * 5);
    if (way === 0 && other.length > 0) other[at] = (other[at] ?? 0) ^ (1 << Math.floor(next() * 8));
    else if (way === 1) other = joined(before, after.subarray(length));
    else if (way === 2) other = joined(before, after.subarray(0, length), after);
    else if (way === 3) other = joined(before, new Uint8Array(length), after.subarray(length));
    else other = joined(before, encode(odd[Math.floor(next() * odd.length)] ?? ""), after.subarray(length));
  }
  return other;
}

const odd = [
  "null",
  "-1e999",
  "99999999999999999999",
  '"',
  "\\",
  "]]>",
  "<!--",
  "&#0;",
  "&x;",
  "\ud800",
  "\u202e",
  "\u001b[31m",
  "__proto__",
  "{}",
  "[]",
  "\n",
  "\ufeff",
  "NaN",
  "true",
  ">",
  "1..0",
];

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat(parts));
}

function* hostile(): Generator<readonly [string, Uint8Array]> {
  const laughs = Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`).join(
    "",
  );
  for (const root of ["testsuite", "TestRun", "test-run", "coverage", "report"]) {
    yield [
      `billion laughs in ${root}`,
      encode(`<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]><${root} name="&l9;">&l9;</${root}>`),
    ];
    yield [
      `an outside entity in ${root}`,
      encode(`<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><${root}>&f;</${root}>`),
    ];
    yield [`depth in ${root}`, encode(`<${root}>${"<testsuite>".repeat(100_000)}`)];
    yield [`a huge attribute in ${root}`, encode(`<${root} name="${"x".repeat(3_000_000)}"/>`)];
    yield [
      `many attributes in ${root}`,
      encode(`<${root} ${Array.from({ length: 50_000 }, (_, n) => `a${n}=""`).join(" ")}/>`),
    ];
  }
  yield ["UTF-16 without a mark", Uint8Array.from(Buffer.from("<testsuite/>", "utf16le"))];
  yield ["UTF-16 that is odd", Uint8Array.from([0xff, 0xfe, 0x3c])];
  yield ["bytes that are no UTF-8", Uint8Array.from({ length: 4_096 }, (_, n) => 128 + (n % 128))];
  yield ["every byte", Uint8Array.from({ length: 4_096 }, (_, n) => n % 256)];
  for (const part of [
    "[",
    '{"a":',
    "<",
    '<a b="',
    "<![CDATA[",
    "<!--",
    '"',
    "\\",
    "ok 1 - a\n",
    "    ",
    "SF:a\n",
    "\u001b[",
    "{\n",
    '{"Action":"run","Package":"p","Test":"t"}\n',
  ])
    yield [`${JSON.stringify(part)} again and again`, encode(part.repeat(Math.floor(1_000_000 / part.length)))];
  for (const key of ["testResults", "suites", "tests", "results", "vulnerabilities", "stats", "runs", "components"])
    yield [`depth in ${key}`, encode(`{"${key}":${"[".repeat(50_000)}${"]".repeat(50_000)}}`)];
  let suites = '{"title":"s","specs":[]}';
  for (let depth = 0; depth < 2_000; depth += 1) suites = `{"title":"s","suites":[${suites}]}`;
  yield ["suites in suites", encode(`{"config":{},"suites":[${suites}]}`)];
  yield ["one line without an end", encode(`ok 1 - ${"x".repeat(3_000_000)}`)];
}
