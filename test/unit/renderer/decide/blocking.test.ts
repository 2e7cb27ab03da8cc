import { describe, expect, it } from "vitest";
import { blockingReason, recordLabel, sheetChanges } from "../../../../renderer/screens/decide/blocking";
import { draftKey, isTyped, type Draft } from "../../../../renderer/screens/decide/drafts";
import { decisionSheetSchema, type DecisionSheet } from "../../../../shared/contract/decide";
import { decisionCatalog } from "../../../../shared/review/decision-catalog";

const hash = (letter: string): string => letter.repeat(64);
const empty: Draft = {
  reason: "",
  person: "",
  until: "",
  confirm: "",
  target: "",
  targetSearch: "",
  level: "",
  gate: "",
  question: "",
  raise: "",
  about: "",
  heard: "",
};
const now = new Date("2026-10-14T08:00").getTime();

function sheet(over: Partial<DecisionSheet> = {}): DecisionSheet {
  return decisionSheetSchema.parse({
    kind: "approve",
    taskId: "T-9C3RD",
    attemptId: "A-4M8PW",
    tier: "medium",
    machineTier: "high",
    levels: ["low", "high"],
    gates: [
      {
        id: "tests",
        title: "Tests shown to pass",
        met: false,
        why: "No evidence of tests.",
        remedy: null,
        overridden: null,
        standing: null,
        target: null,
      },
    ],
    policy: null,
    notOpened: [],
    read: null,
    ingestNote: null,
    bound: {
      base: null,
      head: "9f2c6e0b81a4",
      patch: hash("a"),
      contract: null,
      evidence: hash("b"),
      judgement: hash("c"),
      considered: [],
    },
    patchStat: { files: 1, added: 1, removed: 0 },
    blocked: null,
    confirm: null,
    nonce: "n1",
    ...over,
  });
}

const ask = (kind: Parameters<typeof blockingReason>[0], draft: Partial<Draft>, over: Partial<DecisionSheet> = {}) =>
  blockingReason(kind, { sheet: sheet(over), draft: { ...empty, ...draft }, coreLost: null, now });

describe("what blocks recording", () => {
  it("is the lost core before all else, with everything filled in", () => {
    const filled = { ...empty, reason: "Good." };
    expect(blockingReason("approve", { sheet: sheet(), draft: filled, coreLost: "Gone.", now })).toBe("Gone.");
    expect(blockingReason("approve", { sheet: sheet(), draft: filled, coreLost: null, now })).toBeNull();
    expect(blockingReason("approve", { sheet: undefined, draft: filled, coreLost: null, now })).not.toBeNull();
  });

  it("is the core's own reason where gates are not met", () => {
    expect(ask("approve", { reason: "Good." }, { blocked: "1 of 2 gates not met: Tests shown to pass" })).toBe(
      "Blocked: 1 of 2 gates not met: Tests shown to pass.",
    );
  });

  it("is each field the catalogue asks for", () => {
    const full: Partial<Draft> = {
      reason: "Why.",
      person: "Marit",
      until: "2026-10-15T09:00",
      target: "own",
      level: "low",
      gate: "tests",
    };
    for (const rule of decisionCatalog) {
      expect(ask(rule.kind, full), rule.kind).toBeNull();
      expect(ask(rule.kind, { ...full, reason: " " }) !== null, rule.kind).toBe(rule.needsReason);
      expect(ask(rule.kind, { ...full, person: " " }) !== null, rule.kind).toBe(rule.needsPerson);
      expect(ask(rule.kind, { ...full, target: "" }) !== null, rule.kind).toBe(rule.needsTarget);
      expect(ask(rule.kind, { ...full, level: "critical" }) !== null, rule.kind).toBe(rule.needsLevel);
      expect(ask(rule.kind, { ...full, gate: "gone" }) !== null, rule.kind).toBe(rule.needsGate);
      expect(ask(rule.kind, { ...full, until: "" }) !== null, rule.kind).toBe(rule.needsUntil);
    }
  });

  it("is a time that has passed", () => {
    expect(ask("snooze", { until: "2026-10-14T07:59" })).toBe("The time given has passed.");
  });

  it("is a confirmation that is not what is shown", () => {
    const over = { tier: "high" as const, confirm: "9f2c6e0" };
    expect(ask("approve", { reason: "Good." }, over)).toContain("9f2c6e0");
    expect(ask("approve", { reason: "Good.", confirm: "9f2c6e1" }, over)).not.toBeNull();
    expect(ask("approve", { reason: "Good.", confirm: " 9F2C6E0 " }, over)).toBeNull();
  });
});

describe("a sheet that moved", () => {
  it("says which parts differ", () => {
    const before = sheet();
    expect(sheetChanges(before, sheet({ nonce: "n2" }))).toEqual([]);
    const after = sheet({ bound: { ...before.bound, patch: hash("d"), evidence: hash("e") }, notOpened: ["a.ts"] });
    expect(sheetChanges(before, after)).toEqual(["the diff", "the evidence", "the files not opened"]);
  });
});

describe("drafts and labels", () => {
  it("are one per subject and kind", () => {
    const subject = { taskId: "T-9C3RD", attemptId: "A-4M8PW" };
    expect(draftKey({ kind: "approve", ...subject })).not.toBe(draftKey({ kind: "reject", ...subject }));
    expect(draftKey({ kind: "approve", ...subject })).not.toBe(
      draftKey({ kind: "approve", ...subject, attemptId: "A-00001" }),
    );
  });

  it("know whether something was typed", () => {
    expect(isTyped(empty)).toBe(false);
    expect(isTyped({ ...empty, person: "M" })).toBe(true);
  });

  it("name the object of the button, and never a signature", () => {
    const labels = decisionCatalog.map((rule) => recordLabel(rule.kind, "B"));
    expect(new Set(labels).size).toBe(labels.length);
    for (const label of labels) {
      expect(label).toMatch(/^Record /u);
      expect(label).not.toMatch(/sign/iu);
    }
  });

  it("takes comments for the reason of a request for changes, and of nothing else", () => {
    const at = (comments: number) => ({ sheet: sheet({ blocked: null }), draft: empty, coreLost: null, now, comments });
    expect(blockingReason("request-changes", at(0))).toBe("Give a reason.");
    expect(blockingReason("request-changes", at(2))).toBeNull();
    expect(blockingReason("approve", at(2))).toBe("Give a reason.");
    expect(blockingReason("reject", at(2))).toBe("Give a reason.");
  });
});
