import { describe, expect, it } from "vitest";
import { checkLink } from "../../../main/electron/link-check";
import { hostileLinks } from "../../e2e/support/shell-links";

describe("checkLink", () => {
  it("has at least forty hostile addresses to refuse", () => {
    expect(new Set(hostileLinks).size).toBeGreaterThanOrEqual(40);
  });

  it.each(hostileLinks)("refuses %j", (address) => {
    const result = checkLink(address);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.error.message).toMatch(/^The address was not opened: .+\.$/);
  });

  it.each([
    ["https://github.com/a/b/pull/1?x=1#y", "github.com", "https://github.com/a/b/pull/1?x=1#y"],
    ["HTTPS://Example.COM/Path", "example.com", "https://example.com/Path"],
    ["https://example.com./", "example.com", "https://example.com./"],
    ["https://example.com:443/", "example.com", "https://example.com/"],
  ])("passes %s", (address, host, href) => {
    expect(checkLink(address)).toEqual({ ok: true, value: { host, href } });
  });

  it("shows a look-alike host in its ASCII form and the rest escaped", () => {
    expect(checkLink("https://gіthub.com/ü?q=ж#я")).toEqual({
      ok: true,
      value: { host: "xn--gthub-n2e.com", href: "https://xn--gthub-n2e.com/%C3%BC?q=%D0%B6#%D1%8F" },
    });
  });
});
