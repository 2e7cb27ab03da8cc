import { describe, expect, it } from "vitest";
import { LineSplitter, maxLineBytes } from "../../../main/ingest/line-splitter";
import type { SourceLine } from "../../../main/ingest/line-splitter";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function split(source: Uint8Array, chunk: number): SourceLine[] {
  const splitter = new LineSplitter();
  const lines: SourceLine[] = [];
  for (let at = 0; at < source.length; at += chunk) {
    // One buffer used again and again, as a file reader does.
    const buffer = source.slice(at, at + chunk);
    lines.push(
      ...splitter.push(buffer).map((line) => ({ ...line, bytes: line.bytes === null ? null : line.bytes.slice() })),
    );
    buffer.fill(0);
  }
  const last = splitter.end();
  return last === null ? lines : [...lines, last];
}

function shown(line: SourceLine): string | null {
  return line.bytes === null ? null : new TextDecoder().decode(line.bytes);
}

describe("LineSplitter", () => {
  const source = bytes('\ufeff{"a":"ü€"}\r\n\n{"b":2}\n{"cut');

  it.each([1, 2, 3, 7, 1000])("gives the same lines and places for chunks of %i bytes", (chunk) => {
    const lines = split(source, chunk);
    expect(lines.map(shown)).toEqual(['{"a":"ü€"}', "", '{"b":2}', '{"cut']);
    expect(lines.map((line) => line.number)).toEqual([1, 2, 3, 4]);
    expect(lines.map((line) => line.terminated)).toEqual([true, true, true, false]);
    for (const line of lines)
      expect(new TextDecoder().decode(source.subarray(line.byteStart, line.byteEnd))).toBe(shown(line));
  });

  it("gives no last line where the source ends with a line end, and none for an empty source", () => {
    expect(split(bytes("a\n"), 10)).toHaveLength(1);
    expect(split(bytes(""), 10)).toHaveLength(0);
  });

  it("skips a line over the limit without keeping it, and goes on after it", () => {
    const splitter = new LineSplitter();
    const block = new Uint8Array(1024 * 1024).fill(0x61);
    for (let sent = 0; sent <= maxLineBytes; sent += block.length) expect(splitter.push(block)).toEqual([]);
    const [long, next] = splitter.push(bytes("x\nnext\n"));
    expect(long).toMatchObject({ number: 1, bytes: null, byteStart: 0, byteEnd: maxLineBytes + block.length + 1 });
    expect(next === undefined ? null : shown(next)).toBe("next");
  });
});
