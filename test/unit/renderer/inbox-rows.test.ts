import { describe, expect, it } from "vitest";
import type { Inbox } from "../../../shared/contract/review";
import {
  inboxLines,
  movedCount,
  nearestTask,
  nextTask,
  orderOf,
  rowSentence,
} from "../../../renderer/screens/inbox/inbox-rows";
import { inboxRow } from "../../support/fake-night";

const first = inboxRow({ taskId: "T-AAAA1" });
const second = inboxRow({ taskId: "T-AAAA2" });
const third = inboxRow({ taskId: "T-AAAA3" });
const inbox = (yours: Inbox["groups"][number]["rows"], waiting: Inbox["groups"][number]["rows"]): Inbox => ({
  groups: [
    { group: "your-turn", rows: yours },
    { group: "waiting", rows: waiting },
    { group: "done", rows: [] },
  ],
  total: yours.length + waiting.length,
  filterProblem: null,
  behind: [],
});

describe("inbox lines", () => {
  const lines = inboxLines(inbox([first, second], [third]));
  it("heads each group that has rows", () => {
    expect(lines.map((line) => (line.kind === "heading" ? line.group : line.row.taskId))).toEqual([
      "your-turn",
      "T-AAAA1",
      "T-AAAA2",
      "waiting",
      "T-AAAA3",
    ]);
  });
  it("moves over headings and stops at the ends", () => {
    expect(nextTask(lines, 2, 1)).toBe(4);
    expect(nextTask(lines, 4, -1)).toBe(2);
    expect(nextTask(lines, 4, 1)).toBe(4);
    expect(nextTask(lines, 1, -1)).toBe(1);
  });
  it("keeps the cursor's index when its row leaves", () => {
    const fewer = inboxLines(inbox([first], [third]));
    expect(nearestTask(fewer, 2)).toBe(3);
    expect(nearestTask(inboxLines(inbox([first], [])), 9)).toBe(1);
    expect(nearestTask([], 3)).toBe(-1);
  });
});

describe("rowSentence", () => {
  it("reads a row as one sentence", () => {
    const now = Date.parse("2026-10-14T07:02:00Z");
    const row = inboxRow({ waitingSince: "2026-10-14T02:00:00Z", isNew: false });
    expect(rowSentence({ kind: "task", group: "your-turn", row }, now)).toBe(
      "High risk, contradicted, Make refund retries idempotent, 3 attempts, waiting 5 hours 2 minutes",
    );
  });
  it("says that nobody owns it", () => {
    expect(rowSentence({ kind: "task", group: "done", row: inboxRow({ owner: null, isNew: false }) }, 0)).toContain(
      "no owner",
    );
  });
});

describe("what moved", () => {
  it("sees the same order where only rows changed", () => {
    expect(orderOf(inbox([first, second], []))).toBe(orderOf(inbox([{ ...first, isNew: false }, second], [])));
    expect(orderOf(inbox([first, second], []))).not.toBe(orderOf(inbox([second, first], [])));
  });
  it("counts tasks that came, went or changed their group", () => {
    expect(movedCount(inbox([first, second], []), inbox([first], [second, third]))).toBe(2);
    expect(movedCount(inbox([first, second], []), inbox([second], []))).toBe(1);
  });
});
