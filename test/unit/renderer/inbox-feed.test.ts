import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startAsking } from "../../../renderer/bridge/ask-inbox";
import { emptyFeed, shownInbox, takeIn, type Feed } from "../../../renderer/bridge/inbox-feed";
import { inboxLines, openRows, rowsOf } from "../../../renderer/screens/inbox/inbox-rows";
import { heldAfter, seamOf } from "../../../renderer/screens/inbox/use-seam";
import type { InboxChanges, InboxRow, InboxStamp } from "../../../shared/contract/inbox";
import { err, ok, type Problem, type Result } from "../../../shared/result";
import { parseInboxQuery } from "../../../shared/review/inbox-query";
import { inboxOfRows, inboxRow } from "../../support/fake-night";

const { groups: _groups, problems: _problems, ...facts } = inboxOfRows([], { total: 4 });
const hour = (at: number) => `2026-11-20T0${String(at)}:00:00Z`;
const row = (id: number, over: Partial<InboxRow> = {}) =>
  inboxRow({ taskId: `T-AAAA${String(id)}`, title: `Task ${String(id)}`, waitingSince: hour(id), ...over });
const answer = (version: number, over: Partial<InboxChanges> = {}): InboxChanges => ({
  stamp: { epoch: "one", version },
  anew: false,
  rows: [],
  gone: [],
  more: false,
  facts,
  ...over,
});
const ids = (feed: Feed) => feed.rows.map((placed) => placed.row.taskId.slice(-1)).join("");

describe("the inbox as the page holds it", () => {
  it("shows the first rows while others come, and changes together when the last has come", () => {
    const first = takeIn(emptyFeed, answer(2, { anew: true, more: true, rows: [row(1), row(2)] }));
    expect([ids(first), first.complete, shownInbox(first)?.partial]).toEqual(["12", false, true]);
    const all = takeIn(first, answer(4, { rows: [row(3), row(4)] }));
    expect([ids(all), all.complete, shownInbox(all)?.partial]).toEqual(["1234", true, undefined]);

    const half = takeIn(all, answer(5, { more: true, rows: [row(1, { waitingSince: hour(9) })] }));
    expect([ids(half), half.stamp?.version]).toEqual(["1234", 5]);
    const whole = takeIn(half, answer(6, { gone: ["T-AAAA3"] }));
    expect(ids(whole)).toBe("241");
    expect(takeIn(whole, answer(6)).rows).toBe(whole.rows);
  });

  it("keeps what it shows while a core that started anew tells everything again", () => {
    const all = takeIn(emptyFeed, answer(2, { anew: true, rows: [row(1), row(2)] }));
    const half = takeIn(all, answer(1, { anew: true, more: true, rows: [row(3)] }));
    expect(ids(half)).toBe("12");
    expect(ids(takeIn(half, answer(2, { rows: [row(4)] })))).toBe("34");
  });

  it("filters what is here while pages arrive, and no seam holds a page back", () => {
    const query = parseInboxQuery("repo:web", { now: 0, zone: "UTC", me: "ilse.v" });
    const web = { repository: "web" };
    const first = takeIn(emptyFeed, answer(2, { anew: true, more: true, rows: [row(1, web), row(2)] }));
    const all = takeIn(first, answer(4, { rows: [row(3), row(4, web)] }));
    const shown = [first, all].map((feed) => {
      const inbox = shownInbox(feed);
      if (inbox === null) throw new Error("nothing is shown");
      return inbox;
    });
    const filtered = shown.map((inbox) =>
      inboxLines(openRows(rowsOf(inbox), false, inbox.since).filter((one) => query.matches(one))).flatMap((line) =>
        line.kind === "task" ? line.row.taskId : [],
      ),
    );
    expect(filtered).toEqual([["T-AAAA1"], ["T-AAAA1", "T-AAAA4"]]);
    const [before, after] = shown;
    if (before === undefined || after === undefined) throw new Error("two feeds are shown");
    expect(heldAfter(before, after, false)).toBe(after);
    expect(seamOf(before, after).waiting).toBeNull();
    // Once all are here, what comes waits.
    const come = shownInbox(takeIn(all, answer(5, { rows: [row(5)] })));
    if (come === null) throw new Error("nothing is shown");
    expect(heldAfter(after, come, false)).toBe(after);
    expect(seamOf(after, come).waiting).toBe(come);
  });
});

describe("asking for the inbox", () => {
  let asked: (InboxStamp | null)[];
  let waiting: ((result: Result<InboxChanges>) => void)[];
  let told: string[];
  let problems: (Problem | undefined)[];
  const slow = vi.fn();
  const start = () =>
    startAsking(
      (since) => {
        asked.push(since);
        return new Promise((resolve) => waiting.push(resolve));
      },
      {
        onFeed: (feed) => told.push(ids(feed)),
        onProblem: (problem) => problems.push(problem),
        onSlow: slow,
      },
    );
  const reply = async (result: Result<InboxChanges>) => {
    waiting.shift()?.(result);
    await vi.advanceTimersByTimeAsync(0);
  };
  beforeEach(() => {
    vi.useFakeTimers();
    [asked, waiting, told, problems] = [[], [], [], []];
    slow.mockClear();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("asks page after page with the stamp of the last, tells the first at once and then when twice as many are here", async () => {
    const asking = start();
    asking.ask();
    await reply(ok(answer(1, { anew: true, more: true, rows: [row(1)] })));
    await reply(ok(answer(2, { more: true, rows: [row(2)] })));
    await reply(ok(answer(3, { more: true, rows: [row(3)] })));
    expect(told).toEqual(["1", "12"]);
    await reply(ok(answer(4, { rows: [row(4)] })));
    expect(told).toEqual(["1", "12", "1234"]);
    expect(asked.map((since) => since?.version ?? null)).toEqual([null, 1, 2, 3]);
    expect(waiting).toEqual([]);
  });

  it("asks once more for what changed meanwhile, and tells nothing where nothing did", async () => {
    const asking = start();
    asking.ask();
    asking.ask();
    asking.ask();
    await reply(ok(answer(1, { anew: true, rows: [row(1)] })));
    expect(asked).toHaveLength(2);
    await reply(ok(answer(1)));
    expect(asked).toHaveLength(2);
    expect(told).toEqual(["1"]);
  });

  it("keeps what came before a problem and goes on from there", async () => {
    const asking = start();
    asking.ask();
    await reply(ok(answer(1, { anew: true, more: true, rows: [row(1)] })));
    await reply(err({ code: "no-answer", message: "The core was lost." }));
    expect(problems.at(-1)?.code).toBe("no-answer");
    asking.ask();
    expect(asked.at(-1)).toEqual({ epoch: "one", version: 1 });
    await reply(ok(answer(2, { rows: [row(2)] })));
    expect([told.at(-1), problems.at(-1)]).toEqual(["12", undefined]);
  });

  it("says that the first answer is late, and nothing after its end", async () => {
    const asking = start();
    asking.ask();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(slow).toHaveBeenLastCalledWith(true);
    asking.end();
    await reply(ok(answer(1, { anew: true, rows: [row(1)] })));
    expect(told).toEqual([]);
  });
});
