import { describe, expect, it } from "vitest";
import { addPage, isBinary, nothingRead, type RawText } from "../../../../renderer/screens/evidence/raw-pages";
import { boundOf } from "../../../../renderer/screens/evidence/text-bound";

/** Reads bytes as the core does: a stretch, decoded by itself. */
function readAll(bytes: Buffer, limit: number): RawText {
  let held = nothingRead;
  for (let offset = 0, rounds = 0; rounds < 1000; rounds += 1) {
    const end = Math.min(bytes.length, offset + limit);
    held = addPage(held, offset, {
      text: bytes.subarray(offset, end).toString("utf8"),
      bytes: bytes.length,
      nextOffset: end < bytes.length ? end : null,
    });
    if (held.next === null) return held;
    offset = held.next;
  }
  throw new Error("the pages never ended");
}

describe("pages of an archived file", () => {
  it("joins pages that cut characters of two, three and four bytes", () => {
    const text = "zürich, 北京, 😀 and plain \u{fffd} text. ".repeat(20);
    for (const limit of [4, 5, 7, 11, 64]) expect(readAll(Buffer.from(text), limit).pages.join("")).toBe(text);
  });

  it("comes to an end where bytes are not UTF-8", () => {
    const held = readAll(Buffer.alloc(100, 0xff), 7);
    expect(held.next).toBeNull();
    expect(held.read).toBe(100);
    expect(held.pages.join("")).toBe("\u{fffd}".repeat(100));
  });

  it("tells how far it has come", () => {
    const held = addPage(nothingRead, 0, { text: "abcd", bytes: 10, nextOffset: 4 });
    expect(held).toEqual({ pages: ["abcd"], bytes: 10, read: 4, next: 4 });
  });

  it("knows what is not text", () => {
    expect(isBinary("\u0089PNG\r\n\u001a\n\u0000")).toBe(true);
    expect(isBinary("\u{fffd}".repeat(3))).toBe(true);
    expect(isBinary(`one stray \u{fffd} in a long line of plain text`)).toBe(false);
    expect(isBinary("")).toBe(false);
  });
});

describe("the bound of a long output", () => {
  const lines = (count: number): string => Array.from({ length: count }, (_, n) => `line ${String(n)}`).join("\n");

  it("leaves short texts whole, and those that are a little longer", () => {
    expect(boundOf("", 10)).toBeNull();
    expect(boundOf(lines(10), 10)).toBeNull();
    expect(boundOf(lines(15), 10)).toBeNull();
  });

  it("cuts after whole lines and counts the others", () => {
    const text = lines(16);
    const bound = boundOf(text, 10);
    expect(bound?.linesLeft).toBe(6);
    expect(text.slice(0, bound?.end)).toBe(lines(10));
  });

  it("cuts one endless line by characters", () => {
    expect(boundOf("x".repeat(70_000), 10)).toEqual({ end: 60_000, linesLeft: 1 });
  });
});
