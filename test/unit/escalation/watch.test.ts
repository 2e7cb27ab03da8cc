import { describe, expect, it } from "vitest";
import { gapBefore } from "../../../main/escalation/watch";

const hour = 3_600_000;
const due = (raisedAt: number, at: number) => [{ raisedAt: raisedAt * hour, due: at * hour }];

describe("the stretch in which nobody could be told", () => {
  it.each<[string, number | null, number, ReturnType<typeof due>, { from: number; to: number } | null]>([
    ["none while the clock is looked at", 7 * hour - 30_000, 7 * hour, due(1, 7), null],
    ["from the last look to waking", 2 * hour, 7 * hour, due(1, 3), { from: 2 * hour, to: 7 * hour }],
    ["not where nothing was due in it", 4 * hour, 7 * hour, due(1, 3), null],
    ["not where what is due is to come", 2 * hour, 7 * hour, due(1, 9), null],
    ["from when it was raised, where nobody ever looked", null, 7 * hour, due(1, 3), { from: hour, to: 7 * hour }],
    ["none without an escalation", null, 7 * hour, [], null],
    ["not for a clock that went back", 9 * hour, 7 * hour, due(1, 3), null],
  ])("%s", (_name, last, now, times, gap) => {
    expect(gapBefore(last, now, times)).toEqual(gap);
  });
});
