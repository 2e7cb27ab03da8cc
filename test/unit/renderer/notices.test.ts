import { describe, expect, it } from "vitest";
import {
  dueNotice,
  isQuiet,
  noNotices,
  takeIn,
  type NoticeMoment,
  type NoticeRow,
} from "../../../renderer/state/notices";

const row = (taskId: string, over: Partial<NoticeRow> = {}): NoticeRow => ({
  taskId,
  title: `Task ${taskId}`,
  ref: null,
  repository: "payments",
  cause: "Ready: nothing missing",
  ...over,
});
const away: NoticeMoment = { focused: false, minutes: 9 * 60, settings: { notifications: true, quietHours: null } };
const started = takeIn(noNotices, [row("a"), row("b")]);

describe("what is told", () => {
  it("is nothing of what was there at the start", () => {
    expect(dueNotice(started, [row("a"), row("b")], away).notice).toBeNull();
  });
  it("is what became the reviewer's turn, once", () => {
    const rows = [row("a"), row("b"), row("c", { ref: "PAY-9", title: "Rotate keys" })];
    const first = dueNotice(takeIn(started, rows), rows, away);
    expect(first.notice).toEqual({
      title: "Your turn: Rotate keys",
      body: "PAY-9, payments. Ready: nothing missing",
      taskId: "c",
    });
    expect(dueNotice(takeIn(first.state, rows), rows, away).notice).toBeNull();
  });
  it("is one notification for several", () => {
    const rows = ["a", "b", "c", "d", "e", "f"].map((id) => row(id));
    expect(dueNotice(takeIn(started, rows), rows, away).notice).toEqual({
      title: "4 tasks became your turn",
      body: "Task c; Task d; Task e; 1 more",
      taskId: null,
    });
  });
  it("gathers what came in steps", () => {
    const state = takeIn(takeIn(started, [row("a"), row("c")]), [row("c"), row("d")]);
    expect(dueNotice(state, [row("c"), row("d")], away).notice?.title).toBe("2 tasks became your turn");
  });
  it("tells what went away and came back", () => {
    const state = takeIn(takeIn(started, [row("a")]), [row("a"), row("b")]);
    expect(dueNotice(state, [row("a"), row("b")], away).notice?.taskId).toBe("b");
  });
  it("does not tell what was decided before it could be told", () => {
    const state = takeIn(takeIn(started, [row("a"), row("c")]), [row("a")]);
    expect(dueNotice(state, [row("a")], away).notice).toBeNull();
  });
  it("is nothing while the window has the focus, also not later", () => {
    const rows = [row("a"), row("c")];
    const seen = dueNotice(takeIn(started, rows), rows, { ...away, focused: true });
    expect(seen.notice).toBeNull();
    expect(dueNotice(seen.state, rows, away).notice).toBeNull();
  });
  it("is nothing where notifications are off", () => {
    const rows = [row("c")];
    const settings = { notifications: false, quietHours: null };
    expect(dueNotice(takeIn(started, rows), rows, { ...away, settings }).notice).toBeNull();
  });
  it("waits for the end of quiet hours", () => {
    const rows = [row("c")];
    const settings = { notifications: true, quietHours: { from: "20:00", to: "07:00" } };
    const night = dueNotice(takeIn(started, rows), rows, { ...away, settings, minutes: 3 * 60 });
    expect(night.notice).toBeNull();
    expect(dueNotice(night.state, rows, { ...away, settings, minutes: 7 * 60 }).notice?.taskId).toBe("c");
  });
  it("names hidden characters of a title and keeps it on one line", () => {
    const rows = [row("c", { title: "Fix\u202e the\n\nbuild" })];
    expect(dueNotice(takeIn(started, rows), rows, away).notice?.title).toBe("Your turn: Fix[U+202E] the build");
  });
});

describe("quiet hours", () => {
  it.each([
    ["20:00", "07:00", "19:59", false],
    ["20:00", "07:00", "20:00", true],
    ["20:00", "07:00", "06:59", true],
    ["20:00", "07:00", "07:00", false],
    ["12:00", "13:30", "12:45", true],
    ["12:00", "13:30", "13:30", false],
    ["00:00", "00:00", "12:00", true],
  ])("from %s to %s at %s: %s", (from, to, at, quiet) => {
    const minutes = Number(at.slice(0, 2)) * 60 + Number(at.slice(3));
    expect(isQuiet({ from, to }, minutes)).toBe(quiet);
  });
});
