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

/** The bridge on a transport that counts how often a task was asked for, and answers as the core does: with text. */
async function tasks(answer: () => string) {
  vi.resetModules();
  asked = 0;
  transport = fakeTransport({});
  transport.invoke = (name) => {
    if (name === "task.get") asked += 1;
    return Promise.resolve(answer());
  };
  vi.stubGlobal("window", { countersign: transport });
  const [bridge, { inboxRow, taskOf }] = await Promise.all([
    import("../../../renderer/bridge/ahead"),
    import("../../support/fake-night"),
  ]);
  return { ...bridge, view: taskOf(inboxRow()) };
}

const text = (view: unknown): string => JSON.stringify({ ok: true, value: view });

it("a task's answer stands for the screen that follows, until anything changed or the core is lost", async () => {
  let answer = "";
  const { callOrTake, callAnew, answerAtHand, isStanding, view } = await tasks(() => answer);
  answer = text(view);
  expect(answerAtHand("task.get", input)).toBeUndefined();
  await callOrTake("task.get", input);
  expect(isStanding("task.get", input)).toBe(true);
  expect(answerAtHand("task.get", input)?.task.id).toBe(view.task.id);
  expect(await callOrTake("task.get", input)).toMatchObject({ ok: true });
  expect(asked).toBe(1);
  await callAnew("task.get", input);
  expect(asked).toBe(2);
  for (const change of [
    () => {
      transport.publish("changed", { scopes: ["comments"] });
    },
    () => {
      transport.publish("core", { state: "lost", message: "The core ended." });
    },
  ]) {
    await callOrTake("task.get", input);
    expect(isStanding("task.get", input)).toBe(true);
    change();
    expect(isStanding("task.get", input)).toBe(false);
  }
});

it("an answer that was asked for before a change does not stand after it", async () => {
  let answer = "";
  const { callAnew, isStanding, view } = await tasks(() => answer);
  answer = text(view);
  await callAnew("task.get", { taskId: "T-BBBBB" });
  const asking = callAnew("task.get", input);
  transport.publish("changed", { scopes: ["task"] });
  await asking;
  expect(isStanding("task.get", input)).toBe(false);
});

it("the tasks read last stand, not all of them; one that could not be read does not", async () => {
  let answer = "";
  const { callOrTake, isStanding, view } = await tasks(() => answer);
  answer = text(view);
  const ids = ["T-AAAAA", "T-BBBBB", "T-CCCCC"];
  for (const taskId of ids) await callOrTake("task.get", { taskId });
  expect(ids.map((taskId) => isStanding("task.get", { taskId }))).toEqual([false, true, true]);
  answer = JSON.stringify(err({ code: "core-lost", message: "The core ended." }));
  await callOrTake("task.get", { taskId: "T-DDDDD" });
  expect(isStanding("task.get", { taskId: "T-DDDDD" })).toBe(false);
});

it("the same text of a task is read once, another text anew", async () => {
  let answer = "";
  const { callAnew, view } = await tasks(() => answer);
  answer = text(view);
  const first = await callAnew("task.get", input);
  expect(await callAnew("task.get", input)).toBe(first);
  answer = text({ ...view, task: { ...view.task, title: "Another title" } });
  expect(await callAnew("task.get", input)).toMatchObject({ ok: true, value: { task: { title: "Another title" } } });
});

it("what was asked for ahead is at hand when it has come, and says so once", async () => {
  const { askAhead, answerAtHand } = await ahead();
  const heard: unknown[] = [];
  askAhead("inbox.seen", input, (value) => heard.push(value));
  expect(answerAtHand("inbox.seen", input)).toBeUndefined();
  await vi.waitFor(() => {
    expect(answerAtHand("inbox.seen", input)).toEqual({});
  });
  expect(heard).toEqual([{}]);
});
