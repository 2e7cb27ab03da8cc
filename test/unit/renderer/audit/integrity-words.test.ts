import { describe, expect, it } from "vitest";
import type { AuditBar } from "../../../../shared/contract/audit";
import { anchoredWords, brokenEntry, integrityState } from "../../../../renderer/screens/audit/integrity-words";

const log = {
  entries: 12,
  root: "0".repeat(64),
  verified: true,
  problem: null,
  diverged: false,
  unknown: 0,
  checking: null,
};
const barOf = (anchors: readonly number[]): AuditBar => ({
  origin: "countersign.invalid/x",
  from: 0,
  to: 12,
  checkpoints: [],
  anchors: anchors.map((size, at) => ({ seq: size + at, type: "git", size, at: "2026-11-23T07:00:00Z", detail: "" })),
  logKey: null,
  reviewerKeys: [],
  clockSuspectFrom: null,
  note: null,
});

describe("how the log stands", () => {
  it("names what holds", () => {
    expect(integrityState(log, false)).toMatchObject({
      kind: "verified",
      sentence: "Verified from entry 0 to entry 11",
      follows: null,
    });
    expect(integrityState({ ...log, entries: 0 }, false).kind).toBe("empty");
    expect(integrityState({ ...log, verified: false }, false).kind).toBe("unverified");
    expect(integrityState(log, true)).toMatchObject({ kind: "verifying" });
  });
  it("names the entry that broke and what follows from it", () => {
    const broken = { ...log, verified: false, problem: "Entry 7 was changed after it was recorded." };
    expect(brokenEntry(broken)).toBe(7);
    const { kind, sentence, follows } = integrityState(broken, false);
    expect(kind).toBe("broken");
    expect(sentence).toBe("The log does not hold: Entry 7 was changed after it was recorded.");
    expect(follows).toContain("Entries 0 to 6 hold. From entry 7 to entry 11 the log proves nothing.");
    expect(follows).toContain("can be exported");
    expect(integrityState({ ...broken, problem: "Entry 0 is missing." }, false).follows).not.toContain("hold.");
    expect(integrityState({ ...broken, problem: "The tree does not match the entries." }, false).follows).toContain(
      "Nothing is recorded any more",
    );
  });
  it("calls a log with entries of kinds that are not known neither verified nor broken", () => {
    const state = integrityState({ ...log, verified: false, unknown: 2 }, false);
    expect(state.kind).toBe("unknown");
    expect(state.sentence).toBe("12 entries are in the tree as recorded; 2 are of kinds this version does not know");
    expect(state.follows).toContain("A later Countersign wrote them");
    const changed = { ...log, verified: false, unknown: 2, problem: "Entry 7 was changed after it was recorded." };
    expect(integrityState(changed, false).kind).toBe("broken");
  });
  it("says of another log than the one that was left that it is whole and not that one", () => {
    const state = integrityState(
      { ...log, verified: false, diverged: true, problem: "The log had 14 entries." },
      false,
    );
    expect(state.kind).toBe("diverged");
    expect(state.sentence).toBe("DIVERGED: The log had 14 entries.");
    expect(state.follows).toContain("all 12 entries");
    expect(state.follows).toContain("Nothing is recorded until a person says how to go on");
  });
});

describe("how far it is anchored", () => {
  it("is told with what is not", () => {
    expect(anchoredWords(barOf([]))).toEqual({
      covered: 0,
      words: "Not anchored yet: nothing outside of this machine holds any entry",
    });
    expect(anchoredWords(barOf([4, 9]))).toEqual({ covered: 9, words: "2 anchors, 3 entries since the last" });
    expect(anchoredWords(barOf([12]))).toEqual({ covered: 12, words: "1 anchor, the last over all entries" });
    // An anchor of more than there is says nothing of what is here.
    expect(anchoredWords(barOf([40])).covered).toBe(12);
  });
});
