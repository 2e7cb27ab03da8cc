import { describe, expect, it } from "vitest";
import type { AuditBody } from "../../../shared/model/audit-entry";
import { decodeEntry, encodeEntry, maxEntryBytes } from "../../../main/audit/canonical";

const body: AuditBody = {
  v: 1,
  origin: "countersign.invalid/6b7c8a52-3f3e-4f0e-9a56-5f0d6e3f3c11",
  seq: 7,
  recordedAt: "2026-11-21T06:10:00.000Z",
  bootId: "boot",
  monotonicNs: "12345678901234567890",
  kind: "clock.anomaly",
  message: "€ and \u20ac are one; \u0001 is escaped",
};

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe("entry bytes", () => {
  it("sorts keys, has no white space, and reads back as it was", () => {
    const encoded = encodeEntry(body);
    expect(encoded.ok).toBe(true);
    if (!encoded.ok) return;
    const text = new TextDecoder().decode(encoded.value);
    expect(
      text.startsWith(
        '{"bootId":"boot","kind":"clock.anomaly","message":"€ and € are one; \\u0001 is escaped","monotonicNs"',
      ),
    ).toBe(true);
    expect(decodeEntry(encoded.value)).toEqual({ ok: true, value: body });
  });

  it("gives the same bytes whatever order the keys came in", () => {
    const turned = Object.fromEntries(Object.entries(body).reverse()) as AuditBody;
    const [a, b] = [encodeEntry(body), encodeEntry(turned)];
    expect(a.ok && b.ok && Buffer.from(a.value).equals(Buffer.from(b.value))).toBe(true);
  });

  it.each([
    ["a float", { ...body, seq: 1.5 }],
    ["a number beyond 2^53", { ...body, seq: 9007199254740993 }],
    ["half a surrogate pair", { ...body, message: "\ud800" }],
    ["an unknown key", { ...body, extra: 1 }],
    ["a missing value", { ...body, message: undefined }],
    ["another log's form of origin", { ...body, origin: "elsewhere" }],
  ])("refuses %s", (_what, wrong) => {
    expect(encodeEntry(wrong as AuditBody).ok).toBe(false);
  });

  it("refuses an entry over the limit and says the limit", () => {
    const refused = encodeEntry({ ...body, message: "x".repeat(maxEntryBytes) });
    expect(refused.ok).toBe(false);
    if (!refused.ok) expect(refused.error.message).toContain(String(maxEntryBytes));
  });

  it.each([
    ["duplicate keys", (text: string) => text.replace('{"bootId"', '{"bootId":"other","bootId"')],
    ["white space", (text: string) => text.replace(":", ": ")],
    ["another key order", (text: string) => text.replace('"bootId":"boot",', "").replace(/}$/, ',"bootId":"boot"}')],
    ["another escape of the same text", (text: string) => text.replace("€", "\\u20ac")],
    ["a byte order mark", (text: string) => `\ufeff${text}`],
    ["no JSON", () => "{"],
  ])("refuses stored bytes with %s", (_what, change) => {
    const encoded = encodeEntry(body);
    if (!encoded.ok) throw new Error("must encode");
    const text = new TextDecoder().decode(encoded.value);
    expect(decodeEntry(bytesOf(text)).ok).toBe(true);
    expect(decodeEntry(bytesOf(change(text))).ok).toBe(false);
  });

  it("refuses bytes that are not UTF-8", () => {
    expect(decodeEntry(Uint8Array.of(0x7b, 0xff, 0x7d)).ok).toBe(false);
  });
});
