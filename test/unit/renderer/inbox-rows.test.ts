import { describe, expect, it } from "vitest";
import type { Inbox } from "../../../shared/contract/inbox";
import {
  inboxLines,
  movedCount,
  nearestTask,
  nextTask,
  orderOf,
  openRows,
  rowSentence,
  rowsOf,
} from "../../../renderer/screens/inbox/inbox-rows";
import { inboxOfRows, inboxRow } from "../../support/fake-night";

const first = inboxRow({ taskId: "T-AAAA1" });
const second = inboxRow({ taskId: "T-AAAA2" });
const third = inboxRow({ taskId: "T-AAAA3" });
const inbox = (yours: Inbox["groups"][number]["rows"], waiting: Inbox["groups"][number]["rows"]): Inbox =>
  inboxOfRows([...yours, ...waiting.map((row) => ({ ...row, turn: "waiting" as const }))]);

const rowsOfInbox = (...of: Parameters<typeof inbox>) => rowsOf(inbox(...of));

describe("inbox lines", () => {
  const lines = inboxLines(rowsOfInbox([first, second], [third]));
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
    const fewer = inboxLines(rowsOfInbox([first], [third]));
    expect(nearestTask(fewer, 2)).toBe(3);
    expect(nearestTask(inboxLines(rowsOfInbox([first], [])), 9)).toBe(1);
    expect(nearestTask([], 3)).toBe(-1);
  });
});

describe("rowSentence", () => {
  it("reads a row as one sentence", () => {
    const now = Date.parse("2026-10-14T07:02:00Z");
    const row = inboxRow({ waitingSince: "2026-10-14T02:00:00Z", isNew: false });
    expect(rowSentence({ kind: "task", group: "your-turn", under: "your-turn", row }, now)).toBe(
      "High risk, contradicted, Make refund retries idempotent, 3 attempts, waiting 5 hours 2 minutes",
    );
  });
  it("says that nobody owns it", () => {
    expect(
      rowSentence({ kind: "task", group: "done", under: "done", row: inboxRow({ owner: null, isNew: false }) }, 0),
    ).toContain("no owner");
  });
});

describe("grouping", () => {
  const payments = inboxRow({ taskId: "T-AAAA1", repository: "payments", owner: null, tier: "low" });
  const web = inboxRow({ taskId: "T-AAAA2", repository: "web", tier: "critical", runners: ["Codex", "Claude Code"] });
  const done = inboxRow({ taskId: "T-AAAA3", repository: "web", turn: "done", tier: "low", runners: ["Claude Code"] });
  const waits = inboxRow({ taskId: "T-AAAA4", repository: "web", turn: "waiting", tier: "low", runners: ["Codex"] });
  const rows = [done, waits, payments, web];
  const shape = (grouping: Parameters<typeof inboxLines>[1]) =>
    inboxLines(rows, grouping).map((line) =>
      line.kind === "heading" ? `${line.name} ${String(line.count)}/${String(line.needed)}` : line.row.taskId.slice(-1),
    );
  it("by repository puts first where most needs the reviewer, and what needs them above the rest", () => {
    expect(shape("repository")).toEqual(["payments 1/1", "1", "web 3/1", "2", "4", "3"]);
  });
  it("by tier begins with the highest; by owner names who has none", () => {
    expect(shape("tier")).toEqual(["Critical risk 1/1", "2", "Low risk 3/1", "1", "4", "3"]);
    expect(shape("owner")).toEqual(["No owner 1/1", "1", "ilse.v 3/1", "2", "4", "3"]);
  });
  it("by runner has every task once, under all that ran it", () => {
    expect(shape("runner")).toEqual(["Claude Code, Codex 2/2", "1", "2", "Claude Code 1/0", "3", "Codex 1/0", "4"]);
  });
  it("tells the cursor when a task's turn changed under the same heading", () => {
    const at = (of: readonly (typeof web)[]) =>
      inboxLines(of, "repository").find((line) => line.kind === "task" && line.row.taskId === "T-AAAA2")?.group;
    expect(at([web])).not.toBe(at([{ ...web, turn: "done" }]));
  });
});

describe("what stands in the open list", () => {
  const since = "2026-10-13T18:40:00Z";
  const before = inboxRow({ taskId: "T-AAAA1", turn: "done", waitingSince: "2026-10-13T18:39:00Z" });
  const after = inboxRow({ taskId: "T-AAAA2", turn: "done", waitingSince: "2026-10-13T18:41:00Z" });
  const old = inboxRow({ taskId: "T-AAAA3", turn: "waiting", waitingSince: "2026-10-01T08:00:00Z" });
  it("is what was done since the last look, and all that is not done", () => {
    expect(openRows([before, after, old], true, since)).toEqual([after, old]);
  });
  it("is everything where a filter asks or nobody looked before", () => {
    expect(openRows([before, after, old], false, since)).toEqual([before, after, old]);
    expect(openRows([before, after, old], true, null)).toEqual([before, after, old]);
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
