import { describe, expect, it } from "vitest";
import { isShared, rowsBy, speakingItem, tallyVerdicts } from "../../../../renderer/screens/task/tally";
import { attemptViewSchema, type AttemptView } from "../../../../shared/contract/review";
import { claimSchema, type Verdict } from "../../../../shared/model/claim";
import type { Evidence } from "../../../../shared/model/evidence";
import { evidenceSlots } from "../../../../main/evidence/slots";
import { attempt, judgement } from "../../../builders/attempt";
import { evidence } from "../../../builders/evidence";

function view(letter: string, verdicts: readonly Verdict[], items: readonly Evidence[] = []): AttemptView {
  return attemptViewSchema.parse({
    attempt: attempt({ letter }),
    judgement: judgement({
      evidence: [...items],
      claims: verdicts.map((verdict, index) =>
        claimSchema.parse({
          id: `c${String(index)}`,
          kind: "tests-pass",
          sentence: "All tests pass.",
          verdict,
          why: "Because.",
          source: "final-message",
          ref: null,
          span: { start: 0, end: 0 },
          ground: [],
          saidAt: null,
          events: [],
        }),
      ),
    }),
    effective: { level: "medium", machine: "medium", lowered: null, limit: null },
    gates: [],
    sessions: [],
    evidenceSlots: evidenceSlots(items),
    readFiles: [],
    ingestNote: null,
  });
}

const cell = (
  state: "baseline" | "same" | "differs" | "only-here" | "absent",
  letter: string | null,
  findings = 0,
) => ({
  attemptId: "A-4M8PW",
  state,
  added: 1,
  removed: 0,
  letter,
  findings,
});

describe("verdicts", () => {
  it("are counted over attempts, worst first, with their letters", () => {
    const tally = tallyVerdicts([
      view("A", ["backed", "contradicted"]),
      view("B", ["backed", "backed"]),
      view("C", []),
    ]);
    expect(tally).toEqual([
      { verdict: "contradicted", count: 1, attempts: [{ letter: "A", count: 1 }] },
      {
        verdict: "backed",
        count: 3,
        attempts: [
          { letter: "A", count: 1 },
          { letter: "B", count: 2 },
        ],
      },
    ]);
  });
});

describe("rows that are folded", () => {
  it("are equal in every attempt and without a finding", () => {
    const same = [cell("baseline", "p"), cell("same", "p")];
    expect(isShared({ path: "a", cells: same })).toBe(true);
    expect(isShared({ path: "a", cells: [cell("baseline", "p"), cell("differs", "q")] })).toBe(false);
    expect(isShared({ path: "a", cells: [...same, cell("absent", null)] })).toBe(false);
    expect(isShared({ path: "a", cells: [cell("baseline", "p", 1), cell("same", "p")] })).toBe(false);
    expect(isShared({ path: "a", cells: [cell("baseline", null)] })).toBe(false);
  });
});

describe("the item that speaks", () => {
  it("is the one the slot shows: a failure on this tree, not an older or staler pass", () => {
    const items = [
      evidence({ id: "1", tree: "stale" }),
      evidence({ id: "2", result: "failed", counts: { passed: 10, failed: 2, skipped: 0 } }),
      evidence({ id: "3", standing: "claimed" }),
    ];
    expect(speakingItem(view("A", [], items), "tests")?.id).toBe("2");
    expect(speakingItem(view("A", [], items.slice(0, 1)), "tests")?.id).toBe("1");
    expect(speakingItem(view("A", [], items), "build")).toBeNull();
  });

  it("is the last one for a kind without a slot", () => {
    const items = [evidence({ id: "1", kind: "log" }), evidence({ id: "2", kind: "log" })];
    expect(speakingItem(view("A", [], items), "log")?.id).toBe("2");
  });
});

describe("rows by key", () => {
  it("keep the order of first appearance and give each attempt its own", () => {
    const attempts = [view("A", ["stale"]), view("B", ["backed", "stale"])];
    const rows = rowsBy(
      attempts,
      (one) => one.judgement.claims,
      (claim) => claim.verdict,
    );
    expect(rows.map((row) => row.key)).toEqual(["stale", "backed"]);
    expect(attempts.map((one) => rows[1]?.of(one).length)).toEqual([0, 1]);
  });
});
