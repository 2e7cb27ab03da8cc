import { describe, expect, it } from "vitest";
import { evidenceSlots } from "../../../main/evidence/slots";
import type { Evidence } from "../../../shared/model/evidence";

let made = 0;
function item(over: Partial<Evidence>): Evidence {
  made += 1;
  return {
    id: `e${String(made)}`,
    kind: "tests",
    standing: "observed",
    result: "passed",
    producer: "pytest",
    producedAt: null,
    tree: "match",
    counts: null,
    totals: null,
    headline: "",
    format: null,
    truncated: null,
    signatures: [],
    cases: [],
    file: null,
    event: { sessionId: "S-ABCDE", seq: made },
    note: null,
    ...over,
  };
}
const tests = (evidence: Evidence[]) => evidenceSlots(evidence)[0];

describe("evidenceSlots", () => {
  it("always has T B S C, missing where there is nothing", () => {
    expect(evidenceSlots([item({ kind: "coverage" })]).map((slot) => slot.slot + slot.state)).toEqual([
      "Tmissing",
      "Bmissing",
      "Smissing",
      "Cpresent",
    ]);
  });
  it("lets the most solid standing speak", () => {
    expect(
      tests([item({ standing: "claimed", result: "passed" }), item({ standing: "observed", result: "failed" })]),
    ).toMatchObject({ standing: "observed", result: "failed" });
    expect(
      tests([item({ standing: "claimed", result: "failed" }), item({ standing: "re-run", result: "passed" })]),
    ).toMatchObject({ standing: "re-run", result: "passed" });
  });
  it("shows a failure before a pass of equal standing", () => {
    expect(
      tests([item({ result: "failed", producer: "pytest a" }), item({ result: "passed", producer: "pytest b" })]),
    ).toMatchObject({ result: "failed" });
  });
  it("lets the same command run again on the same tree replace its result, but not with nothing", () => {
    expect(tests([item({ result: "failed" }), item({ result: "passed" })])).toMatchObject({ result: "passed" });
    expect(tests([item({ result: "failed" }), item({ result: "unknown" })])).toMatchObject({ result: "failed" });
  });
  it("prefers the attempt's own tree, and marks what is stale", () => {
    expect(tests([item({ result: "failed", tree: "stale" }), item({ result: "passed" })])).toMatchObject({
      result: "passed",
      stale: false,
    });
    expect(tests([item({ result: "failed", tree: "stale" }), item({ result: "passed", tree: "stale" })])).toMatchObject(
      { result: "passed", stale: true },
    );
    expect(tests([item({ tree: "mismatch" })])).toMatchObject({ stale: true });
  });
});
