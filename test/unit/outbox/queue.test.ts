import { describe, expect, it } from "vitest";
import type { EffectState } from "../../../shared/model/effect";
import { before, dueAt, nextDue, type QueueRow } from "../../../main/outbox/queue";

const now = Date.parse("2026-11-23T06:00:00Z");

function row(place: number, state: EffectState, more: Partial<QueueRow> = {}): QueueRow {
  return {
    id: `e${String(place)}`,
    place,
    decision: place,
    lane: "github.com/demo/app#7",
    channel: "github.com ilse",
    state,
    notBefore: null,
    claimed: false,
    ...more,
  };
}

const later = "2026-11-23T06:00:30Z";

describe("the order of the queue", () => {
  it.each<[string, readonly QueueRow[], string | null]>([
    ["the first of a pull request", [row(1, "planned"), row(2, "planned")], "e1"],
    ["whatever the order it is given in", [row(2, "planned"), row(1, "planned")], "e1"],
    ["nothing after one that is looked for later", [row(1, "unknown", { notBefore: later }), row(2, "planned")], null],
    [
      "another pull request meanwhile",
      [row(1, "unknown", { notBefore: later }), row(2, "planned", { lane: "x" })],
      "e2",
    ],
    [
      "nothing of an account that is writing",
      [row(1, "sending", { claimed: true }), row(2, "planned", { lane: "x" })],
      null,
    ],
    [
      "another account's meanwhile",
      [row(1, "sending", { claimed: true }), row(2, "planned", { lane: "x", channel: "y" })],
      "e2",
    ],
    ["a later decision past one that is held", [row(1, "held"), row(2, "planned")], "e2"],
    ["nothing of the decision that is held", [row(1, "held"), row(2, "planned", { decision: 1, lane: "x" })], null],
    [
      "nothing of the decision that was refused",
      [row(1, "failed"), row(2, "planned", { decision: 1, lane: "x" })],
      null,
    ],
    [
      "what belongs to no decision past what is held",
      [row(1, "held", { decision: null }), row(2, "planned", { decision: null, lane: "x" })],
      "e2",
    ],
    [
      "a later decision past what is stuck behind one that is held",
      [row(1, "held"), row(2, "planned", { decision: 1 }), row(3, "planned")],
      "e3",
    ],
    ["what was lost, to be looked for", [row(1, "unknown")], "e1"],
    ["nothing before its time", [row(1, "planned", { notBefore: later })], null],
    ["what is due by now", [row(1, "planned", { notBefore: "2026-11-23T06:00:00Z" })], "e1"],
    ["nothing that somebody is at", [row(1, "unknown", { claimed: true })], null],
    ["nothing that is held or refused", [row(1, "held"), row(2, "failed")], null],
    ["nothing of an empty queue", [], null],
  ])("takes %s", (_, rows, expected) => {
    expect(nextDue(rows, now)?.id ?? null).toBe(expected);
  });

  it("counts what must be settled first", () => {
    const rows = [row(1, "planned"), row(2, "held", { lane: "x", decision: 3 }), row(3, "planned")];
    expect(before(row(3, "planned"), rows).map(({ id }) => id)).toEqual(["e1", "e2"]);
  });

  it.each<[string, readonly QueueRow[], number | null]>([
    ["now", [row(1, "planned")], now],
    [
      "when the first is due",
      [row(1, "planned", { notBefore: later }), row(2, "planned", { lane: "x", notBefore: "2026-11-23T07:00:00Z" })],
      now + 30_000,
    ],
    ["never, where only people can go on", [row(1, "held"), row(2, "planned", { decision: 1 })], null],
    ["a little later where somebody is at it", [row(1, "sending", { claimed: true })], now + 1000],
    ["never, of an empty queue", [], null],
  ])("is looked at again %s", (_, rows, expected) => {
    expect(dueAt(rows, now)).toBe(expected);
  });
});
