import { describe, expect, it } from "vitest";
import { decisionCatalog } from "../../../shared/review/decision-catalog";
import { buildReport } from "../../../main/report/build-report";
import { html } from "../../../main/report/formats/html";
import { everything, sampleFacts } from "./sample-report";

describe("buildReport", () => {
  it("keeps every decision of the period, in the order of the log, and counts all kinds", () => {
    const facts = sampleFacts();
    const report = buildReport({ ...facts, decisions: facts.decisions.toReversed() });
    expect(report.decisions.map((record) => record.seq)).toEqual([1461, 1462, 1463, 1464]);
    expect(report.counts.filter((row) => row.count > 0)).toEqual([
      { kind: "approve", count: 1, notInForce: 1 },
      { kind: "request-changes", count: 1, notInForce: 1 },
      { kind: "escalate", count: 1, notInForce: 0 },
      { kind: "snooze", count: 1, notInForce: 1 },
    ]);
    expect(report.counts.map((row) => row.kind)).toEqual(decisionCatalog.map((rule) => rule.kind));
  });

  it("cuts the period at its start, included, and its end, excluded, across zones", () => {
    const seqs = (from: string | null, to: string | null) =>
      buildReport({ ...sampleFacts(), filters: { ...everything, from, to } }).decisions.map((record) => record.seq);
    expect(seqs("2026-11-22T02:39:06.120Z", "2026-11-22T04:39:06.120Z")).toEqual([1462, 1463]);
    expect(seqs("2026-11-22T04:39:06.120+02:00", null)).toEqual([1462, 1463, 1464]);
    expect(seqs(null, "2026-11-22T00:00:00Z")).toEqual([]);
  });

  it("lists tasks nothing was decided on in the period", () => {
    expect(buildReport(sampleFacts()).open.map((task) => task.id)).toEqual(["T-5OPEN"]);
    expect(buildReport({ ...sampleFacts(), filters: { ...everything, to: "2000-01-01T00:00:00Z" } }).open).toHaveLength(
      2,
    );
  });

  it("brings the attempt decided on, once, and all attempts of a task decided on as a whole", () => {
    const facts = sampleFacts();
    expect(buildReport(facts).attempts.map((item) => item.view.attempt.id)).toEqual(["A-4M8PW"]);
    const onTask = facts.decisions.filter((record) => record.decision.kind === "escalate");
    expect(buildReport({ ...facts, decisions: onTask }).attempts).toHaveLength(1);
    expect(buildReport({ ...facts, decisions: [] }).attempts).toHaveLength(0);
  });

  it("lists what was excused, also before the period where the report is about that attempt", () => {
    const facts = sampleFacts();
    const [first] = facts.decisions;
    if (first === undefined) throw new Error("the sample has decisions");
    const excuse = (seq: number, over: Partial<typeof first.decision>) => ({
      ...first,
      seq,
      recordedAt: "2026-11-20T08:00:00.000Z",
      decision: { ...first.decision, ...over },
    });
    const lowered = excuse(1400, { kind: "lower-tier", level: "low" });
    const gate = { id: "tests-shown", title: "Tests shown to pass", why: "No evidence of tests." };
    const overridden = excuse(1401, { kind: "override-gate", gate });
    const elsewhere = excuse(1402, { kind: "override-gate", gate, attemptId: "A-9ELSE" });
    const decisions = [elsewhere, overridden, lowered, ...facts.decisions];
    expect(buildReport({ ...facts, decisions }).excuses.map((record) => record.seq)).toEqual([1400, 1401]);
    expect(buildReport({ ...facts, decisions, filters: everything }).excuses.map((record) => record.seq)).toEqual([
      1400, 1401, 1402,
    ]);
    const text = html.render(buildReport({ ...facts, decisions }));
    expect(text).toContain("Tests shown to pass");
    expect(text).toContain("No evidence of tests.");
    expect(html.render(buildReport(facts))).toContain("No gate was overridden and no tier was lowered.");
  });

  it("sums how completely the sources were read, each session once", () => {
    const facts = sampleFacts();
    const twice = { ...facts, tasks: [...facts.tasks, ...facts.tasks] };
    expect(buildReport(twice).ingest).toMatchObject({
      sessions: 1,
      records: 1_904,
      recognised: 1_901,
      malformed: 1,
      unknown: [{ type: "queue-operation", count: 2 }],
    });
    expect(buildReport(facts).ingest.incomplete).toEqual([
      expect.objectContaining({ sessionId: "S-7K2QH", records: 1_904 }),
    ]);
  });
});
