import { describe, expect, it } from "vitest";
import {
  apiBase,
  checkHost,
  parseIssueAddress,
  parsePullAddress,
  parseRepositoryAddress,
} from "../../../../main/platform/github/addresses";
import { isOwnAddress } from "../../../../main/platform/github/wire";

describe("addresses of GitHub", () => {
  it("names a repository by its short name or by its address", () => {
    const at = { host: "github.com", owner: "demo", repo: "app" };
    for (const given of ["demo/app", "https://github.com/demo/app", "https://github.com/demo/app.git/"])
      expect(parseRepositoryAddress(given)).toEqual(at);
    expect(parseRepositoryAddress("https://ghe.example.org/demo/a.b")).toEqual({
      host: "ghe.example.org",
      owner: "demo",
      repo: "a.b",
    });
  });

  it.each([
    "demo",
    "demo/..",
    "../app",
    "demo/app/x",
    "http://github.com/demo/app",
    "https://user@github.com/demo/app",
    "https://127.0.0.1/demo/app",
    "https://localhost/demo/app",
    "demo/a%2fb",
    "",
  ])("takes %j for no repository", (given) => {
    expect(parseRepositoryAddress(given)).toBeNull();
  });

  it("reads pull requests of any host, and issues of the hosts that are asked", () => {
    expect(parsePullAddress("https://ghe.example.org/a/b/pull/12")).toEqual({
      host: "ghe.example.org",
      owner: "a",
      repo: "b",
      number: 12,
    });
    const issue = "https://ghe.example.org/a/b/issues/12#issuecomment-1";
    expect(parseIssueAddress(issue, ["github.com"])).toBeNull();
    expect(parseIssueAddress(issue, ["github.com", "ghe.example.org"])?.number).toBe(12);
    expect(parsePullAddress("https://github.com/a/b/pull/0")).toBeNull();
    expect(parsePullAddress("https://github.com/a/b/pull/1/files")).toBeNull();
  });

  it("settles hosts, and knows where each has its API", () => {
    for (const given of ["github.com", " https://GitHub.com/ ", "api.github.com", "www.github.com"])
      expect(checkHost(given)).toEqual({ ok: true, value: "github.com" });
    expect(checkHost("https://ghe.example.org/api/v3/")).toEqual({ ok: true, value: "ghe.example.org" });
    for (const given of [
      "127.0.0.1",
      "[::1]",
      "localhost",
      "a b",
      "ghe.example.org/x",
      "http://ghe.example.org",
      "a@b.org",
    ])
      expect(checkHost(given)).toMatchObject({ ok: false, error: { code: "github-host" } });
    expect(apiBase("github.com", undefined)).toEqual({ ok: true, value: "https://api.github.com" });
    expect(apiBase("ghe.example.org", "http://127.0.0.1:1")).toEqual({
      ok: true,
      value: "https://ghe.example.org/api/v3",
    });
    expect(apiBase("big.ghe.com", undefined)).toEqual({ ok: true, value: "https://api.big.ghe.com" });
    expect(apiBase("github.com", "http://127.0.0.1:8080/")).toEqual({ ok: true, value: "http://127.0.0.1:8080" });
    expect(apiBase("github.com", "http://example.org")).toMatchObject({ ok: false });
  });

  it("tells the account's own addresses from all others", () => {
    const own = "https://ghe.example.org/api/v3";
    expect(isOwnAddress(own, "https://ghe.example.org/api/v3/user")).toBe(true);
    for (const other of [
      "https://ghe.example.org/api/v30/user",
      "https://ghe.example.org/user",
      "http://ghe.example.org/api/v3/user",
      "https://ghe.example.org:444/api/v3/user",
      "https://evil@ghe.example.org/api/v3/user",
      "https://ghe.example.org.evil.org/api/v3/user",
      "https://ghe.example.org/api/v3/../../login",
      "no address",
    ])
      expect(isOwnAddress(own, other)).toBe(false);
  });
});
