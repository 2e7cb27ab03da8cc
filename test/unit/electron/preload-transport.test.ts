import { beforeEach, describe, expect, it, vi } from "vitest";
import { createPageTransport } from "../../../main/electron/preload-transport";
import type { PageTransport } from "../../../main/electron/preload-transport";

const names = { procedures: ["app.status", "inbox.list"], topics: ["changed", "core", "dropped", "escape"] };
const publication = (state: string, message = state) => ({
  type: "publication",
  topic: "core",
  payload: { state, message },
});

function fakePort() {
  const sent: { id: number; name: string; input: unknown; type: string }[] = [];
  return {
    sent,
    closed: false,
    postMessage: (message: never) => void sent.push(message),
    close() {
      this.closed = true;
    },
  };
}

describe("the page's end of the wall", () => {
  let time = 0;
  let shell = vi.fn<(name: string, input: unknown) => Promise<unknown>>();
  let page: PageTransport;
  beforeEach(() => {
    time = 0;
    shell = vi.fn(() => Promise.resolve({ ok: true, value: "from the shell" }));
    page = createPageTransport(names, shell, () => time);
  });
  const respond = (id: number, value: unknown) => page.fromCore({ type: "response", id, result: { ok: true, value } });

  it("lets requests wait for the core, then sends them in order", async () => {
    const first = page.transport.invoke("app.status", { a: 1 });
    const second = page.transport.invoke("inbox.list", {});
    const port = fakePort();
    page.fromShell(publication("starting"), port);
    expect(port.sent).toEqual([
      { type: "request", id: 1, name: "app.status", input: { a: 1 } },
      { type: "request", id: 2, name: "inbox.list", input: {} },
    ]);
    respond(2, "two");
    respond(1, "one");
    expect(await first).toEqual({ ok: true, value: "one" });
    expect(await second).toEqual({ ok: true, value: "two" });
  });

  it("answers what is in flight when the core is lost, and never sends it again", async () => {
    const port = fakePort();
    page.fromShell(publication("ready"), port);
    const flying = page.transport.invoke("app.status", {});
    page.fromShell(publication("lost", "It stopped."), null);
    expect(await flying).toMatchObject({ ok: false, error: { code: "core-lost", message: "It stopped." } });
    expect(port.closed).toBe(true);
    expect(await page.transport.invoke("app.status", {})).toMatchObject({ ok: false, error: { code: "core-lost" } });

    const next = fakePort();
    page.fromShell(publication("starting"), next);
    page.fromShell(publication("ready"), null);
    expect(next.sent).toEqual([]);
    const after = page.transport.invoke("app.status", {});
    expect(next.sent.map(({ id }) => id)).toEqual([2]);
    respond(2, "back");
    expect(await after).toEqual({ ok: true, value: "back" });
  });

  it("ignores an answer to nothing, a second answer and what is not an answer", async () => {
    page.fromShell(publication("ready"), fakePort());
    const asked = page.transport.invoke("app.status", {});
    respond(99, "nobody asked");
    page.fromCore({ type: "response", id: 1, result: { ok: true, value: 1 }, extra: true });
    page.fromCore("text");
    page.fromCore(null);
    respond(1, "first");
    respond(1, "second");
    expect(await asked).toEqual({ ok: true, value: "first" });
  });

  it("refuses unknown names without sending anything", async () => {
    const port = fakePort();
    page.fromShell(publication("ready"), port);
    for (const name of ["", "x", "app.status ", "__proto__", "toString", "App.Status", 5, null, {}]) {
      const result = await page.transport.invoke(name as string, {});
      expect(result).toMatchObject({ ok: false, error: { code: "refused" } });
    }
    expect(port.sent).toEqual([]);
    expect(shell).not.toHaveBeenCalled();
  });

  it("asks the window's process for shell names alone, and only passes on a result", async () => {
    expect(await page.transport.invoke("shell.pick-folder", {})).toEqual({ ok: true, value: "from the shell" });
    shell.mockResolvedValueOnce({ ok: true, value: 1, extra: 1 });
    expect(await page.transport.invoke("shell.pick-folder", {})).toMatchObject({ error: { code: "refused" } });
    shell.mockRejectedValueOnce(new Error("gone"));
    expect(await page.transport.invoke("shell.pick-folder", {})).toMatchObject({ error: { code: "refused" } });
  });

  it("refuses what is too large, too deep or not data", async () => {
    page.fromShell(publication("ready"), fakePort());
    const deep: unknown[] = [];
    let at = deep;
    for (let level = 0; level < 100; level += 1) at.push((at = []));
    const codes = [];
    for (const input of [
      "x".repeat(5_000_000),
      deep,
      { f: () => 1 },
      10n,
      Symbol("s"),
      new Map(),
      new Date(),
      [new Uint8Array(4)],
    ]) {
      codes.push(await page.transport.invoke("app.status", input));
    }
    expect(codes.map((result) => (result as { error: { code: string } }).error.code)).toEqual([
      "too-large",
      "too-deep",
      ...Array<string>(6).fill("not-data"),
    ]);
  });

  it("answers when the port itself refuses the message", async () => {
    const port = fakePort();
    port.postMessage = () => {
      throw new Error("DataCloneError");
    };
    page.fromShell(publication("ready"), port);
    expect(await page.transport.invoke("app.status", {})).toMatchObject({ error: { code: "not-data" } });
  });

  it("lets through 2,000 requests a second", async () => {
    const port = fakePort();
    page.fromShell(publication("ready"), port);
    const results = Array.from({ length: 2001 }, () => page.transport.invoke("app.status", {}));
    expect(await results[2000]).toMatchObject({ error: { code: "too-many-requests" } });
    expect(port.sent).toHaveLength(2000);
    time = 1000;
    void page.transport.invoke("app.status", {});
    expect(port.sent).toHaveLength(2001);
  });

  it("tells listeners of a topic until they end it, and one's fault does not reach the others", () => {
    const heard: unknown[] = [];
    page.transport.subscribe("changed", () => {
      throw new Error("a listener's fault");
    });
    const end = page.transport.subscribe("changed", (payload) => heard.push(payload));
    page.fromCore({ type: "publication", topic: "changed", payload: 1 });
    end();
    end();
    page.fromCore({ type: "publication", topic: "changed", payload: 2 });
    expect(heard).toEqual([1]);
    expect(() => page.transport.subscribe("nothing", () => 0)).toThrow(TypeError);
    expect(() => page.transport.subscribe("changed", "text" as never)).toThrow(TypeError);
  });

  it("tells the core's state to who comes late, and takes it from the shell alone", async () => {
    page.fromShell(publication("ready", "It is ready."), fakePort());
    const heard: unknown[] = [];
    page.transport.subscribe("core", (payload) => heard.push(payload));
    page.fromCore(publication("lost", "forged"));
    page.fromShell({ type: "publication", topic: "changed", payload: 1 }, null);
    page.fromShell(publication("exploded"), null);
    await Promise.resolve();
    expect(heard).toEqual([{ state: "ready", message: "It is ready." }]);
  });

  it("tells what a person dropped, a bounded number at once, and never on the core's word", () => {
    const heard: unknown[] = [];
    page.transport.subscribe("dropped", (payload) => heard.push(payload));
    page.fromCore({ type: "publication", topic: "dropped", payload: { paths: ["/etc/passwd"] } });
    page.dropped([]);
    expect(heard).toEqual([]);
    page.dropped(["/home/ilse/a.jsonl"]);
    page.dropped(Array.from({ length: 1500 }, (_, n) => `/home/ilse/${String(n)}`));
    expect(heard[0]).toEqual({ paths: ["/home/ilse/a.jsonl"] });
    expect((heard[1] as { paths: string[] }).paths).toHaveLength(1000);
  });

  it("tells that Escape was pressed, and never on the core's word", () => {
    const heard: unknown[] = [];
    page.transport.subscribe("escape", (payload) => heard.push(payload));
    page.fromCore({ type: "publication", topic: "escape", payload: { pressed: true } });
    page.fromShell({ type: "publication", topic: "escape", payload: { pressed: true } }, null);
    expect(heard).toEqual([]);
    page.escaped();
    expect(heard).toEqual([{ pressed: true }]);
  });
});
