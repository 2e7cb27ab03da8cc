import { describe, expect, it } from "vitest";
import { DocumentSplitter, type DocumentPart } from "../../../main/ingest/document-splitter";
import { seededRandom } from "../../support/seeded-random";

interface Split {
  readonly parts: readonly DocumentPart[];
  readonly open: boolean;
}

/** Splits a text in chunks of `chunk` bytes; the parts' bytes are copied as the caller must. */
function split(text: string | Uint8Array, descend: readonly (readonly string[])[], chunk = 1 << 20): Split {
  const splitter = new DocumentSplitter(descend);
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const parts: DocumentPart[] = [];
  const keep = (part: DocumentPart) =>
    parts.push({ ...part, bytes: part.bytes === null ? null : Uint8Array.from(part.bytes) });
  for (let at = 0; at < bytes.length; at += chunk) splitter.push(bytes.subarray(at, at + chunk)).forEach(keep);
  const open = splitter.open;
  const last = splitter.end();
  if (last !== null) keep(last);
  return { parts, open };
}

const text = (part: DocumentPart | undefined) => (part?.bytes ? new TextDecoder().decode(part.bytes) : null);

/** The records of a value by JSON.parse alone: what the splitter must find. */
function expected(value: unknown, descend: readonly (readonly string[])[], path: (string | number)[] = []): string[] {
  const opens = descend.some(
    (pattern) =>
      path.length <= pattern.length && path.every((step, i) => pattern[i] === "*" || pattern[i] === String(step)),
  );
  if (!opens || typeof value !== "object" || value === null)
    return [`${JSON.stringify(path)} ${JSON.stringify(value)}`];
  return Array.isArray(value)
    ? value.flatMap((item, index) => expected(item, descend, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => expected(item, descend, [...path, key]));
}

function found({ parts }: Split): string[] {
  return parts.map((part) => {
    const value: unknown = JSON.parse(text(part) ?? "");
    return `${JSON.stringify(part.path)} ${JSON.stringify(value)}`;
  });
}

/** A random JSON value with texts that look like structure. */
function random(next: () => number, depth = 0): unknown {
  const pick = Math.floor(next() * (depth > 4 ? 5 : 8));
  const texts = ["", "a", '"', "\\", '\\"', "{[,]}", "é\u2028\n", "𝒳", "null", "x".repeat(40)];
  if (pick === 0) return null;
  if (pick === 1) return next() < 0.5;
  if (pick === 2) return Math.round((next() - 0.5) * 1e6) / 100;
  if (pick < 5) return texts[Math.floor(next() * texts.length)];
  const size = Math.floor(next() * 5);
  if (pick === 5) return Array.from({ length: size }, () => random(next, depth + 1));
  return Object.fromEntries(
    Array.from({ length: size }, (_, i) => [
      `${["m", "info", 'q"k', "é"][i % 4] ?? ""}${String(i)}`,
      random(next, depth + 1),
    ]),
  );
}

const openings: readonly (readonly (readonly string[])[])[] = [
  [],
  [[]],
  [["m0"]],
  [["*", "*"]],
  [["m0", "*", "info1"], ['q"k2']],
];

describe("document splitter", () => {
  it("finds the records JSON.parse finds, at their bytes, in chunks of any size", () => {
    const next = seededRandom(7);
    for (let round = 0; round < 400; round += 1) {
      const value = random(next);
      const source = JSON.stringify(value, null, Math.floor(next() * 3));
      const bytes = new TextEncoder().encode(source);
      for (const descend of openings) {
        const whole = split(source, descend, 1 + Math.floor(next() * 9));
        expect(found(whole)).toEqual(expected(value, descend));
        for (const part of whole.parts) {
          const slice = bytes.subarray(part.byteStart, part.byteEnd);
          expect(Buffer.from(slice).equals(Buffer.from(part.bytes ?? [])), source).toBe(true);
          const newlines = Buffer.from(bytes.subarray(0, part.byteStart)).filter((byte) => byte === 10).length;
          expect(part.line).toBe(newlines + 1);
        }
      }
    }
  });

  it("gives every record before a cut, at every byte", () => {
    const source = JSON.stringify({ a: 1, steps: [{ t: "x}" }, { t: 'y"' }, [1, { z: "]" }], "é"], end: { ok: true } });
    const bytes = new TextEncoder().encode(source);
    const all = split(source, [["steps"]]).parts;
    for (let cut = 0; cut < bytes.length; cut += 1) {
      const { parts, open } = split(bytes.subarray(0, cut), [["steps"]], 3);
      const before = all.filter((part) => part.byteEnd <= cut && !(part.byteEnd === cut && text(part) === "1"));
      const whole = parts.filter((part) => part.whole);
      expect(whole.map(text).slice(0, before.length)).toEqual(before.map(text));
      expect(whole.length).toBeLessThanOrEqual(before.length + 1);
      if (cut > 0) expect(open).toBe(true);
    }
  });

  it("reads documents one after the other, with or without lines between", () => {
    expect(split('{"a":1}{"a":2}\n\n[3] 4 "five"', []).parts.map(text)).toEqual([
      '{"a":1}',
      '{"a":2}',
      "[3]",
      "4",
      '"five"',
    ]);
    expect(split('{"a":1}\n{"a":2}', [[]]).parts.map((part) => [part.path, text(part)])).toEqual([
      [["a"], "1"],
      [["a"], "2"],
    ]);
  });

  it("leaves out a record over the limit and reads the ones around it", () => {
    const splitter = new DocumentSplitter([[]]);
    const parts: (number | null)[] = [];
    const take = (bytes: Uint8Array) => {
      for (const part of splitter.push(bytes)) parts.push(part.bytes?.length ?? null);
    };
    take(new TextEncoder().encode('[{"a":1},"'));
    for (let sent = 0; sent < 17; sent += 1) take(new Uint8Array(1 << 20).fill(0x61));
    take(new TextEncoder().encode('",{"b":2}]'));
    expect(parts).toEqual([7, null, 7]);
  });

  it("does not stumble over what is no JSON", () => {
    for (const junk of [
      "",
      "}",
      "]]]",
      "{",
      '{"a',
      '{"a":',
      "[,,]",
      "\u0000\u0001",
      "{]}[",
      'x"y',
      "﻿{}",
      "{{{{",
      '"\\',
    ])
      for (const descend of openings) expect(() => split(junk, descend, 1)).not.toThrow();
  });
});
