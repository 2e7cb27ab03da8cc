import { beforeAll, describe, expect, it } from "vitest";
import { rules } from "../../main/plugins";
import { verdictSchema } from "../../shared/model/claim";
import { readCases } from "../support/judgement/case";
import { judgeCases, type JudgedCase } from "../support/judgement/judge-cases";
import { score, shortfalls, type Score } from "../support/judgement/score";
import { tellers } from "../support/judgement/runners";

const cases = readCases();
const ids = rules.map((rule) => rule.id);

describe("the labelled cases", () => {
  let judged: readonly JudgedCase[] = [];
  let result: Score | null = null;
  beforeAll(async () => {
    judged = await judgeCases(cases);
    result = score(judged, ids);
  }, 120_000);

  it("are at least 150, told in every runner's records", () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
    for (const runner of [...Object.keys(tellers), "none"])
      expect(judged.filter((one) => one.runner === runner).length, runner).toBeGreaterThan(3);
  });

  it("name only rules that there are", () => {
    const named = cases.flatMap(({ expect: { findings, mayFind } }) => [
      ...findings.map(({ rule }) => rule),
      ...mayFind,
    ]);
    expect([...new Set(named)].filter((rule) => !ids.includes(rule))).toEqual([]);
  });

  it("hold, for every rule, cases in which it speaks and cases in which it is silent", () => {
    for (const id of ids) {
      const speaks = judged.filter(({ one }) => one.expect.findings.some(({ rule }) => rule === id)).length;
      expect(speaks, id).toBeGreaterThanOrEqual(4);
      expect(judged.length - speaks, id).toBeGreaterThan(100);
    }
  });

  it("hold every verdict", () => {
    for (const verdict of verdictSchema.options)
      expect(
        cases.filter((one) => one.expect.claims.some((claim) => claim.verdict.includes(verdict))).length,
        verdict,
      ).toBeGreaterThanOrEqual(4);
  });

  it("are judged as right as is asked: contradicted 0.98, each rule 0.95 and 0.90", () => {
    expect(result === null ? ["not judged"] : shortfalls(result)).toEqual([]);
  });
});
