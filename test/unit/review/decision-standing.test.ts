import { describe, expect, it } from "vitest";
import { decisionSchema, type Bound, type Decision, type DecisionKind } from "../../../shared/model/decision";
import { decisionStanding } from "../../../shared/review/decision-standing";

const sha = (letter: string) => letter.repeat(64);
const bound: Bound = {
  base: "base",
  head: "head",
  patch: sha("a"),
  contract: sha("b"),
  evidence: sha("c"),
  judgement: sha("d"),
  considered: [],
};
const now = Date.parse("2026-11-22T08:00:00Z");

function decision(kind: DecisionKind): Decision {
  return decisionSchema.parse({
    kind,
    taskId: "T-9C3RD",
    taskRef: null,
    taskTitle: "Make refund retries idempotent",
    repository: "payments",
    attemptId: "A-4M8PW",
    attemptLetter: "A",
    reason: "because",
    person: null,
    until: null,
    tier: "high",
    gates: [],
    notOpened: [],
    ingestNote: null,
    bound,
    reviewer: { name: "ilse", binding: "self-asserted" },
  });
}

const standing = (kind: DecisionKind, over: Partial<Bound> | null, requester: string | null = null) =>
  decisionStanding(decision(kind), {
    bound: over === null ? null : { ...bound, ...over },
    superseded: false,
    now,
    requester,
  });

describe("standing of what is excused", () => {
  it.each(["lower-tier", "override-gate"] as const)("%s holds for this patch and this judgement alone", (kind) => {
    expect(standing(kind, {})).toBe("in-force");
    expect(standing(kind, { considered: [{ attemptId: "A-1XXXX", letter: "B", patch: null }] })).toBe("in-force");
    expect(standing(kind, { patch: sha("f") })).toBe("stale");
    expect(standing(kind, { head: "other" })).toBe("stale");
    expect(standing(kind, { judgement: sha("f") })).toBe("stale");
    expect(standing(kind, { contract: sha("f") })).toBe("evidence-changed");
    expect(standing(kind, null)).toBe("stale");
  });

  it("new evidence ends an override, not a lowered tier", () => {
    expect(standing("override-gate", { evidence: sha("f") })).toBe("evidence-changed");
    expect(standing("lower-tier", { evidence: sha("f") })).toBe("in-force");
  });

  it("an approval does not rest on the judgement's digest", () => {
    expect(standing("approve", { judgement: sha("f") })).toBe("in-force");
    expect(standing("approve", { evidence: sha("f") })).toBe("evidence-changed");
  });

  it.each(["approve", "lower-tier", "override-gate"] as const)("%s by who asked for the work says so", (kind) => {
    expect(standing(kind, {}, "ilse")).toBe("self-approved");
    expect(standing(kind, {}, "marit")).toBe("in-force");
  });
});
