import { describe, expect, it } from "vitest";
import { capOutput, capText } from "../../../main/ingest/text-cap";

describe("capText", () => {
  it("leaves short texts as they are and mends lone surrogates", () => {
    expect(capText("short")).toEqual({ text: "short", shortened: false });
    expect(capText("a\ud800b").text).toBe("a\ufffdb");
  });

  it("keeps the head of a long text without breaking a character", () => {
    const { text, shortened } = capText("€".repeat(100), 100);
    expect(shortened).toBe(true);
    expect(text.startsWith("€".repeat(33))).toBe(true);
    expect(text).not.toContain("\ufffd");
    expect(text).toContain("left out");
  });
});

describe("capOutput", () => {
  it("keeps head and tail, where errors and summaries stand", () => {
    const { text, shortened } = capOutput(`first line\n${"😀".repeat(500)}\n3 passed`, 200);
    expect(shortened).toBe(true);
    expect(text.startsWith("first line")).toBe(true);
    expect(text.endsWith("3 passed")).toBe(true);
    expect(text).not.toContain("\ufffd");
    expect(Buffer.byteLength(text)).toBeLessThan(260);
  });
});
