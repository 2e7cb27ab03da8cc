import { beforeEach, expect, it, vi } from "vitest";
import { err, ok } from "../../../shared/result";
import { fakeTransport, type FakeTransport } from "../../support/fake-transport";

let transport: FakeTransport;
let asked = 0;

async function ahead() {
  vi.resetModules();
  asked = 0;
  transport = fakeTransport({
    "inbox.seen": () => {
      asked += 1;
      return ok({});
    },
  });
  vi.stubGlobal("window", { countersign: transport });
  return import("../../../renderer/bridge/ahead");
}

beforeEach(() => {
  vi.unstubAllGlobals();
});

const input = { taskId: "T-AAAAA" };

it("an answer that was asked for ahead is taken once; who asks after that asks the core", async () => {
  const { askAhead, callOrTake } = await ahead();
  askAhead("inbox.seen", input);
  expect(await callOrTake("inbox.seen", input)).toEqual(ok({}));
  expect(asked).toBe(1);
  expect(await callOrTake("inbox.seen", input)).toEqual(ok({}));
  expect(asked).toBe(2);
});

it("another input is another question", async () => {
  const { askAhead, callOrTake } = await ahead();
  askAhead("inbox.seen", input);
  await callOrTake("inbox.seen", { taskId: "T-BBBBB" });
  expect(asked).toBe(2);
});

it("an answer is forgotten when a task changed, and when it is not wanted any more", async () => {
  const { askAhead, callOrTake } = await ahead();
  askAhead("inbox.seen", input);
  transport.publish("changed", { scopes: ["inbox"] });
  await callOrTake("inbox.seen", input);
  expect(asked).toBe(1);
  askAhead("inbox.seen", input);
  transport.publish("changed", { scopes: ["task"] });
  await callOrTake("inbox.seen", input);
  expect(asked).toBe(3);
  askAhead("inbox.seen", input)();
  await callOrTake("inbox.seen", input);
  expect(asked).toBe(5);
});

it("an answer that failed is asked for again", async () => {
  const { askAhead, callOrTake } = await ahead();
  transport.invoke = (() => {
    let count = 0;
    return () => Promise.resolve(++count === 1 ? err({ code: "core-lost", message: "The core ended." }) : ok({}));
  })();
  askAhead("inbox.seen", input);
  expect(await callOrTake("inbox.seen", input)).toEqual(ok({}));
});
