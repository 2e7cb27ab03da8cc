import { describe, expect, it } from "vitest";
import { createReportPreviews } from "../../../main/electron/report-preview";

const token = (number: number) => String(number).padStart(32, "0");
const at = (number: number) => `app://preview/${token(number)}`;
const get = (url: string) => ({ url, method: "GET" });

describe("reports that are looked at before they are written", () => {
  it("are answered as they are, in a sandbox that only the app's page may frame", () => {
    const previews = createReportPreviews("app://bundle");
    previews.hold(token(1), "<p>Ä page</p>");
    const response = previews.answer(get(at(1)));
    expect(response?.status).toBe(200);
    expect(response?.body.toString("utf8")).toBe("<p>Ä page</p>");
    const policy = (response?.headers["Content-Security-Policy"] ?? "").split("; ");
    expect(policy).toEqual([
      "default-src 'none'",
      "style-src 'unsafe-inline'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors app://bundle",
      "sandbox",
    ]);
    expect(response?.headers).toMatchObject({
      "Content-Type": "text/html; charset=utf-8",
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cross-Origin-Embedder-Policy": "require-corp",
      "Cache-Control": "no-store",
    });
  });

  it("are at their own address and no other, places within them included", () => {
    const previews = createReportPreviews("app://bundle");
    previews.hold(token(1), "<p>");
    expect(previews.has(at(1))).toBe(true);
    expect(previews.has(`${at(1)}#entry-4`)).toBe(true);
    for (const other of [
      at(2),
      `${at(1)}/`,
      `${at(1)}?x`,
      "app://preview/",
      `app://bundle/${token(1)}`,
      `https://preview/${token(1)}`,
    ])
      expect(previews.has(other)).toBe(false);
    expect(previews.answer(get(at(2)))?.status).toBe(404);
    expect(previews.answer({ url: at(1), method: "POST" })?.status).toBe(404);
    expect(previews.answer(get("app://bundle/index.html"))).toBeNull();
  });

  it("are forgotten when newer ones came", () => {
    const previews = createReportPreviews("app://bundle");
    for (const number of [1, 2, 3, 4]) previews.hold(token(number), String(number));
    expect([1, 2, 3, 4].map((number) => previews.has(at(number)))).toEqual([false, true, true, true]);
  });
});
