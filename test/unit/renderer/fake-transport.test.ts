import { describe, expect, it } from "vitest";
import { ok } from "../../../shared/result";
import { firstRunHandlers, nightHandlers } from "../../support/fake-night";
import { fakeTransport } from "../../support/fake-transport";

describe("fake transport", () => {
  it("names the procedure it has no answer for", async () => {
    const answer = await fakeTransport({}).invoke("inbox.list", { filter: "" });
    expect(answer).toMatchObject({ ok: false, error: { message: "The fake transport has no answer for inbox.list" } });
  });
  it("refuses an answer that is not of the contract's form", async () => {
    const broken = fakeTransport({ "inbox.seen": () => ok(JSON.parse('{"more":1}')) });
    await expect(broken.invoke("inbox.seen", { taskId: "T-AAAAA" })).rejects.toThrow();
  });
  it("answers every procedure of the invented night in the contract's form", async () => {
    for (const handlers of [nightHandlers(), firstRunHandlers()]) {
      const transport = fakeTransport(handlers);
      expect(await transport.invoke("app.status", {})).toMatchObject({ ok: true });
      expect(await transport.invoke("inbox.list", { filter: "repo:web" })).toMatchObject({ ok: true });
      expect(await transport.invoke("runners.found", {})).toMatchObject({ ok: true });
      expect(await transport.invoke("task.get", { taskId: "T-7QK2M" })).toMatchObject({ ok: true });
      expect(await transport.invoke("audit.list", { filter: "", before: null, limit: 50 })).toMatchObject({ ok: true });
      for (let seq = 0; seq < 12; seq += 1)
        expect(await transport.invoke("audit.entry", { seq })).toMatchObject({ ok: true });
    }
  });
  it("publishes to those who listen, until they stop", () => {
    const transport = fakeTransport({});
    const heard: unknown[] = [];
    const stop = transport.subscribe("changed", (payload) => heard.push(payload));
    transport.publish("changed", { scopes: ["inbox"] });
    stop();
    transport.publish("changed", { scopes: ["audit"] });
    expect(heard).toEqual([{ scopes: ["inbox"] }]);
  });
});
