import { describe, expect, it } from "vitest";
import { createRelay } from "../../../main/electron/core-relay";
import type { FromCore, Request } from "../../../shared/contract/wire";

function setUp() {
  const toCore: Request[] = [];
  const reports: string[] = [];
  const relay = createRelay(
    (request) => void toCore.push(request),
    (problem) => void reports.push(problem),
    () => 0,
  );
  const port = () => {
    const got: FromCore[] = [];
    return {
      got,
      closed: false,
      postMessage: (message: FromCore) => void got.push(message),
      close() {
        this.closed = true;
      },
    };
  };
  return { relay, toCore, reports, port };
}
const request = (id: number, name = "app.status", input: unknown = {}) => ({ type: "request", id, name, input });
const response = (id: number, value: unknown) => ({ type: "response", id, result: { ok: true, value } });

describe("the relay between the page's port and a child", () => {
  it("gives requests its own ids and the answers their old ones", () => {
    const { relay, toCore, port } = setUp();
    const page = port();
    relay.attach(page);
    relay.fromPage(page, request(40));
    relay.fromPage(page, request(41));
    expect(toCore.map(({ id }) => id)).toEqual([1, 2]);
    relay.fromCore(response(2, "b"));
    relay.fromCore(response(1, "a"));
    relay.fromCore(response(1, "again"));
    expect(page.got).toEqual([response(41, "b"), response(40, "a")]);
  });

  it("never gives a new document the answer to the one before", () => {
    const { relay, toCore, port } = setUp();
    const [before, after] = [port(), port()];
    relay.attach(before);
    relay.fromPage(before, request(1));
    relay.attach(after);
    expect(before.closed).toBe(true);
    relay.fromPage(before, request(2));
    relay.fromPage(after, request(1));
    expect(toCore).toHaveLength(2);
    relay.fromCore(response(1, "for the one before"));
    relay.fromCore(response(2, "for the new one"));
    expect(before.got).toEqual([]);
    expect(after.got).toEqual([response(1, "for the new one")]);
  });

  it("refuses unknown names and values that are too large, and drops what is no request", () => {
    const { relay, toCore, reports, port } = setUp();
    const page = port();
    relay.attach(page);
    relay.fromPage(page, request(1, "store.drop"));
    relay.fromPage(page, request(2, "app.status", "x".repeat(5_000_000)));
    for (const forged of [
      null,
      5,
      "text",
      [],
      {},
      { ...request(3), extra: 1 },
      request(-1),
      request(1.5),
      { type: "close" },
      { type: "hello", version: "x" },
    ]) {
      relay.fromPage(page, forged);
    }
    expect(toCore).toEqual([]);
    expect(page.got).toMatchObject([
      { id: 1, result: { ok: false, error: { code: "refused" } } },
      { id: 2, result: { ok: false, error: { code: "too-large" } } },
    ]);
    expect(reports).toHaveLength(12);
  });

  it("limits the rate", () => {
    const { relay, toCore, port } = setUp();
    const page = port();
    relay.attach(page);
    for (let id = 0; id < 2005; id += 1) relay.fromPage(page, request(id));
    expect(toCore).toHaveLength(2000);
    expect(page.got).toHaveLength(5);
  });

  it("passes publications on and reports what the core should not say", () => {
    const { relay, reports, port } = setUp();
    const page = port();
    relay.fromCore({ type: "publication", topic: "changed", payload: 0 });
    relay.attach(page);
    relay.fromCore({ type: "publication", topic: "changed", payload: 1 });
    relay.fromCore({ type: "publication", topic: 5, payload: 1 });
    relay.fromCore("noise");
    expect(page.got).toEqual([{ type: "publication", topic: "changed", payload: 1 }]);
    expect(reports).toHaveLength(2);
  });
});
