import { describe, expect, it } from "vitest";
import { anchorAt, cursorIn } from "../../../renderer/screens/inbox/inbox-anchor";
import { inboxLines } from "../../../renderer/screens/inbox/inbox-rows";
import type { InboxRow } from "../../../shared/contract/inbox";
import { inboxRow } from "../../support/fake-night";

/** Lines of a list: the heading of "your turn" is line 0. */
function lines(yours: readonly string[], waiting: readonly string[] = []) {
  const rows = (ids: readonly string[], turn: InboxRow["turn"]) =>
    ids.map((id) => inboxRow({ taskId: `T-AAAA${id}`, turn }));
  return inboxLines([...rows(yours, "your-turn"), ...rows(waiting, "waiting")]);
}
const taskOn = (list: ReturnType<typeof lines>, at: number) => {
  const line = list[at];
  return line?.kind === "task" ? line.row.taskId.at(-1) : null;
};

describe("the inbox's cursor", () => {
  const before = lines(["1", "2", "3"], ["4"]);
  const onTwo = anchorAt(before, 2, null);
  if (onTwo === null) throw new Error("line 2 is a task");

  it("begins at the first task", () => {
    expect(taskOn(before, cursorIn(before, null))).toBe("1");
    expect(cursorIn([], null)).toBe(-1);
    expect(anchorAt(before, 0, null)).toBeNull();
  });

  it("stays on its task when others come before it, leave, or the order turns", () => {
    for (const yours of [
      ["9", "8", "1", "2", "3"],
      ["2", "3"],
      ["3", "1", "2"],
    ]) {
      const after = lines(yours, ["4"]);
      expect(taskOn(after, cursorIn(after, onTwo)), yours.join()).toBe("2");
    }
  });

  it("follows its task to another group where others sent it there", () => {
    const after = lines(["1", "3"], ["4", "2"]);
    expect(taskOn(after, cursorIn(after, onTwo))).toBe("2");
  });

  it("goes on to the next task where the reviewer's decision sent it to another group", () => {
    const after = lines(["1", "3"], ["4", "2"]);
    const at = cursorIn(after, { ...onTwo, deciding: true });
    expect(taskOn(after, at)).toBe("3");
    // From then on that task is held, and nothing was decided about it.
    expect(anchorAt(after, at, { ...onTwo, deciding: true })).toMatchObject({ taskId: "T-AAAA3", deciding: false });
  });

  it("goes to the last of its group where the last was decided, and on to others where none is left", () => {
    const onThree = { ...onTwo, taskId: "T-AAAA3", index: 3, deciding: true };
    const after = lines(["1", "2"], ["4", "3"]);
    expect(taskOn(after, cursorIn(after, onThree))).toBe("2");
    const none = lines([], ["4", "3"]);
    expect(taskOn(none, cursorIn(none, onThree))).toBe("3");
  });

  it("is not moved by a decision that leaves the task in its group", () => {
    const after = lines(["9", "1", "2", "3"]);
    expect(taskOn(after, cursorIn(after, { ...onTwo, deciding: true }))).toBe("2");
  });

  it("stands at the same place where its task left the list, and holds what is there", () => {
    const after = lines(["1", "3"], ["4"]);
    const at = cursorIn(after, onTwo);
    expect(taskOn(after, at)).toBe("3");
    const next = anchorAt(after, at, onTwo);
    const later = lines(["7", "1", "3"], ["4"]);
    expect(taskOn(later, cursorIn(later, next))).toBe("3");
    expect(cursorIn(lines([]), onTwo)).toBe(-1);
  });

  it("is the same anchor while nothing changed", () => {
    expect(anchorAt(before, 2, onTwo)).toBe(onTwo);
    expect(anchorAt(lines(["9", "1", "2"]), 3, onTwo)).toEqual({ ...onTwo, index: 3 });
  });
});
