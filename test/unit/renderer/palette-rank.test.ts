import { describe, expect, it } from "vitest";
import { rankItems, type PaletteItem } from "../../../renderer/parts/frame/palette-rank";

const item = (id: string, label: string, over: Partial<PaletteItem> = {}): PaletteItem => ({
  id,
  group: "Here",
  label,
  words: label.toLowerCase(),
  run: () => undefined,
  ...over,
});
const ids = (items: readonly PaletteItem[], text: string, recent: readonly string[] = []) =>
  rankItems(items, text, recent).flatMap((group) => group.items.map(({ id }) => id));

describe("the palette's order", () => {
  const items = [
    item("read", "Read, next unread file"),
    item("next", "Next file"),
    item("approve", "Approve"),
    item("hunk", "Next hunk", { off: "Only on diff" }),
    item("theme", "Theme: dark", { group: "Settings", whenAsked: true }),
  ];
  it("is that of the groups while nothing is typed, without what is shown only when asked", () => {
    expect(ids(items, "")).toEqual(["read", "next", "approve", "hunk"]);
  });
  it("has what was used last first, once", () => {
    expect(
      rankItems(items, "", ["approve", "gone", "theme"]).map(({ heading, items: own }) => [heading, own.length]),
    ).toEqual([
      ["Recently used", 2],
      ["Here", 3],
    ]);
  });
  it("wants every word, and starts before middles", () => {
    expect(ids(items, "next file")).toEqual(["next", "read"]);
    expect(ids(items, "file xyz")).toEqual([]);
  });
  it("knows words by how they begin", () => {
    expect(ids(items, "nuf")).toEqual(["read"]);
  });
  it("has what cannot be done now last", () => {
    expect(ids(items, "next").at(-1)).toBe("hunk");
  });
  it("puts what was used before a like match", () => {
    expect(ids([item("a", "Open one"), item("b", "Open two")], "open", ["b"])).toEqual(["b", "a"]);
  });
  it("says how many more of a group match", () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      item(String(index), `Task ${String(index)}`, { group: "Tasks" }),
    );
    const [group] = rankItems(many, "task", []);
    expect(group).toMatchObject({ heading: "Tasks", more: 22 });
    expect(group?.items).toHaveLength(8);
  });
});

it("answers a key within 16 ms among 10,000 tasks", () => {
  const tasks = Array.from({ length: 10_000 }, (_, index) =>
    item(`task ${String(index)}`, `Make retries of job ${String(index)} idempotent in service ${String(index % 97)}`, {
      group: "Tasks",
    }),
  );
  const took = ["m", "ma", "retries", "retries 77", "idem serv", "mrojii", "zzzz"].map((text) => {
    rankItems(tasks, text, []);
    const times = [1, 2, 3, 4, 5].map(() => {
      const start = performance.now();
      rankItems(tasks, text, []);
      return performance.now() - start;
    });
    return Math.min(...times);
  });
  expect(Math.max(...took), took.map((ms) => ms.toFixed(1)).join(" ")).toBeLessThan(16);
});
