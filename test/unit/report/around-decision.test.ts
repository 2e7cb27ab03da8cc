import { describe, expect, it } from "vitest";
import { buildReport } from "../../../main/report/build-report";
import type { FactDecision } from "../../../main/report/facts";
import type { Decision } from "../../../shared/model/decision";
import { isOwnerKind } from "../../../shared/review/owner-kinds";
import { seededRandom } from "../../support/seeded-random";
import { everything, sampleFacts } from "./sample-report";

const kinds: readonly Decision["kind"][] = [
  "approve",
  "request-changes",
  "reject",
  "escalate",
  "assign-owner",
  "hand-over",
  "snooze",
  "choose-attempt",
];
const answering = new Set<string>(["approve", "request-changes", "reject", "choose-attempt"]);
const verdict = new Set<string>(["approve", "request-changes", "reject"]);

/** Decisions of all these kinds on a few tasks and attempts, some taken back, in no order. */
function manyDecisions(seed: number): FactDecision[] {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const [template] = sampleFacts().decisions;
  if (template === undefined) throw new Error("no decision to go by");
  const rows = Array.from({ length: 120 }, (_, at): FactDecision => {
    const kind = pick(kinds);
    return {
      ...template,
      seq: 10 + at,
      standing: "in-force",
      ...(random() < 0.2 ? { withdrawn: { seq: 900, at: template.recordedAt, person: "ilse", reason: "" } } : {}),
      decision: {
        ...template.decision,
        kind,
        taskId: pick(["T-00001", "T-00002", "T-00003"]),
        attemptId: kind === "escalate" || random() < 0.1 ? null : pick(["A-00001", "A-00002"]),
        person: pick(["marit", "tomas", null]),
        bound: { ...template.decision.bound, head: pick(["1".repeat(40), "2".repeat(40), null]) },
      },
    };
  });
  return rows.sort(() => random() - 0.5);
}

/** What is around a decision, looked for in all others one after the other. */
function plainly(row: FactDecision, all: readonly FactDecision[]) {
  const { seq, decision } = row;
  const others = all.filter((other) => other.decision.taskId === decision.taskId).sort((a, b) => a.seq - b.seq);
  const before = others.filter((other) => other.seq < seq);
  const last =
    decision.attemptId !== null && verdict.has(decision.kind)
      ? before.findLast(
          (other) =>
            other.withdrawn === undefined &&
            other.decision.attemptId === decision.attemptId &&
            verdict.has(other.decision.kind),
        )
      : undefined;
  return {
    handovers: before.filter((other) => isOwnerKind(other.decision.kind)).map((other) => other.seq),
    escalations: others
      .filter((other) => other.decision.kind === "escalate")
      .map((other) => [
        other.seq,
        others.find(
          (later) => later.seq > other.seq && later.withdrawn === undefined && answering.has(later.decision.kind),
        )?.seq ?? null,
      ]),
    reviewedBefore: last === undefined || last.decision.bound.head === decision.bound.head ? null : last.seq,
  };
}

describe("what is around a decision", () => {
  it.each([1, 2, 3, 4, 5])("is what looking through all others finds (%i)", (seed) => {
    const decisions = manyDecisions(seed);
    const report = buildReport({ ...sampleFacts(), filters: everything, decisions });
    expect(report.decisions).toHaveLength(decisions.length);
    const found = report.decisions.map(({ seq, handovers, escalations, reviewedBefore }) => ({
      seq,
      handovers: handovers.map((one) => one.seq),
      escalations: escalations.map((one) => [one.seq, one.answeredBy]),
      reviewedBefore: reviewedBefore?.seq ?? null,
    }));
    const wanted = decisions
      .toSorted((a, b) => a.seq - b.seq)
      .map((row) => ({ seq: row.seq, ...plainly(row, decisions) }));
    expect(found).toEqual(wanted);
    // The mix has all that is looked for.
    expect(wanted.some(({ reviewedBefore }) => reviewedBefore !== null)).toBe(true);
    expect(wanted.some(({ escalations }) => escalations.some(([, by]) => by !== null))).toBe(true);
  });
});
