import { expect, it } from "vitest";
import { LogLines } from "../../../main/services/log-lines";

async function* chunksOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}

it("cuts a log into lines wherever the chunks end, with or without a last line end", async () => {
  for (const size of [1, 3, 1000]) {
    const log = await LogLines.read(chunksOf("one\r\ntwo\n\nvier ✓", size));
    expect(log.page(0, 10, "")).toMatchObject({ lines: ["one", "two", "", "vier ✓"], total: 4, truncated: null });
    expect(log.page(1, 2, "").lines).toEqual(["two", ""]);
  }
  expect((await LogLines.read(chunksOf("a\n", 1))).page(0, 10, "").total).toBe(1);
  expect((await LogLines.read(chunksOf("", 1))).page(0, 10, "")).toMatchObject({ lines: [], total: 0 });
});

it("finds words through colours and whatever their case, and tells which colours are on", async () => {
  const log = await LogLines.read(chunksOf("\u001b[31mfirst\nsec\u001b[1mOND\n\u001b[0mlast\nend", 7));
  expect(log.page(0, 1, "second")).toMatchObject({ matches: [1], matched: 1 });
  expect(log.page(1, 1, "").opening).toBe("\u001b[31m");
  expect(log.page(2, 1, "").opening).toBe("\u001b[31m\u001b[1m");
  expect(log.page(3, 1, "").opening).toBe("");
});

it("keeps both ends of a log that is too large and says what is left out", async () => {
  const text = Array.from({ length: 5_000 }, (_, n) => `line ${String(n)}`).join("\n");
  for (const size of [7, 64, 1024]) {
    const log = await LogLines.read(chunksOf(text, size), 1_000);
    const page = log.page(0, 1_000, "");
    expect(page.lines[0]).toBe("line 0");
    expect(page.lines.at(-1)).toBe("line 4999");
    const left = Buffer.byteLength(text) - 1_000;
    expect(page.truncated).toContain(`${left.toLocaleString("en-US")} bytes between`);
    expect(page.lines.some((line) => line.includes("are not shown"))).toBe(true);
  }
});
