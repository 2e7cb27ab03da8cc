import { expect, it } from "vitest";
import { claudeCode } from "../../../main/ingest/adapters/claude-code";
import { parseTranscript } from "../../../main/ingest/parse-transcript";
import { headRecords, linesOfHead } from "../../../main/ingest/source-head";

const record = (n: number, text: string) =>
  JSON.stringify({
    type: "user",
    uuid: `u${String(n)}`,
    parentUuid: null,
    sessionId: "55555555-5555-4555-8555-555555555555",
    timestamp: `2026-11-20T01:00:${String(n % 60).padStart(2, "0")}.000Z`,
    cwd: "/repo/x",
    message: { role: "user", content: text },
  });
const plain = Array.from({ length: 60 }, (_, n) => record(n, `öffnen ${String(n)}`)).join("\n");

/** Reads a source whose head may be of other bytes, with and without its records having been looked at. */
function readings(source: Uint8Array, of: Uint8Array = source, headBytes = 5000) {
  return [true, false].map((looked) => {
    const head = { name: "x.jsonl", bytes: of.subarray(0, headBytes) };
    if (looked) headRecords(head);
    const parse = parseTranscript(claudeCode, head);
    const batches = [...parse.push(source.subarray(0, 700)), ...parse.push(source.subarray(700))];
    return { batches, end: parse.end() };
  });
}

it("takes lines over from a head that was looked at", () => {
  const bytes = Buffer.from(plain);
  const head = { name: "x.jsonl", bytes };
  expect(linesOfHead(head)).toEqual([]);
  headRecords(head);
  expect(linesOfHead(head)).toHaveLength(40);
  const [first] = linesOfHead(head);
  expect(first).toEqual({ text: record(0, "öffnen 0"), record: JSON.parse(record(0, "öffnen 0")) as unknown });
});

it.each([
  ["plain lines", Buffer.from(plain)],
  ["a byte order mark", Buffer.from(`\ufeff${plain}`)],
  ["carriage returns", Buffer.from(plain.replaceAll("\n", "\r\n"))],
  ["blank lines and what is no record", Buffer.from(`\n\n[1]\n{}\n{"type":\n# no\n${plain}\n`)],
  ["bytes that are not UTF-8", Buffer.from(plain.replaceAll("ö", "\u00ff"), "latin1")],
  ["a replacement character", Buffer.from(plain.replaceAll("ö", "\ufffd"))],
  ["one line that is cut off", Buffer.from(record(1, "x").slice(0, -5))],
])("reads the same with %s, whether the head was looked at or not", (_what, bytes) => {
  const [looked, unseen] = readings(bytes);
  expect(looked).toEqual(unseen);
});

it("reads the bytes that are there where the file is no longer what its head was", () => {
  const other = Buffer.from(plain.replaceAll("öffnen", "lösche"));
  for (const before of [other, other.subarray(100), Buffer.from(plain.slice(0, 300))]) {
    const [looked, unseen] = readings(Buffer.from(plain), before);
    expect(looked).toEqual(unseen);
  }
});
