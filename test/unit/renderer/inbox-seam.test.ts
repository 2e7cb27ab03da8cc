import { describe, expect, it } from "vitest";
import { shownOf, type Held } from "../../../renderer/bridge/use-query";
import { rowsOf } from "../../../renderer/screens/inbox/inbox-rows";
import { heldAfter, seamOf } from "../../../renderer/screens/inbox/use-seam";
import type { Inbox } from "../../../shared/contract/inbox";
import { inboxOfRows, inboxRow } from "../../support/fake-night";

const list = (...ids: string[]): Inbox =>
  inboxOfRows(
    ids.map((taskId) => inboxRow({ taskId })),
    { total: 3 },
  );
const all = list("T-AAAA1", "T-AAAA2", "T-AAAA3");
const one = list("T-AAAA2");
const none = list();

const answer = (filter: string, value: Inbox): Held<Inbox, { filter: string }> => ({
  key: `inbox.list ${filter}`,
  asked: { filter },
  value,
  problem: undefined,
});

describe("the last answer while another input is asked for", () => {
  it("names the input it answers, not the one asked last", () => {
    const shown = shownOf(answer("", all), "inbox.list refund", true);
    expect(shown).toMatchObject({ state: "ready", value: all, answers: { filter: "" } });
  });
  it("is not shown where another subject was asked for", () => {
    expect(shownOf(answer("", all), "inbox.list refund", false)).toMatchObject({
      state: "loading",
      value: undefined,
      answers: undefined,
    });
  });
});

describe("the inbox's seam", () => {
  const moved = list("T-AAAA3", "T-AAAA1", "T-AAAA2");
  it("takes the first list, and the newest while the order is the same", () => {
    const renamed = inboxOfRows(rowsOf(all).map((row) => ({ ...row, title: "Another title" })));
    expect(heldAfter(null, all, false)).toBe(all);
    expect(heldAfter(all, renamed, false)).toBe(renamed);
    expect(seamOf(renamed, renamed)).toEqual({ shown: renamed, waiting: null });
  });
  it("holds the list back when it moves by itself", () => {
    for (const newest of [moved, one, none]) {
      const held = heldAfter(all, newest, false);
      expect(held).toBe(all);
      expect(seamOf(held, newest)).toEqual({ shown: all, waiting: newest });
    }
  });
  it("shows the first rows of an empty inbox at once: there is nothing that they move", () => {
    expect(heldAfter(none, all, false)).toBe(all);
    expect(seamOf(none, all).waiting).toBeNull();
  });
  it("follows at once what the reviewer did", () => {
    expect(heldAfter(all, moved, true)).toBe(moved);
    expect(seamOf(heldAfter(all, one, true), one)).toEqual({ shown: one, waiting: null });
  });
});
