import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { developmentServer, parseArguments } from "../../../main/electron/arguments";
import { mayNavigate, mayRequest } from "../../../main/electron/fences";
import { namesArgument, namesFrom } from "../../../main/electron/name-lists";
import { reportInside } from "../../../main/electron/report-path";
import { isOurPage } from "../../../main/electron/sender";
import { procedures } from "../../../shared/contract/api";
import { topics } from "../../../shared/contract/topics";

describe("isOurPage", () => {
  const frame = { origin: "app://bundle", parent: null };
  const from = (senderFrame: { origin: string; parent: unknown } | null, id = 1) => ({ senderFrame, sender: { id } });
  it("is true for the top frame of our window alone", () => {
    expect(isOurPage(from(frame), "app://bundle", 1)).toBe(true);
  });
  it.each([
    ["a frame that is gone", from(null), 1],
    ["a frame inside the page", from({ ...frame, parent: frame }), 1],
    ["another origin", from({ ...frame, origin: "https://example.com" }), 1],
    ["an origin that begins like ours", from({ ...frame, origin: "app://bundle.evil" }), 1],
    ["an opaque origin", from({ ...frame, origin: "null" }), 1],
    ["another window", from(frame, 2), 1],
    ["a window that is closed", from(frame), null],
  ])("is false for %s", (_what, event, id) => {
    expect(isOurPage(event, "app://bundle", id)).toBe(false);
  });
});

describe("parseArguments", () => {
  it.each([
    [[], "/default"],
    [["app", "--home", "/data"], "/data"],
    [["--home=/data"], "/data"],
    [["--home", "night"], "/cwd/night"],
    [["--home=a", "--home", "/b"], "/b"],
    [["--home"], "/default"],
    [["--home", "--no-sandbox"], "/default"],
    [["--home="], "/default"],
    [["--homes", "/x", "countersign://approve/1"], "/default"],
  ])("reads %j as %s", (argv, home) => {
    expect(parseArguments(argv, "/default", "/cwd").home).toBe(home);
  });
});

describe("developmentServer", () => {
  it("takes a server on this machine, outside of a package", () => {
    expect(developmentServer("http://127.0.0.1:5173/", false)?.origin).toBe("http://127.0.0.1:5173");
  });
  it.each([
    undefined,
    "",
    "http://example.com/",
    "https://localhost/",
    "http://localhost.evil.com/",
    "http://a@localhost/",
    "file:///x",
  ])("does not take %s", (address) => expect(developmentServer(address, false)).toBeNull());
  it("takes none in a package", () => {
    expect(developmentServer("http://127.0.0.1:5173/", true)).toBeNull();
  });
});

describe("the fences", () => {
  const plan = { origin: "app://bundle", entry: "app://bundle/index.html", server: null };
  it.each(["app://bundle/index.html", "app://bundle/assets/x.js", "blob:app://bundle/1-2"])(
    "let %s through",
    (address) => {
      expect(mayRequest(address, plan)).toBe(true);
    },
  );
  it.each([
    "https://example.com/",
    "http://127.0.0.1/",
    "ws://example.com/",
    "file:///etc/passwd",
    "data:text/html,x",
    "blob:https://example.com/1",
    "blob:app://bundle.evil/1",
    "app://bundle.evil/",
    "app://other/",
    "devtools://devtools/x",
    "chrome-extension://x/y",
    "ftp://example.com/",
    "nonsense",
  ])("cancel a request to %s", (address) => {
    expect(mayRequest(address, plan)).toBe(false);
  });
  it("let the page be loaded anew and go nowhere else", () => {
    expect(mayNavigate("app://bundle/index.html", plan)).toBe(true);
    expect(mayNavigate("app://bundle/index.html#/tasks", plan)).toBe(true);
    for (const address of [
      "app://bundle/",
      "app://bundle/assets/x.js",
      "https://example.com/",
      "data:text/html,x",
      "app://bundle/index.html?x",
    ]) {
      expect({ address, allowed: mayNavigate(address, plan) }).toEqual({ address, allowed: false });
    }
  });
});

describe("the lists of names", () => {
  it("arrive in the preload script as they are in the contract", () => {
    const lists = { procedures: Object.keys(procedures), topics: Object.keys(topics) };
    expect(namesFrom(["electron", "--type=renderer", namesArgument(lists)])).toEqual(lists);
    expect(lists.procedures.every((name) => /^[a-z0-9.-]+$/i.test(name))).toBe(true);
    expect(lists.procedures.some((name) => name.startsWith("shell."))).toBe(false);
  });
  it("are empty without the argument", () => {
    expect(namesFrom(["electron"])).toEqual({ procedures: [], topics: [] });
  });
});

describe("reportInside", () => {
  let home = "";
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "report-path-"));
    mkdirSync(join(home, "reports", "folder.html"), { recursive: true });
    mkdirSync(join(home, "reports-evil"));
    writeFileSync(join(home, "reports", "night.html"), "");
    writeFileSync(join(home, "reports-evil", "x.html"), "");
    writeFileSync(join(home, "store.db"), "");
    symlinkSync(join(home, "store.db"), join(home, "reports", "link.html"));
    symlinkSync(home, join(home, "reports", "up"));
  });
  afterAll(() => rmSync(home, { recursive: true }));

  it("gives the real path of a report", async () => {
    expect((await reportInside(home, join(home, "reports", "..", "reports", "night.html"))).ok).toBe(true);
  });
  it.each([
    "reports/link.html",
    "reports/up/store.db",
    "reports/../store.db",
    "reports-evil/x.html",
    "reports/folder.html",
    "reports",
    "store.db",
    "reports/missing.html",
    "reports/night.html\0.txt",
  ])("refuses %j", async (path) => {
    expect((await reportInside(home, `${home}/${path}`)).ok).toBe(false);
  });
  it.each(["", "reports/night.html", "file:///etc/passwd", "/etc/passwd", "\\\\server\\share\\x"])(
    "refuses %j",
    async (path) => {
      expect((await reportInside(home, path)).ok).toBe(false);
    },
  );
});
