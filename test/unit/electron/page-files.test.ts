import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answer, appEntry, contentSecurityPolicy, fileFor, mapFiles } from "../../../main/electron/page-files";
import { frameSource } from "../../../main/electron/report-preview";
import { traversals } from "../../e2e/support/shell-traversals";

let root = "";
let page = "";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "page-files-"));
  page = join(root, "renderer");
  mkdirSync(join(page, "assets"), { recursive: true });
  writeFileSync(join(root, "secret.txt"), "secret");
  writeFileSync(join(root, "secret.js"), "secret");
  writeFileSync(join(page, "index.html"), "<!doctype html>");
  writeFileSync(join(page, "assets", "index.js"), "export {};");
  writeFileSync(join(page, "assets", "index.js.map"), "{}");
  symlinkSync(join(root, "secret.js"), join(page, "assets", "linked.js"));
  symlinkSync(root, join(page, "up"));
});
afterAll(() => rmSync(root, { recursive: true }));

describe("the map of the page's files", () => {
  it("holds regular files of known types and follows no link", () => {
    expect([...mapFiles(page).keys()].sort()).toEqual(["/assets/index.js", "/index.html"]);
  });

  it("finds a file by its exact address, with or without a fragment", () => {
    const files = mapFiles(page);
    expect(fileFor(files, appEntry)).toBe(join(page, "index.html"));
    expect(fileFor(files, `${appEntry}#/tasks/T-1`)).toBe(join(page, "index.html"));
    expect(fileFor(files, "app://bundle/assets/index.js")).toBe(join(page, "assets", "index.js"));
  });

  it("has at least thirty spellings of a way out to refuse", () => {
    expect(new Set(traversals).size).toBeGreaterThanOrEqual(30);
  });

  it.each(traversals)("answers 404 with every header to %j", async (address) => {
    const response = await answer(mapFiles(page), { url: address, method: "GET" });
    expect(response.status).toBe(404);
    expect(String(response.body)).toBe("Not found");
    expect(response.headers["Content-Security-Policy"]).toBe(contentSecurityPolicy);
  });

  it.each(["POST", "PUT", "HEAD", "DELETE"])("answers 404 to %s", async (method) => {
    expect((await answer(mapFiles(page), { url: appEntry, method })).status).toBe(404);
  });

  it("serves a file with its type and the headers that hold the page in", async () => {
    const response = await answer(mapFiles(page), { url: "app://bundle/assets/index.js", method: "GET" });
    expect(response.status).toBe(200);
    expect(String(response.body)).toBe("export {};");
    expect(response.headers).toMatchObject({
      "Content-Type": "text/javascript; charset=utf-8",
      "Content-Security-Policy": contentSecurityPolicy,
      "X-Content-Type-Options": "nosniff",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Referrer-Policy": "no-referrer",
    });
  });

  it("answers 404 when a file was removed since the start", async () => {
    const files = new Map([["/gone.js", join(page, "gone.js")]]);
    expect((await answer(files, { url: "app://bundle/gone.js", method: "GET" })).status).toBe(404);
  });

  it("allows nothing that runs text as code and no network", () => {
    const policy = new Map(contentSecurityPolicy.split("; ").map((rule) => [rule.split(" ")[0], rule]));
    expect(policy.get("default-src")).toBe("default-src 'none'");
    expect(policy.get("script-src")).toBe("script-src 'self'");
    expect(policy.get("style-src")).toBe("style-src 'self'");
    expect(policy.get("connect-src")).toBe("connect-src 'none'");
    expect(policy.get("require-trusted-types-for")).toBe("require-trusted-types-for 'script'");
    expect(policy.get("frame-src")).toBe(`frame-src ${frameSource}`);
    expect(contentSecurityPolicy).not.toMatch(/unsafe|data:|https?:|\*/);
  });
});
