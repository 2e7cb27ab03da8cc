import { describe, expect, it } from "vitest";
import { EarlyStrokes } from "../../../renderer/state/early-strokes";

/** Offers what waits to keys that mean something; out: what was done. */
function offered(early: EarlyStrokes, meaning: readonly string[], now: number): string[] {
  const done: string[] = [];
  early.offer((stroke) => {
    if (!meaning.includes(stroke)) return false;
    done.push(stroke);
    return true;
  }, now);
  return done;
}

describe("EarlyStrokes", () => {
  it("does what was asked for before its screen had come, once and in order", () => {
    const early = new EarlyStrokes();
    early.hold("t", 0);
    early.hold("=", 10);
    expect(offered(early, [], 20)).toEqual([]);
    expect(offered(early, ["t"], 30)).toEqual(["t"]);
    expect(offered(early, ["t", "="], 40)).toEqual(["="]);
    expect(offered(early, ["t", "="], 50)).toEqual([]);
  });
  it("does no later stroke before an earlier one", () => {
    const early = new EarlyStrokes();
    early.hold("t", 0);
    early.hold("j", 10);
    expect(offered(early, ["j"], 20)).toEqual([]);
    expect(offered(early, ["j", "t"], 30)).toEqual(["t", "j"]);
  });
  it("forgets a stroke after a second, and all when something else was done", () => {
    const early = new EarlyStrokes();
    early.hold("t", 0);
    early.hold("j", 600);
    expect(offered(early, ["t", "j"], 1_000)).toEqual(["j"]);
    early.hold("t", 1_100);
    early.clear();
    expect(offered(early, ["t"], 1_200)).toEqual([]);
  });
});
