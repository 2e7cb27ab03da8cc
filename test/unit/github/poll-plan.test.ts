import { describe, expect, it } from "vitest";
import { checksAreDue, waitFor, type PollState } from "../../../main/github/poll-plan";
import { sharedCommit } from "../../../main/github/shared-commit";

const minute = 60_000;
const hour = 60 * minute;
const state = (over: Partial<PollState> = {}): PollState => ({
  focused: false,
  unchangedMs: 0,
  left: 1,
  failures: 0,
  chance: 0.5,
  ...over,
});

describe("when GitHub is asked again", () => {
  it.each([
    [state({ focused: true }), minute],
    [state(), 5 * minute],
    [state({ chance: 0 }), 4 * minute],
    [state({ chance: 1 }), 6 * minute],
    [state({ unchangedMs: 7 * hour }), 10 * minute],
    [state({ unchangedMs: 30 * hour }), 15 * minute],
    [state({ focused: true, unchangedMs: 30 * hour }), 2 * minute],
    [state({ left: 0.2 }), 10 * minute],
    [state({ left: 0.05 }), 30 * minute],
    [state({ failures: 2 }), 20 * minute],
    [state({ failures: 20 }), 30 * minute],
    [state({ left: null, unchangedMs: null }), 5 * minute],
  ])("%#", (given, wait) => {
    expect(waitFor(given)).toBeCloseTo(wait, 3);
  });

  it("checks that go on are looked at each minute, and less often the longer they take", () => {
    const at = (open: boolean, ageMs: number, sinceMs: number | null) =>
      checksAreDue({
        open,
        nowMs: 100 * hour,
        changedMs: 100 * hour - ageMs,
        checkedMs: sinceMs === null ? null : 100 * hour - sinceMs,
      });
    expect(at(true, 5 * minute, minute)).toBe(true);
    expect(at(true, 5 * minute, minute / 2)).toBe(false);
    expect(at(true, 5 * hour, 10 * minute)).toBe(false);
    expect(at(true, 5 * hour, 31 * minute)).toBe(true);
    expect(at(true, 90 * hour, 61 * minute)).toBe(true);
    expect(at(false, hour, hour)).toBe(false);
    expect(at(false, hour, 2 * hour)).toBe(true);
    expect(at(false, hour, null)).toBe(true);
  });
});

describe("the commit that both sides share", () => {
  const commit = (sha: string, ...parents: string[]) => ({ sha, parents });
  it("is the one that the commits hang on", () => {
    expect(sharedCommit([commit("b", "a"), commit("c", "b")], { commits: 2 })).toBe("a");
  });
  it("is not guessed where commits are missing, or the base was merged in", () => {
    expect(sharedCommit([commit("b", "a")], { commits: 2 })).toBeNull();
    expect(sharedCommit([commit("b", "a"), commit("m", "b", "x")], { commits: 2 })).toBeNull();
    expect(sharedCommit([], { commits: 0 })).toBeNull();
  });
});
