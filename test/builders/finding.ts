import { claimSchema, type Claim } from "../../shared/model/claim";
import { findingSchema, type Finding } from "../../shared/model/finding";

export function finding(rule: string, over: Partial<Finding> = {}): Finding {
  return findingSchema.parse({
    id: `${rule}-1`,
    rule,
    title: "Finding",
    severity: "serious",
    message: "Something was seen.",
    path: "src/x.ts",
    line: 1,
    side: "new",
    event: null,
    ...over,
  });
}

export function claim(verdict: Claim["verdict"], over: Partial<Claim> = {}): Claim {
  return claimSchema.parse({
    id: "c1",
    kind: "tests-pass",
    source: "final-message",
    ref: null,
    sentence: "All tests pass.",
    span: { start: 0, end: 14 },
    ground: [],
    verdict,
    why: "npm test: exit code 1, 2 failed, 02:36; no later run passed.",
    saidAt: null,
    events: [],
    ...over,
  });
}
