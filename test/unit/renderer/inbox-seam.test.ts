import { describe, expect, it } from "vitest";
import { shownOf, type Held } from "../../../renderer/bridge/use-query";
import { heldAfter, seamOf, type FilteredInbox } from "../../../renderer/screens/inbox/use-seam";
import type { Inbox } from "../../../shared/contract/review";
import { inboxRow } from "../../support/fake-night";

const list = (...ids: string[]): Inbox => ({
  groups: [
    { group: "your-turn", rows: ids.map((taskId) => inboxRow({ taskId })) },
    { group: "waiting", rows: [] },
    { group: "done", rows: [] },
  ],
  total: 3,
  filterProblem: null,
  behind: [],
});
const all = list("T-AAAA1", "T-AAAA2", "T-AAAA3");
const one = list("T-AAAA2");
const none = list();

/** What the screen shows, render by render, long after the inbox was opened: answers as the query gives them, in their order. */
function replay(steps: readonly { readonly filter: string; readonly answer: Held<Inbox, { filter: string }> }[]) {
  let held: FilteredInbox | null = null;
  return steps.map(({ filter, answer }) => {
    const query = shownOf(answer, `inbox.list ${filter}`, true);
    if (query.value === undefined || query.answers === undefined) throw new Error("no list to show");
    const newest = { inbox: query.value, filter: query.answers.filter };
    held = heldAfter(held, newest, false);
    return seamOf(held, newest);
  });
}
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

describe("the inbox under a changing filter", () => {
  it("follows every filter at once, with nothing waiting", () => {
    const seen = replay([
      { filter: "", answer: answer("", all) },
      { filter: "refund", answer: answer("", all) },
      { filter: "refund", answer: answer("refund", one) },
      { filter: "xyz", answer: answer("refund", one) },
      { filter: "xyz", answer: answer("xyz", none) },
      { filter: "", answer: answer("xyz", none) },
      { filter: "", answer: answer("", all) },
    ]);
    expect(seen.map((each) => each.shown)).toEqual([all, all, one, one, none, none, all]);
    expect(seen.map((each) => each.waiting)).toEqual([null, null, null, null, null, null, null]);
  });
  it("holds the list back when it moves by itself", () => {
    const moved = list("T-AAAA3", "T-AAAA1", "T-AAAA2");
    const seen = replay([
      { filter: "", answer: answer("", all) },
      { filter: "", answer: answer("", moved) },
    ]);
    expect(seen[1]).toEqual({ shown: all, waiting: moved });
    expect(heldAfter({ inbox: all, filter: "" }, { inbox: moved, filter: "" }, true).inbox).toBe(moved);
  });
  it("never shows a held list of another filter", () => {
    expect(seamOf({ inbox: all, filter: "" }, { inbox: one, filter: "refund" })).toEqual({ shown: one, waiting: null });
  });
});
