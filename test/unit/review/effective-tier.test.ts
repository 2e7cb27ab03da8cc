import { describe, expect, it } from "vitest";
import { atLeastLevel, effectiveTier, highestLevel, type LoweredTier } from "../../../shared/review/effective-tier";
import type { Tier, TierLevel } from "../../../shared/model/tier";
import { judgement } from "../../builders/attempt";

const patch = "a".repeat(64);

function tier(...matched: (readonly [rule: string, level: TierLevel])[]): Tier {
  return {
    ...judgement().tier,
    level: highestLevel(matched.map(([, level]) => level)),
    matched: matched.map(([rule, level]) => ({ rule, level, weight: 0, why: `${rule} was seen.` })),
  };
}

function lowered(level: TierLevel, then: Tier, over: Partial<LoweredTier> = {}): LoweredTier {
  return {
    level,
    seq: 7,
    person: "Tomas",
    reason: "Only the example configuration.",
    at: "2026-11-21T08:00:00Z",
    boundPatch: patch,
    matched: then.matched,
    ...over,
  };
}

describe("effective tier", () => {
  const high = tier(["sensitive-path", "high"], ["declared-risk", "low"]);

  it("is the machine's without a decision", () => {
    expect(effectiveTier(high, patch, null)).toEqual({ level: "high", machine: "high", lowered: null, limit: null });
  });

  it("is lowered by a decision on the same patch, and says what the machine thinks", () => {
    const decision = lowered("medium", high);
    expect(effectiveTier(high, patch, decision)).toEqual({
      level: "medium",
      machine: "high",
      lowered: decision,
      limit: null,
    });
  });

  it("is the machine's again when the patch is another one", () => {
    const moved = effectiveTier(high, "b".repeat(64), lowered("medium", high));
    expect(moved).toMatchObject({ level: "high", lowered: null });
    expect(moved.limit).toContain("entry 7");
    expect(effectiveTier(high, null, lowered("medium", high)).level).toBe("high");
  });

  it("is never lifted by a decision", () => {
    expect(effectiveTier(tier(["declared-risk", "low"]), patch, lowered("medium", high))).toMatchObject({
      level: "low",
      lowered: null,
      limit: null,
    });
  });

  it("covers nothing that matched only later, and nothing that asks for more than it did", () => {
    const secret = tier(["secret", "critical"], ["sensitive-path", "high"]);
    const later = effectiveTier(secret, patch, lowered("medium", high));
    expect(later).toMatchObject({ level: "critical", lowered: null });
    expect(later.limit).toBe("Since entry 7 lowered the tier to medium, more was found: secret was seen.");
    const raised = tier(["sensitive-path", "critical"]);
    expect(effectiveTier(raised, patch, lowered("medium", high)).level).toBe("critical");
  });

  it("is lowered in part where something lesser matched later", () => {
    const critical = tier(["secret", "critical"], ["declared-risk", "low"]);
    const both = tier(["secret", "critical"], ["sensitive-path", "high"]);
    expect(effectiveTier(both, patch, lowered("low", critical))).toMatchObject({
      level: "high",
      machine: "critical",
      lowered: { seq: 7 },
    });
  });

  it("counts a level that is only held, or that points come to, with what was seen before", () => {
    const held = tier(["held", "high"], ["declared-risk", "low"]);
    expect(effectiveTier(held, patch, lowered("low", high)).level).toBe("low");
    expect(effectiveTier(tier(["held", "critical"]), patch, lowered("low", high)).level).toBe("critical");
    expect(effectiveTier(tier(["points", "high"]), patch, lowered("low", high)).level).toBe("low");
  });
});

it("levels are compared by their order", () => {
  expect(atLeastLevel("high", "medium")).toBe(true);
  expect(atLeastLevel("low", "medium")).toBe(false);
  expect(highestLevel([])).toBe("low");
  expect(highestLevel(["medium", "critical", "low"])).toBe("critical");
});
