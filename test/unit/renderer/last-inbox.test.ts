import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { lastInbox, rememberInbox } from "../../../renderer/bridge/last-inbox";
import type { ShownInbox } from "../../../renderer/bridge/inbox-feed";
import { inboxOfRows, inboxRow } from "../../support/fake-night";

const kept = new Map<string, string>();
const at = new Date("2026-11-22T05:40:00Z");

function inboxOf(count: number, over: Partial<ShownInbox> = {}): ShownInbox {
  const rows = Array.from({ length: count }, (_, index) => inboxRow({ taskId: `T-${String(index).padStart(5, "0")}` }));
  const { problems: _problems, ...inbox } = inboxOfRows(rows, { total: count });
  return { ...inbox, ...over };
}

beforeEach(() => {
  kept.clear();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the inbox as it was last time", () => {
  it("is its top, says as of when, and offers nothing to undo", () => {
    expect(lastInbox()).toBeNull();
    const undo = { entries: [3], what: "Approved B", until: "2026-11-22T05:41:00Z", tasks: ["T-00001"] };
    rememberInbox(inboxOf(100, { undo }), at);
    const last = lastInbox();
    expect(last).toMatchObject({ asOf: at.toISOString(), partial: true, total: 100, undo: null });
    expect(last?.groups.flatMap((group) => group.rows).map((row) => row.taskId)).toEqual(
      inboxOf(60)
        .groups.flatMap((group) => group.rows)
        .map((row) => row.taskId),
    );
  });

  it("is remembered only of a whole inbox, and forgotten with the last task", () => {
    rememberInbox(inboxOf(2, { partial: true }), at);
    expect(lastInbox()).toBeNull();
    rememberInbox(inboxOf(2), at);
    expect(lastInbox()).not.toBeNull();
    rememberInbox(inboxOf(0), at);
    expect(lastInbox()).toBeNull();
  });

  it("leaves out a row that is no longer understood, and is nothing where none is", () => {
    rememberInbox(inboxOf(3), at);
    const text = kept.get("countersign.inbox") ?? "";
    kept.set("countersign.inbox", text.replace('"taskId":"T-00001"', '"task":"T-00001"'));
    const left = lastInbox()?.groups.flatMap((group) => group.rows.map((row) => row.taskId));
    expect(left).toHaveLength(2);
    expect(left).not.toContain("T-00001");
    kept.set("countersign.inbox", text.replaceAll('"taskId":', '"task":'));
    expect(lastInbox()).toBeNull();
  });

  it("is nothing where what was kept is spoilt, of another form, or cannot be kept", () => {
    for (const text of ["{", "[]", '{"at":"yesterday","facts":{},"rows":[]}']) {
      kept.set("countersign.inbox", text);
      expect(lastInbox()).toBeNull();
    }
    vi.stubGlobal("localStorage", {
      getItem: () => {
        throw new Error("forbidden");
      },
      setItem: () => {
        throw new Error("full");
      },
    });
    rememberInbox(inboxOf(2), at);
    expect(lastInbox()).toBeNull();
  });
});
