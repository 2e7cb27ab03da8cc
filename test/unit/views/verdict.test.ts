import { describe, expect, it } from "vitest";
import { verdictOf } from "../../../main/views/verdict";
import type { StoredAttempt } from "../../../main/store/tasks";
import type { Judgement } from "../../../shared/model/attempt";
import { claimSchema, type Claim } from "../../../shared/model/claim";
import { evidenceSchema, type Evidence } from "../../../shared/model/evidence";
import { attempt, judgement } from "../../builders/attempt";

const at = { sessionId: "S-7K2QH", seq: 12 };

function claim(over: Partial<Claim> = {}): Claim {
  return claimSchema.parse({
    id: "c1",
    kind: "tests-pass",
    sentence: "All tests pass.",
    verdict: "contradicted",
    why: "npm test: exit code 1, 22 passed, 2 failed, 22:31; no later run passed.",
    source: "final-message",
    ref: null,
    span: { start: 0, end: 0 },
    ground: [],
    saidAt: null,
    events: [at],
    ...over,
  });
}

function check(over: Partial<Evidence> = {}): Evidence {
  return evidenceSchema.parse({
    id: "check:S-7K2QH:12",
    kind: "tests",
    standing: "observed",
    result: "failed",
    producer: "npm test",
    producedAt: null,
    tree: "match",
    counts: { passed: 22, failed: 2, skipped: 0 },
    headline: "22 passed, 2 failed, exit code 1",
    cases: [],
    file: null,
    event: at,
    note: null,
    ...over,
  });
}

function row(...judged: Partial<Judgement>[]): { word: string; cause: string } {
  const attempts = judged.map((over, index): StoredAttempt => ({
    key: String(index),
    origin: "session",
    attempt: attempt({ letter: "ABC".charAt(index) }),
    fileEvidence: [],
    judgement: judgement(over),
  }));
  const { word, cause } = verdictOf({ group: "your-turn", decision: null }, attempts);
  return { word, cause };
}

describe("the cause beside a row's verdict", () => {
  it("leads with the result of the check that contradicts the sentence", () => {
    expect(row({ claims: [claim()], evidence: [check({ event: { ...at, seq: 3 }, counts: null }), check()] })).toEqual({
      word: "contradicted",
      cause: "2 failed, 22 passed: “All tests pass.”",
    });
  });
  it("gives the headline where nothing was counted, and the whole finding where no check is named", () => {
    const build = check({ counts: null, headline: "exit code 2" });
    expect(row({ claims: [claim({ sentence: "It builds." })], evidence: [build] }).cause).toBe(
      "exit code 2: “It builds.”",
    );
    const uncounted = check({ counts: { passed: 0, failed: 2, skipped: 0 }, headline: "2 failed, exit code 1" });
    expect(row({ claims: [claim()], evidence: [uncounted] }).cause).toBe("2 failed: “All tests pass.”");
    const files = claim({ kind: "only-these-files", why: "1 other file changed: a.ts.", events: [] });
    expect(row({ claims: [files] }).cause).toBe("1 other file changed: a.ts: “All tests pass.”");
    expect(row({ claims: [claim()] }).cause).toContain("npm test: exit code 1, 22 passed, 2 failed");
  });
  it("says of a stale check that it passed and that files were edited", () => {
    const passed = check({ result: "passed", counts: { passed: 26, failed: 0, skipped: 0 } });
    expect(row({ claims: [claim({ verdict: "stale" })], evidence: [passed] })).toEqual({
      word: "stale",
      cause: "26 passed, then files were edited: “All tests pass.”",
    });
  });
  it("counts claims without an event in whole sentences", () => {
    const unbacked = (id: string) => claim({ id, verdict: "unbacked" });
    const backed = claim({ id: "c9", verdict: "backed" });
    expect(row({ claims: [unbacked("c1")] }).cause).toBe("1 claim has no event behind it");
    expect(row({ claims: [unbacked("c1"), unbacked("c2")] }).cause).toBe("2 claims have no event behind them");
    expect(row({ claims: [unbacked("c1"), backed] }).cause).toBe("1 of 2 claims has no event behind it");
    expect(row({ claims: [unbacked("c1"), unbacked("c2"), backed] }).cause).toBe(
      "2 of 3 claims have no event behind them",
    );
    expect(row({ claims: [backed] }).cause).toBe("1 claim backed");
    expect(row({ claims: [backed, { ...backed, id: "c8" }] }).cause).toBe("2 of 2 claims backed");
  });
  it("names the attempt where there are several", () => {
    expect(row({ claims: [claim({ verdict: "backed" })] }, { claims: [claim()], evidence: [check()] }).cause).toBe(
      "B: 2 failed, 22 passed: “All tests pass.”",
    );
  });
});
