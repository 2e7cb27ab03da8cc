import { describe, expect, it } from "vitest";
import type { TimelineRow } from "../../../../shared/contract/timeline";
import { err, ok, type Result } from "../../../../shared/result";
import { pageSize } from "../../../../renderer/parts/first-events";
import { EventPages, movedBeneath, type EventPage } from "../../../../renderer/screens/timeline/event-pages";

function row(seq: number, text = `event ${String(seq)}`): TimelineRow {
  return {
    sessionId: "S-4Y1TT",
    cut: 0,
    claims: [],
    finalEdit: false,
    event: {
      seq,
      at: null,
      lane: "main",
      actor: "runner",
      place: { line: seq, byteStart: 0, byteEnd: 1 },
      detail: { kind: "note", text },
    },
  };
}

function source(total: number) {
  const asked: number[] = [];
  let answer: (offset: number, limit: number) => Result<EventPage> = (offset, limit) =>
    ok({ total, rows: Array.from({ length: Math.min(limit, total - offset) }, (_, at) => row(offset + at + 1)) });
  return {
    asked,
    pages: new EventPages((offset, limit) => {
      asked.push(offset);
      return Promise.resolve(answer(offset, limit));
    }),
    answerWith: (next: typeof answer) => {
      answer = next;
    },
  };
}

describe("EventPages", () => {
  it("reads only the pages around what is looked at, each once", async () => {
    const { pages, asked } = source(1_000);
    await pages.want(250, 320);
    expect(asked).toEqual([200, 300]);
    expect(pages.total).toBe(1_000);
    expect(pages.row(250)?.event.seq).toBe(251);
    expect(pages.row(10)).toBeUndefined();
    await pages.want(260, 310);
    expect(asked).toEqual([200, 300]);
  });

  it("does not ask twice while an answer is under way", async () => {
    const { pages, asked } = source(50);
    await Promise.all([pages.want(0, 10), pages.want(5, 40)]);
    expect(asked).toEqual([0]);
  });

  it("reads what is looked at again when everything may have changed, without being asked", async () => {
    const { pages, asked, answerWith } = source(1);
    await pages.want(0, 60);
    answerWith((offset) => ok({ total: 3, rows: [1, 2, 3].slice(offset).map((seq) => row(seq)) }));
    pages.renew();
    await Promise.resolve();
    await pages.want(0, 60);
    expect(asked).toEqual([0, 0]);
    expect(pages.total).toBe(3);
    expect(pages.row(2)?.event.seq).toBe(3);
  });

  it("asks nothing beyond the end", async () => {
    const { pages, asked } = source(150);
    await pages.want(0, 1);
    await pages.want(100, 400);
    expect(asked).toEqual([0, 100]);
  });

  it("keeps showing rows while they are read again", async () => {
    const { pages, asked, answerWith } = source(2);
    await pages.want(0, 2);
    answerWith(() => ok({ total: 2, rows: [row(1, "newer"), row(2)] }));
    pages.renew();
    expect(pages.row(0)?.event.detail).toMatchObject({ text: "event 1" });
    await pages.want(0, 2);
    expect(asked).toEqual([0, 0]);
    expect(pages.row(0)?.event.detail).toMatchObject({ text: "newer" });
  });

  it("says why a page could not be read and reads it when asked again", async () => {
    const { pages, answerWith } = source(1);
    answerWith(() => err({ code: "no-answer", message: "the core is gone" }));
    await pages.want(0, 1);
    expect(pages.problem?.message).toBe("the core is gone");
    answerWith(() => ok({ total: 1, rows: [row(1)] }));
    await pages.want(0, 1);
    expect(pages.problem).toBeNull();
    expect(pages.row(0)?.event.seq).toBe(1);
  });

  it("forgets the pages furthest away and tells its listeners", async () => {
    const { pages } = source(100_000);
    let told = 0;
    const stop = pages.subscribe(() => {
      told += 1;
    });
    for (let page = 0; page < 60; page += 1) await pages.want(page * pageSize, page * pageSize + 1);
    expect(told).toBe(60);
    expect(pages.row(0)).toBeUndefined();
    expect(pages.row(59 * pageSize)).toBeDefined();
    stop();
    await pages.want(0, 1);
    expect(told).toBe(60);
  });
});

describe("an event that the cursor is on", () => {
  const held = { sessionId: "S-AAAAA", seq: 4, index: 3, filter: "all" };
  it("is looked for where another stands at its position", () => {
    expect(movedBeneath(held, 3, "all", { sessionId: "S-AAAAA", seq: 3 })).toBe(true);
    expect(movedBeneath(held, 3, "all", { sessionId: "S-AAAAB", seq: 4 })).toBe(true);
  });
  it("is not where it is there still, or the reader or the filter moved the cursor", () => {
    expect(movedBeneath(held, 3, "all", { sessionId: "S-AAAAA", seq: 4 })).toBe(false);
    expect(movedBeneath(held, 5, "all", { sessionId: "S-AAAAA", seq: 6 })).toBe(false);
    expect(movedBeneath(held, 3, "failed", { sessionId: "S-AAAAA", seq: 9 })).toBe(false);
    expect(movedBeneath(null, 0, "all", { sessionId: "S-AAAAA", seq: 1 })).toBe(false);
  });
});
