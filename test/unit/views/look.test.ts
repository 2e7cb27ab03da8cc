import { describe, expect, it } from "vitest";
import { changesSince, type SeenTask } from "../../../main/views/look";

const attempt = {
  letter: "A",
  patch: "1",
  head: "h",
  records: 10,
  evidence: ["e1"],
  findings: ["f1"],
  claims: ["c1"],
  tier: "low" as const,
};
const seen = (over: Partial<SeenTask> = {}): SeenTask => ({
  attempts: { "A-00001": attempt },
  decided: -1,
  contract: null,
  ...over,
});

describe("what changed since a look", () => {
  it("is nothing where nothing did", () => {
    expect(changesSince(seen(), seen())).toEqual([]);
  });

  it("is said by attempt, with numbers", () => {
    const now = seen({
      contract: "k",
      attempts: {
        "A-00001": {
          ...attempt,
          patch: "2",
          records: 51,
          evidence: ["e2", "e3"],
          findings: [],
          claims: ["c1", "c2"],
          tier: "high",
        },
        "A-00002": { ...attempt, letter: "B" },
      },
    });
    expect(changesSince(seen(), now).map(({ kind, text, attemptId }) => [kind, text, attemptId])).toEqual([
      ["tree", "A: the tree moved", "A-00001"],
      ["tier", "A: risk went from low to high", "A-00001"],
      ["claims", "A: 1 new claim", "A-00001"],
      ["findings", "A: 1 finding gone", "A-00001"],
      ["evidence", "A: 2 new evidence items, 1 gone", "A-00001"],
      ["records", "A: 41 more records", "A-00001"],
      ["attempt", "Attempt B is new", "A-00002"],
      ["contract", "The contract changed", null],
    ]);
  });

  it("names an attempt that left the task, and no record that was read less", () => {
    const now = seen({ attempts: { "A-00002": { ...attempt, letter: "B" } } });
    expect(changesSince(seen({ attempts: { ...now.attempts, ...seen().attempts } }), now)).toEqual([
      { kind: "attempt", text: "Attempt A is in this task no more", attemptId: null, seq: null },
    ]);
    const fewer = seen({ attempts: { "A-00001": { ...attempt, records: 3 } } });
    expect(changesSince(seen(), fewer)).toEqual([]);
  });
});
